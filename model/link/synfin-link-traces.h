/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_TRACES_H
#define SYNFIN_LINK_TRACES_H

#include "ns3/nstime.h"

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief When a link may deliver, as mahimahi's traces have it: a line for each opportunity, in
 * milliseconds; at the time of the last one they begin again.
 */
class DeliveryTrace
{
  public:
    /// Octets that an opportunity delivers; a frame takes as many as its IP packet and the four of
    /// mahimahi's TUN device.
    static constexpr uint32_t OCTETS = 1504;

    /**
     * @param path of the file, as it was named
     * @param times of opportunities, in ms: they do not descend, and the last is above 0
     */
    DeliveryTrace(std::string path, const std::vector<uint64_t>& times);

    /// @return the time step of an opportunity, counted from 0, since the trace began
    int64_t At(uint64_t opportunity) const
    {
        return static_cast<int64_t>(opportunity / m_times.size()) * m_times.back() +
               m_times[opportunity % m_times.size()];
    }

    /// @return the first opportunity after a time step
    uint64_t FirstAfter(int64_t time) const;

    /// @return the file, as it was named
    const std::string& Path() const
    {
        return m_path;
    }

  private:
    std::string m_path;
    std::vector<int64_t> m_times; //!< time steps; the last one is the period
};

/// The delay of a link as it was measured: steps. The first value holds before its time, too, the
/// last one for ever.
class DelayTrace
{
  public:
    /// From a time step on, a delay in time steps.
    using Step = std::pair<int64_t, int64_t>;

    /**
     * @param path of the file, as it was named
     * @param steps one or more; times ascend
     */
    DelayTrace(std::string path, std::vector<Step> steps);

    /// @return the delay at a time step since the trace began
    int64_t At(int64_t time) const;

    /// @return the least of all
    Time Least() const;

    /// @return the greatest of all
    Time Greatest() const;

    /// @return the file, as it was named
    const std::string& Path() const
    {
        return m_path;
    }

  private:
    std::string m_path;
    std::vector<Step> m_steps;
};

/// @name Files of traces
/// A line each; from # to its end is a comment, and empty ones mean nothing.
/// @{

/**
 * @param input the text
 * @param path of the file, for messages
 * @param trace what was read; untouched when the file is bad
 * @return nothing when it was read, else one line that says what is accepted, and where the file
 * has something else
 */
std::optional<std::string> ReadDeliveryTrace(std::istream& input,
                                             const std::string& path,
                                             std::shared_ptr<const DeliveryTrace>& trace);

/// The same of lines of a time and a delay: numbers, which are seconds and milliseconds, or times
/// with their units.
std::optional<std::string> ReadDelayTrace(std::istream& input,
                                          const std::string& path,
                                          std::shared_ptr<const DelayTrace>& trace);

/// @}

/// @return the file's path where a value is "trace:FILE"
std::optional<std::string> TraceFileOf(const std::string& value);

/// Reads the file of such a value with one of the two above.
/// @return nothing when it was read, else one line that says what is accepted
template <typename Trace>
std::optional<std::string> LoadTrace(const std::string& path, std::shared_ptr<const Trace>& trace);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_TRACES_H
