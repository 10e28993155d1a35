/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-incarnation-tag.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(IncarnationTag);

TypeId
IncarnationTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::IncarnationTag")
                            .SetParent<Tag>()
                            .SetGroupName("Internet")
                            .AddConstructor<IncarnationTag>();
    return tid;
}

IncarnationTag::IncarnationTag(uint32_t incarnation)
    : m_incarnation(incarnation)
{
}

TypeId
IncarnationTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
IncarnationTag::GetSerializedSize() const
{
    return 4;
}

void
IncarnationTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU32(m_incarnation);
}

void
IncarnationTag::Deserialize(TagBuffer buffer)
{
    m_incarnation = buffer.ReadU32();
}

void
IncarnationTag::Print(std::ostream& os) const
{
    os << "incarnation=" << m_incarnation;
}

} // namespace synfin
} // namespace ns3
