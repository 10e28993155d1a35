/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_INCARNATION_TAG_H
#define SYNFIN_INCARNATION_TAG_H

#include "ns3/tag.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// Carries Segment::incarnation along with a packet: the truth that the header does not tell.
class IncarnationTag : public Tag
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /// A tag of that incarnation; 0 is none.
    explicit IncarnationTag(uint32_t incarnation = 0);

    /// @return Segment::incarnation
    uint32_t Get() const
    {
        return m_incarnation;
    }

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

  private:
    uint32_t m_incarnation;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_INCARNATION_TAG_H
