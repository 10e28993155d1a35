/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DIRECT_DRIVER_H
#define SYNFIN_DIRECT_DRIVER_H

#include "synfin-direct-wire.h"

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-stack-driver.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-direct
/// @{

/// A StackDriver whose wire is a DirectWire: no Packet, no IP, no NetDevice.
class DirectDriver : private StackTraces, public StackDriver
{
  public:
    /**
     * @param host id for the traces
     * @param address the host's, where no other one is asked for
     * @param profile the host's policies
     * @param secret key of the ISN hash
     * @param congestion makes the congestion controllers
     * @param wire where segments go; lives longer than the driver
     * @param agenda the clock of the direct path; lives longer than the driver
     * @param addresses behind the ids of all hosts of the direct path; lives longer than the driver
     */
    DirectDriver(uint32_t host,
                 AddressId address,
                 const Profile& profile,
                 IsnSecret secret,
                 CongestionFactory congestion,
                 DirectWire& wire,
                 Agenda& agenda,
                 const AddressTable& addresses);

    /// @return the host's address
    AddressId Address() const
    {
        return m_address;
    }

    /// @return the trace sources
    StackTraces& Traces()
    {
        return *this;
    }

  protected:
    void Transmit(const SegmentOut& segment) override;
    bool Resolve(FourTuple& tuple, const StackUser* user) const override;
    uint32_t Mtu(const FourTuple& tuple) const override;

  private:
    uint32_t m_id;       //!< the host's
    AddressId m_address; //!< the host's
    DirectWire& m_wire;  //!< to the other side
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DIRECT_DRIVER_H
