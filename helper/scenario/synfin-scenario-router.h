/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ROUTER_H
#define SYNFIN_SCENARIO_ROUTER_H

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/synfin-access-links.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-loss-record.h"
#include "ns3/synfin-path-mtu.h"
#include "ns3/synfin-segment-ear.h"

#include <array>
#include <functional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

class ScenarioPacketBox;

/**
 * @brief A node that forwards IP by one lookup, however many hosts it has.
 *
 * ns-3's own IP looks for a packet's destination among the addresses of all interfaces, then among
 * all routes. This one has no address and nobody to answer to: what it does to a packet is to lower
 * its TTL or hop limit (RFC 791 3.2, RFC 8200 3). A packet whose last hop this is, and one to a
 * multicast address, ends here in silence.
 */
class ScenarioRouter
{
  public:
    /**
     * @param node which has no IP of its own
     * @param addresses who gives the ids; lives as long as the router
     */
    ScenarioRouter(Ptr<Node> node, AddressTable& addresses);
    ~ScenarioRouter();

    ScenarioRouter(const ScenarioRouter&) = delete;
    ScenarioRouter& operator=(const ScenarioRouter&) = delete;

    /// What goes to destination leaves by device.
    void AddRoute(AddressId destination, Ptr<NetDevice> device);

    /// A packet on a host's own link.
    struct AccessFrame
    {
        Ptr<Packet> packet;       //!< with its IP header
        AddressId destination{0}; //!< of it
        uint16_t protocol{0};     //!< of IP
    };

    /**
     * @brief The hosts on this side have links of their own, between their devices and this router.
     * @param up what comes from them goes through it, then to Pass()
     * @param down what goes to them goes through it, then to Send()
     */
    void SetAccess(AccessLinks<AccessFrame>* up, AccessLinks<AccessFrame>* down)
    {
        m_up = up;
        m_down = down;
    }

    /// A host's own links: for IPv4, and for IPv6.
    using OwnLinks = std::array<uint32_t, 2>;

    /// @param links of the host behind that device, where hosts have links of their own
    void SetHost(Ptr<NetDevice> device, OwnLinks links)
    {
        m_hostsBehind[PeekPointer(device)] = links;
    }

    /// @param host whose address it is, where the hosts have links of their own
    void SetHost(AddressId address, uint32_t host)
    {
        m_hosts[address] = host;
    }

    /// @param ear hears what arrives for addresses of ranges (AddressTable::AddRange), where nobody
    /// is; outlives this
    void SetEar(SegmentEar* ear)
    {
        m_ear = ear;
    }

    /// Hears of a packet that ends here, on its way out or in; of the hosts' own links the network
    /// tells.
    using LossEar = std::function<
        void(LossPlace place, LossReason reason, bool isOut, const AccessFrame& frame)>;

    /// Who hears of it, or an empty one.
    void SetLossEar(LossEar ear)
    {
        m_onLoss = std::move(ear);
    }

    /// What passes between hosts on this side and others goes through that, which outlives this.
    void SetMiddlebox(ScenarioPacketBox* box)
    {
        m_box = box;
    }

    /// A packet of a host on this side goes on where its own link ends: through the middlebox.
    void Pass(AccessFrame&& frame);

    /// A packet goes on to its receiver, over the receiver's own link.
    void Leave(AccessFrame&& frame);

    /// What is too large for the default route; outlives the router.
    void SetPathMtu(PathMtu* mtu)
    {
        m_pathMtu = mtu;
    }

    /// A packet leaves.
    void Send(const AccessFrame& frame);

    /// What goes to any other destination leaves by device.
    void SetDefaultRoute(Ptr<NetDevice> device);

  private:
    void Receive4(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType);
    void Receive6(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType);
    void Forward(Ptr<NetDevice> device, AddressId source, AccessFrame&& frame);
    bool IsTooLarge(const AccessFrame& frame);
    bool PassesBox(AccessFrame& frame, bool isOut);
    void Lose(LossPlace place, LossReason reason, bool isOut, const AccessFrame& frame) const;
    void Swallow(const AccessFrame& frame);

    Ptr<Node> m_node;
    AddressTable& m_addresses;
    std::unordered_map<AddressId, Ptr<NetDevice>> m_routes;
    Ptr<NetDevice> m_default;
    ScenarioPacketBox* m_box{nullptr};         //!< between the two sides, if there is one
    AccessLinks<AccessFrame>* m_up{nullptr};   //!< from the hosts, if they have links of their own
    AccessLinks<AccessFrame>* m_down{nullptr}; //!< to the hosts
    PathMtu* m_pathMtu{nullptr};               //!< of the default route, if there is a bound
    SegmentEar* m_ear{nullptr};                //!< where nobody is
    LossEar m_onLoss;                          //!< hears of what ends here
    std::unordered_map<const NetDevice*, OwnLinks> m_hostsBehind; //!< by their devices
    std::unordered_map<AddressId, uint32_t> m_hosts; //!< by their addresses, in that case
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ROUTER_H
