/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_JSON_H
#define SYNFIN_EXCHANGE_JSON_H

#include "synfin-exchange-play.h"

#include <nlohmann/json.hpp>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// @return a play as JSON: times in nanoseconds, names as C++ has them, texts in its language
nlohmann::ordered_json ToJson(const Play& play);

/// @return the JSON of a play as text, on lines of its own that end with a newline
std::string PlayToJson(const Situation& situation, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_JSON_H
