/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ATTEMPT_LEDGER_H
#define SYNFIN_ATTEMPT_LEDGER_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-outcome.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-trace-record.h"
#include "ns3/synfin-tuple-numbers.h"

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/**
 * @brief Numbers attempts to connect, and follows each from its begin to its end at the host that
 * made it.
 */
class AttemptLedger
{
  public:
    /// @return the number of the next attempt
    uint32_t NextNumber() const
    {
        return m_newest + 1;
    }

    /**
     * @brief An attempt was made.
     * @param record its number is NextNumber(); its local port is 0 when there was none
     * @param host that made it
     * @param id of its end at that host
     * @return its end, when it had no port
     */
    std::optional<EndRecord> Begin(const AttemptRecord& record, uint32_t host, ConnectionId id);

    /// @return the number of the newest connection that either of its ends sees as this, 0 when
    /// there was none
    uint32_t NumberOf(const FourTuple& tuple) const
    {
        return m_tuples.OfEither(tuple);
    }

    /// The user of an end handed so many octets to TCP.
    void AddSent(uint32_t host, ConnectionId id, uint32_t octets);

    /// The user of an end took so many octets from TCP.
    void AddTaken(uint32_t host, ConnectionId id, uint32_t octets);

    /// Any end changed its state. @return the attempt's end, when this is it
    std::optional<EndRecord> Follow(const TransitionRecord& record);

    /// The simulation is over. @return the ends of all that are not over, by number
    std::vector<EndRecord> EndAll();

    /// @return what became of all attempts
    ConnectionResults& Results()
    {
        return m_results;
    }

  private:
    /// The end of a connection that opened it, as long as it is not CLOSED.
    struct Client
    {
        Time start;         //!< of the attempt
        FourTuple tuple;    //!< as it sees it
        uint32_t host{0};   //!< id of the node
        uint64_t key{0};    //!< ConnectionId::Key()
        uint64_t sent{0};   //!< octets
        uint64_t taken{0};  //!< octets
        bool isOpen{false}; //!< it was established
        bool isOver{false}; //!< for its user: it is in TIME_WAIT
    };

    /// @return the client whose end that is, nullptr when it is none
    Client* Find(uint32_t host, ConnectionId id);
    /// A client's end is CLOSED. @return how it ended
    EndRecord Forget(uint32_t number, Cause cause);
    EndRecord End(uint32_t number, const Client& client, Outcome outcome, CloseKind close);

    uint32_t m_newest{0};                           //!< number of the newest attempt
    std::unordered_map<uint32_t, Client> m_clients; //!< that live, by number
    std::unordered_map<uint32_t, std::unordered_map<uint64_t, uint32_t>>
        m_numbers;         //!< of these, by host and ConnectionId::Key()
    TupleNumbers m_tuples; //!< as clients see them
    ConnectionResults m_results;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ATTEMPT_LEDGER_H
