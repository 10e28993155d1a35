/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_SUMMARY_H
#define SYNFIN_RUN_SUMMARY_H

#include "synfin-attempt-meter.h"
#include "synfin-event-record.h"
#include "synfin-latency-statistics.h"
#include "synfin-rare-meter.h"
#include "synfin-time-wait-meter.h"
#include "synfin-window-meter.h"

#include "ns3/nstime.h"
#include "ns3/synfin-counters.h"
#include "ns3/synfin-ecn-counts.h"
#include "ns3/synfin-kernel-counters.h"
#include "ns3/synfin-middlebox.h"
#include "ns3/synfin-outcome.h"
#include "ns3/synfin-path-mtu.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// What became of the connections, as the clients' user saw them.
struct ConnectionResults
{
    uint64_t attempted{0};                           //!< connections begun
    AttemptMeter attempts;                           //!< over time
    std::array<uint64_t, OUTCOME_COUNT> outcomes{};  //!< how many, by Outcome
    std::array<uint64_t, CLOSE_KIND_COUNT> closes{}; //!< of the established ones
    uint64_t users{0};             //!< connections of users who have several addresses to try
    LatencyStatistics userLatency; //!< of these, from their begin to the first established
    LatencyStatistics handshake;   //!< from Connect to established

    /// Adds those of other connections.
    void Add(const ConnectionResults& other);

    /// @return how many attempts had that outcome
    uint64_t CountOf(Outcome outcome) const
    {
        return outcomes[static_cast<std::size_t>(outcome)];
    }

    /// @return how many established connections ended like that
    uint64_t CountOf(CloseKind kind) const
    {
        return closes[static_cast<std::size_t>(kind)];
    }
};

/// How many connections were half open at servers.
struct SynReceivedSummary
{
    uint64_t peak{0}; //!< in SYN_RCVD at once
    double mean{0};   //!< the same, averaged over simulated time
};

/// What became of segments with guessed numbers.
struct BlindResults
{
    uint64_t victims{0};   //!< connections at which somebody guessed
    uint64_t met{0};       //!< segments that met such a connection, or another one of its addresses
    uint64_t windows{0};   //!< receive windows that these met, in all
    uint64_t acks{0};      //!< acknowledgement numbers that RFC 5961 5.2 takes there, in all
    uint64_t successes{0}; //!< connections that they ended, or segments whose data was taken
    uint64_t challenges{0}; //!< challenge ACKs that they drew

    /// Adds those of others.
    void Add(const BlindResults& other)
    {
        victims += other.victims;
        met += other.met;
        windows += other.windows;
        acks += other.acks;
        successes += other.successes;
        challenges += other.challenges;
    }
};

/// What attackers sent, and what came back to them, or to whom they made up.
struct AttackResults
{
    uint64_t sent{0};    //!< segments that they made up
    uint64_t synAcks{0}; //!< that came back
    uint64_t resets{0};  //!< the same
    uint64_t others{0};  //!< the same, whatever else

    /// Adds those of others.
    void Add(const AttackResults& other)
    {
        sent += other.sent;
        synAcks += other.synAcks;
        resets += other.resets;
        others += other.others;
    }
};

/// What became of one group of users.
struct GroupSummary
{
    std::string name;              //!< of the group
    ConnectionResults connections; //!< as its users saw them
    uint64_t timeWaitPeak{0};      //!< of them in TIME_WAIT at once, at either end
    double timeWaitMean{0};        //!< the same, averaged over simulated time
    std::optional<SynReceivedSummary> synReceived{}; //!< of them, where some group is half open
    std::optional<AttackResults> attack{};           //!< where they make segments up
    std::optional<BlindResults> blind{};             //!< where they guess at others' connections
    std::shared_ptr<const WindowMeter>
        window{}; //!< what is measured of them, if that was asked for
};

/// What a run came to: all that summary.json tells of it, but for its parameters.
struct RunSummary
{
    ConnectionResults connections;      //!< as the clients' user saw them
    std::vector<GroupSummary> groups{}; //!< of each group of users, where there are several
    StackCounters counters;             //!< of all hosts together
    /// Whether counters has the drops: ns-3's own TCP tells neither what it drops nor what it takes
    /// for its own.
    bool dropsAreKnown{true};
    /// Whether counters has the old duplicates: behind a NAT a later connection of the same
    /// addresses and ports may be one that another client began before.
    bool oldDuplicatesAreKnown{true};

    /// ECN, where it is counted: not in scripts, whose links may be any.
    std::optional<EcnCounts> ecn;
    uint64_t marked{0}; //!< frames that the link's queues marked

    std::vector<EventRecord> happened; //!< the scenario's events, in their order

    MiddleboxCounters middlebox; //!< of what is in front of the clients
    PathMtu::Counters pathMtu;   //!< of the bound of packets' size

    uint64_t timeWaitRemaining{0}; //!< connections in TIME_WAIT when the run ended
    uint64_t timeWaitPeak{0};      //!< connections in TIME_WAIT at once
    Time timeWaitPeakTime;         //!< when they were first that many
    double timeWaitMean{0};        //!< connections in TIME_WAIT, averaged over simulated time
    /// The same over the window that is measured, or the time in which as many enter as leave: from
    /// 2MSL and a mean life after the first arrival (of a closed loop's last user) until the last;
    /// nothing when there is no such.
    std::optional<TimeWaitMeter::Window> timeWaitSteady;

    std::optional<SynReceivedSummary> synReceived{}; //!< where some group of users is half open
    std::optional<AttackResults> attack{};           //!< where some group makes segments up

    std::optional<BlindResults> blind{};         //!< where they guess at others' connections
    std::shared_ptr<const WindowMeter> window{}; //!< what is measured, if that was asked for
    std::shared_ptr<const RareMeter> rare{};     //!< where connections have weights

    Time simulated;           //!< when a connection or listener last changed its state
    uint64_t events{0};       //!< of the simulator
    double wallSeconds{0};    //!< how long it took
    uint64_t peakRssBytes{0}; //!< memory of the process at its highest

    KernelValues kernelCounters; //!< of all hosts together; empty where nobody asked

    std::map<uint32_t, std::string> nodes; //!< names of those that have one, by id

    uint32_t seed{1}; //!< of the random numbers
    uint64_t run{1};  //!< which of the seed's replications
};

/// Adds the counters of one host to those of others.
void Add(StackCounters& sum, const StackCounters& counters);

/// @return the process's memory at its highest, so far
uint64_t PeakRssBytes();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_SUMMARY_H
