/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CALL_SINK_H
#define SYNFIN_CALL_SINK_H

#include "synfin-outcome.h"

#include "ns3/synfin-actions.h"
#include "ns3/synfin-counters.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-profile.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Whoever numbers the connections of users that do not, and hears what these users ask of
 * their hosts.
 *
 * What a TraceSink hears says nothing of attempts that found no port, nor of what users send and
 * take.
 */
class CallSink
{
  public:
    virtual ~CallSink() = default;

    /// @return the number that the next active OPEN gets
    virtual uint32_t NextNumber() = 0;

    /**
     * @brief An active OPEN got that number; its first transition follows.
     * @param record the attempt; its local port is 0 where none was free, and nothing follows
     * @param host id of the node
     * @param id of the connection
     */
    virtual void OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id) = 0;

    /**
     * @brief A segment arrived that does not tell the number of its connection.
     * @param tuple as the receiver sees it
     * @return the number, 0 when there is none
     */
    virtual uint32_t NumberOf(const FourTuple& tuple) const = 0;

    /// The user of a host's connection handed octets to TCP.
    virtual void OnSend(uint32_t host, ConnectionId id, uint32_t octets) = 0;

    /// The user of a host's connection took octets from TCP.
    virtual void OnReceive(uint32_t host, ConnectionId id, uint32_t octets) = 0;

    /**
     * @brief A host is no more.
     * @param host id of the node
     * @param counters what it had counted
     * @param profile what it had gone by; nullptr where it is not synfin's TCP
     */
    virtual void OnHostGone(uint32_t host,
                            const StackCounters& counters,
                            const Profile* profile) = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CALL_SINK_H
