/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_SUMMARY_H
#define SYNFIN_SCENARIO_SUMMARY_H

#include "synfin-scenario-parameters.h"
#include "synfin-scenario-workload.h"
#include "synfin-time-wait-meter.h"

#include "ns3/nstime.h"
#include "ns3/synfin-counters.h"
#include "ns3/synfin-nat.h"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// What a run of a scenario came to.
struct ScenarioSummary
{
    WorkloadResults workload; //!< as the clients' user saw it
    StackCounters counters;   //!< of all hosts together

    Nat::Counters nat; //!< of the NAT in front of the clients

    uint64_t timeWaitPeak{0}; //!< connections in TIME_WAIT at once
    Time timeWaitPeakTime;    //!< when they were first that many
    double timeWaitMean{0};   //!< connections in TIME_WAIT, averaged over simulated time
    /// The same over the time in which as many enter as leave: from 2MSL and a mean life after the
    /// first arrival (of a closed loop's last user) until the last; nothing when there is no such.
    std::optional<TimeWaitMeter::Window> timeWaitSteady;

    Time simulated;           //!< when the last connection ended
    uint64_t events{0};       //!< of the simulator
    double wallSeconds{0};    //!< how long it took
    uint64_t peakRssBytes{0}; //!< memory of the process at its highest
};

/// Adds the counters of one host to those of others.
void Add(StackCounters& sum, const StackCounters& counters);

/// Prints a table for people.
void PrintTable(std::ostream& os,
                const ScenarioSummary& summary,
                const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_SUMMARY_H
