/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment-recorder.h"

#include <tuple>

namespace ns3
{
namespace synfin
{

namespace
{

/// The two kinds of events.
constexpr const char* SENT = "sent";
constexpr const char* RECEIVED = "received";

} // namespace

const Table&
SegmentTable()
{
    static const Table TABLE{
        "segments.csv",
        "a segment that a host sends or receives, in the order of time, host and connection",
        {{"time_s", "decimal", "s", "when"},
         {"host", "integer", "", "where: id of the ns-3 node, clients first"},
         {"conn",
          "integer",
          "",
          "the connection that sent it; 0: none did (a RST from CLOSED, an attacker's, an answer "
          "to it)"},
         {"laddr", "address", "", "address of this end"},
         {"lport", "integer", "", "port of this end"},
         {"raddr", "address", "", "address of the other end"},
         {"rport", "integer", "", "port of the other end"},
         {"event", "text", "", "what happened to it here", {SENT, RECEIVED}},
         {"flags",
          "text",
          "",
          "as tcpdump prints them: S, F, R, P, U, E, W, e for AE, and a point for ACK",
          {},
          true},
         {"seq", "integer", "", "sequence number"},
         {"ack", "integer", "", "acknowledgment number; 0 without the flag"},
         {"len", "integer", "octets", "data"},
         {"win", "integer", "octets", "the window as in the header, before scaling"},
         {"tsval", "integer", "", "timestamp; empty without the option", {}, true},
         {"tsecr", "integer", "", "timestamp that is echoed; empty without the option", {}, true},
         {"kind",
          "text",
          "",
          "why it was sent; empty when received",
          NamesOf<SegmentKind>(SEGMENT_KIND_COUNT),
          true},
         {"ecn",
          "text",
          "",
          "ECN field of the IP header; empty for none",
          {ToString(EcnCodepoint::ECT1), ToString(EcnCodepoint::ECT0), ToString(EcnCodepoint::CE)},
          true},
         GroupColumn("the group of users that the connection is of")}};
    return TABLE;
}

SegmentRecorder::SegmentRecorder(const std::string& path,
                                 Compression compression,
                                 const ConnectionGroups& groups)
    : m_file(path, HeaderOf(SegmentTable()), compression),
      m_groups(groups)
{
}

bool
SegmentRecorder::Before::operator()(const SegmentRecord& a, const SegmentRecord& b) const
{
    return std::tie(a.host, a.segment.incarnation) < std::tie(b.host, b.segment.incarnation);
}

void
SegmentRecorder::Record(const SegmentRecord& record)
{
    m_rows.Add(record, [this](const SegmentRecord& row) { Write(row); });
}

void
PutHeader(CsvFile& file, const Segment& segment)
{
    file.Put(FlagsText(segment.flags));
    file.Put(segment.seq.GetValue());
    file.Put(segment.Has(Segment::ACK) ? segment.ack.GetValue() : 0);
    file.Put(segment.payload);
    file.Put(segment.window);
    if (segment.timestamps)
    {
        file.Put(segment.timestamps->value);
        file.Put(segment.timestamps->echo);
    }
    else
    {
        file.PutNothing();
        file.PutNothing();
    }
}

void
SegmentRecorder::Write(const SegmentRecord& record)
{
    const Segment& segment = record.segment;
    m_file.PutSeconds(record.time);
    m_file.Put(record.host);
    m_file.Put(ConnectionGroups::Shown(segment.incarnation));
    m_file.Put(record.tuple, *record.addresses);
    m_file.Put(record.sent ? SENT : RECEIVED);
    PutHeader(m_file, segment);
    m_file.Put(record.sent ? ToString(record.kind) : "");
    m_file.Put(ToString(segment.ecn));
    m_file.Put(m_groups.NameOf(segment.incarnation));
    m_file.EndRow();
}

void
SegmentRecorder::Close()
{
    m_rows.Flush([this](const SegmentRecord& row) { Write(row); });
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
