/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BENCH_RUN_H
#define SYNFIN_BENCH_RUN_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// Whose connections are measured.
enum class BenchSubject : uint8_t
{
    SYNFIN_IP,     //!< synfin through ns-3's IP
    SYNFIN_DIRECT, //!< synfin from stack to stack
    SYNFIN_BURST,  //!< the same, but all lives begin at one instant, and keep each other company
    NS3,           //!< ns-3's own TCP
    KERNEL,        //!< the TCP of this machine, over loopback: the yardstick outside
};

/// How many there are.
constexpr int BENCH_SUBJECT_COUNT = static_cast<int>(BenchSubject::KERNEL) + 1;

/// @return the name, such as "synfin-direct"
const char* ToString(BenchSubject subject);

/// One run: lives that begin at a constant rate, or all at once, and close as soon as they are
/// open.
struct BenchRun
{
    BenchSubject subject{BenchSubject::SYNFIN_IP};
    uint32_t lives{0};
    uint32_t timeWait{0}; //!< connections in TIME_WAIT at once; no matter to KERNEL
    double rate{0};       //!< lives per second of simulated time
    double loss{0};       //!< probability, each way
    Time delay;           //!< each way
};

/// What a run came to.
struct BenchResult
{
    uint64_t ended{0};        //!< lives that ended, in order unless there was loss
    uint64_t timeWaitPeak{0}; //!< connections in TIME_WAIT at once
    uint64_t events{0};       //!< of the simulator, or what stands for them
    uint64_t bytes{0};        //!< by which memory grew, at its highest
    double microseconds{0};   //!< user and system time of the process
};

/**
 * @brief Carries a run out in a process of its own, so that nothing is left over from another.
 * @throws std::runtime_error when it fails or not all lives end
 */
BenchResult Measure(const BenchRun& run);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BENCH_RUN_H
