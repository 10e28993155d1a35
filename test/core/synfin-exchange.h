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
#include <memory>
#include <unordered_map>
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

    /// A profile with exact timers, without timestamps, scaling and SACK, that does not ask for
    /// ECN: times and segments are short to write.
    static Profile Plain(const char* preset = "rfc9293");
    /// The same without what FreeBSD does to each FIN and window, and without an end of
    /// retransmissions: for tests of what all profiles have in common.
    static Profile Common(const char* preset);
    /// Linux's, plain, with these ports to choose from.
    static Profile Ports(uint16_t low, uint16_t high);

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
    /// The same, and the SYN-ACK came after that time: the one round-trip sample there is.
    static Exchange EstablishedAfter(const Profile& profile, Time rtt);
    /// The host accepted a connection (passive open).
    static Exchange Accepted(const Profile& profile = Plain());
    /// The host closed first and went through FIN_WAIT_1 and FIN_WAIT_2; its FIN is 101, the peer's
    /// FIN 301.
    static Exchange TimeWait(const Profile& profile = Plain());
    /// A connection in any state but CLOSED and LISTEN; sequence numbers as in the ways above.
    static Exchange In(ns3::synfin::State state, const Profile& profile = Plain());

    /// @}
    /// @name What the test does
    /// @{

    /// The MTU of the host's device, before the connection opens.
    void SetMtu(uint32_t mtu);
    CallError Connect(const ConnectionOptions& options = {});
    /// Also once more, where listeners share the port: they have numbers from 0.
    CallError Listen(uint32_t backlog = 8, const ConnectionOptions& options = {});
    /// Takes a connection from a listener's accept queue; it is the one that later calls mean.
    CallError Accept(std::size_t listener = 0);
    CallError Send(uint32_t octets, SendMarks marks = SendMarks());
    CallError Read(uint32_t octets);
    CallError Shutdown();
    CallError Close();
    CallError Abort();
    CallError CloseListener(std::size_t listener = 0);
    CallError SetOptions(const ConnectionOptions& options);
    /// From now on the peer speaks from this port; what was sent to others waits to be expected.
    void FromPort(uint16_t port);
    /// Waits until the host's ISN clock reaches a number, for Connect; before anything else.
    void WaitForIss(uint32_t iss);
    /// A segment of the peer arrives.
    void Receive(const Segment& segment);
    /// ICMP quotes a segment of the host, and tells an MTU or not.
    void ReceiveIcmp(uint32_t seq, IcmpKind kind, uint32_t mtu = 0);
    /// Time goes on; whatever is due on the way happens in order.
    void Advance(Time span);

    /// @}
    /// @name What the test expects
    /// @{

    /// The next segment that the host sent: flags, seq, ack, payload and ECN field are compared;
    /// window and options are not.
    void ExpectSent(const Segment& expected);
    /// The next segment, sent at that time since the start.
    void ExpectSentAt(Time at, const Segment& expected);
    /// @return everything that was sent and not expected yet, which then counts as expected
    std::vector<Segment> TakeSent();
    /// Nothing more was sent.
    void ExpectNothingSent();
    /// The user has heard this, as the oldest notification not expected yet of that kind.
    void ExpectNotified(Notification::Kind kind);
    /// Was a notification of that kind given since it was last expected?
    bool WasNotified(Notification::Kind kind) const;
    /// The last segment was dropped for that reason.
    void ExpectDropped(DropReason reason);
    /// Nothing was dropped since the last ExpectDropped.
    void ExpectNothingDropped();
    /// All is over: CLOSED, no connection in any state, no port taken, no deadline.
    void ExpectGone();

    /// @}

    /// @return the number of the listener that the connection waits at, -1 when at none
    int Waits() const;
    /// @return the state of the connection's four-tuple; a listener counts as LISTEN
    ns3::synfin::State State() const;
    /// @return the last segment that ExpectSent looked at, as it was sent (window, options), in the
    /// test's numbers
    const Segment& LastSent() const;
    /// @return all notifications that were not expected yet
    const std::vector<Notification>& Notifications() const;
    /// @return all transitions so far
    const std::vector<Transition>& Transitions() const;
    /// @return why the last transition happened
    ns3::synfin::Cause Cause() const;
    /// @return the connection that calls mean, nullptr when it ended
    const Connection* Tcb() const;
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
        FourTuple tuple;
        Segment segment;
    };

    void Drain();
    Segment ToHost(Segment segment) const;
    Segment FromHost(const FourTuple& tuple, Segment segment) const;
    std::deque<Sent>::iterator NextSent();

    std::unique_ptr<Stack> m_stack;
    FourTuple m_tuple;
    ConnectionId m_connection;
    std::vector<ConnectionId> m_listeners;
    Time m_start;
    Time m_now;
    Actions m_actions;
    std::deque<Sent> m_sent;
    Segment m_lastSent;
    std::vector<Notification> m_notifications;
    std::vector<Transition> m_transitions;
    std::vector<Drop> m_drops;
    std::unordered_map<FourTuple, uint32_t, FourTupleHash> m_hostIss; //!< the real ISS
};

/// Presets that answer every segment as the rules have it; of others a field says otherwise, or
/// nobody knows.
inline const std::vector<std::string> STACKS = {"rfc9293", "linux", "linux-4", "freebsd"};

/// Every state in which the checks of RFC 9293 3.10.7.4 for synchronized connections hold.
inline const std::vector<State> SYNCHRONIZED = {State::ESTABLISHED,
                                                State::FIN_WAIT_1,
                                                State::FIN_WAIT_2,
                                                State::CLOSE_WAIT,
                                                State::CLOSING,
                                                State::LAST_ACK};

/// @name Sequence numbers of a connection that Exchange::In() made
/// @{

/// @return SND.NXT
inline uint32_t
SndNxt(State state)
{
    return state == State::ESTABLISHED || state == State::CLOSE_WAIT ? 101 : 102;
}

/// @return RCV.NXT
inline uint32_t
RcvNxt(State state)
{
    const bool peerFin =
        state == State::CLOSE_WAIT || state == State::CLOSING || state == State::LAST_ACK;
    return peerFin ? 302 : 301;
}

/// @return what a segment may acknowledge without changing the state
inline uint32_t
SndUna(State state)
{
    return state == State::FIN_WAIT_2 ? 102 : 101;
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_H
