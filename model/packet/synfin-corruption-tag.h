/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CORRUPTION_TAG_H
#define SYNFIN_CORRUPTION_TAG_H

#include "ns3/tag.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// Says of a frame that goes to another rank that it arrives damaged.
class CorruptionTag : public Tag
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CORRUPTION_TAG_H
