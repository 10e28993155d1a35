/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment-namer.h"

#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

const char*
ToString(SegmentName name)
{
    switch (name)
    {
    case SegmentName::SYN:
        return "syn";
    case SegmentName::SYN_ACK:
        return "synack";
    case SegmentName::ACK:
        return "ack";
    case SegmentName::FIN1:
        return "fin1";
    case SegmentName::ACK1:
        return "ack1";
    case SegmentName::FIN2:
        return "fin2";
    case SegmentName::ACK2:
        return "ack2";
    case SegmentName::DATA:
        return "data";
    case SegmentName::DATA_ACK:
        return "dataack";
    case SegmentName::RST:
        return "rst";
    }
    return "";
}

bool
IsOneOf(const std::vector<SegmentCopy>& copies, const SegmentCopy& copy)
{
    const SegmentCopy second{SegmentName::DATA, copy.data};
    return std::any_of(copies.begin(), copies.end(), [&](const SegmentCopy& one) {
        return one == copy || (copy.data > 0 && one == second);
    });
}

std::string
ToString(const SegmentCopy& copy)
{
    const std::string name = ToString(copy.name);
    return copy.copy == 1 ? name : name + ":" + std::to_string(copy.copy);
}

const std::vector<std::string>&
SegmentNames()
{
    static const std::vector<std::string> NAMES = [] {
        std::vector<std::string> names;
        for (int i = 0; i <= static_cast<int>(SegmentName::DATA); ++i)
        {
            names.emplace_back(ToString(static_cast<SegmentName>(i)));
        }
        return names;
    }();
    return NAMES;
}

std::string
AcceptedSegmentCopies()
{
    std::string text;
    for (const std::string& name : SegmentNames())
    {
        text += name + ", ";
    }
    return text + "each with :N (1 to 1000) for its N-th copy";
}

std::optional<SegmentCopy>
ParseSegmentCopy(const std::string& text)
{
    const auto colon = text.find(':');
    SegmentCopy copy;
    if (colon != std::string::npos)
    {
        const auto number = ParseUnsigned(text.substr(colon + 1));
        if (!number || *number < 1 || *number > 1000)
        {
            return std::nullopt;
        }
        copy.copy = static_cast<uint32_t>(*number);
    }
    const auto& names = SegmentNames();
    const auto found = std::find(names.begin(), names.end(), text.substr(0, colon));
    if (found == names.end())
    {
        return std::nullopt;
    }
    copy.name = static_cast<SegmentName>(found - names.begin());
    return copy;
}

std::optional<std::string>
ParseSegmentCopies(const std::string& text, std::vector<SegmentCopy>& copies)
{
    std::vector<SegmentCopy> read;
    if (text != "none")
    {
        for (std::size_t begin = 0; begin <= text.size();)
        {
            const std::size_t end = std::min(text.find(',', begin), text.size());
            const auto copy = ParseSegmentCopy(text.substr(begin, end - begin));
            if (!copy)
            {
                return "none, or a list such as synack,ack2:2 of " + AcceptedSegmentCopies();
            }
            read.push_back(*copy);
            begin = end + 1;
        }
    }
    copies = read;
    return std::nullopt;
}

std::string
ToString(const std::vector<SegmentCopy>& copies)
{
    std::string text;
    for (const SegmentCopy& copy : copies)
    {
        text += (text.empty() ? "" : ",") + ToString(copy);
    }
    return text.empty() ? "none" : text;
}

SegmentCopy
SegmentNamer::Name(int side, const Segment& segment)
{
    const SegmentName name = Classify(side, segment);
    const bool isData = segment.Has(Segment::SYN) && segment.payload > 0;
    const uint32_t data = isData ? ++m_copies[static_cast<int>(SegmentName::DATA)] : 0;
    return {name, ++m_copies[static_cast<int>(name)], data};
}

SegmentName
SegmentNamer::Classify(int side, const Segment& segment)
{
    End& sender = m_ends[side];
    const End& other = m_ends[1 - side];
    if (segment.Has(Segment::RST))
    {
        return SegmentName::RST;
    }
    if (segment.Has(Segment::SYN))
    {
        sender.iss = segment.seq;
        return segment.Has(Segment::ACK) ? SegmentName::SYN_ACK : SegmentName::SYN;
    }
    if (segment.Has(Segment::FIN))
    {
        sender.finEnd = segment.End();
        m_closer = m_closer.value_or(side);
        return *m_closer == side ? SegmentName::FIN1 : SegmentName::FIN2;
    }
    if (segment.payload > 0)
    {
        return SegmentName::DATA;
    }
    if (other.finEnd && segment.ack == *other.finEnd)
    {
        return *m_closer == side ? SegmentName::ACK2 : SegmentName::ACK1;
    }
    const bool acknowledgesSynOnly = other.iss && segment.ack == *other.iss + 1;
    return acknowledgesSynOnly ? SegmentName::ACK : SegmentName::DATA_ACK;
}

bool
SegmentNamer::BeginsAnotherLife(int side, const Segment& segment) const
{
    const auto iss = m_ends[side].iss;
    return segment.Has(Segment::SYN) && !segment.Has(Segment::ACK) && iss && *iss != segment.seq;
}

uint32_t
SegmentNamer::RelativeSeq(int side, const Segment& segment) const
{
    // Like Wireshark, take the first number of an end whose SYN was never seen for 1.
    const auto iss = m_ends[side].iss;
    return iss ? static_cast<uint32_t>(segment.seq - *iss) : 1;
}

uint32_t
SegmentNamer::RelativeAck(int side, const Segment& segment) const
{
    const auto iss = m_ends[1 - side].iss;
    return iss ? static_cast<uint32_t>(segment.ack - *iss) : 1;
}

} // namespace synfin
} // namespace ns3
