/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_HELPER_H
#define SYNFIN_STACK_HELPER_H

#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/synfin-profile.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-helper
/// @{

/**
 * @brief Installs an internet stack with synfin's TCP in the place of ns-3's own: the counterpart
 * of InternetStackHelper.
 *
 * ARP, IPv4, ICMP, IPv6, ICMPv6, traffic control, UDP and packet sockets are ns-3's.
 */
class StackHelper
{
  public:
    /// IPv4 and IPv6, static and global routing, the profile Profile::DEFAULT_PRESET.
    StackHelper();
    ~StackHelper();
    /// A stack with the same settings and copies of the routing helpers.
    StackHelper(const StackHelper& other);
    /// Takes over the settings, with copies of the routing helpers. @return this one
    StackHelper& operator=(const StackHelper& other);

    /**
     * @brief Chooses the profile; ends the program with a line that says what is accepted when
     * there is no such one.
     * @param preset one of Profile::PresetNames()
     */
    void SetProfile(const std::string& preset);

    /**
     * @brief Takes a profile in the place of a preset; fields that Set names are stronger.
     * @param profile the value of each other field; it must be valid, see Profile::Validate
     */
    void SetProfile(const Profile& profile);

    /**
     * @brief Sets a field of the profile, stronger than SetProfile; ends the program like it.
     * @param field its name, such as "syn_retries"
     * @param value in the form of Profile::Set
     */
    void Set(const std::string& field, const std::string& value);

    /// Sets an attribute of L4Protocol, such as CongestionOps.
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /// Routes IPv4 by a copy of that helper.
    void SetRoutingHelper(const Ipv4RoutingHelper& routing);
    /// Routes IPv6 by a copy of that helper.
    void SetRoutingHelper(const Ipv6RoutingHelper& routing);
    /// Installs IPv4, or not.
    void SetIpv4StackInstall(bool enable);
    /// Installs IPv6, or not.
    void SetIpv6StackInstall(bool enable);

    /// @name Installs on nodes that have no internet stack
    /// @{

    /// On the node of that name (see Names).
    void Install(const std::string& nodeName) const;
    /// On one node.
    void Install(Ptr<Node> node) const;
    /// On each of them.
    void Install(NodeContainer nodes) const;
    /// On each node there is.
    void InstallAll() const;
    /// @}

    /**
     * @brief Fixes the random streams of TCP, ARP, ICMPv6, ... on these nodes.
     * @param nodes the nodes
     * @param stream number of the first stream
     * @return how many streams are used
     */
    int64_t AssignStreams(NodeContainer nodes, int64_t stream) const;

  private:
    void InstallIpv4(Ptr<Node> node) const;
    void InstallIpv6(Ptr<Node> node) const;

    ObjectFactory m_tcp;                           //!< makes L4Protocol
    std::optional<Profile> m_profile;              //!< in the place of a preset
    std::unique_ptr<Ipv4RoutingHelper> m_routing;  //!< makes the IPv4 routing protocol
    std::unique_ptr<Ipv6RoutingHelper> m_routing6; //!< makes the IPv6 routing protocol
    bool m_ipv4{true};                             //!< install IPv4?
    bool m_ipv6{true};                             //!< install IPv6?
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_HELPER_H
