/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_COMMAND_H
#define SYNFIN_EXCHANGE_COMMAND_H

#include "synfin-exchange-play.h"

#include "ns3/synfin-ladder-phrases.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief The command line that draws a play.
 * @param play which; what it has of segments that are never sent, which the program refuses, is
 * left out, for nothing happens because of it
 * @param language of the explanations; the command says so unless it is English
 * @return such as "synfin-walkthrough --lose ack2", in quotes where a POSIX shell needs them
 */
std::string CommandOf(const Play& play, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_COMMAND_H
