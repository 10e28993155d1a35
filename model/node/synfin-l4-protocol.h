/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_L4_PROTOCOL_H
#define SYNFIN_L4_PROTOCOL_H

#include "synfin-ip-driver.h"
#include "synfin-profile-settings.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"
#include "ns3/synfin-stack-traces.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace ns3
{

namespace synfin
{

/// @addtogroup synfin-node
/// @{

class SegmentHeader;
class StreamSocket;

/**
 * @brief TCP (protocol number 6) on an ns-3 node, in the place of ns3::TcpL4Protocol.
 *
 * Aggregated to a node it inserts itself into its IPv4 and IPv6, in the place of any TCP that is
 * there, and it adds the factory that answers for ns3::TcpSocketFactory. Every field of a Profile
 * is an attribute; a field's attribute is stronger than the preset named by the attribute Profile,
 * in whatever order they are set. They are read when TCP is first used, and cannot be changed after
 * that.
 */
class L4Protocol : public IpL4Protocol, public StackTraces
{
  public:
    /// @return the TypeId, with an attribute for each field of a Profile
    static TypeId GetTypeId();

    L4Protocol();
    ~L4Protocol() override;

    /**
     * @brief Sets the clock, before TCP is first used; without one it is the simulator.
     * @param agenda the clock, which lives as long as the node
     */
    void SetAgenda(Agenda& agenda);

    /// @return this host's TCP; made at the first call
    StackDriver& GetDriver();

    /// @return the profile, as the attributes make it
    const Profile& GetProfile() const;

    /**
     * @brief Chooses the preset under the fields.
     * @param preset one of Profile::PresetNames()
     * @return nothing when it was done, else one line that says why not
     */
    std::optional<std::string> SetPreset(const std::string& preset);

    /**
     * @brief Takes a profile in the place of a preset, as long as TCP is not in use.
     * @param profile the value of each field that is not set by itself
     * @return nothing when it was done, else one line that says why not
     */
    std::optional<std::string> SetProfile(const Profile& profile);

    /**
     * @brief Sets one field of the profile.
     * @param field its name, such as "syn_retries"
     * @param value in the form of Profile::Set; "" takes the preset's again
     * @return nothing when it was done, else one line that says why not
     */
    std::optional<std::string> SetField(const std::string& field, const std::string& value);

    /**
     * @brief Makes this host name addresses by the ids of a table that others use, too.
     *
     * Only for those who take ids from one host to another, and before TCP is first used: by
     * default each host has a table of its own.
     */
    void ShareAddresses(std::shared_ptr<AddressTable> addresses);

    /// @return the addresses behind this host's ids
    const std::shared_ptr<AddressTable>& GetAddresses() const;

    /**
     * @brief Tells sinks what happens on this host, from its first use on.
     * @param sink who is told, for as long as the node lives
     * @param what how much
     * @param calls who numbers its connections, for as long as the node lives
     * @return nothing when it was done, else one line that says why not: TCP is in use
     */
    std::optional<std::string> Observe(TraceSink& sink, TraceSink::Told what, CallSink& calls);

    /// Ends Observe: the sinks are told what was counted, and no more after that.
    void EndObservation();

    /// @return the node
    Ptr<Node> GetNode() const;

    /// @return a new socket
    Ptr<Socket> CreateSocket();

    /**
     * @brief Fixes the random stream from which the keys of the ISN hash are drawn.
     * @param stream its number
     * @return how many streams are used: 1
     */
    int64_t AssignStreams(int64_t stream);

    /// @name For sockets
    /// @{

    /// Gives back a port that the driver's Bind took; harmless once TCP is gone.
    void Unbind(AddressId address, uint16_t port);

    /// Enters a new socket in SocketList. @return its number there, counted from 0
    uint32_t Register(StreamSocket* socket);
    /// Takes the socket of that number off the list.
    void Unregister(uint32_t number);

    /// Holds a socket while it has a connection or listens, even if no application does.
    void Hold(Ptr<StreamSocket> socket);
    /// Ends Hold.
    void LetGo(StreamSocket* socket);

    /// @}

    // From IpL4Protocol
    int GetProtocolNumber() const override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> packet,
                                   const Ipv4Header& header,
                                   Ptr<Ipv4Interface> interface) override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> packet,
                                   const Ipv6Header& header,
                                   Ptr<Ipv6Interface> interface) override;
    void ReceiveIcmp(Ipv4Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv4Address payloadSource,
                     Ipv4Address payloadDestination,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv6Address payloadSource,
                     Ipv6Address payloadDestination,
                     const uint8_t payload[8]) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    /// Takes over what the defaults of ns-3's own attributes say.
    void NotifyConstructionCompleted() override;
    void NotifyNewAggregate() override;
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// Makes the TypeId, with an attribute per field of a Profile.
    static TypeId MakeTypeId();
    /// Becomes the TCP of the node, in the place of any other.
    void TakeOver();
    IpDriver& Driver();
    /// @return the type that the attributes name
    TypeId CongestionType() const;
    /// Reads the header off a packet that IPv4 or IPv6 brought.
    template <typename Address>
    IpL4Protocol::RxStatus ReceiveOver(Ptr<Packet> packet,
                                       Address source,
                                       Address destination,
                                       bool unicast,
                                       uint8_t trafficClass);
    /// Checks the header that was read off packet, then hands the segment to the Stack.
    IpL4Protocol::RxStatus Deliver(const SegmentHeader& header,
                                   AddressId source,
                                   AddressId destination,
                                   bool unicast,
                                   EcnCodepoint ecn,
                                   Ptr<Packet> packet);
    /// Hands an ICMP error to the Stack, unless it is ignored; quoted is the begin of the TCP
    /// header that we sent, mtu what it tells with TOO_LARGE.
    template <typename Address>
    void IcmpError(Address local,
                   Address remote,
                   const uint8_t quoted[8],
                   std::optional<IcmpKind> kind,
                   uint32_t mtu);

    // Attributes set and get through these.
    bool SetPresetAttribute(std::string preset);
    std::string GetPreset() const;

    ProfileSettings m_settings;                //!< the attributes Profile and those of its fields
    TypeId m_congestionType;                   //!< attribute: a TcpCongestionOps
    Ptr<UniformRandomVariable> m_random;       //!< where secrets come from
    Ptr<Node> m_node;                          //!< the host
    IpDownTargets m_down;                      //!< where packets go
    Agenda* m_agenda{nullptr};                 //!< the clock, unless it is the simulator
    std::shared_ptr<AddressTable> m_addresses; //!< behind the ids
    TraceSink* m_sink{nullptr};                //!< told of what happens, if anybody is
    TraceSink::Told m_told{TraceSink::Told::TRANSITIONS}; //!< how much it is told
    CallSink* m_calls{nullptr};                           //!< numbers connections, if anybody does
    std::unique_ptr<IpDriver> m_driver;                   //!< this host's TCP, once it is used
    std::map<uint32_t, StreamSocket*> m_sockets; //!< attribute SocketList: all there are, by number
    uint32_t m_nextSocket{0};                    //!< number of the next one
    std::unordered_map<StreamSocket*, Ptr<StreamSocket>> m_held; //!< sockets in use
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_L4_PROTOCOL_H
