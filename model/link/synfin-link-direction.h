/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_DIRECTION_H
#define SYNFIN_LINK_DIRECTION_H

#include "synfin-correlated-draw.h"
#include "synfin-jitter-process.h"
#include "synfin-link-parameters.h"
#include "synfin-link-result.h"
#include "synfin-link-streams.h"
#include "synfin-link-transmitter.h"
#include "synfin-loss-process.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief One direction of a link: says at once what becomes of each frame.
 *
 * A frame goes through, in this order: the drop-tail queue, which may mark it; transmission at the
 * rate; loss, by the model or by name; corruption; duplication; delay with jitter, or reordering
 * instead of it.
 *
 * Each frame that enters takes one number from each stream that is switched on at some time,
 * whatever becomes of it: changing one parameter leaves the draws for all others alone.
 *
 * A change of the rate counts for the frames whose transmission starts then; of anything else, for
 * those that enter.
 *
 * Frames arrive in the order in which they entered, unless reordering or jitterReorders is on. The
 * caller keeps those under way; with equal times, the order is that of the calls.
 */
class LinkDirection
{
  public:
    /**
     * @param parameters what it does; Validate() has nothing to say about them
     * @param streams its random streams
     */
    LinkDirection(const LinkParameters& parameters, const LinkStreams& streams);

    /**
     * @brief A frame enters.
     * @param octets its size on the wire
     * @param name what segment it carries (see ConnectionNamer), or null; needed when
     * LosesByName()
     * @param now not before that of the call before
     * @param result what becomes of it
     * @param connection whose it is (Segment::incarnation); needed with SetImportance
     */
    void Enter(uint32_t octets,
               const SegmentCopy* name,
               Time now,
               LinkResult& result,
               uint32_t connection = 0);

    /// Independent losses are sampled with other probabilities.
    /// @param importance which outlives this @param side 0 forward, 1 reverse
    void SetImportance(ImportanceLoss& importance, std::size_t side)
    {
        m_loss.SetImportance(importance, side);
    }

    /// @return true when some segment is to be lost by name, so that Enter needs names
    bool LosesByName() const
    {
        return !m_lose.empty();
    }

    /// @return true when frames always arrive in the order in which they entered
    bool KeepsOrder() const;

    /// @return how many frames wait in the queue, at a time that is not before the last call's
    std::size_t Waiting(Time now)
    {
        return m_transmitter.Waiting(now.GetTimeStep());
    }

  private:
    /// What the random numbers say about one frame.
    struct Fate
    {
        bool lost{false};
        bool corrupted{false};
        bool duplicated{false};
        double reorder{1};     //!< the draw; its probability is asked only after the gap
        int64_t jitter{0};     //!< time steps
        int64_t copyJitter{0}; //!< of the second frame
    };

    static std::vector<LinkTransmitter::Rate> RatesOf(const std::vector<LinkStep>& steps);
    void Apply(std::size_t step);
    Fate Draw(Time time, uint32_t connection);
    bool Overtakes(double draw);
    LinkDrop DropOf(const Fate& fate, const SegmentCopy* name) const;
    Time Arrival(int64_t sent, int64_t jitter);

    std::vector<LinkStep> m_steps;
    std::vector<SegmentCopy> m_lose;
    std::size_t m_step{0};   //!< the one in force
    int64_t m_nextChange{0}; //!< when the next one is
    int64_t m_lastArrival{0};
    int64_t m_delay{0};            //!< of what enters now, without jitter
    int64_t m_delayFrom{0};        //!< when its trace began, if it has one
    uint32_t m_sinceOvertaking{0}; //!< how many frames since the last that overtook

    LinkTransmitter m_transmitter;
    LossProcess m_loss;
    CorrelatedDraw m_duplication;
    CorrelatedDraw m_reordering;
    RngStream m_corruption;
    JitterProcess m_jitter;
    JitterProcess m_copyJitter;

    /// @name What is switched on at some time
    /// @{
    bool m_duplicates{false};
    bool m_reorders{false};
    bool m_corrupts{false};
    bool m_jitters{false};
    bool m_loses{false};
    bool m_isChancy{false}; //!< any of these
    /// @}
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_DIRECTION_H
