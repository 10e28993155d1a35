/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-packetdrill-segment.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return TCP's options as packetdrill writes them, padded as SegmentHeader pads them
std::string
OptionsOf(const Segment& segment, uint32_t otherIss)
{
    std::string text;
    const auto add = [&text](const std::string& option) {
        text += (text.empty() ? "" : ",") + option;
    };
    const bool isBsd = segment.bsdOptions;
    const auto scale = [&](bool isNow) {
        if (segment.windowScale && isNow)
        {
            add("nop,wscale " + std::to_string(*segment.windowScale));
        }
    };
    const bool endsInSack =
        isBsd && segment.sackPermitted && !segment.timestamps && segment.fastOpen == 0;
    if (segment.mss)
    {
        add("mss " + std::to_string(*segment.mss));
    }
    scale(isBsd);
    if (segment.sackPermitted != segment.timestamps.has_value() && !endsInSack)
    {
        add("nop,nop");
    }
    if (segment.sackPermitted)
    {
        add(endsInSack ? "sackOK,eol,eol" : "sackOK");
    }
    if (segment.timestamps)
    {
        add("TS val " + std::to_string(segment.timestamps->value) + " ecr " +
            std::to_string(segment.timestamps->echo));
    }
    scale(!isBsd);
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        const auto& block = segment.sack[i];
        const std::string edges = std::to_string(block.left.GetValue() - otherIss) + ":" +
                                  std::to_string(block.right.GetValue() - otherIss);
        i == 0 ? add("nop,nop,sack " + edges) : void(text += " " + edges);
    }
    return text;
}

} // namespace

std::string
PacketdrillText(const Segment& segment, uint32_t iss, uint32_t otherIss)
{
    Segment shown = segment;
    shown.seq -= static_cast<int32_t>(iss);
    if (shown.Has(Segment::ACK))
    {
        shown.ack -= static_cast<int32_t>(otherIss);
    }
    std::string text = ToString(shown);
    text.erase(std::min(text.size(), text.find(" <")));
    const std::string options = OptionsOf(segment, otherIss);
    return text + (options.empty() ? "" : " <" + options + ">");
}

} // namespace synfin
} // namespace ns3
