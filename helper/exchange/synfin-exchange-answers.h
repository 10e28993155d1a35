/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_ANSWERS_H
#define SYNFIN_EXCHANGE_ANSWERS_H

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

/// How a play is drawn as text.
using DrawingStyle = LadderStyle;

/// @return in what a play can be drawn, such as "text", "json"
const std::vector<std::string>& DrawingFormats();

/**
 * @brief Draws a play.
 * @param play what happened
 * @param format one of DrawingFormats()
 * @param style how it looks; its language is that of the play
 * @return the drawing; a text that ends with a newline
 */
std::string DrawPlay(const Play& play, const std::string& format, const DrawingStyle& style);

/**
 * @brief Answers a question of a page about exchanges; both are JSON.
 *
 * {"do": "play", "situation": [["scenario", "normal"], ...], "lang": "en"} gives what PlayToJson()
 * gives; "draw" with a "format" of DrawingFormats(), or "command", gives {"text": ...}; "describe"
 * what there is to choose from; "handshakes" with "count" and "first" how long so many independent
 * handshakes take, with the seeds from that on: {"latency_ns": [...], "failed": ...}.
 *
 * @param request the question
 * @return the answer, or {"error": "one line"}
 */
std::string Answer(const std::string& request);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_ANSWERS_H
