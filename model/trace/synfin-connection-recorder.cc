/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-recorder.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// Who closed first.
constexpr const char* NOBODY = "";
constexpr const char* CLIENT = "client";
constexpr const char* SERVER = "server";
constexpr const char* BOTH = "both";

/// Does an end that makes this transition close first, that is, without having met the peer's FIN?
bool
IsActiveClose(const Transition& transition)
{
    return transition.to == State::FIN_WAIT_1;
}

} // namespace

const Table&
ConnectionTable()
{
    static const Table TABLE{
        "connections.csv",
        "an attempt to connect, as the client saw it, in the order of the attempts",
        {{"conn", "integer", "", "its number, from 1"},
         {"laddr", "address", "", "address of the client"},
         {"lport", "integer", "", "port of the client; 0 when there was none"},
         {"raddr", "address", "", "address of the server"},
         {"rport", "integer", "", "port of the server"},
         {"start_s", "decimal", "s", "when the client sent its first SYN"},
         {"handshake_s",
          "decimal",
          "s",
          "how long until the client was ESTABLISHED; empty if it never was",
          {},
          true},
         {"syn_sent", "integer", "segments", "transmissions of the SYN"},
         {"synack_sent", "integer", "segments", "transmissions of the SYN-ACK"},
         {"bytes_sent", "integer", "octets", "data that the client handed to TCP"},
         {"bytes_received", "integer", "octets", "data that the client took from TCP"},
         {"close",
          "text",
          "",
          "how it ended; empty if it was never established",
          NamesOf<CloseKind>(CLOSE_KIND_COUNT),
          true},
         {"closer",
          "text",
          "",
          "who sent a FIN without having met the other's; empty: nobody",
          {CLIENT, SERVER, BOTH},
          true},
         {"time_wait_s",
          "decimal",
          "s",
          "how long the client was in TIME_WAIT; empty: never",
          {},
          true},
         {"outcome", "text", "", "what became of it", NamesOf<Outcome>(OUTCOME_COUNT)},
         {"server_handshake_s",
          "decimal",
          "s",
          "how long the server was in SYN_RCVD before it was ESTABLISHED; empty: never",
          {},
          true},
         GroupColumn("the group of users that it is of"),
         {"user",
          "integer",
          "",
          "the user's connection that it is an attempt of: number of the first attempt"},
         {"attempt", "integer", "", "which attempt of that it is, from 1"}},
        {{"weight",
          "number",
          "",
          "with importance-loss alone: likelihood ratio of what befell its handshake; what is "
          "counted or averaged with it is of the losses that loss says"}}};
    return TABLE;
}

ConnectionRecorder::ConnectionRecorder(const std::string& path,
                                       Compression compression,
                                       const ConnectionGroups& groups,
                                       Weight weight)
    : m_file(path, HeaderOf(ConnectionTable(), weight != nullptr), compression),
      m_groups(groups),
      m_weight(std::move(weight))
{
}

ConnectionRecorder::Row*
ConnectionRecorder::Find(uint32_t number)
{
    if (m_rows.empty() || number < m_rows.front().number)
    {
        return nullptr;
    }
    // Numbers grow by one or more: it is at this place, or before it.
    const std::size_t most =
        std::min<std::size_t>(number - m_rows.front().number, m_rows.size() - 1);
    if (m_rows[most].number == number)
    {
        return &m_rows[most];
    }
    const auto end = m_rows.begin() + static_cast<std::ptrdiff_t>(most);
    const auto row = std::lower_bound(m_rows.begin(), end, number, [](const Row& r, uint32_t n) {
        return r.number < n;
    });
    return row->number == number ? &*row : nullptr;
}

void
ConnectionRecorder::Record(const AttemptRecord& record)
{
    NS_ASSERT(m_rows.empty() || m_rows.back().number < record.number);
    m_rows.emplace_back();
    Row& row = m_rows.back();
    row.number = record.number;
    row.started = record.time.GetNanoSeconds();
    row.tuple = record.tuple;
    row.addresses = record.addresses;
    row.user = record.user == 0 ? record.number : record.user;
    row.attempt = record.attempt;
}

void
ConnectionRecorder::Record(const TransitionRecord& record)
{
    Row* const row = Find(record.transition.incarnation);
    if (row == nullptr)
    {
        return;
    }
    if (record.transition.to == State::SYN_SENT)
    {
        row->tuple = record.transition.tuple; // now the local port is known
    }
    if (record.transition.tuple == row->tuple)
    {
        NoteClient(*row, record);
    }
    else
    {
        NoteServer(*row, record);
    }
    if (row->IsComplete())
    {
        WriteComplete();
    }
}

void
ConnectionRecorder::NoteClient(Row& row, const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    row.clientAlive = transition.to != State::CLOSED;
    row.clientClosedFirst |= IsActiveClose(transition);
    if (transition.to == State::ESTABLISHED)
    {
        row.established = record.time.GetNanoSeconds();
    }
    if (transition.to == State::TIME_WAIT)
    {
        row.timeWaitEntered = record.time.GetNanoSeconds();
    }
    if (transition.from == State::TIME_WAIT)
    {
        row.timeWaitLeft = record.time.GetNanoSeconds();
    }
}

void
ConnectionRecorder::NoteServer(Row& row, const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    row.serverAlive = transition.to != State::CLOSED && transition.to != State::LISTEN;
    row.serverClosedFirst |= IsActiveClose(transition);
    if (transition.to == State::SYN_RCVD)
    {
        row.serverSynReceived = record.time.GetNanoSeconds();
    }
    if (transition.to == State::ESTABLISHED)
    {
        row.serverEstablished = record.time.GetNanoSeconds();
    }
}

void
ConnectionRecorder::Record(const SegmentRecord& record)
{
    Row* const row = Find(record.segment.incarnation);
    if (row != nullptr && record.segment.Has(Segment::SYN))
    {
        ++(record.segment.Has(Segment::ACK) ? row->synAcks : row->syns);
    }
}

void
ConnectionRecorder::Record(const EndRecord& record)
{
    Row* const row = Find(record.number);
    if (row == nullptr)
    {
        return;
    }
    row->outcome = record.outcome;
    row->close = record.close;
    row->bytesSent = record.bytesSent;
    row->bytesReceived = record.bytesReceived;
    row->ended = true;
    WriteComplete();
}

void
ConnectionRecorder::WriteComplete()
{
    while (!m_rows.empty() && m_rows.front().IsComplete())
    {
        Write(m_rows.front());
        m_rows.pop_front();
    }
}

void
ConnectionRecorder::PutSpan(int64_t from, int64_t to)
{
    if (from != NEVER && to != NEVER)
    {
        m_file.PutSeconds(NanoSeconds(to - from));
    }
    else
    {
        m_file.PutNothing();
    }
}

void
ConnectionRecorder::Write(const Row& row)
{
    m_file.Put(row.number);
    m_file.Put(row.tuple, *row.addresses);
    m_file.PutSeconds(NanoSeconds(row.started));
    PutSpan(row.started, row.established);
    m_file.Put(row.syns);
    m_file.Put(row.synAcks);
    m_file.Put(row.bytesSent);
    m_file.Put(row.bytesReceived);
    m_file.Put(ToString(row.close));
    m_file.Put(row.clientClosedFirst ? (row.serverClosedFirst ? BOTH : CLIENT)
                                     : (row.serverClosedFirst ? SERVER : NOBODY));
    PutSpan(row.timeWaitEntered, row.timeWaitLeft);
    m_file.Put(ToString(row.outcome));
    PutSpan(row.serverSynReceived, row.serverEstablished);
    m_file.Put(m_groups.NameOf(row.number));
    m_file.Put(row.user);
    m_file.Put(row.attempt);
    if (m_weight)
    {
        char text[32];
        const int size = std::snprintf(text, sizeof(text), "%.17g", m_weight(row.number));
        m_file.Put(std::string_view(text, static_cast<std::size_t>(size)));
    }
    m_file.EndRow();
}

void
ConnectionRecorder::Close()
{
    for (const auto& row : m_rows)
    {
        Write(row);
    }
    m_rows.clear();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
