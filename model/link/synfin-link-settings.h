/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_SETTINGS_H
#define SYNFIN_LINK_SETTINGS_H

#include "synfin-jitter-parameters.h"
#include "synfin-link-queue.h"
#include "synfin-link-traces.h"
#include "synfin-loss-parameters.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// An event that befalls single frames.
struct FrameEvent
{
    double probability{0}; //!< of a frame, from 0 to 1
    double correlation{0}; //!< with the draw before, as in netem (see CorrelatedDraw)
};

/// Some frames skip delay and jitter, and so overtake those before them.
struct ReorderParameters
{
    FrameEvent event; //!< it overtakes
    uint32_t gap{1};  //!< after one that overtook, gap - 1 frames do not
};

/**
 * @brief What one direction of a link does to frames, at one time, in netem's vocabulary.
 *
 * Each setting has a name, by which Set and Get know it:
 *
 *     delay            propagation delay: a time, or trace:FILE (DelayTrace), which begins when it
 *                      comes into force
 *     jitter           see ParseJitter
 *     jitter-reorders  true: jitter may change the order of frames; false: a frame arrives no
 *                      earlier than those that entered before it
 *     bandwidth        a rate such as 10Mbps, 0: nothing is transmitted, frames wait; or none:
 *                      transmission takes no time; or trace:FILE (DeliveryTrace), the same
 *     queue            drop-tail queue in front of the transmission, see ParseQueue
 *     ecn-threshold    packets or bytes that a frame must find in the queue to be marked, if it is
 *                      ECN-capable, see ParseThreshold
 *     loss             see ParseLoss
 *     duplicate        P[,CORRELATION]: the frame arrives twice
 *     reorder          P[,CORRELATION][,gap=N]: the frame skips delay and jitter
 *     corrupt          P: the frame arrives damaged
 */
struct LinkSettings
{
    Time delay{0};                                //!< propagation, one way; of a trace the greatest
    std::shared_ptr<const DelayTrace> delayTrace; //!< instead of one delay
    JitterParameters jitter;                      //!< what varies about the delay
    bool jitterReorders{false};                   //!< false: a frame waits for those before it
    std::optional<uint64_t> bandwidth; //!< bits per second; none: transmission takes no time
    std::shared_ptr<const DeliveryTrace> bandwidthTrace; //!< instead of a rate
    LinkQueue queue;                                     //!< in front of the transmission
    std::optional<LinkQueue> ecnThreshold; //!< a queue that marks what finds it so long
    LossParameters loss;                   //!< how frames get lost
    FrameEvent duplicate;                  //!< the frame arrives twice
    ReorderParameters reorder;             //!< frames that skip delay and jitter
    double corrupt{0};                     //!< probability

    /**
     * @brief Sets one of them from text.
     * @param name such as "loss"
     * @param value such as "1%"
     * @return nothing when it was set, else one line that says what would be accepted
     */
    std::optional<std::string> Set(const std::string& name, const std::string& value);

    /**
     * @param name one of Names()
     * @return the setting as Set reads it
     */
    std::string Get(const std::string& name) const;

    /// @return the time that every frame is under way at least, without its transmission; 0 where
    /// jitter has no lower bound
    Time LeastDelay() const;

    /// Takes over one of the settings.
    void Copy(const std::string& name, const LinkSettings& from);

    /// @return all the names, in the order above
    static const std::vector<std::string>& Names();
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_SETTINGS_H
