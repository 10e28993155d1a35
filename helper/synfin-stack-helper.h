/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_HELPER_H
#define SYNFIN_STACK_HELPER_H

#include "ns3/internet-stack-helper.h"
#include "ns3/internet-trace-helper.h"
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
 * @brief Installs an internet stack with synfin's TCP in the place of ns-3's own: it takes the
 * place of an InternetStackHelper in a script.
 *
 * ARP, IPv4, ICMP, IPv6, ICMPv6, traffic control, UDP and packet sockets are ns-3's, and so are
 * EnablePcapIpv4, EnableAsciiIpv6All and their kin. Where ns-3 wants an InternetStackHelper, as
 * layout helpers do (PointToPointStarHelper::InstallStack), it is one.
 */
class StackHelper : public PcapHelperForIpv4,
                    public PcapHelperForIpv6,
                    public AsciiTraceHelperForIpv4,
                    public AsciiTraceHelperForIpv6
{
  public:
    /// IPv4 and IPv6, static and global routing, the profile Profile::DEFAULT_PRESET.
    StackHelper();
    ~StackHelper() override;
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
    /// Delays the first ARP request by chance, or not.
    void SetIpv4ArpJitter(bool enable);
    /// Delays IPv6 neighbour and router solicitations by chance, or not.
    void SetIpv6NsRsJitter(bool enable);
    /// As new: no setting stays.
    void Reset();

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

    /// @name Puts synfin's TCP in the place of the one that nodes have, before its first socket
    ///
    /// The rest of their stack stays as it is. TCP of ns-3's own stays on the node and gets nothing
    /// to do: GetObject<TcpL4Protocol>() finds it still.
    /// @{

    /// On the node of that name (see Names).
    void Replace(const std::string& nodeName) const;
    /// On one node.
    void Replace(Ptr<Node> node) const;
    /// On each of them.
    void Replace(NodeContainer nodes) const;
    /// @}

    /// @return a helper of ns-3's own whose Install does what this one's does, by way of Replace
    operator InternetStackHelper() const;

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
    void InstallTcp(Ptr<Node> node) const;

    // From PcapHelperForIpv4 and its kin
    void EnablePcapIpv4Internal(std::string prefix,
                                Ptr<Ipv4> ipv4,
                                uint32_t interface,
                                bool explicitFilename) override;
    void EnablePcapIpv6Internal(std::string prefix,
                                Ptr<Ipv6> ipv6,
                                uint32_t interface,
                                bool explicitFilename) override;
    void EnableAsciiIpv4Internal(Ptr<OutputStreamWrapper> stream,
                                 std::string prefix,
                                 Ptr<Ipv4> ipv4,
                                 uint32_t interface,
                                 bool explicitFilename) override;
    void EnableAsciiIpv6Internal(Ptr<OutputStreamWrapper> stream,
                                 std::string prefix,
                                 Ptr<Ipv6> ipv6,
                                 uint32_t interface,
                                 bool explicitFilename) override;

    ObjectFactory m_tcp;                           //!< makes L4Protocol
    std::optional<Profile> m_profile;              //!< in the place of a preset
    std::unique_ptr<Ipv4RoutingHelper> m_routing;  //!< makes the IPv4 routing protocol
    std::unique_ptr<Ipv6RoutingHelper> m_routing6; //!< makes the IPv6 routing protocol
    bool m_ipv4{true};                             //!< install IPv4?
    bool m_ipv6{true};                             //!< install IPv6?
    bool m_arpJitter{true};                        //!< delay ARP requests?
    bool m_solicitationJitter{true};               //!< delay IPv6 solicitations?
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_HELPER_H
