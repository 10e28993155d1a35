/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_IMPORTANCE_LOSS_H
#define SYNFIN_IMPORTANCE_LOSS_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// A probability of loss for each direction, forward first, that is sampled instead of the link's;
/// nothing: the link's.
using SampledLoss = std::array<std::optional<double>, 2>;

/**
 * @brief Importance sampling of independent losses: frames of handshakes get lost with another
 * probability, and each connection has a weight, the likelihood ratio of what befell it.
 *
 * What counts are a connection's own frames, both ways, that enter the link before its client
 * leaves SYN_SENT; each multiplies the weight by p / s when it is lost and by (1 - p) / (1 - s)
 * when it is not, where p is the link's probability and s the sampled one. Later frames get lost
 * with p and leave the weight alone. The moment is a stopping time, so the mean of weight times
 * anything about the connection is what it is without importance sampling, as long as no
 * connection's frames change another one's life (Asmussen and Glynn, Stochastic Simulation, 2007,
 * V.1 and VI).
 */
class ImportanceLoss
{
  public:
    /// @param sampled probabilities above 0 and below 1
    explicit ImportanceLoss(const SampledLoss& sampled)
        : m_sampled(sampled)
    {
    }

    /**
     * @brief A frame enters the link.
     * @param side 0 forward, 1 reverse
     * @param connection whose it is (Segment::incarnation); 0: nobody knows, and it is as without
     * this
     * @param probability the link's
     * @param fate uniform in (0,1)
     * @return whether it is lost
     */
    bool IsLost(std::size_t side, uint32_t connection, double probability, double fate)
    {
        const std::optional<double>& sampled = m_sampled[side];
        if (!sampled || connection == 0 || IsDecided(connection))
        {
            return fate < probability;
        }
        const bool isLost = fate < *sampled;
        At(connection).weight *=
            isLost ? probability / *sampled : (1 - probability) / (1 - *sampled);
        return isLost;
    }

    /// The client of a connection left SYN_SENT.
    void Decide(uint32_t connection)
    {
        At(connection).isDecided = true;
    }

    /// @return a connection's weight, so far or for ever
    double WeightOf(uint32_t connection) const
    {
        return connection < m_connections.size() ? m_connections[connection].weight : 1;
    }

  private:
    /// What is known of a connection.
    struct Ratio
    {
        double weight{1};
        bool isDecided{false};
    };

    bool IsDecided(uint32_t connection) const
    {
        return connection < m_connections.size() && m_connections[connection].isDecided;
    }

    Ratio& At(uint32_t connection)
    {
        if (connection >= m_connections.size())
        {
            m_connections.resize(connection + 1);
        }
        return m_connections[connection];
    }

    SampledLoss m_sampled;
    std::vector<Ratio> m_connections; //!< by number
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_IMPORTANCE_LOSS_H
