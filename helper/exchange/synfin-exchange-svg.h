/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SVG_H
#define SYNFIN_EXCHANGE_SVG_H

#include "synfin-exchange-play.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief A play as a drawing: time runs down to scale, each state is a bar, each segment a line.
 *
 * Where nothing happens for long, the scale has a gap that says how long; what would lie on top of
 * each other is moved apart. It is self-contained, without scripts and identifiers, so that it may
 * stand in a page several times; light or dark as the reader prefers.
 *
 * @param play what happened
 * @param language of the words
 * @return an element svg
 */
std::string PlayToSvg(const Play& play, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SVG_H
