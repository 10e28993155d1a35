/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-recorder.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace synfin
{

namespace
{

/// Does an end that makes this transition close first, that is, without having met the peer's FIN?
bool
IsActiveClose(const Transition& transition)
{
    return transition.to == State::FIN_WAIT_1;
}

} // namespace

ConnectionRecorder::ConnectionRecorder(const std::string& path, Compression compression)
    : m_file(path,
             "conn,laddr,lport,raddr,rport,start_s,handshake_s,syn_sent,synack_sent,bytes_sent,"
             "bytes_received,close,closer,time_wait_s,outcome,server_handshake_s",
             compression)
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
    m_file.Put(row.clientClosedFirst ? (row.serverClosedFirst ? "both" : "client")
                                     : (row.serverClosedFirst ? "server" : ""));
    PutSpan(row.timeWaitEntered, row.timeWaitLeft);
    m_file.Put(ToString(row.outcome));
    PutSpan(row.serverSynReceived, row.serverEstablished);
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
