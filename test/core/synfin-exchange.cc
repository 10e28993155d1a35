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

Profile
Exchange::Plain(const char* preset)
{
    Profile profile = *Profile::Preset(preset);
    profile.timestamps = false;
    profile.window_scaling = false;
    profile.sack = false;
    return profile;
}

Exchange::Exchange(const Profile& profile)
    : m_stack(std::make_unique<Stack>(profile, IsnSecret{1, 2})),
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
    tcp.m_tuple = {HOST, PEER, SERVER_PORT, CLIENT_PORT};
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

CallError
Exchange::Connect(const ConnectionOptions& options)
{
    const auto opened = m_stack->Connect(m_tuple, options, m_now, m_actions);
    m_connection = opened.id;
    Drain();
    return opened.error;
}

CallError
Exchange::Listen(uint32_t backlog)
{
    const auto opened = m_stack->Listen(ANY_ADDRESS, SERVER_PORT, backlog, {}, m_now, m_actions);
    m_listener = opened.id;
    Drain();
    return opened.error;
}

CallError
Exchange::Accept()
{
    const auto opened = m_stack->Accept(m_listener);
    if (opened.error == CallError::NONE)
    {
        m_connection = opened.id;
    }
    return opened.error;
}

CallError
Exchange::Send(uint32_t octets)
{
    const CallError error = m_stack->Send(m_connection, octets, m_now, m_actions);
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
    const CallError error =
        m_stack->Close(m_connection.IsValid() ? m_connection : m_listener, m_now, m_actions);
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
    const CallError error = m_stack->SetOptions(m_connection, options, m_now, m_actions);
    Drain();
    return error;
}

void
Exchange::Receive(const Segment& segment)
{
    m_stack->SegmentArrives(m_tuple, ToHost(segment), m_now, m_actions);
    Drain();
}

void
Exchange::ReceiveIcmp(uint32_t seq, bool hard)
{
    Segment quoted = ToHost(Ack(0, seq));
    m_stack->IcmpError(m_tuple, quoted.ack, hard, m_now, m_actions);
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

void
Exchange::ExpectSent(const Segment& expected)
{
    ASSERT_FALSE(m_sent.empty()) << "expected " << expected << ", but nothing was sent";
    m_lastSent = m_sent.front().segment;
    m_sent.pop_front();
    // PSH is advice, not protocol.
    const uint8_t mask = static_cast<uint8_t>(~Segment::PSH);
    const bool same = (m_lastSent.flags & mask) == (expected.flags & mask) &&
                      m_lastSent.seq == expected.seq && m_lastSent.payload == expected.payload &&
                      (!expected.Has(Segment::ACK) || m_lastSent.ack == expected.ack);
    EXPECT_TRUE(same) << "expected " << expected << "\nsent     " << m_lastSent;
}

void
Exchange::ExpectSentAt(Time at, const Segment& expected)
{
    ASSERT_FALSE(m_sent.empty()) << "expected " << expected << ", but nothing was sent";
    EXPECT_EQ(m_sent.front().at, at) << expected;
    ExpectSent(expected);
}

void
Exchange::ExpectNothingSent()
{
    for (const Sent& sent : m_sent)
    {
        ADD_FAILURE() << "sent but not expected: " << sent.segment << " at " << sent.at.GetSeconds()
                      << " s";
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

const std::vector<Transition>&
Exchange::Transitions() const
{
    return m_transitions;
}

Time
Exchange::Now() const
{
    return m_now;
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
            m_hostIss = out.segment.seq.GetValue();
        }
        m_sent.push_back({m_now, FromHost(out.segment)});
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
    if (m_hostIss && segment.Has(Segment::ACK))
    {
        segment.ack = SequenceNumber32(segment.ack.GetValue() - HOST_ISS + *m_hostIss);
    }
    return segment;
}

Segment
Exchange::FromHost(Segment segment) const
{
    // A RST that answers a foreign ACK, or one without a connection, carries no number of ours to
    // translate.
    if (m_hostIss)
    {
        segment.seq = SequenceNumber32(segment.seq.GetValue() - *m_hostIss + HOST_ISS);
    }
    return segment;
}

} // namespace synfin
} // namespace ns3
