/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_REASONS_H
#define SYNFIN_LOSS_REASONS_H

#include "ns3/synfin-link-result.h"
#include "ns3/synfin-loss-record.h"
#include "ns3/synfin-middlebox.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-direct
/// @{

/// @return what traces call the reason why a link lost a frame
LossReason ReasonOf(LinkDrop drop);

/// @return what traces call the reason why a middlebox let a segment not through
LossReason ReasonOf(MiddleboxDrop drop);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_REASONS_H
