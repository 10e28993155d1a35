/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-driver.h"

#include "ns3/synfin-link-frame.h"

namespace ns3
{
namespace synfin
{

DirectDriver::DirectDriver(uint32_t host,
                           AddressId address,
                           const Profile& profile,
                           IsnSecret secret,
                           CongestionFactory congestion,
                           DirectWire& wire,
                           Agenda& agenda,
                           const AddressTable& addresses)
    : StackDriver(host, profile, secret, std::move(congestion), *this, agenda, addresses),
      m_id(host),
      m_address(address),
      m_wire(wire)
{
}

void
DirectDriver::Transmit(const SegmentOut& segment)
{
    m_wire.Send(m_id, segment.tuple, segment.segment);
}

bool
DirectDriver::Resolve(FourTuple& tuple, const StackUser*) const
{
    tuple.localAddress = IsAnyAddress(tuple.localAddress) ? m_address : tuple.localAddress;
    return true;
}

uint32_t
DirectDriver::Mtu(const FourTuple&) const
{
    return LINK_MTU;
}

} // namespace synfin
} // namespace ns3
