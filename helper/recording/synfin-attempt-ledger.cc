/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-attempt-ledger.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// How a connection ended for the user who had opened it.
struct Ending
{
    Outcome outcome; //!< where it was not established
    CloseKind close; //!< where it was
};

/// @return what a transition to CLOSED means, which did not come from TIME_WAIT
Ending
EndingOf(Cause cause)
{
    switch (cause)
    {
    case Cause::REFUSED:
    case Cause::ICMP_ERROR:
        return {Outcome::REFUSED, CloseKind::RESET};
    case Cause::TIMED_OUT:
    case Cause::USER_TIMEOUT:
    case Cause::KEEPALIVE_TIMEOUT:
        return {Outcome::TIMED_OUT, CloseKind::TIMED_OUT};
    case Cause::USER_CLOSE:
    case Cause::ACK_RECEIVED:
    case Cause::FIN_RECEIVED:
    case Cause::FIN_WAIT_2_TIMEOUT:
        return {Outcome::ABANDONED, CloseKind::ORDERLY};
    case Cause::USER_ABORT:
    case Cause::TOO_MANY_ORPHANS:
        return {Outcome::ABANDONED, CloseKind::RESET};
    case Cause::HOST_CRASHED:
        return {Outcome::CRASHED, CloseKind::CRASHED};
    case Cause::ACTIVE_OPEN:
    case Cause::PASSIVE_OPEN:
    case Cause::SYN_RECEIVED:
    case Cause::SYN_ACK_RECEIVED:
    case Cause::RST_RECEIVED:
    case Cause::LISTENER_CLOSED:
    case Cause::ACCEPT_OVERFLOW:
    case Cause::TIME_WAIT_EXPIRED:
    case Cause::TIME_WAIT_REUSED:
    case Cause::TIME_WAIT_RESET:
    case Cause::TIME_WAIT_EVICTED:
    case Cause::OLD_DUPLICATE_SYN:
    case Cause::SYN_COOKIE:
    case Cause::RECYCLED:
        break;
    }
    return {Outcome::RESET, CloseKind::RESET};
}

} // namespace

std::optional<EndRecord>
AttemptLedger::Begin(const AttemptRecord& record, uint32_t host, ConnectionId id)
{
    m_newest = record.number;
    ++m_results.attempted;
    const bool hadPort = record.tuple.localPort != 0;
    m_results.attempts.Record(record.time, hadPort);
    Client client;
    client.start = record.time;
    client.tuple = record.tuple;
    client.host = host;
    client.key = id.Key();
    if (!hadPort)
    {
        return End(record.number, client, Outcome::NO_PORT, CloseKind::NONE);
    }
    m_clients.emplace(record.number, client);
    m_numbers[host].emplace(client.key, record.number);
    m_tuples.Set(record.tuple, record.number);
    return std::nullopt;
}

AttemptLedger::Client*
AttemptLedger::Find(uint32_t host, ConnectionId id)
{
    const auto numbers = m_numbers.find(host);
    if (numbers == m_numbers.end())
    {
        return nullptr;
    }
    const auto number = numbers->second.find(id.Key());
    return number != numbers->second.end() ? &m_clients.at(number->second) : nullptr;
}

void
AttemptLedger::AddSent(uint32_t host, ConnectionId id, uint32_t octets)
{
    if (Client* client = Find(host, id))
    {
        client->sent += octets;
    }
}

void
AttemptLedger::AddTaken(uint32_t host, ConnectionId id, uint32_t octets)
{
    if (Client* client = Find(host, id))
    {
        client->taken += octets;
    }
}

std::optional<EndRecord>
AttemptLedger::Follow(const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    const auto entry = m_clients.find(transition.incarnation);
    if (entry == m_clients.end() || entry->second.tuple != transition.tuple ||
        entry->second.host != record.host)
    {
        return std::nullopt;
    }
    Client& client = entry->second;
    switch (transition.to)
    {
    case State::ESTABLISHED:
        client.isOpen = true;
        m_results.handshake.Add(record.time - client.start);
        break;
    case State::TIME_WAIT:
        client.isOver = true;
        break;
    case State::CLOSED:
        return Forget(transition.incarnation, transition.cause);
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::CLOSE_WAIT:
    case State::LAST_ACK:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSING:
        break;
    }
    return std::nullopt;
}

EndRecord
AttemptLedger::Forget(uint32_t number, Cause cause)
{
    const Client client = m_clients.at(number);
    m_numbers[client.host].erase(client.key);
    m_clients.erase(number);
    const Ending ending = EndingOf(cause);
    if (client.isOver)
    {
        return End(number, client, Outcome::ESTABLISHED, CloseKind::ORDERLY);
    }
    return End(number,
               client,
               client.isOpen ? Outcome::ESTABLISHED : ending.outcome,
               client.isOpen ? ending.close : CloseKind::NONE);
}

EndRecord
AttemptLedger::End(uint32_t number, const Client& client, Outcome outcome, CloseKind close)
{
    ++m_results.outcomes[static_cast<std::size_t>(outcome)];
    ++m_results.closes[static_cast<std::size_t>(close)];
    return {number, outcome, close, client.sent, client.taken};
}

std::vector<EndRecord>
AttemptLedger::EndAll()
{
    std::vector<EndRecord> ends;
    for (const auto& [number, client] :
         std::map<uint32_t, Client>(m_clients.begin(), m_clients.end()))
    {
        const CloseKind close = client.isOver ? CloseKind::ORDERLY : CloseKind::OPEN;
        ends.push_back(End(number,
                           client,
                           client.isOpen ? Outcome::ESTABLISHED : Outcome::PENDING,
                           client.isOpen ? close : CloseKind::NONE));
    }
    m_clients.clear();
    m_numbers.clear();
    return ends;
}

} // namespace synfin
} // namespace ns3
