/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEST_TOLD_H
#define SYNFIN_TEST_TOLD_H

#include "ns3/synfin-congestion.h"

namespace ns3
{
namespace synfin
{

/// @return what the first members of a Delivery say, by their order
inline CongestionController::Delivery
Delivered(uint32_t delivered,
          uint32_t acknowledged,
          uint32_t inFlight,
          Time rtt,
          bool mayGrow = true)
{
    CongestionController::Delivery delivery{};
    delivery.delivered = delivered;
    delivery.acknowledged = acknowledged;
    delivery.inFlight = inFlight;
    delivery.rtt = rtt;
    delivery.mayGrow = mayGrow;
    return delivery;
}

/// An acknowledgement that tells of no loss, as SendControl tells of it.
inline void
Tell(CongestionController& tcp, CongestionController::Delivery delivery)
{
    delivery.longestRtt = delivery.rtt;
    tcp.OnAck(delivery);
    tcp.OnDelivered(delivery);
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEST_TOLD_H
