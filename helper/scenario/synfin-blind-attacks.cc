/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-blind-attacks.h"

#include "synfin-random-streams.h"
#include "synfin-workload-servers.h"

#include "ns3/synfin-stack.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// Numbers of the sequence space.
constexpr uint64_t SPACE = uint64_t{1} << 32;
/// The window of hping3's segments, unless it is told another.
constexpr uint16_t TOOL_WINDOW = 512;

/// @return true for what ends a synchronized connection of that four-tuple
bool
Ends(const Actions& out)
{
    return std::any_of(out.transitions.begin(), out.transitions.end(), [](const Transition& one) {
        return one.to == State::CLOSED &&
               (one.cause == Cause::RST_RECEIVED || one.cause == Cause::SYN_RECEIVED);
    });
}

} // namespace

BlindForger::BlindForger(const ClientGroup& group, const KeyedDraw& draw, Site site)
    : m_group(group),
      m_draw(draw),
      m_site(std::move(site))
{
}

BlindVictim*
BlindForger::NextVictim()
{
    if (m_group.portsKnown)
    {
        return m_site.victims->Next();
    }
    return m_site.pairs.empty() ? nullptr : &m_site.pairs[m_turn++ % m_site.pairs.size()];
}

uint32_t
BlindForger::StepAt(const BlindVictim& victim) const
{
    if (m_group.guessStep != SCENARIO_AUTO)
    {
        return m_group.guessStep;
    }
    const bool isServer = m_group.target == AttackedEnd::SERVER;
    const FourTuple seen = isServer ? victim.tuple.Reverse() : victim.tuple;
    return std::max(m_site.hosts->at(seen.localAddress)->WindowOf(seen), 1U);
}

BlindForger::Guess
BlindForger::GuessAt(BlindVictim& victim, uint64_t n) const
{
    const uint64_t place = victim.guesses++;
    const uint64_t ports = m_group.portsKnown ? 1 : m_group.victimPorts.Size();
    if (m_group.guess == GuessOrder::RANDOM)
    {
        const uint64_t word = m_draw.Word(m_site.stream, 2 * n);
        const uint64_t other = m_draw.Word(m_site.stream, 2 * n + 1);
        return {static_cast<uint32_t>(word >> 32),
                static_cast<uint32_t>(word),
                static_cast<uint16_t>((other >> 32) * ports >> 32)};
    }
    victim.step = place == 0 ? StepAt(victim) : victim.step;
    const uint64_t acks =
        m_group.kind == GroupKind::DATA_BLIND ? (SPACE + m_group.ackStep - 1) / m_group.ackStep : 1;
    const uint64_t begin = m_draw.Word(m_site.stream + 1, victim.number);
    return {static_cast<uint32_t>((begin >> 32) + place / (ports * acks) * victim.step),
            static_cast<uint32_t>(begin + place / ports % acks * m_group.ackStep),
            static_cast<uint16_t>(place % ports)};
}

Segment
BlindForger::Make(const Guess& guess, uint64_t n) const
{
    Segment segment;
    if (m_group.kind == GroupKind::RST_BLIND)
    {
        segment = Rst(guess.seq);
    }
    else if (m_group.kind == GroupKind::SYN_BLIND)
    {
        segment = Syn(guess.seq);
    }
    else
    {
        const auto size = m_group.request.Whole(m_draw(m_site.stream + 2, n));
        segment = Data(guess.seq,
                       guess.ack,
                       static_cast<uint32_t>(std::clamp<uint64_t>(size, 1, BLIND_OCTETS)));
    }
    segment.window = TOOL_WINDOW;
    return segment;
}

bool
BlindForger::Forge(uint64_t n, Time, ForgedSegment& out)
{
    BlindVictim* const victim = NextVictim();
    if (victim == nullptr)
    {
        return false;
    }
    const Guess guess = GuessAt(*victim, n);
    out.tuple = victim->tuple;
    if (!m_group.portsKnown)
    {
        out.tuple.localPort = static_cast<uint16_t>(m_group.victimPorts.low + guess.port);
    }
    out.from = m_site.attackers[n % m_site.attackers.size()];
    if (m_group.target == AttackedEnd::CLIENT)
    {
        // From beyond the shared link, where the servers are.
        out.tuple = out.tuple.Reverse();
        out.from = m_site.hosts->at(out.tuple.localAddress);
    }
    out.segment = Make(guess, n);
    return true;
}

BlindAttacks::BlindAttacks(const ScenarioParameters& parameters,
                           const ScenarioHosts& hosts,
                           const std::vector<std::unique_ptr<ScenarioHost>>& all,
                           const ConnectionGroups& groups)
    : m_all(all),
      m_groups(groups),
      m_draw(parameters.seed, parameters.run, static_cast<uint32_t>(KeyedPurpose::ATTACKS)),
      m_attacks(hosts.Clients().size())
{
    for (std::size_t index = 0; index < m_attacks.size(); ++index)
    {
        const ClientGroup& group = hosts.Clients()[index];
        if (!IsBlind(group.kind))
        {
            continue;
        }
        if (m_hosts.empty())
        {
            m_watchers.resize(m_attacks.size());
            for (const auto& host : all)
            {
                for (const AddressId address : host->Addresses())
                {
                    m_hosts[address] = host.get();
                }
            }
        }
        m_attacks[index] = std::make_unique<Attack>();
        m_attacks[index]->group = group;
        Watch(index, *m_attacks[index], hosts);
    }
}

void
BlindAttacks::Watch(std::size_t group, Attack& attack, const ScenarioHosts& hosts)
{
    const auto of = [this](ScenarioHosts::Range range) {
        std::vector<ScenarioHost*> list;
        for (uint32_t host = range.begin; host < range.end; ++host)
        {
            list.push_back(m_all[host].get());
        }
        return list;
    };
    std::size_t victims = 0;
    while (hosts.Clients()[victims].groupName != attack.group.victims)
    {
        ++victims;
    }
    m_watchers[victims].push_back(&attack.victims);
    const auto clients = of(hosts.OfClients(victims));
    const auto servers = of(hosts.OfServers(hosts.ServersOf(victims)));
    for (ScenarioHost* host : attack.group.target == AttackedEnd::SERVER ? servers : clients)
    {
        host->SetWitness(this);
    }
    attack.site.attackers = of(hosts.OfClients(group));
    attack.site.victims = &attack.victims;
    attack.site.hosts = &m_hosts;
    attack.site.stream = (uint64_t{group} + 1) << 40;
    for (const ScenarioHost* client : clients)
    {
        for (const AddressId from : client->Addresses())
        {
            for (const ScenarioHost* server : servers)
            {
                for (const AddressId to : server->Addresses())
                {
                    if ((from & IPV6_ADDRESS) == (to & IPV6_ADDRESS))
                    {
                        const auto number = static_cast<uint32_t>(attack.site.pairs.size());
                        const FourTuple tuple{from, to, 0, WorkloadServers::PORT};
                        attack.site.pairs.push_back({tuple, number, 0, 0});
                    }
                }
            }
        }
    }
}

std::unique_ptr<SegmentForger>
BlindAttacks::MakeForger(std::size_t group) const
{
    return std::make_unique<BlindForger>(m_attacks[group]->group, m_draw, m_attacks[group]->site);
}

const BlindResults*
BlindAttacks::ResultsOf(std::size_t group)
{
    if (!m_attacks[group])
    {
        return nullptr;
    }
    m_attacks[group]->results.victims = m_attacks[group]->victims.Seen();
    return &m_attacks[group]->results;
}

void
BlindAttacks::Before(const Stack& stack, const FourTuple& tuple, const Segment& segment)
{
    const auto& attack = m_attacks[m_groups.Of(segment.incarnation)];
    const Connection* const connection = attack ? stack.Find(tuple) : nullptr;
    m_met = connection != nullptr && IsSynchronized(connection->GetState());
    if (m_met)
    {
        ++attack->results.met;
        attack->results.windows += connection->RcvWnd();
        attack->results.acks += connection->SndWnd() + 1 +
                                static_cast<uint32_t>(connection->SndNxt() - connection->SndUna());
        m_challenges = stack.Counters().challengeAcks;
    }
}

void
BlindAttacks::After(const Stack& stack, const Segment& segment, const Actions& out)
{
    if (!m_met)
    {
        return;
    }
    BlindResults& results = m_attacks[m_groups.Of(segment.incarnation)]->results;
    results.challenges += stack.Counters().challengeAcks - m_challenges;
    const bool isTaken = segment.payload > 0 ? out.drops.empty() : Ends(out);
    results.successes += isTaken ? 1 : 0;
}

} // namespace synfin
} // namespace ns3
