/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment-recorder.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the flags as tcpdump prints them, such as "S." for a SYN-ACK
std::string
FlagsText(uint8_t flags)
{
    std::string text;
    for (const auto& [flag, letter] : {std::pair{Segment::FIN, 'F'},
                                       {Segment::SYN, 'S'},
                                       {Segment::RST, 'R'},
                                       {Segment::PSH, 'P'},
                                       {Segment::ACK, '.'},
                                       {Segment::URG, 'U'},
                                       {Segment::ECE, 'E'},
                                       {Segment::CWR, 'W'}})
    {
        if ((flags & flag) != 0)
        {
            text += letter;
        }
    }
    return text;
}

/// @return the name of a kind, in small letters
const char*
KindText(SegmentKind kind)
{
    switch (kind)
    {
    case SegmentKind::NEW:
        return "new";
    case SegmentKind::RETRANSMIT:
        return "retransmit";
    case SegmentKind::PROBE:
        return "probe";
    case SegmentKind::CHALLENGE:
        return "challenge";
    }
    return "";
}

} // namespace

SegmentRecorder::SegmentRecorder(const std::string& path, Compression compression)
    : m_file(path,
             "time_s,host,conn,laddr,lport,raddr,rport,event,flags,seq,ack,len,win,tsval,tsecr,"
             "kind",
             compression)
{
}

void
SegmentRecorder::Record(const SegmentRecord& record)
{
    if (!m_pending.empty() && m_pending.front().time != record.time)
    {
        Flush();
    }
    m_pending.push_back(record);
}

void
SegmentRecorder::Flush()
{
    std::stable_sort(m_pending.begin(),
                     m_pending.end(),
                     [](const SegmentRecord& a, const SegmentRecord& b) {
                         return std::tie(a.host, a.segment.incarnation) <
                                std::tie(b.host, b.segment.incarnation);
                     });
    for (const SegmentRecord& record : m_pending)
    {
        Write(record);
    }
    m_pending.clear();
}

void
SegmentRecorder::Write(const SegmentRecord& record)
{
    const Segment& segment = record.segment;
    m_file.PutSeconds(record.time);
    m_file.Put(record.host);
    m_file.Put(segment.incarnation);
    m_file.Put(record.tuple, *record.addresses);
    m_file.Put(record.sent ? "sent" : "received");
    m_file.Put(FlagsText(segment.flags));
    m_file.Put(segment.seq.GetValue());
    m_file.Put(segment.Has(Segment::ACK) ? segment.ack.GetValue() : 0);
    m_file.Put(segment.payload);
    m_file.Put(segment.window);
    if (segment.timestamps)
    {
        m_file.Put(segment.timestamps->value);
        m_file.Put(segment.timestamps->echo);
    }
    else
    {
        m_file.PutNothing();
        m_file.PutNothing();
    }
    m_file.Put(record.sent ? KindText(record.kind) : "");
    m_file.EndRow();
}

void
SegmentRecorder::Close()
{
    Flush();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
