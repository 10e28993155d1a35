/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_PARAMETERS_H
#define SYNFIN_LOSS_PARAMETERS_H

#include "ns3/nstime.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// Every frame is lost with the same probability.
struct IndependentLoss
{
    double probability{0}; //!< of a frame, from 0 to 1
    double correlation{0}; //!< with the draw before, as in netem (see CorrelatedDraw)
};

/// Two states, good and bad, each with its probability of loss (Gilbert 1960, Elliott 1963). As in
/// netem the state before a frame decides its fate, then the state may change.
struct GilbertElliottLoss
{
    double p{0};        //!< from good to bad
    double r{1};        //!< from bad to good
    double lossBad{1};  //!< 1-h
    double lossGood{0}; //!< 1-k
};

/// netem's Markov chain: 1 received in a gap, 2 received in a burst, 3 lost in a burst, 4 lost in a
/// gap. The state after the transition says what happens to the frame; from 4 it always returns to
/// 1.
struct FourStateLoss
{
    double p13{0}; //!< received in a gap, then lost in a burst
    double p31{1}; //!< lost in a burst, then received in a gap
    double p32{0}; //!< lost in a burst, then received in it
    double p23{1}; //!< received in a burst, then lost in it
    double p14{0}; //!< received in a gap, then lost in it
};

/// The n-th frame shares the fate of the n-th of a recorded run; after the last, from the start.
struct RecordedLoss
{
    std::string file;                              //!< where it comes from
    std::shared_ptr<const std::vector<bool>> lost; //!< at least one entry
};

/// Two states as Gilbert's and Elliott's that change with time, not with frames: they last
/// exponential times, whoever sends how much.
struct TimedLoss
{
    Time good;          //!< how long the good state lasts on average
    Time bad;           //!< how long the bad one does
    double lossBad{1};  //!< 1-h
    double lossGood{0}; //!< 1-k
};

/// How frames get lost; std::monostate: never.
using LossParameters = std::variant<std::monostate,
                                    IndependentLoss,
                                    GilbertElliottLoss,
                                    FourStateLoss,
                                    RecordedLoss,
                                    TimedLoss>;

/**
 * @brief Reads how frames get lost. P stands for a probability, "1%" or "0.01".
 *
 *     none                           never (0 means the same)
 *     P[,CORRELATION]                each frame, with netem's correlation between draws
 *     gemodel:P[,R[,1-H[,1-K]]]      Gilbert-Elliott; defaults as in tc: R = 1-P, 1-H = 1, 1-K = 0
 *     state:P13[,P31[,P32[,P23[,P14]]]]
 *                                    four states; defaults as in tc: P31 = 1-P13, 0, 1, 0
 *     gilbert:GOOD,BAD[,1-H[,1-K]]   Gilbert-Elliott in time: means of the times in each state
 *     file:PATH                      recorded loss (see ReadLossRecord)
 *
 * @param text the text
 * @param loss what was read; untouched when the text is bad
 * @return nothing when it was read, else one line that says what would be accepted
 */
std::optional<std::string> ParseLoss(const std::string& text, LossParameters& loss);

/// @return the text that ParseLoss reads back exactly
std::string FormatLoss(const LossParameters& loss);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_PARAMETERS_H
