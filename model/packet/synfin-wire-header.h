/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WIRE_HEADER_H
#define SYNFIN_WIRE_HEADER_H

#include "ns3/header.h"

#include <cstdint>
#include <ostream>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// A header of any type, octet by octet: what is added is what was removed.
class WireHeader : public Header
{
  public:
    /// @param type what packet metadata know it by @param size octets
    WireHeader(TypeId type, uint32_t size)
        : m_type(type),
          octets(size)
    {
    }

    TypeId GetInstanceTypeId() const override
    {
        return m_type;
    }

    uint32_t GetSerializedSize() const override
    {
        return static_cast<uint32_t>(octets.size());
    }

    void Serialize(Buffer::Iterator start) const override
    {
        start.Write(octets.data(), GetSerializedSize());
    }

    uint32_t Deserialize(Buffer::Iterator start) override
    {
        start.Read(octets.data(), GetSerializedSize());
        return GetSerializedSize();
    }

    void Print(std::ostream& os) const override
    {
        os << octets.size() << " octets";
    }

  private:
    TypeId m_type; //!< packet metadata know the octets by it

  public:
    std::vector<uint8_t> octets; //!< as on the wire
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WIRE_HEADER_H
