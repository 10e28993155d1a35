/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr IsnSecret SECRET{1, 2};

} // namespace

Profile
Exchange::Plain(const char* preset)
{
    Profile profile = *Profile::Preset(preset);
    profile.timer_hz = 0;
    profile.timestamps = false;
    profile.window_scaling = false;
    profile.sack = false;
    profile.ecn = profile.ecn == 0 ? 0 : 2;
    return profile;
}

Profile
Exchange::Common(const char* preset)
{
    Profile profile = Plain(preset);
    profile.ack_repeats_fin = false;
    profile.window_from_buffer = false;
    profile.buffers_by_mss = false;
    if (!profile.rto_slop.IsZero())
    {
        profile.retries2 = profile.orphan_retries = 255; // without a round trip, RTO is slop alone
    }
    return profile;
}

Profile
Exchange::Ports(uint16_t low, uint16_t high)
{
    Profile profile = Plain("linux");
    profile.ip_local_port_range = {low, high};
    return profile;
}

Exchange::Exchange(const Profile& profile)
    : m_stack(std::make_unique<Stack>(profile, SECRET)),
      m_tuple{HOST, PEER, CLIENT_PORT, SERVER_PORT}
{
}

Exchange::~Exchange()
{
    if (m_stack)
    {
        ExpectNothingSent();
    }
}

Exchange
Exchange::Closed(const Profile& profile)
{
    return Exchange(profile);
}

Exchange
Exchange::Listening(const Profile& profile, uint32_t backlog)
{
    Exchange tcp(profile);
    EXPECT_EQ(tcp.Listen(backlog), CallError::NONE);
    return tcp;
}

Exchange
Exchange::SynSent(const Profile& profile)
{
    Exchange tcp(profile);
    EXPECT_EQ(tcp.Connect(), CallError::NONE);
    tcp.ExpectSent(Syn(100));
    return tcp;
}

Exchange
Exchange::SynReceived(const Profile& profile)
{
    Exchange tcp = Listening(profile);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    return tcp;
}

Exchange
Exchange::Established(const Profile& profile)
{
    Exchange tcp = SynSent(profile);
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    tcp.ExpectNotified(Notification::CONNECTED);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    return tcp;
}

Exchange
Exchange::EstablishedAfter(const Profile& profile, Time rtt)
{
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Advance(rtt);
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    return tcp;
}

Exchange
Exchange::Accepted(const Profile& profile)
{
    Exchange tcp = SynReceived(profile);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    return tcp;
}

Exchange
Exchange::TimeWait(const Profile& profile)
{
    Exchange tcp = Established(profile);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Ack(301, 102));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    return tcp;
}

Exchange
Exchange::In(ns3::synfin::State state, const Profile& profile)
{
    using S = ns3::synfin::State;
    switch (state)
    {
    case S::CLOSED:
    case S::LISTEN:
        ADD_FAILURE() << "there is no connection in " << state;
        return Closed(profile);
    case S::SYN_SENT:
        return SynSent(profile);
    case S::SYN_RCVD:
        return SynReceived(profile);
    case S::TIME_WAIT:
        return TimeWait(profile);
    case S::ESTABLISHED:
    case S::CLOSE_WAIT:
    case S::LAST_ACK:
    case S::FIN_WAIT_1:
    case S::FIN_WAIT_2:
    case S::CLOSING:
        break;
    }
    Exchange tcp = Established(profile);
    if (state == S::CLOSE_WAIT || state == S::LAST_ACK)
    {
        tcp.Receive(FinAck(301, 101));
        tcp.Advance(Time(0)); // fin_ack_waits
        tcp.ExpectSent(Ack(101, 302));
    }
    if (state == S::LAST_ACK)
    {
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 302));
    }
    if (state == S::FIN_WAIT_1 || state == S::FIN_WAIT_2 || state == S::CLOSING)
    {
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
    }
    if (state == S::FIN_WAIT_2)
    {
        tcp.Receive(Ack(301, 102));
    }
    if (state == S::CLOSING)
    {
        tcp.Receive(FinAck(301, 101));
        tcp.ExpectSent(profile.ack_repeats_fin ? FinAck(101, 302) : Ack(102, 302));
    }
    EXPECT_EQ(tcp.State(), state);
    return tcp;
}

void
Exchange::SetMtu(uint32_t mtu)
{
    m_stack->SetMtuSource([mtu](const FourTuple&) { return mtu; });
}

CallError
Exchange::Connect(const ConnectionOptions& options)
{
    const auto opened = m_stack->Connect(m_tuple, options, m_now, m_actions);
    m_connection = opened.id;
    Drain();
    return opened.error;
}

CallError
Exchange::Listen(uint32_t backlog, const ConnectionOptions& options)
{
    m_tuple = {HOST, PEER, SERVER_PORT, CLIENT_PORT};
    const auto opened =
        m_stack->Listen(ANY_ADDRESS, SERVER_PORT, backlog, options, m_now, m_actions);
    m_listeners.push_back(opened.id);
    Drain();
    return opened.error;
}

CallError
Exchange::Accept(std::size_t listener)
{
    const auto opened = m_stack->Accept(m_listeners[listener]);
    if (opened.error == CallError::NONE)
    {
        m_connection = opened.id;
    }
    return opened.error;
}

CallError
Exchange::Send(uint32_t octets, SendMarks marks)
{
    const CallError error = m_stack->Send(m_connection, octets, m_now, m_actions, marks);
    Drain();
    return error;
}

CallError
Exchange::Read(uint32_t octets)
{
    const CallError error = m_stack->Receive(m_connection, octets, m_now, m_actions);
    Drain();
    return error;
}

CallError
Exchange::Shutdown()
{
    const CallError error = m_stack->Shutdown(m_connection, m_now, m_actions);
    Drain();
    return error;
}

CallError
Exchange::Close()
{
    const CallError error = m_stack->Close(m_connection, m_now, m_actions);
    Drain();
    return error;
}

CallError
Exchange::CloseListener(std::size_t listener)
{
    const bool isThere = listener < m_listeners.size();
    const ConnectionId id = isThere ? m_listeners[listener] : ConnectionId();
    const CallError error = m_stack->Close(id, m_now, m_actions);
    Drain();
    return error;
}

CallError
Exchange::Abort()
{
    const CallError error = m_stack->Abort(m_connection, m_now, m_actions);
    Drain();
    return error;
}

CallError
Exchange::SetOptions(const ConnectionOptions& options)
{
    const ConnectionId id = m_connection.IsValid() ? m_connection : m_listeners.front();
    const CallError error = m_stack->SetOptions(id, options, m_now, m_actions);
    Drain();
    return error;
}

int
Exchange::Waits() const
{
    const Connection* connection = m_stack->Find(m_tuple);
    const ConnectionId at = connection ? m_stack->ListenerOf(connection->Id()) : ConnectionId();
    const auto found = std::find_if(m_listeners.begin(), m_listeners.end(), [&](ConnectionId id) {
        return id.IsValid() && id.Key() == at.Key();
    });
    return found == m_listeners.end() ? -1 : static_cast<int>(found - m_listeners.begin());
}

void
Exchange::FromPort(uint16_t port)
{
    m_tuple.remotePort = port;
}

void
Exchange::WaitForIss(uint32_t iss)
{
    const Profile& profile = m_stack->GetProfile();
    const IsnGenerator isn(SECRET, profile.isn_tick);
    const uint32_t ticks = iss - isn.Next(m_tuple, m_now).GetValue();
    m_now += TimeStep(ticks * profile.isn_tick.GetTimeStep());
    m_start = m_now;
}

void
Exchange::Receive(const Segment& segment)
{
    m_stack->SegmentArrives(m_tuple, ToHost(segment), m_now, m_actions);
    Drain();
}

void
Exchange::ReceiveIcmp(uint32_t seq, IcmpKind kind, uint32_t mtu)
{
    Segment quoted = ToHost(Ack(0, seq));
    m_stack->IcmpError(m_tuple, quoted.ack, kind, m_now, m_actions, mtu);
    Drain();
}

void
Exchange::Advance(Time span)
{
    const Time end = m_now + span;
    for (auto deadline = m_stack->NextDeadline(); deadline && *deadline <= end;
         deadline = m_stack->NextDeadline())
    {
        m_now = std::max(m_now, *deadline);
        m_stack->HandleDeadline(m_now, m_actions);
        Drain();
    }
    m_now = end;
}

std::deque<Exchange::Sent>::iterator
Exchange::NextSent()
{
    return std::find_if(m_sent.begin(), m_sent.end(), [this](const Sent& sent) {
        return sent.tuple == m_tuple;
    });
}

void
Exchange::ExpectSent(const Segment& expected)
{
    const auto sent = NextSent();
    ASSERT_NE(sent, m_sent.end()) << "expected " << expected << ", but nothing was sent";
    m_lastSent = sent->segment;
    m_sent.erase(sent);
    // PSH is advice, not protocol.
    const uint16_t mask = static_cast<uint16_t>(~Segment::PSH);
    const bool same = (m_lastSent.flags & mask) == (expected.flags & mask) &&
                      m_lastSent.ecn == expected.ecn && m_lastSent.seq == expected.seq &&
                      m_lastSent.payload == expected.payload &&
                      (!expected.Has(Segment::ACK) || m_lastSent.ack == expected.ack);
    EXPECT_TRUE(same) << "expected " << expected << "\nsent     " << m_lastSent;
}

void
Exchange::ExpectSentAt(Time at, const Segment& expected)
{
    const auto sent = NextSent();
    ASSERT_NE(sent, m_sent.end()) << "expected " << expected << " at " << at.GetSeconds()
                                  << " s, but nothing was sent";
    EXPECT_EQ(sent->at - m_start, at) << expected;
    ExpectSent(expected);
}

std::vector<Segment>
Exchange::TakeSent()
{
    std::vector<Segment> segments;
    for (const Sent& sent : m_sent)
    {
        segments.push_back(sent.segment);
    }
    m_sent.clear();
    return segments;
}

void
Exchange::ExpectNothingSent()
{
    for (const Sent& sent : m_sent)
    {
        ADD_FAILURE() << "sent but not expected: " << sent.segment << " at "
                      << (sent.at - m_start).GetSeconds() << " s";
    }
    m_sent.clear();
}

void
Exchange::ExpectNotified(Notification::Kind kind)
{
    const auto found = std::find_if(m_notifications.begin(),
                                    m_notifications.end(),
                                    [kind](const auto& n) { return n.kind == kind; });
    ASSERT_NE(found, m_notifications.end()) << "no notification of kind " << +kind;
    m_notifications.erase(found);
}

bool
Exchange::WasNotified(Notification::Kind kind) const
{
    return std::any_of(m_notifications.begin(), m_notifications.end(), [kind](const auto& n) {
        return n.kind == kind;
    });
}

void
Exchange::ExpectDropped(DropReason reason)
{
    ASSERT_FALSE(m_drops.empty()) << "nothing was dropped, expected " << ToString(reason);
    EXPECT_STREQ(ToString(m_drops.back().reason), ToString(reason));
    m_drops.clear();
}

void
Exchange::ExpectNothingDropped()
{
    for (const Drop& drop : m_drops)
    {
        ADD_FAILURE() << "dropped for " << ToString(drop.reason) << ": " << drop.segment;
    }
    m_drops.clear();
}

void
Exchange::ExpectGone()
{
    EXPECT_EQ(State(), ns3::synfin::State::CLOSED);
    for (int state = 0; state < STATE_COUNT; ++state)
    {
        const auto which = static_cast<ns3::synfin::State>(state);
        EXPECT_EQ(m_stack->CountOf(which), 0U) << which;
    }
    EXPECT_EQ(m_stack->PortsInUse(), 0U);
    EXPECT_FALSE(m_stack->NextDeadline());
}

ns3::synfin::State
Exchange::State() const
{
    return m_stack->StateOf(m_tuple);
}

const Segment&
Exchange::LastSent() const
{
    return m_lastSent;
}

const std::vector<Notification>&
Exchange::Notifications() const
{
    return m_notifications;
}

const std::vector<Transition>&
Exchange::Transitions() const
{
    return m_transitions;
}

ns3::synfin::Cause
Exchange::Cause() const
{
    return m_transitions.back().cause;
}

const Connection*
Exchange::Tcb() const
{
    return m_stack->Find(m_connection);
}

Time
Exchange::Now() const
{
    return m_now - m_start;
}

Stack&
Exchange::Tcp()
{
    return *m_stack;
}

const FourTuple&
Exchange::Tuple() const
{
    return m_tuple;
}

void
Exchange::Drain()
{
    for (const SegmentOut& out : m_actions.segments)
    {
        if (out.segment.Has(Segment::SYN))
        {
            m_hostIss[out.tuple] = out.segment.seq.GetValue();
        }
        m_sent.push_back({m_now, out.tuple, FromHost(out.tuple, out.segment)});
    }
    const auto append = [](auto& to, const auto& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    append(m_notifications, m_actions.notifications);
    append(m_transitions, m_actions.transitions);
    append(m_drops, m_actions.drops);
    for (const Transition& transition : m_actions.transitions)
    {
        EXPECT_TRUE(IsLegal(transition.from, transition.to))
            << transition.from << " -> " << transition.to;
    }
    m_actions.Clear();
}

Segment
Exchange::ToHost(Segment segment) const
{
    // The peer acknowledges in the host's real sequence space.
    const auto iss = m_hostIss.find(m_tuple);
    if (iss != m_hostIss.end() && segment.Has(Segment::ACK))
    {
        const auto real = [&iss](SequenceNumber32 number) {
            return SequenceNumber32(number.GetValue() - HOST_ISS + iss->second);
        };
        segment.ack = real(segment.ack);
        for (std::size_t i = 0; i < segment.sackCount; ++i)
        {
            segment.sack[i] = {real(segment.sack[i].left), real(segment.sack[i].right)};
        }
    }
    return segment;
}

Segment
Exchange::FromHost(const FourTuple& tuple, Segment segment) const
{
    // <SEQ=0><ACK><RST,ACK> of a host without a connection carries no number of ours.
    const bool isClosed = segment.Has(Segment::RST | Segment::ACK) && segment.seq.GetValue() == 0;
    const auto iss = m_hostIss.find(tuple);
    if (iss != m_hostIss.end() && !isClosed)
    {
        segment.seq = SequenceNumber32(segment.seq.GetValue() - iss->second + HOST_ISS);
    }
    return segment;
}

} // namespace synfin
} // namespace ns3
