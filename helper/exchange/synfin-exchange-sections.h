/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SECTIONS_H
#define SYNFIN_EXCHANGE_SECTIONS_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-state.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// @name Where RFC 9293 says so
/// @{

/// @return the section that has the rule of a transition, such as "3.10.7.4"; of what only a kernel
/// does ""
const char* SectionOf(State from, Cause cause);

/// @return the section that has the rule of an edge, whatever its cause
const char* SectionOf(const Edge& edge);

/// @return the section by which a segment is dropped; of what only another RFC or a kernel has ""
const char* SectionOf(DropReason reason);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SECTIONS_H
