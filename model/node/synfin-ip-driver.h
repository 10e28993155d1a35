/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_IP_DRIVER_H
#define SYNFIN_IP_DRIVER_H

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/synfin-simulator-agenda.h"
#include "ns3/synfin-stack-driver.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

class SegmentHeader;

/// Where the node's IP takes packets; null on a node without that version.
struct IpDownTargets
{
    IpL4Protocol::DownTargetCallback ipv4;  //!< of IPv4
    IpL4Protocol::DownTargetCallback6 ipv6; //!< of IPv6
};

/// A StackDriver whose wire is the IPv4 and IPv6 of an ns-3 node.
class IpDriver : public StackDriver
{
  public:
    /**
     * @param node the host
     * @param profile the host's policies
     * @param secret key of the ISN hash
     * @param congestion makes the congestion controllers
     * @param traces where it reports; lives longer than the driver
     * @param down where packets go; lives longer than the driver
     * @param agenda the clock, which lives longer than the driver; nullptr for the simulator
     * @param addresses behind the ids of four-tuples; lives longer than the driver
     */
    IpDriver(Ptr<Node> node,
             const Profile& profile,
             IsnSecret secret,
             CongestionFactory congestion,
             StackTraces& traces,
             const IpDownTargets& down,
             Agenda* agenda,
             AddressTable& addresses);

    /// @return true when segments carry checksums (the global value ChecksumEnabled, when this was
    /// made)
    bool HasChecksums() const;

    /// @copydoc StackDriver::ReportDrop
    using StackDriver::ReportDrop;

    /// Shows a segment that came from IP to who watches the connection.
    void ShowReceived(const FourTuple& tuple,
                      const Ptr<const Packet>& payload,
                      const SegmentHeader& header) const;

  protected:
    void Transmit(const SegmentOut& segment) override;
    bool Resolve(FourTuple& tuple, const StackUser* user) const override;
    uint32_t Mtu(const FourTuple& tuple) const override;

  private:
    /// Hands a segment to IPv4 or IPv6.
    template <typename Address, typename Ip, typename Down>
    void TransmitOver(const SegmentOut& segment,
                      Ptr<Packet> packet,
                      StackUser* user,
                      Address source,
                      Address destination,
                      Ptr<Ip> ip,
                      const Down& down);
    bool ResolveIpv4(FourTuple& tuple, Ptr<NetDevice> device) const;
    bool ResolveIpv6(FourTuple& tuple, Ptr<NetDevice> device) const;

    SimulatorAgenda m_simulator; //!< the driver's clock, unless it has another
    const bool m_checksums;      //!< do segments carry checksums?
    Ptr<Ipv4> m_ipv4;            //!< nullptr on a node without IPv4
    Ptr<Ipv6> m_ipv6;            //!< nullptr on a node without IPv6
    const IpDownTargets& m_down; //!< where packets go
    AddressTable& m_addresses;   //!< behind the ids
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_IP_DRIVER_H
