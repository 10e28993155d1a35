/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STOCK_ATTRIBUTES_H
#define SYNFIN_STOCK_ATTRIBUTES_H

#include "ns3/attribute.h"
#include "ns3/nstime.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief An attribute of ns-3's own TCP, and what it does here; doc/ns3-attributes.rst has them
 * all.
 */
struct StockAttribute
{
    const char* type;  //!< name of its TypeId
    const char* name;  //!< its name
    const char* field; //!< the field of a Profile that its default sets, nullptr when there is none
    const char* effect; //!< what it does here, nullptr for nothing: then to set it is warned of

    /// @return type and name, as in Config::SetDefault
    std::string FullName() const;
};

/// @return all attributes that ns-3 3.35 to 3.48 have
const std::vector<StockAttribute>& StockAttributes();

/// The default of an attribute of an ns-3 type, and whether somebody set it.
class AttributeDefault
{
  public:
    /// @param type the type that declares it
    /// @param name its name; when the type has no such attribute, nobody has set it
    AttributeDefault(TypeId type, const std::string& name);

    /**
     * @brief The default that somebody set: by Config::SetDefault, the command line or the
     * environment's NS_ATTRIBUTE_DEFAULT, be it the value that ns-3 has from the start.
     * @return the value, nullptr when nobody did
     */
    Ptr<const AttributeValue> Chosen() const;

    /// @return the value that ns-3 has from the start
    Ptr<const AttributeValue> Original() const;

  private:
    TypeId m_type;       //!< the type
    std::size_t m_index; //!< of the attribute in its type; their number when there is none
    std::string m_name;  //!< in full
};

/// @return what the defaults that were set of ns-3's attributes make of a Profile: values of its
/// fields, by name; ends the program for a value that no field accepts
std::map<std::string, std::string> ProfileFromStockAttributes();

/// Ends the program when NS_ATTRIBUTE_DEFAULT has a value for an attribute of that type that it
/// does not accept; ns-3 itself passes over it.
void CheckEnvironment(TypeId type);

/// Warns of each default that was set and does nothing here.
void WarnOfStockAttributes();

/// Warns of each default that was set of ns3::TcpCubic, which ns-3's TCP has by default, where
/// another congestion control runs.
void WarnOfStockCongestion(TypeId used);

/// Warns that an attribute was set and does nothing here; once per attribute and simulation,
/// through the log component SynfinAttributes, whose warnings are enabled from the start.
void WarnOfNoEffect(const std::string& attribute);

/// Says why a value is refused, before ns-3 ends the program.
void ExplainRefusal(const std::string& attribute,
                    const std::string& value,
                    const std::string& accepted);

/// @return so many seconds, as far as a Time reaches
Time SecondsOf(double seconds);

/// @name A number or time from a user, for a field of a Profile
/// What is above the field's range is taken as its upper end ("as many as possible"), with a
/// warning; what is below ends the program.
/// @{

/// @return what is taken of a number
uint32_t Bounded(const std::string& attribute, uint32_t value, const std::string& field);
/// @return what is taken of a time
Time Bounded(const std::string& attribute, Time value, const std::string& field);
/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STOCK_ATTRIBUTES_H
