/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-corruption-tag.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(CorruptionTag);

TypeId
CorruptionTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::CorruptionTag")
                            .SetParent<Tag>()
                            .SetGroupName("Internet")
                            .AddConstructor<CorruptionTag>();
    return tid;
}

TypeId
CorruptionTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
CorruptionTag::GetSerializedSize() const
{
    return 0;
}

void
CorruptionTag::Serialize(TagBuffer) const
{
}

void
CorruptionTag::Deserialize(TagBuffer)
{
}

void
CorruptionTag::Print(std::ostream& os) const
{
    os << "corrupted";
}

} // namespace synfin
} // namespace ns3
