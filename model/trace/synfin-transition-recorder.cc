/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-transition-recorder.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

TransitionRecorder::TransitionRecorder(const std::string& path)
    : m_file(path, "time_s,host,conn,laddr,lport,raddr,rport,oldstate,newstate,cause,ms")
{
}

void
TransitionRecorder::Record(const TransitionRecord& record, uint32_t number)
{
    if (!m_pending.empty() && m_pending.front().record.time != record.time)
    {
        Flush();
    }
    m_pending.push_back({record, number});
}

void
TransitionRecorder::Flush()
{
    std::stable_sort(m_pending.begin(), m_pending.end(), [](const Row& a, const Row& b) {
        return a.record.host < b.record.host;
    });
    for (const Row& row : m_pending)
    {
        Write(row);
    }
    m_pending.clear();
}

void
TransitionRecorder::Write(const Row& row)
{
    const Transition& transition = row.record.transition;
    m_file.PutSeconds(row.record.time);
    m_file.Put(row.record.host);
    m_file.Put(row.number);
    m_texts.Put(m_file, transition.tuple);
    m_file.Put(ToString(transition.from));
    m_file.Put(ToString(transition.to));
    m_file.Put(ToString(transition.cause));
    m_file.PutMilliseconds(row.record.time - transition.since);
    m_file.EndRow();
}

void
TransitionRecorder::Close()
{
    Flush();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
