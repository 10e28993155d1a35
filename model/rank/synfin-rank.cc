/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-rank.h"

#include "ns3/fatal-error.h"

#ifdef NS3_MPI
#include "ns3/mpi-interface.h"
#include "ns3/mpi-receiver.h"
#endif

namespace ns3
{
namespace synfin
{

#ifdef NS3_MPI

Rank
ThisRank()
{
    return MpiInterface::IsEnabled() ? Rank{MpiInterface::GetSystemId(), MpiInterface::GetSize()}
                                     : Rank();
}

bool
IsElsewhere(const Node& node)
{
    return MpiInterface::IsEnabled() && node.GetSystemId() != MpiInterface::GetSystemId();
}

void
SendElsewhere(const Ptr<Packet>& frame, Time at, const NetDevice& receiver)
{
    MpiInterface::SendPacket(frame, at, receiver.GetNode()->GetId(), receiver.GetIfIndex());
}

void
ReceiveFromElsewhere(const Ptr<NetDevice>& device, Callback<void, Ptr<Packet>> receive)
{
    const Ptr<MpiReceiver> receiver = CreateObject<MpiReceiver>();
    receiver->SetReceiveCallback(receive);
    device->AggregateObject(receiver);
}

#else

Rank
ThisRank()
{
    return {};
}

bool
IsElsewhere(const Node&)
{
    return false;
}

void
SendElsewhere(const Ptr<Packet>&, Time, const NetDevice&)
{
    NS_FATAL_ERROR("ns-3 was built without its module mpi: there is no other process");
}

void
ReceiveFromElsewhere(const Ptr<NetDevice>&, Callback<void, Ptr<Packet>>)
{
}

#endif

} // namespace synfin
} // namespace ns3
