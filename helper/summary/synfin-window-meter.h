/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WINDOW_METER_H
#define SYNFIN_WINDOW_METER_H

#include "synfin-latency-statistics.h"

#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// A mean, and how far it may be off.
struct MeanWithin
{
    double mean;      //!< over the window
    double halfWidth; //!< of its interval at 95 %
};

/**
 * @brief What happened in a window of simulated time, with intervals by the method of batch means:
 * the window is cut into BATCHES of equal length, whose means are taken for independent (Law,
 * Simulation Modeling and Analysis, 9.5.3).
 */
class WindowMeter
{
  public:
    static constexpr std::size_t BATCHES = 20; //!< of equal length

    /// @param begin of the window @param length of it, above 0
    WindowMeter(Time begin, Time length)
        : m_begin(begin),
          m_length(length)
    {
    }

    /// A connection begins.
    void Attempt(Time when);

    /// A connection is established, for its client. @param begun when it began @param latency of
    /// its handshake
    void Establish(Time begun, Time latency);

    /// So many connections are in TIME_WAIT from now on; in the order of time.
    void SetTimeWait(Time now, uint64_t population);

    /// The run is over.
    void Finish(Time end);

    /// Adds what another one of the same window saw, which was no population.
    void Add(const WindowMeter& other);

    /// @return begin of the window
    Time Begin() const
    {
        return m_begin;
    }

    /// @return end of the window
    Time End() const
    {
        return m_begin + m_length;
    }

    /// @return connections that began in it
    uint64_t Attempted() const;

    /// @return handshakes of the connections that began in it
    const LatencyStatistics& Handshake() const
    {
        return m_handshake;
    }

    /// @return mean latency of a handshake, in seconds; nothing unless each batch has some
    std::optional<MeanWithin> Latency() const;

    /// @return connections that were established, of those that began in it, per second
    MeanWithin EstablishedRate() const;

    /// @return connections in TIME_WAIT; nothing when the run ended before the window
    std::optional<MeanWithin> TimeWait() const;

  private:
    /// A part of the window.
    struct Batch
    {
        uint64_t attempted{0};
        uint64_t established{0};
        double latency{0};  //!< sum, in seconds
        double timeWait{0}; //!< integral of the population, in connections times seconds
    };

    std::optional<std::size_t> PlaceOf(Time when) const;
    double BatchSeconds() const;

    Time m_begin;
    Time m_length;
    std::array<Batch, BATCHES> m_batches{};
    LatencyStatistics m_handshake;
    uint64_t m_population{0};
    Time m_since; //!< of the population
    bool m_isWhole{false};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WINDOW_METER_H
