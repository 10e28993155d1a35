/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-kernel-counters.h"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

namespace ns3
{
namespace synfin
{
namespace
{

using S = State;
using C = Cause;

const FourTuple TUPLE{1, 2, 40000, 80};

/// One host, told of what happens to it.
class KernelCountersTest : public testing::Test
{
  protected:
    void Move(S from, S to, C cause, const FourTuple& tuple = TUPLE)
    {
        counters.Record({tuple, from, to, cause, 1, Time()});
    }

    void Send(const Segment& segment, SegmentKind kind = SegmentKind::NEW)
    {
        counters.Record(TUPLE, segment, kind);
    }

    /// These counters, and no others.
    void Expect(const std::map<std::string, uint64_t>& wanted)
    {
        std::map<std::string, uint64_t> found;
        const KernelValues values = counters.Values(stack, profile);
        for (std::size_t i = 0; i < values.size(); ++i)
        {
            if (values[i] != 0)
            {
                found[KernelCounterList()[i].name] = values[i];
            }
        }
        EXPECT_EQ(found, wanted);
    }

    KernelCounters counters;
    StackCounters stack;
    Profile profile{*Profile::Preset("linux")};
};

TEST_F(KernelCountersTest, NamesAreDifferentAndHaveASource)
{
    std::set<std::string> names;
    for (const KernelCounter& counter : KernelCounterList())
    {
        EXPECT_TRUE(names.insert(counter.name).second) << counter.name;
        EXPECT_NE(std::string(counter.source), "") << counter.name;
        EXPECT_NE(std::string(counter.help), "") << counter.name;
    }
    Expect({});
}

/// tcp_connect(), tcp_set_state(): open, and closed by the peer.
TEST_F(KernelCountersTest, AnActiveOpen)
{
    Move(S::CLOSED, S::SYN_SENT, C::ACTIVE_OPEN);
    Move(S::SYN_SENT, S::ESTABLISHED, C::SYN_ACK_RECEIVED);
    Expect({{"TcpActiveOpens", 1}, {"TcpCurrEstab", 1}, {"estab", 1}});
    Move(S::ESTABLISHED, S::CLOSE_WAIT, C::FIN_RECEIVED);
    Expect({{"TcpActiveOpens", 1}, {"TcpCurrEstab", 1}, {"estab", 1}});
    Move(S::CLOSE_WAIT, S::LAST_ACK, C::USER_CLOSE);
    Move(S::LAST_ACK, S::CLOSED, C::ACK_RECEIVED);
    Expect({{"TcpActiveOpens", 1}});
}

/// tcp_create_openreq_child() is for listeners; a simultaneous open is an active one.
TEST_F(KernelCountersTest, PassiveOpensAreOfListeners)
{
    Move(S::CLOSED, S::LISTEN, C::PASSIVE_OPEN, {1, ANY_ADDRESS, 80, 0});
    Move(S::LISTEN, S::SYN_RCVD, C::SYN_RECEIVED);
    Move(S::SYN_RCVD, S::ESTABLISHED, C::ACK_RECEIVED);
    const FourTuple other{1, 2, 40001, 80};
    Move(S::CLOSED, S::SYN_SENT, C::ACTIVE_OPEN, other);
    Move(S::SYN_SENT, S::SYN_RCVD, C::SYN_RECEIVED, other);
    Move(S::SYN_RCVD, S::ESTABLISHED, C::ACK_RECEIVED, other);
    Expect({{"TcpActiveOpens", 1}, {"TcpPassiveOpens", 1}, {"TcpCurrEstab", 2}, {"estab", 2}});
}

/// tcp_done() and tcp_check_req() count; reqsk_timer_handler() and a close by the user do not.
TEST_F(KernelCountersTest, AttemptsThatFail)
{
    for (const C cause : {C::REFUSED, C::TIMED_OUT, C::USER_TIMEOUT, C::ICMP_ERROR})
    {
        Move(S::SYN_SENT, S::CLOSED, cause);
    }
    Move(S::SYN_SENT, S::CLOSED, C::USER_CLOSE);
    Move(S::SYN_RCVD, S::CLOSED, C::TIMED_OUT);
    Expect({{"TcpAttemptFails", 4},
            {"TcpExtTCPAbortOnTimeout", 2},
            {"TcpExtTCPTimeouts", 1}}); // a user timeout is the last of its timer
    Move(S::SYN_RCVD, S::LISTEN, C::RST_RECEIVED);
    Move(S::SYN_RCVD, S::CLOSED, C::ACCEPT_OVERFLOW);
    Move(S::SYN_RCVD, S::CLOSED, C::ICMP_ERROR);
    Expect({{"TcpAttemptFails", 5},
            {"TcpExtEmbryonicRsts", 2},
            {"TcpExtListenDrops", 1},
            {"TcpExtTCPAbortOnTimeout", 2},
            {"TcpExtTCPTimeouts", 1}});
}

/// A simultaneous open is a full socket, which tcp_done() ends.
TEST_F(KernelCountersTest, ASimultaneousOpenFails)
{
    Move(S::SYN_SENT, S::SYN_RCVD, C::SYN_RECEIVED);
    Send(SynAck(1, 2));
    Send(SynAck(1, 2), SegmentKind::RETRANSMIT);
    Move(S::SYN_RCVD, S::CLOSED, C::TIMED_OUT);
    Expect({{"TcpAttemptFails", 1}, {"TcpRetransSegs", 1}, {"TcpExtTCPAbortOnTimeout", 1}});
}

/// tcp_set_state(): whoever it was, and only from these two states.
TEST_F(KernelCountersTest, Resets)
{
    Move(S::CLOSED, S::SYN_SENT, C::ACTIVE_OPEN);
    Move(S::SYN_SENT, S::ESTABLISHED, C::SYN_ACK_RECEIVED);
    Move(S::ESTABLISHED, S::CLOSED, C::USER_ABORT);
    Move(S::FIN_WAIT_1, S::CLOSED, C::RST_RECEIVED);
    Expect({{"TcpActiveOpens", 1}, {"TcpEstabResets", 1}, {"TcpExtTCPAbortOnData", 1}});
}

/// __tcp_close(): each abort has one name.
TEST_F(KernelCountersTest, AbortsAreOfOneKind)
{
    for (int i = 0; i < 4; ++i)
    {
        Move(S::FIN_WAIT_2, S::CLOSED, C::USER_ABORT);
    }
    Move(S::TIME_WAIT, S::CLOSED, C::USER_ABORT); // tcpdrop
    Move(S::CLOSED, S::TIME_WAIT, C::FIN_RECEIVED);
    Move(S::FIN_WAIT_1, S::CLOSED, C::TOO_MANY_ORPHANS);
    stack.Count(StackEvent::ABORT_ON_CLOSE);
    stack.Count(StackEvent::ABORT_ON_LINGER);
    stack.Count(StackEvent::RECORD_REFUSED);
    Expect({{"TcpActiveOpens", 1},
            {"TcpExtTCPAbortOnClose", 1},
            {"TcpExtTCPAbortOnLinger", 1},
            {"TcpExtTCPAbortOnData", 1},
            {"TcpExtTCPAbortOnMemory", 1}});
}

/// __tcp_transmit_skb() leaves out what is sent again, tcp_make_synack() does not.
TEST_F(KernelCountersTest, Segments)
{
    for (const Segment& segment : {Syn(1), SynAck(1, 2), FinAck(1, 2), Data(1, 2, 10)})
    {
        Send(segment);
        Send(segment, SegmentKind::RETRANSMIT);
    }
    Send(Rst(1));
    Send(RstAck(1, 2));
    Send(Ack(1, 2), SegmentKind::PROBE);
    Send(Ack(1, 2), SegmentKind::CHALLENGE);
    Expect({{"TcpOutSegs", 9},
            {"TcpRetransSegs", 4},
            {"TcpOutRsts", 2},
            {"TcpExtTCPOrigDataSent", 2}});
}

/// __inet_twsk_schedule() counts a record once, by how long it is to stay.
TEST_F(KernelCountersTest, Records)
{
    stack.timeWaitEntered = 10;
    stack.Count(StackEvent::TIME_WAIT_SHORT);
    stack.Count(StackEvent::RECORD_MADE);
    stack.Count(StackEvent::RECORD_MADE);
    stack.Count(StackEvent::RECORD_MADE);
    stack.Count(StackEvent::RECORD_SHORT);
    stack.Count(StackEvent::RECORD_IN_TIME_WAIT);
    Expect({{"TcpExtTW", 2 + 9 - 1}, {"TcpExtTWKilled", 2}});
    profile.time_wait = Seconds(4);
    Expect({{"TcpExtTW", 2}, {"TcpExtTWKilled", 1 + 9}});
}

/// __inet_check_established(): for an active open only.
TEST_F(KernelCountersTest, Recycled)
{
    Move(S::TIME_WAIT, S::CLOSED, C::TIME_WAIT_REUSED);
    Move(S::LISTEN, S::SYN_RCVD, C::SYN_RECEIVED);
    Move(S::TIME_WAIT, S::CLOSED, C::TIME_WAIT_EXPIRED);
    Move(S::CLOSED, S::SYN_SENT, C::ACTIVE_OPEN);
    Move(S::TIME_WAIT, S::CLOSED, C::TIME_WAIT_REUSED);
    Move(S::CLOSED, S::SYN_SENT, C::ACTIVE_OPEN);
    const KernelValues values = counters.Values(stack, profile);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        if (std::string(KernelCounterList()[i].name) == "TcpExtTWRecycled")
        {
            EXPECT_EQ(values[i], 1U);
        }
    }
}

/// What a Stack counts anyway.
TEST_F(KernelCountersTest, Drops)
{
    stack.segmentsReceived = 7;
    const auto drop = [this](DropReason reason) {
        ++stack.drops[static_cast<std::size_t>(reason)];
    };
    drop(DropReason::MALFORMED); // before it comes to the Stack
    drop(DropReason::ACCEPT_QUEUE_FULL);
    drop(DropReason::SYN_QUEUE_FULL);
    drop(DropReason::PAWS_PASSIVE);
    drop(DropReason::DEFERRED_ACK);
    stack.Count(StackEvent::SYN_IN_ESTABLISHED);
    stack.Count(StackEvent::SYN_CHALLENGED);
    stack.orphans = 2;
    stack.finWait2Records = 3;
    Expect({{"TcpInSegs", 8},
            {"TcpInErrs", 2},
            {"TcpExtPAWSPassive", 1},
            {"TcpExtListenOverflows", 1},
            {"TcpExtListenDrops", 3},
            {"TcpExtTCPDeferAcceptDrop", 1},
            {"TcpExtTCPSYNChallenge", 1},
            {"orphaned", 2},
            {"timewait", 3}});
}

} // namespace
} // namespace synfin
} // namespace ns3
