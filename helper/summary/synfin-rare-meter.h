/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RARE_METER_H
#define SYNFIN_RARE_METER_H

#include "ns3/nstime.h"
#include "ns3/synfin-outcome.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// Sums over weighted connections of one kind.
struct WeightedSums
{
    uint64_t count{0}; //!< of connections
    double weights{0}; //!< their sum
    double squares{0}; //!< of the weights

    /// Adds a connection.
    void Add(double weight)
    {
        ++count;
        weights += weight;
        squares += weight * weight;
    }

    /// @return how many connections of equal weights would tell as much (Kish, Survey Sampling,
    /// 1965)
    double Effective() const
    {
        return squares > 0 ? weights * weights / squares : 0;
    }
};

/**
 * @brief What weighted connections tell (see ImportanceLoss): probabilities are means of weights,
 * which are unbiased; latencies are averages weighted by them.
 */
class RareMeter
{
  public:
    /// A probability, from a sample.
    struct Probability
    {
        double mean{0};              //!< unbiased
        std::optional<double> error; //!< standard error; nothing: none of the connections had it
        double effective{0};         //!< connections of equal weights that would tell as much

        /// @return the bound of the interval at 95 %, on a logarithmic scale: mean * exp(z * error
        /// / mean), z negative for the lower one; nothing where there is no error
        std::optional<double> Bound(double z) const;
    };

    /// A connection was established, for its client.
    void Establish(double weight, Time latency);

    /// A connection ended, or the run did.
    void End(double weight, Outcome outcome);

    /// A connection began at whose server an earlier one of the same addresses and ports was left.
    void Meet()
    {
        ++m_met;
    }

    /// @return how many did
    uint64_t Met() const
    {
        return m_met;
    }

    /// @return how many connections there are
    uint64_t Count() const
    {
        return m_all.count;
    }

    /// @return over all connections; 1 but for chance
    double MeanWeight() const
    {
        return m_all.count > 0 ? m_all.weights / static_cast<double>(m_all.count) : 0;
    }

    /// @return connections of equal weights that would tell as much
    double Effective() const
    {
        return m_all.Effective();
    }

    /// @return that an attempt ends neither established nor pending
    Probability Failure() const
    {
        return ProbabilityOf(m_failed);
    }

    /// @return of an outcome; established: what the others leave
    double ProbabilityOf(Outcome outcome) const;

    /// @name Of the established ones, in seconds; nothing when there are none
    /// @{

    /// Average latency.
    std::optional<double> Mean() const;
    /// Its standard error (delta method); nothing with less than two.
    std::optional<double> MeanError() const;
    /// The least latency that a share p of the weights does not exceed, off by less than 1/1024.
    std::optional<double> Quantile(double p) const;

    /// @}

  private:
    /// Latencies that are equal to 10 binary digits.
    struct Bucket
    {
        double first{0}; //!< one of them, in seconds
        double weights{0};
        double beyond{0}; //!< weighted sum of what they are more than it
    };

    Probability ProbabilityOf(const WeightedSums& some) const;

    uint64_t m_met{0};
    WeightedSums m_all;
    WeightedSums m_failed;
    std::array<WeightedSums, OUTCOME_COUNT> m_outcomes{};
    WeightedSums m_established;           //!< as the client saw it
    double m_seconds{0};                  //!< weighted sum of latencies
    std::array<double, 2> m_squares{};    //!< of weight^2 times latency, and latency^2
    std::map<uint64_t, Bucket> m_buckets; //!< by latency
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RARE_METER_H
