/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_PACKETDRILL_H
#define SYNFIN_EXCHANGE_PACKETDRILL_H

#include "synfin-exchange-play.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief A play as a script of packetdrill's (google/packetdrill), as one end sees it.
 *
 * The calls of its user, the segments that arrive there and those that it must send, at the times
 * of the play. What packetdrill cannot do, the crash of its own host or old SYNs at a listener,
 * ends the script with a remark.
 *
 * @param play what happened
 * @param end which end: 0 the client, 1 the server
 * @return the script
 */
std::string PlayToPacketdrill(const Play& play, int end);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_PACKETDRILL_H
