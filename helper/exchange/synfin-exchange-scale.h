/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SCALE_H
#define SYNFIN_EXCHANGE_SCALE_H

#include "synfin-exchange-play.h"

#include <array>
#include <map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief Where in a drawing the instants of a play are: down, to scale.
 *
 * Where nothing happens for long, the scale has a gap of fixed height. What would be illegible on
 * top of each other is moved apart: segments that one end sends at nearly the same time, and
 * states that it is in for nearly no time.
 */
class ExchangeScale
{
  public:
    /// How far it is from the departure of a segment to its arrival, after the delay of the path.
    static constexpr int FLIGHT = 60;
    /// How high a gap is.
    static constexpr int GAP = 56;
    /// What is left between two lines from the same end.
    static constexpr int APART = 20;

    /// A silence that is not drawn to scale.
    struct Gap
    {
        int y;       //!< its middle
        Time length; //!< how long it is
    };

    /**
     * @param play what happened
     * @param top where it begins: the states before the first event
     */
    ExchangeScale(const Play& play, int top);

    /// @return where an instant of the play is: something happens then
    int At(Time time) const;

    /// @return where a segment departs
    int Departure(std::size_t segment) const;

    /// @return where it arrives at the time of one of its arrivals
    int Arrival(std::size_t segment, Time time) const;

    /// @return where it arrives, or would have, had the path let it pass
    int Undisturbed(std::size_t segment) const;

    /// @return the silences, in order
    const std::vector<Gap>& Gaps() const
    {
        return m_gaps;
    }

    /// @return where the drawing ends
    int Bottom() const
    {
        return m_bottom;
    }

  private:
    /// An instant: something happens at one end, or at both.
    struct Instant
    {
        std::array<int, 2> below{};         //!< how far below it what comes next is, by side
        std::array<bool, 2> hasDeparture{}; //!< one end sends, or does something by itself
        std::array<bool, 2> hasState{};     //!< its state changes
        int height{0};                      //!< of all that happens
        int y{0};                           //!< where it begins
    };

    bool IsFlat() const;
    void Depart(int side, const LadderRow& row);
    void Arrive(int side, const LadderRow& row);
    void Stretch(int top);

    const Play& m_play;
    std::map<Time, Instant> m_instants;
    std::vector<int> m_departures;               //!< by segment, below its instant
    std::vector<std::map<Time, int>> m_arrivals; //!< the same, by time
    std::vector<Gap> m_gaps;
    int m_bottom{0};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SCALE_H
