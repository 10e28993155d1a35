/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-recorder.h"

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

ConnectionRecorder::ConnectionRecorder(const std::string& path)
    : m_file(path,
             "conn,laddr,lport,raddr,rport,start_s,handshake_s,syn_sent,synack_sent,bytes_sent,"
             "bytes_received,close,"
             "closer,time_wait_s,outcome,server_handshake_s")
{
}

ConnectionRecorder::Row*
ConnectionRecorder::Find(uint32_t number)
{
    return number < m_first || number - m_first >= m_rows.size() ? nullptr
                                                                 : &m_rows[number - m_first];
}

void
ConnectionRecorder::Record(const AttemptRecord& record)
{
    Row* row = Find(record.number);
    if (row == nullptr)
    {
        m_rows.emplace_back();
        row = &m_rows.back();
    }
    row->attempt = record;
}

void
ConnectionRecorder::Record(const TransitionRecord& record, uint32_t number)
{
    Row* const row = Find(number);
    if (row == nullptr)
    {
        return;
    }
    if (record.transition.tuple == row->attempt.tuple)
    {
        NoteClient(*row, record);
    }
    else
    {
        NoteServer(*row, record);
    }
    WriteComplete();
}

void
ConnectionRecorder::NoteClient(Row& row, const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    row.clientAlive = transition.to != State::CLOSED;
    row.clientClosedFirst |= IsActiveClose(transition);
    if (transition.to == State::ESTABLISHED)
    {
        row.established = record.time;
    }
    if (transition.to == State::TIME_WAIT)
    {
        row.timeWaitEntered = record.time;
    }
    if (transition.from == State::TIME_WAIT)
    {
        row.timeWait = record.time - *row.timeWaitEntered;
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
        row.serverSynReceived = record.time;
    }
    if (transition.to == State::ESTABLISHED)
    {
        row.serverEstablished = record.time;
    }
}

void
ConnectionRecorder::Record(const SegmentRecord& record, uint32_t number)
{
    Row* const row = Find(number);
    if (row == nullptr || !record.sent || !record.segment.Has(Segment::SYN))
    {
        return;
    }
    ++(record.segment.Has(Segment::ACK) ? row->synAcks : row->syns);
}

void
ConnectionRecorder::Record(const EndRecord& record)
{
    Row* const row = Find(record.number);
    if (row == nullptr)
    {
        return;
    }
    row->end = record;
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
        ++m_first;
    }
}

void
ConnectionRecorder::PutOptional(const std::optional<Time>& from, const std::optional<Time>& to)
{
    if (from && to)
    {
        m_file.PutSeconds(*to - *from);
    }
    else
    {
        m_file.PutNothing();
    }
}

void
ConnectionRecorder::Write(const Row& row)
{
    m_file.Put(row.attempt.number);
    m_texts.Put(m_file, row.attempt.tuple);
    m_file.PutSeconds(row.attempt.time);
    PutOptional(row.attempt.time, row.established);
    m_file.Put(row.syns);
    m_file.Put(row.synAcks);
    m_file.Put(row.end.bytesSent);
    m_file.Put(row.end.bytesReceived);
    m_file.Put(ToString(row.end.close));
    m_file.Put(row.clientClosedFirst ? (row.serverClosedFirst ? "both" : "client")
                                     : (row.serverClosedFirst ? "server" : ""));
    PutOptional(Time(0), row.timeWait);
    m_file.Put(ToString(row.end.outcome));
    PutOptional(row.serverSynReceived, row.serverEstablished);
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
