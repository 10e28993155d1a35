/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-events.h"

#include "synfin-scenario-event-fields.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

ScenarioEvents::ScenarioEvents(const std::vector<ScenarioEvent>& events,
                               const ScenarioHosts& hosts,
                               const std::vector<std::unique_ptr<ScenarioHost>>& all,
                               ScenarioWorkload& workload,
                               Agenda& agenda)
    : Item(Turn::OfUsers()),
      m_events(events),
      m_workload(workload),
      m_agenda(agenda),
      m_crashed(events.size())
{
    for (std::size_t i = 0; i < m_events.size(); ++i)
    {
        const ScenarioEvent& event = m_events[i];
        Step step{event.time, i, false, {}};
        std::vector<uint32_t> found;
        if (event.hosts)
        {
            FindEventHosts(*event.hosts, hosts, found);
        }
        for (const uint32_t host : found)
        {
            step.who.push_back(all[host].get());
        }
        m_steps.push_back(step);
        if (event.restart)
        {
            m_steps.push_back(
                {event.time + *event.restart + event.quietTime.value_or(Time(0)), i, true, {}});
        }
    }
    std::stable_sort(m_steps.begin(), m_steps.end(), [](const Step& a, const Step& b) {
        return a.time < b.time;
    });
}

void
ScenarioEvents::Start()
{
    for (const Step& step : m_steps)
    {
        m_agenda.Schedule(step.time, *this);
    }
}

void
ScenarioEvents::Ring()
{
    const Step& step = m_steps[m_next++];
    const ScenarioEvent& event = m_events[step.event];
    EventRecord record{m_agenda.Now(), step.isRestart ? "restart" : ToString(event.kind), "", 0, 0};
    for (const auto& [key, value] : event.path)
    {
        record.what += (record.what.empty() ? "" : " ") + key + "=" + value;
    }
    record.what = event.hosts ? event.hosts->Text() : record.what;
    record.what += event.listener ? " listener=" + std::to_string(*event.listener) : "";
    if (step.isRestart)
    {
        for (ScenarioHost* host : m_crashed[step.event])
        {
            m_workload.Restart(*host);
            ++record.hosts;
        }
    }
    for (ScenarioHost* host : step.who)
    {
        if (Befall(event, *host, record.ended))
        {
            ++record.hosts;
            if (event.kind == EventKind::CRASH)
            {
                m_crashed[step.event].push_back(host);
            }
        }
    }
    m_records.push_back(record);
}

bool
ScenarioEvents::Befall(const ScenarioEvent& event, ScenarioHost& host, uint64_t& ended)
{
    std::optional<uint64_t> count;
    switch (event.kind)
    {
    case EventKind::PATH:
        break;
    case EventKind::CRASH:
        count = m_workload.Crash(host);
        break;
    case EventKind::CLOSE_LISTENER:
    case EventKind::OPEN_LISTENER:
        count = m_workload.SetListening(host,
                                        event.kind == EventKind::OPEN_LISTENER,
                                        event.listener.value_or(0));
        break;
    case EventKind::STALL:
    case EventKind::RESUME:
        return m_workload.SetAccepting(host,
                                       event.kind == EventKind::RESUME,
                                       event.listener.value_or(0));
    case EventKind::ADDRESS_GONE:
    case EventKind::ADDRESS_BACK:
        return host.SetReachable(event.kind == EventKind::ADDRESS_BACK);
    }
    ended += count.value_or(0);
    return count.has_value();
}

} // namespace synfin
} // namespace ns3
