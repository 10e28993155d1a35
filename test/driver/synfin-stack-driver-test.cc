/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-simulator-agenda.h"
#include "ns3/synfin-stack-driver.h"

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const Time DELAY = MilliSeconds(10);

/// A host whose wire leads to another one.
class Host : public StackDriver
{
  public:
    Host(uint32_t id,
         const AddressTable& addresses,
         const Profile& profile = *Profile::Preset("linux"))
        : StackDriver(id, profile, {id, id}, {}, traces, agenda, addresses)
    {
    }

    StackTraces traces;
    SimulatorAgenda agenda;
    Host* peer{nullptr}; //!< where the wire leads
    bool cut{false};     //!< nothing gets through
    uint32_t sent{0};    //!< segments
    Segment last;        //!< of them

  protected:
    void Transmit(const SegmentOut& out) override
    {
        ++sent;
        last = out.segment;
        if (!cut)
        {
            const Ptr<Packet> payload = PayloadOf(out);
            Simulator::Schedule(DELAY,
                                &Host::Arrive,
                                peer,
                                out.tuple.Reverse(),
                                out.segment,
                                payload);
        }
    }

  private:
    void Arrive(FourTuple tuple, Segment segment, Ptr<Packet> payload)
    {
        SegmentArrives(tuple, segment, payload);
    }
};

/// Remembers what it hears, and does something at it.
class User : public StackUser
{
  public:
    void Notify(const Notification& notification, const Ptr<const Packet>& payload) override
    {
        heard.push_back(notification.kind);
        bytes += payload ? notification.size : 0;
        if (then)
        {
            then(notification);
        }
    }

    std::vector<Notification::Kind> heard;         //!< in order
    uint64_t bytes{0};                             //!< that came with a packet
    std::function<void(const Notification&)> then; //!< called at each
};

using Heard = std::vector<Notification::Kind>;

/// Two hosts; the right one listens on port 80.
class Driver : public testing::Test
{
  protected:
    Driver()
    {
        left.peer = &right;
        right.peer = &left;
        listener = right.Listen(server, 80, 10, {}, &host).id;
    }

    ~Driver() override
    {
        Simulator::Destroy();
    }

    void AcceptAtOnce()
    {
        host.then = [this](const Notification&) { right.Ready(right.Accept(listener, &child).id); };
    }

    static void RunFor(Time time)
    {
        Simulator::Stop(time);
        Simulator::Run();
    }

    AddressTable addresses;
    const AddressId client{addresses.Intern(Ipv4Address("10.1.1.1"))};
    const AddressId server{addresses.Intern(Ipv4Address("10.1.1.2"))};
    Host left{0, addresses};
    Host right{1, addresses};
    User host;  //!< of the listener
    User guest; //!< of the client's connection
    User child; //!< of the connection that the server accepts
    ConnectionId listener;
};

} // namespace

TEST_F(Driver, CarriesALife)
{
    AcceptAtOnce();
    child.then = [this](const Notification& heard) {
        if (heard.kind == Notification::PEER_CLOSED)
        {
            right.Close(heard.connection);
        }
        if (heard.kind == Notification::READABLE)
        {
            right.Receive(heard.connection, heard.size);
        }
    };
    const Stack::Opened opened = left.Connect({client, server, 0, 80}, {}, &guest);
    ASSERT_EQ(opened.error, CallError::NONE);
    RunFor(Seconds(1));
    left.Send(opened.id, 100);
    RunFor(Seconds(1));
    left.Close(opened.id);
    RunFor(Minutes(3));
    EXPECT_EQ(host.heard, Heard({Notification::ACCEPTABLE}));
    EXPECT_EQ(child.heard,
              Heard({Notification::PAYLOAD,
                     Notification::READABLE,
                     Notification::PEER_CLOSED,
                     Notification::SENT_FIN,
                     Notification::CLOSED}));
    EXPECT_EQ(child.bytes, 100u);
    EXPECT_EQ(guest.heard.front(), Notification::CONNECTED);
    EXPECT_EQ(guest.heard.back(), Notification::CLOSED);
    EXPECT_EQ(left.GetStack().Counters().timeWaitExpired, 1u);
}

TEST_F(Driver, WhatComesBeforeTheUserIsReadyIsToldThen)
{
    const Stack::Opened opened = left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Seconds(1));
    left.Send(opened.id, 100);
    left.Shutdown(opened.id);
    RunFor(Seconds(1));
    EXPECT_EQ(child.heard, Heard());
    const Stack::Opened accepted = right.Accept(listener, &child);
    EXPECT_EQ(accepted.error, CallError::NONE);
    EXPECT_EQ(child.heard, Heard());
    right.Ready(accepted.id);
    EXPECT_EQ(child.heard,
              Heard({Notification::PAYLOAD, Notification::READABLE, Notification::PEER_CLOSED}));
    EXPECT_EQ(child.bytes, 100u);
    EXPECT_EQ(right.Accept(listener, &child).error, CallError::WOULD_BLOCK);
}

// Also when the connection is over by then, and also what the user brings about while it listens.
TEST_F(Driver, AUserThatGetsReadyHearsTheEndLast)
{
    const Stack::Opened opened = left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Seconds(1));
    left.Send(opened.id, 100);
    RunFor(Seconds(1));
    const Stack::Opened accepted = right.Accept(listener, &child);
    left.Abort(opened.id);
    RunFor(Seconds(1));
    // The slot has another occupant before the user hears of the end.
    const Stack::Opened next = right.Connect({server, client, 0, 80}, {}, &host);
    EXPECT_EQ(next.id.slot, accepted.id.slot);
    right.Ready(accepted.id);
    EXPECT_EQ(child.heard,
              Heard({Notification::PAYLOAD, Notification::READABLE, Notification::RESET}));
    RunFor(Seconds(1));
    EXPECT_EQ(host.heard, Heard({Notification::ACCEPTABLE, Notification::REFUSED}));
}

// The bytes of a SYN come long before anybody can accept the connection.
TEST_F(Driver, TheTextOfASynIsKept)
{
    Host third(2, addresses, *Profile::Preset("rfc9293"));
    third.cut = true;
    const ConnectionId place = third.Listen(server, 80, 10, {}, &host).id;
    const FourTuple tuple{server, client, 80, 4000};
    Segment syn = Syn(300);
    syn.payload = 20;
    third.SegmentArrives(tuple, syn, Create<Packet>(20));
    EXPECT_EQ(host.heard, Heard());
    third.SegmentArrives(tuple, Ack(301, third.last.seq.GetValue() + 1), nullptr);
    EXPECT_EQ(host.heard, Heard({Notification::ACCEPTABLE}));
    const Stack::Opened accepted = third.Accept(place, &child);
    third.Ready(accepted.id);
    EXPECT_EQ(child.heard, Heard({Notification::PAYLOAD, Notification::READABLE}));
    EXPECT_EQ(child.bytes, 20U);
}

TEST_F(Driver, AConnectionThatEndsBeforeItIsAcceptedIsForgotten)
{
    const Stack::Opened opened = left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Seconds(1));
    left.Send(opened.id, 100);
    left.Abort(opened.id);
    RunFor(Seconds(1));
    EXPECT_EQ(host.heard, Heard({Notification::ACCEPTABLE}));
    EXPECT_EQ(right.Accept(listener, &child).error, CallError::WOULD_BLOCK);
    EXPECT_EQ(child.heard, Heard());
}

// Connections that end at one instant: who opens another one at the first end, in the place of the
// second, does not keep the second from being heard.
TEST_F(Driver, EndsAreHeardThoughTheirPlaceIsTakenAgain)
{
    left.cut = true;
    User impatient;
    bool again = false;
    impatient.then = [this, &again](const Notification&) {
        if (!again)
        {
            again = true;
            left.Connect({client, server, 0, 80}, {}, &host);
        }
    };
    left.Connect({client, server, 0, 80}, {}, &impatient);
    left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Minutes(10));
    EXPECT_EQ(impatient.heard, Heard({Notification::TIMED_OUT}));
    EXPECT_EQ(guest.heard, Heard({Notification::TIMED_OUT}));
    EXPECT_EQ(host.heard, Heard({Notification::TIMED_OUT}));
}

TEST_F(Driver, AConnectionWithoutUserGoesOn)
{
    const Stack::Opened opened = left.Connect({client, server, 0, 80}, {}, &guest);
    left.SetUser(opened.id, nullptr);
    RunFor(Seconds(1));
    EXPECT_EQ(guest.heard, Heard());
    EXPECT_EQ(left.GetStack().StateOf(opened.tuple), State::ESTABLISHED);
    EXPECT_EQ(left.Send(opened.id, 10), CallError::NONE);
    RunFor(Seconds(1));
    EXPECT_EQ(left.Close(opened.id), CallError::NONE);
    EXPECT_EQ(guest.heard, Heard());
}

TEST_F(Driver, TimersRing)
{
    left.cut = true;
    left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Minutes(10));
    const Profile& profile = left.GetStack().GetProfile();
    EXPECT_EQ(left.sent, 1 + profile.syn_linear_timeouts + profile.syn_retries);
    EXPECT_EQ(guest.heard, Heard({Notification::TIMED_OUT}));
    EXPECT_TRUE(Simulator::IsFinished());
}

// One pending event a host: the simulator must not see one for each connection's timer.
TEST_F(Driver, ManyConnectionsKeepFewEvents)
{
    AcceptAtOnce();
    child.then = [this](const Notification& heard) {
        if (heard.kind == Notification::PEER_CLOSED)
        {
            right.Close(heard.connection);
        }
    };
    guest.then = [this](const Notification& heard) {
        if (heard.kind == Notification::CONNECTED)
        {
            left.Close(heard.connection);
        }
    };
    constexpr uint32_t CONNECTIONS = 1000;
    for (uint32_t i = 0; i < CONNECTIONS; ++i)
    {
        Simulator::Schedule(MilliSeconds(i),
                            [this]() { left.Connect({client, server, 0, 80}, {}, &guest); });
    }
    RunFor(Seconds(30));
    EXPECT_EQ(left.GetStack().CountOf(State::TIME_WAIT), CONNECTIONS);
    const uint64_t before = Simulator::GetEventCount();
    RunFor(Minutes(5));
    EXPECT_EQ(left.GetStack().CountOf(State::TIME_WAIT), 0u);
    // Each record expires at a time of its own; nothing else is to be done.
    EXPECT_LE(Simulator::GetEventCount() - before, CONNECTIONS + 10);
    EXPECT_TRUE(Simulator::IsFinished());
}

TEST_F(Driver, CallsNest)
{
    // Each end of a connection opens the next one.
    uint32_t connected = 0;
    guest.then = [this, &connected](const Notification& heard) {
        if (heard.kind == Notification::CONNECTED && ++connected < 50)
        {
            left.Abort(heard.connection);
        }
        else if (heard.kind == Notification::ABORTED)
        {
            left.Connect({client, server, 0, 80}, {}, &guest);
        }
    };
    left.Connect({client, server, 0, 80}, {}, &guest);
    RunFor(Minutes(1));
    EXPECT_EQ(connected, 50u);
}

TEST_F(Driver, ADriverMayGoBeforeItsEvents)
{
    auto third = std::make_unique<Host>(2, addresses);
    third->cut = true;
    const AddressId address = addresses.Intern(Ipv4Address("10.1.1.3"));
    third->Connect({address, server, 0, 80}, {}, &guest);
    third.reset();
    RunFor(Minutes(10));
    EXPECT_EQ(guest.heard, Heard());
}
