/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ATTACKER_H
#define SYNFIN_SCENARIO_ATTACKER_H

#include "synfin-arrival-process.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-hosts.h"

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-connection-groups.h"
#include "ns3/synfin-keyed-draw.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-segment-ear.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// A segment that no TCP sends.
struct ForgedSegment
{
    ScenarioHost* from{nullptr}; //!< who puts it on the wire
    FourTuple tuple;             //!< as its source would see it, whoever that is
    Segment segment;             //!< its incarnation is the attacker's business
};

/// Makes an attacker's segments up, one kind of attack each.
class SegmentForger
{
  public:
    virtual ~SegmentForger() = default;

    /**
     * @brief Makes the next segment.
     * @param n how many were asked for before
     * @param now the time
     * @param out the segment before, which this one replaces
     * @return false when there is nothing to send now
     */
    virtual bool Forge(uint64_t n, Time now, ForgedSegment& out) = 0;
};

class BlindAttacks;

/// One group of attackers: when it sends what a forger makes, and what comes back.
class ScenarioAttacker
{
  public:
    /**
     * @param group its times, and how many
     * @param stream of random numbers, for its times
     * @param agenda the hosts' clock; outlives it
     * @param forger makes its segments
     */
    ScenarioAttacker(const ClientGroup& group,
                     int64_t stream,
                     Agenda& agenda,
                     std::unique_ptr<SegmentForger> forger);

    /**
     * @param groups who numbers its segments; outlives it
     * @param place its own among ConnectionGroups::SetForgers
     */
    void SetNumbers(const ConnectionGroups& groups, std::size_t place)
    {
        m_groups = &groups;
        m_place = place;
    }

    /// Nothing but time ends it.
    void SetUnlimited()
    {
        m_most = UINT64_MAX;
    }

    /// It sends nothing behind a time.
    void SetLast(Time last)
    {
        m_last = std::min(m_last, last);
    }

    /// Behind a time it goes on only as long as somebody needs it.
    void SetNeeded(Time until)
    {
        m_until = until;
    }

    /**
     * @brief Schedules the first segment.
     * @param isNeeded whether there are users yet whose handshakes it may disturb
     */
    void Start(const std::function<bool()>& isNeeded)
    {
        m_isNeeded = isNeeded;
        ScheduleNext();
    }

    /// Something came back.
    void Hear(const Segment& segment);

    /// @return what it has come to so far
    const AttackResults& Results() const
    {
        return m_results;
    }

  private:
    void ScheduleNext();
    void Send();

    Agenda& m_agenda;
    AgendaItem<ScenarioAttacker, &ScenarioAttacker::Send> m_send{*this, Turn::OfUsers()};
    ArrivalProcess m_arrivals;
    std::unique_ptr<SegmentForger> m_forger;
    uint64_t m_most;           //!< segments
    Time m_last{Time::Max()};  //!< none is sent behind it
    Time m_until{Time::Max()}; //!< nor behind this one, unless m_isNeeded
    std::function<bool()> m_isNeeded;
    uint64_t m_asked{0}; //!< of the forger
    const ConnectionGroups* m_groups{nullptr};
    std::size_t m_place{0};  //!< among those who number segments
    ForgedSegment m_segment; //!< the last one
    AttackResults m_results;
};

/// The attackers of a scenario, by group of users.
class ScenarioAttackers : public SegmentEar
{
  public:
    /**
     * @param parameters the scenario's
     * @param hosts what groups there are
     * @param agenda the hosts' clock; outlives them
     * @param all the hosts, by number
     * @param addresses of the hosts, with the ranges of AddSpoofed
     * @param blind who guesses at connections of others; outlives them
     * @param groups learns who makes segments up; outlives them
     */
    ScenarioAttackers(const ScenarioParameters& parameters,
                      const ScenarioHosts& hosts,
                      Agenda& agenda,
                      const std::vector<std::unique_ptr<ScenarioHost>>& all,
                      AddressTable& addresses,
                      const BlindAttacks& blind,
                      ConnectionGroups& groups);

    /// Schedules their first segments.
    /// @param isNeeded see ScenarioAttacker::Start
    void Start(const std::function<bool()>& isNeeded);

    /// @return what one group has come to; nullptr where it does not attack
    const AttackResults* ResultsOf(std::size_t group) const
    {
        return m_attackers[group] ? &m_attackers[group]->Results() : nullptr;
    }

    void Hear(const FourTuple& tuple, const Segment& segment) override;

  private:
    const ConnectionGroups& m_groups;
    std::vector<std::unique_ptr<ScenarioAttacker>> m_attackers; //!< by group; nullptr: users
};

/// Gives ids to the sources that attackers may make up, before the hosts use the table.
void AddSpoofed(const ScenarioHosts& hosts, AddressTable& table);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ATTACKER_H
