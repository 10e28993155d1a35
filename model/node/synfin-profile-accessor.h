/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROFILE_ACCESSOR_H
#define SYNFIN_PROFILE_ACCESSOR_H

#include "ns3/attribute.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/// Reads and writes one field of an L4Protocol's Profile as a StringValue.
class ProfileAccessor : public AttributeAccessor
{
  public:
    /// @param field name of the field
    explicit ProfileAccessor(const std::string& field);

    /// @return false when it is no L4Protocol, or the value is no text that the field accepts
    bool Set(ObjectBase* object, const AttributeValue& value) const override;
    /// @return false when it is no L4Protocol, or the attribute no StringValue
    bool Get(const ObjectBase* object, AttributeValue& attribute) const override;
    /// @return true
    bool HasGetter() const override;
    /// @return true
    bool HasSetter() const override;

  private:
    std::string m_field; //!< name of the field
};

/// Accepts the texts that a field of a Profile accepts, "" (as the preset says) included; or the
/// names of presets. So Config::SetDefault, the command line and factories refuse the others.
class ProfileChecker : public AttributeChecker
{
  public:
    /// @param field name of the field; "Profile" for the preset
    explicit ProfileChecker(const std::string& field);

    /// @return true for a StringValue that is accepted
    bool Check(const AttributeValue& value) const override;
    /// @return the name of StringValue
    std::string GetValueTypeName() const override;
    /// @return true
    bool HasUnderlyingTypeInformation() const override;
    /// @return the C++ type behind it, std::string
    std::string GetUnderlyingTypeInformation() const override;
    /// @return an empty StringValue
    Ptr<AttributeValue> Create() const override;
    /// @return false unless both are StringValues; then the destination has the text
    bool Copy(const AttributeValue& source, AttributeValue& destination) const override;

  private:
    std::string m_field; //!< name of the field
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_ACCESSOR_H
