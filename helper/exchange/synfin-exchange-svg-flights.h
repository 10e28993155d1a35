/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SVG_FLIGHTS_H
#define SYNFIN_EXCHANGE_SVG_FLIGHTS_H

#include "synfin-exchange-scale.h"

#include <array>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// @name Where things are in a drawing of a play, from left to right
/// @{

constexpr int DRAWING_WIDTH = 800; //!< of all
constexpr int BAR_WIDTH = 104;     //!< of an end's states
/// Their left edges, by side.
constexpr std::array<int, 2> BAR_X{64, DRAWING_WIDTH - 64 - BAR_WIDTH};
/// Where lines begin and end, by side.
constexpr std::array<int, 2> EDGE_X{BAR_X[0] + BAR_WIDTH, BAR_X[1]};
constexpr int MIDDLE_X = DRAWING_WIDTH / 2; //!< between the ends
constexpr int COLUMN_WIDTH = 6;             //!< of a text's column, about

/// @}

/// @return the number of a step in a circle, as an element of SVG
std::string DrawBadge(int x, int y, int number);

/// @return a cross, as an element of SVG
std::string DrawCross(int x, int y);

/**
 * @brief The segments of a play, as elements of SVG.
 * @param play what happened
 * @param scale where its instants are
 * @param numbers of its steps
 * @return lines with their labels
 */
std::string DrawFlights(const Play& play,
                        const ExchangeScale& scale,
                        const std::vector<int>& numbers);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SVG_FLIGHTS_H
