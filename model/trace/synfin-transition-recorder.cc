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

const Table&
TransitionTable()
{
    static const Table TABLE{
        "transitions.csv",
        "a change of state, at either end, in the order of time, host and event",
        {{"time_s", "decimal", "s", "when the new state was entered"},
         {"host", "integer", "", "where: id of the ns-3 node, clients first"},
         {"conn",
          "integer",
          "",
          "the connection, as in connections.csv; 0: a listener, or what an attacker's segment "
          "began"},
         {"laddr", "address", "", "address of this end"},
         {"lport", "integer", "", "port of this end"},
         {"raddr", "address", "", "address of the other end"},
         {"rport", "integer", "", "port of the other end; 0 of a listener"},
         {"oldstate", "text", "", "the state that was left", NamesOf<State>(STATE_COUNT)},
         {"newstate", "text", "", "the state that was entered", NamesOf<State>(STATE_COUNT)},
         {"cause", "text", "", "why", NamesOf<Cause>(CAUSE_COUNT)},
         {"ms", "decimal", "ms", "how long the old state lasted; 0 if it was CLOSED or LISTEN"},
         GroupColumn("the group of users that the connection is of")}};
    return TABLE;
}

TransitionRecorder::TransitionRecorder(const std::string& path,
                                       Compression compression,
                                       const ConnectionGroups& groups)
    : m_file(path, HeaderOf(TransitionTable()), compression),
      m_groups(groups)
{
    for (int state = 0; state < STATE_COUNT; ++state)
    {
        m_stateNames[state] = ToString(static_cast<State>(state));
    }
    for (int cause = 0; cause < CAUSE_COUNT; ++cause)
    {
        m_causeNames[cause] = ToString(static_cast<Cause>(cause));
    }
}

void
TransitionRecorder::Write(const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    m_file.PutSeconds(record.time);
    m_file.Put(record.host);
    m_file.Put(ConnectionGroups::Shown(transition.incarnation));
    m_file.Put(transition.tuple, *record.addresses);
    m_file.Put(m_stateNames[static_cast<std::size_t>(transition.from)]);
    m_file.Put(m_stateNames[static_cast<std::size_t>(transition.to)]);
    m_file.Put(m_causeNames[static_cast<std::size_t>(transition.cause)]);
    m_file.PutMilliseconds(record.time - transition.since);
    m_file.Put(m_groups.NameOf(transition.incarnation));
    m_file.EndRow();
}

void
TransitionRecorder::Close()
{
    m_rows.Flush([this](const TransitionRecord& row) { Write(row); });
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
