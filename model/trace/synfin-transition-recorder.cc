/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-transition-recorder.h"

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
    const Transition& transition = record.transition;
    m_file.PutSeconds(record.time);
    m_file.Put(record.host);
    m_file.Put(number);
    m_texts.Put(m_file, transition.tuple);
    m_file.Put(ToString(transition.from));
    m_file.Put(ToString(transition.to));
    m_file.Put(ToString(transition.cause));
    m_file.PutMilliseconds(record.time - transition.since);
    m_file.EndRow();
}

void
TransitionRecorder::Close()
{
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
