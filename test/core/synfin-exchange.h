/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_H
#define SYNFIN_EXCHANGE_H

#include "ns3/synfin-stack.h"

#include <deque>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief One host under test, and a peer made of single segments: a test reads like an exchange,
 * one line a segment.
 *
 * The host's ISS is 100 and the peer's 300, whatever the stack chose: sequence numbers are
 * translated both ways, so after a handshake the host sends from 101 and the peer from 301. Times
 * are relative to the start. Every segment that the host sends must be expected: a test ends with
 * ExpectNothingSent(), called by the destructor.
 */
class Exchange
{
  public:
    /// Port of the host when it listens, and of the peer when the host connects.
    static constexpr uint16_t SERVER_PORT = 80;
    /// Port of the other side.
    static constexpr uint16_t CLIENT_PORT = 40000;
    /// The host's address and the peer's.
    static constexpr AddressId HOST = 1;
    static constexpr AddressId PEER = 2;
    /// ISS of the host and of the peer, as the test sees them.
    static constexpr uint32_t HOST_ISS = 100;
    static constexpr uint32_t PEER_ISS = 300;

    /// A profile without timestamps, scaling and SACK, so that segments are short to write.
    static Profile Plain(const char* preset = "rfc9293");

    explicit Exchange(const Profile& profile = Plain());
    ~Exchange();
    Exchange(Exchange&&) = default;
    Exchange& operator=(Exchange&&) = default;

    /// @name Ways to begin; each walks the handshake, none sets fields
    /// @{

    /// Nothing happened yet.
    static Exchange Closed(const Profile& profile = Plain());
    /// The host listens on SERVER_PORT.
    static Exchange Listening(const Profile& profile = Plain(), uint32_t backlog = 8);
    /// The host connected: its SYN is out and checked.
    static Exchange SynSent(const Profile& profile = Plain());
    /// The host listened, a SYN came, its SYN-ACK is out and checked.
    static Exchange SynReceived(const Profile& profile = Plain());
    /// The host connected and the handshake is done (active open).
    static Exchange Established(const Profile& profile = Plain());
    /// The host accepted a connection (passive open).
    static Exchange Accepted(const Profile& profile = Plain());
    /// The host closed first and went through FIN_WAIT_1 and FIN_WAIT_2; its FIN is 101, the peer's
    /// FIN 301.
    static Exchange TimeWait(const Profile& profile = Plain());

    /// @}
    /// @name What the test does
    /// @{

    CallError Connect(const ConnectionOptions& options = {});
    CallError Listen(uint32_t backlog = 8);
    /// Takes a connection from the accept queue; it is the one that later calls mean.
    CallError Accept();
    CallError Send(uint32_t octets);
    CallError Read(uint32_t octets);
    CallError Shutdown();
    CallError Close();
    CallError Abort();
    CallError SetOptions(const ConnectionOptions& options);
    /// A segment of the peer arrives.
    void Receive(const Segment& segment);
    /// ICMP quotes a segment of the host.
    void ReceiveIcmp(uint32_t seq, bool hard);
    /// Time goes on; whatever is due on the way happens in order.
    void Advance(Time span);

    /// @}
    /// @name What the test expects
    /// @{

    /// The next segment that the host sent: flags, seq, ack, payload are compared; window and
    /// options are not.
    void ExpectSent(const Segment& expected);
    /// The next segment, sent at that time since the start.
    void ExpectSentAt(Time at, const Segment& expected);
    /// Nothing more was sent.
    void ExpectNothingSent();
    /// The user has heard this, as the oldest notification not expected yet of that kind.
    void ExpectNotified(Notification::Kind kind);
    /// Was a notification of that kind given since it was last expected?
    bool WasNotified(Notification::Kind kind) const;
    /// The last segment was dropped for that reason.
    void ExpectDropped(DropReason reason);

    /// @}

    /// @return the state of the connection's four-tuple; a listener counts as LISTEN
    ns3::synfin::State State() const;
    /// @return the last segment that ExpectSent looked at, as it was sent (window, options), in the
    /// test's numbers
    const Segment& LastSent() const;
    /// @return all transitions so far
    const std::vector<Transition>& Transitions() const;
    /// @return time since the start
    Time Now() const;
    /// @return the stack under test
    Stack& Tcp();
    /// @return the four-tuple as the host sees it
    const FourTuple& Tuple() const;

  private:
    struct Sent
    {
        Time at;
        Segment segment;
    };

    void Drain();
    Segment ToHost(Segment segment) const;
    Segment FromHost(Segment segment) const;

    std::unique_ptr<Stack> m_stack;
    FourTuple m_tuple;
    ConnectionId m_connection;
    ConnectionId m_listener;
    Time m_now;
    Actions m_actions;
    std::deque<Sent> m_sent;
    Segment m_lastSent;
    std::vector<Notification> m_notifications;
    std::vector<Transition> m_transitions;
    std::vector<Drop> m_drops;
    std::optional<uint32_t> m_hostIss; //!< the real ISS of the host's present incarnation
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_H
