/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_ANSWERS_H
#define SYNFIN_EXCHANGE_ANSWERS_H

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief Answers a question of a page about exchanges; both are JSON.
 *
 * {"do": "play", "situation": [["scenario", "normal"], ...], "lang": "en"} gives what PlayToJson()
 * gives; "draw" with a "format" of DrawingFormats() gives {"text": ...}; "end" is whose script it
 * is; "describe" what there is to choose from; "handshakes" with "count" and "first" how long so
 * many independent handshakes take, with the seeds from that on: {"latency_ns": [...], "failed":
 * ...}.
 *
 * @param request the question
 * @return the answer, or {"error": "one line"}
 */
std::string Answer(const std::string& request);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_ANSWERS_H
