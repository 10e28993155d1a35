/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRANSFER_RUN_H
#define SYNFIN_TRANSFER_RUN_H

#include "ns3/nstime.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Bulk transfers over one bottleneck.
struct TransferScenario
{
    std::string name;   //!< by which the command line knows it
    std::string rate;   //!< of the bottleneck, such as "10Mbps"
    Time rtt{0};        //!< of an empty network, without transmission times
    double queueBdp{1}; //!< drop-tail queue of the bottleneck in rate x rtt, at least 5 packets
    uint32_t queue{0};  //!< the same in packets, where it is not 0
    double loss{0};     //!< probability that a frame with data gets lost behind the bottleneck
    double reorder{0};  //!< probability that it overtakes those of the last quarter of rtt
    bool codel{false};  //!< in the place of the queue: CoDel, which marks, and ECN at both ends
    uint32_t flows{1};  //!< senders, each with a connection to the receiver
    bool rival{false};  //!< one more sender, of NewReno, which counts for nothing
    uint64_t octets{0}; //!< of each flow; 0: as many as it can within duration
    Time duration{0};   //!< of the simulation

    /// @return the size of the drop-tail queue in packets
    uint32_t QueueSize() const;
};

/// @return what the benchmark runs
const std::vector<TransferScenario>& TransferScenarios();

/// Whose TCP all hosts have.
enum class TransferStack
{
    SYNFIN, //!< profile linux
    NS3,    //!< ns-3's own
};

/// What came of one run.
struct TransferResult
{
    double goodput{0};    //!< bit/s that the applications received, all flows
    double seconds{0};    //!< simulated time to the last octet, or the duration
    double fairness{1};   //!< Jain's index over the flows
    uint64_t sent{0};     //!< packets that came to the bottleneck
    uint64_t dropped{0};  //!< of them in its queue
    double queued{0};     //!< packets in that queue, in the mean over time
    double cpu{0};        //!< CPU time of the simulation, s
    bool complete{false}; //!< everything arrived, where there is an end to it
};

/// Whether a run prints its first flow's window, threshold and congestion state as they change.
enum class TransferLog
{
    OFF,
    ON, //!< a line of "time,what,value" each
};

/**
 * @brief Runs one scenario.
 * @param scenario what to run
 * @param stack whose TCP
 * @param congestion congestion control of all hosts, a TcpCongestionOps
 * @param run of the random number generator: losses, and when flows start in the first 100 ms
 * @param log whether it prints what its first flow does
 * @return what came of it
 */
TransferResult RunTransfer(const TransferScenario& scenario,
                           TransferStack stack,
                           TypeId congestion,
                           uint64_t run,
                           TransferLog log = TransferLog::OFF);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRANSFER_RUN_H
