/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BLIND_ATTACKS_H
#define SYNFIN_BLIND_ATTACKS_H

#include "synfin-blind-victims.h"
#include "synfin-scenario-attacker.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-hosts.h"

#include "ns3/synfin-connection-groups.h"
#include "ns3/synfin-forgery-witness.h"
#include "ns3/synfin-keyed-draw.h"
#include "ns3/synfin-run-summary.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// What makes up the segments of somebody who guesses at connections of others.
class BlindForger : public SegmentForger
{
  public:
    /// Where it is, and what it knows.
    struct Site
    {
        std::vector<ScenarioHost*> attackers; //!< who send, in turns
        std::vector<BlindVictim> pairs;       //!< of addresses, where no ports are known
        BlindVictims* victims{nullptr};       //!< established connections
        const std::unordered_map<AddressId, ScenarioHost*>* hosts{nullptr}; //!< by address
        uint64_t stream{0};                                                 //!< of random numbers
    };

    /**
     * @param group what is asked for
     * @param draw random numbers
     * @param site where it is, and what it knows
     */
    BlindForger(const ClientGroup& group, const KeyedDraw& draw, Site site);

    bool Forge(uint64_t n, Time now, ForgedSegment& out) override;

  private:
    /// What is guessed of one segment.
    struct Guess
    {
        uint32_t seq;
        uint32_t ack;
        uint16_t port;
    };

    BlindVictim* NextVictim();
    Guess GuessAt(BlindVictim& victim, uint64_t n) const;
    uint32_t StepAt(const BlindVictim& victim) const;
    Segment Make(const Guess& guess, uint64_t n) const;

    ClientGroup m_group;
    KeyedDraw m_draw;
    Site m_site;
    std::size_t m_turn{0}; //!< in m_site.pairs
};

/// The blind attacks of a scenario: at whose connections they guess, and what becomes of it.
class BlindAttacks : public ForgeryWitness
{
  public:
    /**
     * @param parameters the scenario's: its random numbers
     * @param hosts what groups there are
     * @param all the hosts, by number
     * @param groups knows whose a segment is that somebody made up; outlives them
     */
    BlindAttacks(const ScenarioParameters& parameters,
                 const ScenarioHosts& hosts,
                 const std::vector<std::unique_ptr<ScenarioHost>>& all,
                 const ConnectionGroups& groups);

    /// @return who guesses at a group's connections: by group; empty where nobody guesses
    const std::vector<std::vector<BlindVictims*>>& Watchers() const
    {
        return m_watchers;
    }

    /// @return who makes up the segments of a group's attack
    std::unique_ptr<SegmentForger> MakeForger(std::size_t group) const;

    /// @return what a group's attack has come to; nullptr where it does not guess
    const BlindResults* ResultsOf(std::size_t group);

    void Before(const Stack& stack, const FourTuple& tuple, const Segment& segment) override;
    void After(const Stack& stack, const Segment& segment, const Actions& out) override;

  private:
    /// One group of attackers.
    struct Attack
    {
        ClientGroup group;
        BlindForger::Site site;
        BlindVictims victims;
        BlindResults results;
    };

    void Watch(std::size_t group, Attack& attack, const ScenarioHosts& hosts);

    const std::vector<std::unique_ptr<ScenarioHost>>& m_all;
    const ConnectionGroups& m_groups;
    KeyedDraw m_draw;
    std::unordered_map<AddressId, ScenarioHost*> m_hosts; //!< by address
    std::vector<std::unique_ptr<Attack>> m_attacks;       //!< by group; nullptr: another kind
    std::vector<std::vector<BlindVictims*>> m_watchers;
    bool m_met{false};        //!< the segment in hand meets a connection
    uint64_t m_challenges{0}; //!< that the host had sent before it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BLIND_ATTACKS_H
