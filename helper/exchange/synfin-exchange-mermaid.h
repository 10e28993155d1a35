/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_MERMAID_H
#define SYNFIN_EXCHANGE_MERMAID_H

#include "synfin-exchange-play.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief A play as a sequence diagram of Mermaid's (https://mermaid.js.org/syntax/sequenceDiagram).
 *
 * An arrow ->> arrives, -->> is a copy that does, --x is lost; -) departs, and its arrival is an
 * arrow of its own below, with the same mark.
 *
 * @param play what happened
 * @param language of the words
 * @return the diagram's text
 */
std::string PlayToMermaid(const Play& play, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_MERMAID_H
