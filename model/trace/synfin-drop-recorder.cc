/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-drop-recorder.h"

#include "synfin-segment-recorder.h"

#include <tuple>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the reasons of the network and of TCP
std::vector<std::string>
Reasons()
{
    std::vector<std::string> names = NamesOf<LossReason>(LOSS_REASON_COUNT);
    for (const std::string& name : NamesOf<DropReason>(DROP_REASON_COUNT))
    {
        names.push_back(name);
    }
    return names;
}

} // namespace

const Table&
DropTable()
{
    static const Table TABLE{
        "drops.csv",
        "a segment that was lost on its way, or that a host's TCP dropped, in the order of time, "
        "place, host and connection",
        {{"time_s", "decimal", "s", "when"},
         {"place", "text", "", "where", NamesOf<LossPlace>(LOSS_PLACE_COUNT)},
         {"node",
          "integer",
          "",
          "the host that dropped it, or whose own link did: id of the ns-3 node; empty: neither",
          {},
          true},
         {"conn", "integer", "", "the connection that sent it, as in segments.csv; 0: none did"},
         {"saddr", "address", "", "address that it came from, as it was there"},
         {"sport", "integer", "", "port that it came from"},
         {"daddr", "address", "", "address that it went to"},
         {"dport", "integer", "", "port that it went to"},
         {"reason", "text", "", "why; the host's own are its TCP's drop reasons", Reasons()},
         {"flags", "text", "", "as in segments.csv", {}, true},
         {"seq", "integer", "", "sequence number"},
         {"ack", "integer", "", "acknowledgment number; 0 without the flag"},
         {"len", "integer", "octets", "data"},
         {"win", "integer", "octets", "the window as in the header, before scaling"},
         {"tsval", "integer", "", "timestamp; empty without the option", {}, true},
         {"tsecr", "integer", "", "timestamp that is echoed; empty without the option", {}, true},
         GroupColumn("the group of users that the connection is of")}};
    return TABLE;
}

DropRecorder::DropRecorder(const std::string& path,
                           Compression compression,
                           const ConnectionGroups& groups)
    : m_file(path, HeaderOf(DropTable()), compression),
      m_groups(groups)
{
}

bool
DropRecorder::Before::operator()(const Row& a, const Row& b) const
{
    return std::tie(a.loss.place, a.loss.at, a.loss.segment.incarnation) <
           std::tie(b.loss.place, b.loss.at, b.loss.segment.incarnation);
}

void
DropRecorder::Record(const LossRecord& record)
{
    Add(record, ToString(record.reason));
}

void
DropRecorder::Record(const DropRecord& record)
{
    LossRecord loss;
    loss.time = record.time;
    loss.place = LossPlace::HOST;
    loss.at = record.host;
    loss.tuple = record.drop.tuple.Reverse();
    loss.segment = record.drop.segment;
    loss.addresses = record.addresses;
    Add(loss, ToString(record.drop.reason));
}

void
DropRecorder::Add(const LossRecord& loss, const char* reason)
{
    m_rows.Add({loss.time, loss, reason}, [this](const Row& row) { Write(row); });
}

void
DropRecorder::Write(const Row& row)
{
    const LossRecord& loss = row.loss;
    const Segment& segment = loss.segment;
    m_file.PutSeconds(row.time);
    m_file.Put(ToString(loss.place));
    if (loss.place == LossPlace::HOST || loss.place == LossPlace::ACCESS)
    {
        m_file.Put(loss.at);
    }
    else
    {
        m_file.PutNothing();
    }
    m_file.Put(ConnectionGroups::Shown(segment.incarnation));
    m_file.Put(loss.tuple, *loss.addresses);
    m_file.Put(row.reason);
    PutHeader(m_file, segment);
    m_file.Put(m_groups.NameOf(segment.incarnation));
    m_file.EndRow();
}

void
DropRecorder::Close()
{
    m_rows.Flush([this](const Row& row) { Write(row); });
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
