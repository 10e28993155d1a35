/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How connections begin; and users who have several addresses to try: one after the other, or as
// RFC 8305 has it.

#include "synfin-scenario-workload.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

void
ScenarioWorkload::BeginQuest(uint16_t group, const WorkloadGroup::Pair& pair)
{
    if (m_freeQuests.empty())
    {
        m_freeQuests.push_back(static_cast<uint32_t>(m_quests.size()));
        m_quests.emplace_back();
    }
    const uint32_t place = m_freeQuests.back();
    m_freeQuests.pop_back();
    Quest& quest = m_quests[place];
    quest = Quest();
    quest.client = &pair.client;
    quest.server = &pair.server;
    quest.turn = m_groups[group]->Turn();
    quest.start = m_agenda.Now();
    quest.number = static_cast<uint32_t>(m_attempted + 1);
    quest.group = group;
    ++m_groups[group]->Results().users;
    AttemptNext(place);
}

void
ScenarioWorkload::AttemptNext(uint32_t quest)
{
    Quest& mine = m_quests[quest];
    WorkloadGroup& users = *m_groups[mine.group];
    const auto pair = users.PairOf(*mine.client, *mine.server, mine.turn, mine.tried++);
    mine.wait = 0;
    if (users.Parameters().happyEyeballs && mine.tried < users.Candidates())
    {
        mine.wait = ++m_waits;
        users.AwaitAttempt({quest, mine.wait}, *users.Parameters().happyEyeballs);
    }
    Attempt(mine.group, pair, quest);
}

void
ScenarioWorkload::AttemptLate(const WorkloadPause& pause)
{
    if (m_quests[pause.end].wait == pause.generation)
    {
        AttemptNext(pause.end);
    }
}

void
ScenarioWorkload::JoinQuest(uint32_t end, uint32_t quest)
{
    m_ends[end].quest = quest;
    if (quest != NONE)
    {
        m_quests[quest].ends.push_back(end);
    }
}

void
ScenarioWorkload::WinQuest(uint32_t end)
{
    if (m_ends[end].quest == NONE)
    {
        return;
    }
    Quest& quest = m_quests[m_ends[end].quest];
    quest.isOpen = true;
    quest.wait = 0;
    m_groups[quest.group]->Results().userLatency.Add(m_agenda.Now() - quest.start);
    // RFC 8305 5: all other attempts are cancelled; close() in SYN_SENT sends nothing, and a
    // SYN-ACK that comes later is told RST.
    const std::vector<uint32_t> all = quest.ends;
    for (const uint32_t other : all)
    {
        if (other != end)
        {
            m_ends[other].host->Close(m_ends[other].handle);
        }
    }
}

void
ScenarioWorkload::LeaveQuest(uint32_t end, uint32_t quest, bool hadPort)
{
    Quest& mine = m_quests[quest];
    WorkloadGroup& users = *m_groups[mine.group];
    mine.ends.erase(std::find(mine.ends.begin(), mine.ends.end(), end));
    if (!mine.isOpen && mine.tried < users.Candidates() && !m_isOver)
    {
        // At once, but not while the host tells of what has ended.
        mine.wait = ++m_waits;
        users.AwaitAttempt({quest, mine.wait}, Time(0));
    }
    else if (mine.ends.empty())
    {
        mine.wait = 0;
        m_freeQuests.push_back(quest);
        users.End(mine.number, hadPort);
    }
}

void
ScenarioWorkload::Attempt(uint16_t group, const WorkloadGroup::Pair& pair, uint32_t quest)
{
    WorkloadGroup& users = *m_groups[group];
    users.CountAttempt();
    m_groupsOf.Add(group);
    const uint32_t end = AddEnd(pair.client, true, group, static_cast<uint32_t>(++m_attempted));
    m_ends[end].start = m_agenda.Now();
    JoinQuest(end, quest);
    if (m_recorder != nullptr)
    {
        const FourTuple tuple{pair.from, pair.to, pair.fromPort, WorkloadServers::PORT};
        AttemptRecord record{m_agenda.Now(), m_ends[end].number, tuple, m_addresses};
        record.user = quest == NONE ? 0 : m_quests[quest].number;
        record.attempt = quest == NONE ? 1 : m_quests[quest].tried;
        m_recorder->Begin(record);
    }
    ScenarioHost::Opening opening{pair.from,
                                  pair.to,
                                  WorkloadServers::PORT,
                                  pair.fromPort,
                                  users.Parameters().reuseAddress,
                                  end,
                                  m_ends[end].number};
    if (users.Parameters().kind == GroupKind::HALF_OPEN)
    {
        BeginHalfOpen(end, opening);
        return;
    }
    if (users.Parameters().fastOpen)
    {
        opening.fastOpen = users.RequestSize(m_ends[end].number, 0);
    }
    if (pair.client.IsDown())
    {
        users.Results().attempts.Record(m_agenda.Now(), true);
        Finish(end, Outcome::CRASHED, CloseKind::NONE);
        return;
    }
    const auto opened = pair.client.Connect(opening);
    users.Results().attempts.Record(m_agenda.Now(), opened.hasPort || opened.isInUse);
    if (opened.hasPort)
    {
        m_ends[end].handle = opened.handle;
        m_ends[end].sent = opening.fastOpen.value_or(0);
        if (users.Parameters().closer == Closer::BOTH)
        {
            m_clientEnds[m_ends[end].number] = end;
        }
    }
    else
    {
        Finish(end, opened.isInUse ? Outcome::ADDRESS_IN_USE : Outcome::NO_PORT, CloseKind::NONE);
    }
}

void
ScenarioWorkload::BeginHalfOpen(uint32_t end, const ScenarioHost::Opening& opening)
{
    const End& me = m_ends[end];
    m_groups[me.group]->Results().attempts.Record(m_agenda.Now(), true);
    me.host->SendLoneSyn(opening);
    if (m_recorder != nullptr)
    {
        // Its row says what the server did, so that it waits for the end of that.
        m_groups[me.group]->Hold({end, me.generation}, m_halfOpenLives[me.group]);
    }
    else
    {
        Finish(end, Outcome::HALF_OPEN, CloseKind::NONE);
    }
}

} // namespace synfin
} // namespace ns3
