/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-markup.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace synfin
{

std::string
XmlText(const std::string& text)
{
    std::string escaped;
    for (const char letter : text)
    {
        const auto octet = static_cast<unsigned char>(letter);
        escaped += letter == '&'               ? "&amp;"
                   : letter == '<'             ? "&lt;"
                   : letter == '>'             ? "&gt;"
                   : letter == '"'             ? "&quot;"
                   : octet < 32 && octet != 10 ? " " // XML has no other control characters
                                               : std::string(1, letter);
    }
    return escaped;
}

std::string
ShownSeconds(Time time)
{
    return Formatted("%.3f", time.GetSeconds());
}

bool
IsSentAgain(const Play& play, std::size_t segment)
{
    const PlaySegment& sent = play.segments[segment];
    if (sent.kind == SegmentKind::RETRANSMIT)
    {
        return true;
    }
    const auto isSame = [&sent](const PlaySegment& earlier) {
        return earlier.from == sent.from && earlier.segment.seq == sent.segment.seq &&
               earlier.segment.ack == sent.segment.ack &&
               earlier.segment.flags == sent.segment.flags &&
               earlier.segment.payload == sent.segment.payload;
    };
    return std::any_of(play.segments.begin(), play.segments.begin() + segment, isSame);
}

std::vector<int>
StepNumbers(const Play& play)
{
    std::vector<int> numbers;
    std::map<std::size_t, int> departed;
    int last = 0;
    for (const LadderRow& row : play.rows)
    {
        const auto known = row.segment ? departed.find(*row.segment) : departed.end();
        const int number = known == departed.end() ? ++last : known->second;
        if (row.segment)
        {
            departed[*row.segment] = number;
        }
        numbers.push_back(number);
    }
    return numbers;
}

} // namespace synfin
} // namespace ns3
