/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_DRAWINGS_H
#define SYNFIN_EXCHANGE_DRAWINGS_H

#include "synfin-exchange-play.h"

#include "ns3/synfin-ladder.h"

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// How a play is drawn.
struct DrawingStyle : LadderStyle
{
    int end{0}; //!< whose script is written, of a drawing that is a script: 0 the client's
};

/// @return in what a play can be drawn, such as "text", "svg"
const std::vector<std::string>& DrawingFormats();

/**
 * @brief Draws a play.
 * @param play what happened
 * @param format one of DrawingFormats()
 * @param style how it looks; its language is that of the play
 * @return the drawing; a text that ends with a newline
 */
std::string DrawPlay(const Play& play, const std::string& format, const DrawingStyle& style);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_DRAWINGS_H
