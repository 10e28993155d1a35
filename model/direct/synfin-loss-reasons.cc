/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-loss-reasons.h"

namespace ns3
{
namespace synfin
{

LossReason
ReasonOf(LinkDrop drop)
{
    switch (drop)
    {
    case LinkDrop::QUEUE:
        return LossReason::QUEUE;
    case LinkDrop::LOSS:
        return LossReason::LOSS;
    case LinkDrop::NAMED:
        return LossReason::NAMED;
    case LinkDrop::NONE:
        break; // it waits for its transmission
    }
    return LossReason::STOPPED;
}

LossReason
ReasonOf(MiddleboxDrop drop)
{
    switch (drop)
    {
    case MiddleboxDrop::FIREWALL:
        return LossReason::FIREWALL;
    case MiddleboxDrop::CONNTRACK_FULL:
        return LossReason::CONNTRACK_FULL;
    case MiddleboxDrop::NAT_NO_PORT:
        return LossReason::NAT_NO_PORT;
    case MiddleboxDrop::NAT_UNKNOWN:
    case MiddleboxDrop::NONE:
        break;
    }
    return LossReason::NAT_UNKNOWN;
}

} // namespace synfin
} // namespace ns3
