/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_NUMBERS_H
#define SYNFIN_CONNECTION_NUMBERS_H

#include "ns3/synfin-call-sink.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-tuple-numbers.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Gives a connection the same number at both ends, although a four-tuple may be used again,
 * for a TCP that does not carry Segment::incarnation.
 *
 * The client's end has the number that its user gave it; the server's end takes the newest number
 * of its four-tuple when it enters SYN_RCVD.
 */
class ConnectionNumbers : public CallSink
{
  public:
    /// The next active open gets this number.
    void SetNext(uint32_t number)
    {
        m_next = number;
    }

    uint32_t NextNumber() override
    {
        return m_next;
    }

    void OnConnect(const AttemptRecord& record, uint32_t, ConnectionId) override
    {
        m_newest.Set(record.tuple, record.number);
    }

    uint32_t NumberOf(const FourTuple& tuple) const override
    {
        return m_newest.Of(tuple.Reverse());
    }

    void OnSend(uint32_t, ConnectionId, uint32_t) override
    {
    }

    void OnReceive(uint32_t, ConnectionId, uint32_t) override
    {
    }

    void OnHostGone(uint32_t, const StackCounters&, const Profile*) override
    {
    }

  private:
    uint32_t m_next{0};
    TupleNumbers m_newest; //!< as clients see them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_NUMBERS_H
