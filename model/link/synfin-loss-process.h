/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_PROCESS_H
#define SYNFIN_LOSS_PROCESS_H

#include "synfin-correlated-draw.h"
#include "synfin-importance-loss.h"
#include "synfin-loss-chains.h"
#include "synfin-loss-parameters.h"

#include "ns3/rng-stream.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Decides which frames of one direction get lost.
 *
 * Two streams: one for the draw that a frame's fate is compared with, one for the transitions of
 * the chains. Whichever is switched on gives one number for each frame, whatever the parameters
 * are at that time.
 */
class LossProcess
{
  public:
    /**
     * @param fates stream for independent loss and for Gilbert-Elliott's states
     * @param transitions stream for the chains
     */
    LossProcess(const RngStream& fates, const RngStream& transitions);

    /// Switches on what a model needs that is in force now or later.
    void Enable(const LossParameters& parameters);

    /// Changes the model; a chain or a record starts from the beginning, as in netem.
    void SetParameters(const LossParameters& parameters);

    /// Independent losses are sampled with other probabilities.
    /// @param importance which outlives this @param side 0 forward, 1 reverse
    void SetImportance(ImportanceLoss& importance, std::size_t side)
    {
        m_importance = &importance;
        m_side = side;
    }

    /// @param connection whose frame it is; nobody asks without SetImportance
    /// @return true when the next frame, which enters now, is lost
    bool Next(Time now, uint32_t connection = 0);

  private:
    bool Next(const FourStateLoss& loss, double transition);
    bool Next(const RecordedLoss& loss);

    LossParameters m_parameters;
    CorrelatedDraw m_fates;
    RngStream m_transitions;
    bool m_drawsFates{false};
    bool m_drawsTransitions{false};
    bool m_bad{false};                     //!< Gilbert-Elliott: in the bad state
    TimedLossState m_timed;                //!< the same, in time
    uint8_t m_state{1};                    //!< four states: netem's number
    std::size_t m_played{0};               //!< recorded: how many frames
    ImportanceLoss* m_importance{nullptr}; //!< if losses are sampled with other probabilities
    std::size_t m_side{0};                 //!< of it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_PROCESS_H
