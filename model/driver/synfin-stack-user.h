/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_USER_H
#define SYNFIN_STACK_USER_H

#include "synfin-connection-watcher.h"

#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/synfin-actions.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/// Whoever uses a connection or a listener: a socket, a workload.
class StackUser
{
  public:
    virtual ~StackUser() = default;

    /**
     * @brief Something happened; the user may call into the driver from here.
     * @param notification what
     * @param payload PAYLOAD only: the arriving segment's data, nullptr where only sizes travel
     */
    virtual void Notify(const Notification& notification, const Ptr<const Packet>& payload) = 0;

    /**
     * @brief The bytes of a segment on its way out.
     * @param offset place of the first one in the stream that the user sent
     * @param size how many
     * @return a packet that the caller may change; by default one of zeros
     */
    virtual Ptr<Packet> Payload(uint64_t offset [[maybe_unused]], uint32_t size)
    {
        return Create<Packet>(size);
    }

    /**
     * @brief Adds what the user wants the lower layers to know (TOS, TTL, priority) to a packet on
     * its way out.
     * @param packet the packet
     * @param ipv6 is it for IPv6?
     */
    virtual void Label(Ptr<Packet> packet [[maybe_unused]], bool ipv6 [[maybe_unused]])
    {
    }

    /// @return who watches what the user opens, from the first segment on; nullptr for nobody
    virtual std::shared_ptr<ConnectionWatcher> Watcher() const
    {
        return nullptr;
    }

    /// @return whether the user of a listener is told of connections in SYN_RCVD, see SeatHalfOpen
    virtual bool WantsHalfOpen() const
    {
        return false;
    }

    /**
     * @brief A connection of the user's listener entered SYN_RCVD; its SYN-ACK is not sent yet.
     * @param id of the connection
     * @param tuple its addresses and ports
     * @return who uses it from now on, and hears of its end, be it never accepted; nullptr for
     * nobody
     */
    virtual StackUser* SeatHalfOpen(ConnectionId id [[maybe_unused]],
                                    const FourTuple& tuple [[maybe_unused]])
    {
        return nullptr;
    }

    /// @return the device that the user is bound to, nullptr for any
    virtual Ptr<NetDevice> OutputDevice() const
    {
        return nullptr;
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_USER_H
