/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_HTML_H
#define SYNFIN_EXCHANGE_HTML_H

#include "synfin-exchange-play.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief A play as a page of its own: the drawing, and each step as an item of a list with what it
 * proves.
 * @param play what happened
 * @param language of the words
 * @return HTML that is XML, too
 */
std::string PlayToHtml(const Play& play, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_HTML_H
