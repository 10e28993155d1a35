/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_NAT_H
#define SYNFIN_NAT_H

#include "synfin-connection-tracking.h"

#include "ns3/nstime.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-port-set.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-segment.h"
#include "ns3/synfin-tuple-index.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/**
 * @brief Network address and port translation in front of hosts: they share one address.
 *
 * A connection's SYN gets a port of the shared address that no other connection to the same server
 * has: its own port if that is free, else the next free one after it (address- and port-dependent
 * mapping with preservation of ports, RFC 4787 4, as in Linux). The port is kept until the
 * connection is over and has then been silent for `timeout`, for 120 s while it opens or is half
 * closed, for 30 s while the last ACK is missing, and for five days otherwise (Linux
 * nf_conntrack_tcp_timeout_*). When there is no free port, the next one is taken over whose
 * connection is over and whose sequence numbers the SYN is beyond (Linux
 * nf_nat_used_tuple_harder()): what the server still sends to the old one is then no part of the
 * new.
 *
 * Segments that belong to no connection are dropped, and so is a SYN for which there is no port.
 */
class Nat
{
  public:
    /**
     * @param address the shared one
     * @param ports what may be given out, towards each server
     * @param timeout how long a connection that is over keeps its port
     */
    Nat(AddressId address, PortRange ports, Time timeout);

    /**
     * @brief Gives each of some addresses ports for itself: the first one the least, the next one
     * those after them, and so on (deterministic NAT, RFC 7422; RFC 6888 3, REQ-4).
     * @param inside the addresses
     * @param block how many ports each has, which all together are no more than there are
     */
    void SetBlocks(const std::vector<AddressId>& inside, uint32_t block);

    /**
     * @brief A host sends a segment.
     * @param inside the connection as the host sees it
     * @param segment the segment
     * @param now the time
     * @return the same behind the NAT, or nothing: the segment is dropped
     */
    std::optional<FourTuple> Outward(const FourTuple& inside, const Segment& segment, Time now);

    /**
     * @brief A segment arrives for the shared address.
     * @param outside the connection as seen behind the NAT, local first
     * @param segment the segment
     * @param now the time
     * @return the connection as the host sees it, or nothing: the segment is dropped
     */
    std::optional<FourTuple> Inward(const FourTuple& outside, const Segment& segment, Time now);

    /// @return the shared address
    AddressId Address() const
    {
        return m_address;
    }

    /// What it counted.
    struct Counters
    {
        uint64_t mappings{0}; //!< connections that were given a port
        uint64_t recycled{0}; //!< of those, ports of connections that were not forgotten yet
        uint64_t noPort{
            0}; //!< SYNs that were dropped because there was no port, or none in the block
        uint64_t unknownOut{0}; //!< other segments of hosts that belong to no connection
        uint64_t unknownIn{0};  //!< segments from outside that belong to no connection
    };

    /// @return what it counted so far
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /// A connection and its port.
    struct Mapping : TrackedConnection
    {
        FourTuple outside;       //!< as seen behind the NAT
        SequenceNumber32 end{0}; //!< one past the last number that the host sent
        uint32_t server{0};      //!< in m_servers
        uint32_t port{0};        //!< counted from the least that may be given out
    };

    using Connections = ConnectionTracking<Mapping, CONNECTION_PHASES>;
    static constexpr uint32_t NONE = Connections::NONE;

  public:
    /// Octets of a connection, beside its places in two indices.
    static constexpr std::size_t OCTETS = sizeof(Mapping);

  private:
    /// Ports towards one server, counted from the least that may be given out.
    struct Server
    {
        PortSet taken; //!< given out
        PortSet over;  //!< of those, the ones whose connections are over
    };

    /// Ports that an address may have, counted from the least that may be given out.
    struct Ports
    {
        uint32_t begin;
        uint32_t end; //!< one past the last
    };

    Ports PortsOf(AddressId inside) const;
    uint32_t FindOutside(const FourTuple& outside) const;
    uint32_t Open(const FourTuple& inside, const Segment& syn, Time now);
    std::optional<uint32_t> ChoosePort(uint32_t server,
                                       const FourTuple& inside,
                                       const Segment& syn);
    std::optional<uint32_t> TakeOver(uint32_t server,
                                     const FourTuple& inside,
                                     const Segment& syn,
                                     Ports among);
    FourTuple OutsideOf(const FourTuple& inside, uint32_t port) const;
    uint32_t ServerOf(const FourTuple& inside);
    void Observe(uint32_t position, const Segment& segment, bool isOut, Time now);
    void Forget(Time now);
    void Release(uint32_t position);
    void Enter(ConnectionPhase phase, uint32_t position, Time now);

    const AddressId m_address;
    const PortRange m_range;
    const uint32_t m_ports;                           //!< how many
    std::unordered_map<AddressId, uint32_t> m_blocks; //!< where the ports of an address begin
    uint32_t m_block{0};                              //!< how many an address has; 0: all
    Connections m_mappings;
    TupleIndex m_outside;                                 //!< by Mapping::outside
    std::unordered_map<uint64_t, uint32_t> m_serverIndex; //!< address and port to m_servers
    std::vector<Server> m_servers;
    Counters m_counters;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_NAT_H
