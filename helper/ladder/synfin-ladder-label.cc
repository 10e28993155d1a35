/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-label.h"

#include <utility>

namespace ns3
{
namespace synfin
{

std::vector<std::string>
FlagNames(const Segment& segment)
{
    static const std::pair<uint16_t, const char*> NAMES[] = {{Segment::FIN, "FIN"},
                                                             {Segment::SYN, "SYN"},
                                                             {Segment::RST, "RST"},
                                                             {Segment::PSH, "PSH"},
                                                             {Segment::ACK, "ACK"},
                                                             {Segment::URG, "URG"},
                                                             {Segment::ECE, "ECE"},
                                                             {Segment::CWR, "CWR"},
                                                             {Segment::AE, "AE"}};
    std::vector<std::string> names;
    for (const auto& [flag, name] : NAMES)
    {
        if (segment.Has(flag))
        {
            names.emplace_back(name);
        }
    }
    return names;
}

std::string
SegmentLabel(const std::string& name,
             const Segment& segment,
             int64_t seq,
             const std::optional<int64_t>& ack)
{
    std::string text = name + " [";
    std::string comma;
    for (const std::string& flag : FlagNames(segment))
    {
        text += comma + flag;
        comma = ", ";
    }
    text += "] Seq=" + std::to_string(seq);
    if (ack)
    {
        text += " Ack=" + std::to_string(*ack);
    }
    if (segment.payload > 0)
    {
        text += " Len=" + std::to_string(segment.payload);
    }
    return text;
}

} // namespace synfin
} // namespace ns3
