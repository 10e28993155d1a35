/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment.h"

#include <iomanip>
#include <ostream>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

Segment
Make(uint16_t flags, uint32_t seq, uint32_t ack, uint32_t payload = 0)
{
    Segment segment;
    segment.flags = flags;
    segment.seq = SequenceNumber32(seq);
    segment.ack = SequenceNumber32(ack);
    segment.payload = payload;
    segment.window = 65535;
    return segment;
}

} // namespace

Segment
Segment::WithoutSyn() const
{
    Segment text = *this;
    text.seq += Has(SYN) ? 1 : 0;
    text.flags &= static_cast<uint16_t>(~SYN);
    text.fastOpen = 0;
    return text;
}

void
Segment::SetCookie(const FastOpenCookie& cookie)
{
    fastOpen = (cookie.isExperimental ? EXPERIMENTAL + 4 : 2) + cookie.size;
    const auto word = [&cookie](std::size_t at) {
        const auto& octets = cookie.octets;
        return SequenceNumber32(uint32_t{octets[at]} << 24 | uint32_t{octets[at + 1]} << 16 |
                                uint32_t{octets[at + 2]} << 8 | octets[at + 3]);
    };
    sack[0] = {word(0), word(4)};
    sack[1] = {word(8), word(12)};
}

FastOpenCookie
Segment::Cookie() const
{
    FastOpenCookie cookie;
    cookie.isExperimental = (fastOpen & EXPERIMENTAL) != 0;
    const uint8_t asking = cookie.isExperimental ? EXPERIMENTAL + 4 : 2;
    if (fastOpen > asking)
    {
        cookie.size = fastOpen - asking;
        for (std::size_t i = 0; i < cookie.octets.size(); ++i)
        {
            const SackBlock& block = sack[i / 8];
            const uint32_t word = (i % 8 < 4 ? block.left : block.right).GetValue();
            cookie.octets[i] = static_cast<uint8_t>(word >> (24 - 8 * (i % 4)));
        }
    }
    return cookie;
}

uint32_t
Segment::OptionsSize() const
{
    // Each group is padded to a multiple of four, as SegmentHeader writes it.
    uint32_t size = 0;
    size += mss ? 4 : 0;
    size += timestamps ? 12 : (sackPermitted ? 4 : 0);
    size += windowScale ? 4 : 0;
    size += sackCount > 0 ? 4 + 8U * sackCount : 0;
    size += ((fastOpen & ~EXPERIMENTAL) + 3U) / 4 * 4;
    return size;
}

bool
Segment::operator==(const Segment& other) const
{
    if (seq != other.seq || flags != other.flags || payload != other.payload ||
        window != other.window || mss != other.mss || windowScale != other.windowScale ||
        !(timestamps == other.timestamps) || sackPermitted != other.sackPermitted ||
        sackCount != other.sackCount || ecn != other.ecn || fastOpen != other.fastOpen)
    {
        return false;
    }
    if (Has(ACK) && ack != other.ack)
    {
        return false;
    }
    for (std::size_t i = 0; i < sackCount; ++i)
    {
        if (!(sack[i] == other.sack[i]))
        {
            return false;
        }
    }
    if (fastOpen > 2 && !(Cookie() == other.Cookie()))
    {
        return false;
    }
    return !Has(URG) || urgent == other.urgent;
}

Segment
Syn(uint32_t seq)
{
    return Make(Segment::SYN, seq, 0);
}

Segment
SynAck(uint32_t seq, uint32_t ack)
{
    return Make(Segment::SYN | Segment::ACK, seq, ack);
}

Segment
Ack(uint32_t seq, uint32_t ack)
{
    return Make(Segment::ACK, seq, ack);
}

Segment
Data(uint32_t seq, uint32_t ack, uint32_t payload)
{
    return Make(Segment::ACK | Segment::PSH, seq, ack, payload);
}

Segment
Fin(uint32_t seq)
{
    return Make(Segment::FIN, seq, 0);
}

Segment
FinAck(uint32_t seq, uint32_t ack)
{
    return Make(Segment::FIN | Segment::ACK, seq, ack);
}

Segment
Rst(uint32_t seq)
{
    Segment segment = Make(Segment::RST, seq, 0);
    segment.window = 0;
    return segment;
}

Segment
RstAck(uint32_t seq, uint32_t ack)
{
    Segment segment = Make(Segment::RST | Segment::ACK, seq, ack);
    segment.window = 0;
    return segment;
}

const char*
ToString(EcnCodepoint codepoint)
{
    switch (codepoint)
    {
    case EcnCodepoint::NOT_ECT:
        return "";
    case EcnCodepoint::ECT1:
        return "ect1";
    case EcnCodepoint::ECT0:
        return "ect0";
    case EcnCodepoint::CE:
        return "ce";
    }
    return "";
}

std::string
FlagsText(uint16_t flags)
{
    static const std::pair<uint16_t, char> LETTERS[] = {{Segment::FIN, 'F'},
                                                        {Segment::SYN, 'S'},
                                                        {Segment::RST, 'R'},
                                                        {Segment::PSH, 'P'},
                                                        {Segment::ACK, '.'},
                                                        {Segment::URG, 'U'},
                                                        {Segment::ECE, 'E'},
                                                        {Segment::CWR, 'W'},
                                                        {Segment::AE, 'e'}};
    std::string text;
    for (const auto& [flag, letter] : LETTERS)
    {
        if ((flags & flag) != 0)
        {
            text += letter;
        }
    }
    return text;
}

std::string
ToString(const Segment& segment)
{
    std::ostringstream os;
    os << segment;
    return os.str();
}

std::ostream&
operator<<(std::ostream& os, const Segment& segment)
{
    const uint32_t seq = segment.seq.GetValue();
    if (segment.ecn != EcnCodepoint::NOT_ECT)
    {
        os << '[' << ToString(segment.ecn) << "] ";
    }
    os << FlagsText(segment.flags) << ' ' << seq << ':' << seq + segment.payload << '('
       << segment.payload << ')';
    if (segment.Has(Segment::ACK))
    {
        os << " ack " << segment.ack.GetValue();
    }
    os << " win " << segment.window;

    std::ostringstream options;
    if (segment.mss)
    {
        options << ",mss " << *segment.mss;
    }
    const auto scale = [&](bool now) {
        if (segment.windowScale && now)
        {
            options << ",wscale " << +*segment.windowScale;
        }
    };
    scale(segment.bsdOptions);
    if (segment.sackPermitted)
    {
        options << ",sackOK";
    }
    if (segment.timestamps)
    {
        options << ",TS val " << segment.timestamps->value << " ecr " << segment.timestamps->echo;
    }
    scale(!segment.bsdOptions);
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        options << (i == 0 ? ",sack " : " ") << segment.sack[i].left.GetValue() << ':'
                << segment.sack[i].right.GetValue();
    }
    if (segment.fastOpen > 0)
    {
        const FastOpenCookie cookie = segment.Cookie();
        options << (cookie.isExperimental ? ",FOEXP" : ",FO") << (cookie.size > 0 ? " " : "")
                << std::hex << std::setfill('0');
        for (std::size_t i = 0; i < cookie.size; ++i)
        {
            options << std::setw(2) << +cookie.octets[i];
        }
    }
    const std::string list = options.str();
    if (!list.empty())
    {
        os << " <" << list.substr(1) << '>';
    }
    return os;
}

} // namespace synfin
} // namespace ns3
