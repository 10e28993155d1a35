/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RANK_H
#define SYNFIN_RANK_H

#include "ns3/callback.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-rank
/// @{

/*
 * One simulation in several processes, which are ns-3's ranks (its module mpi): each makes the
 * whole topology, and simulates the nodes whose system id is its own. Where ns-3 was built without
 * that module, or nobody enabled it, this process is the only one.
 */

/// A process among those that simulate together.
struct Rank
{
    uint32_t id{0};    //!< from 0
    uint32_t count{1}; //!< how many there are
};

/// @return which one this process is
Rank ThisRank();

/// @return true when another process simulates that node
bool IsElsewhere(const Node& node);

/**
 * @brief Hands a frame to the process that simulates its receiver.
 * @param frame the frame; its tags go along
 * @param at when it arrives; no earlier than the lookahead that ns-3 took from the channel
 * @param receiver a device of a node that is elsewhere
 */
void SendElsewhere(const Ptr<Packet>& frame, Time at, const NetDevice& receiver);

/// Has a device get the frames that other processes hand over.
void ReceiveFromElsewhere(const Ptr<NetDevice>& device, Callback<void, Ptr<Packet>> receive);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RANK_H
