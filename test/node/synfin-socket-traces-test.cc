/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "talker.h"
#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/synfin-stream-socket.h"
#include "ns3/tcp-socket-base.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

// The trace sources of a socket, heard by sinks with the signatures of ns-3's.

namespace
{

using States = std::vector<TcpSocket::TcpStates_t>;

/// Sinks that a script written for ns-3's TCP would have.
class Sinks
{
  public:
    /// Connects all of them. @return the names of sources that there are not
    std::set<std::string> Connect(Ptr<Socket> socket)
    {
        std::set<std::string> missing;
        const auto connect = [&](const std::string& name, const CallbackBase& sink) {
            if (!socket->TraceConnectWithoutContext(name, sink))
            {
                missing.insert(name);
            }
        };
        connect("State", MakeCallback(&Sinks::State, this));
        connect("CongState", MakeCallback(&Sinks::CongState, this));
        connect("CongestionWindow", MakeCallback(&Sinks::Cwnd, this));
        connect("CongestionWindowInflated", MakeCallback(&Sinks::Inflated, this));
        connect("SlowStartThreshold", MakeCallback(&Sinks::Threshold, this));
        connect("BytesInFlight", MakeCallback(&Sinks::InFlight, this));
        connect("AdvWND", MakeCallback(&Sinks::Advertised, this));
        connect("RWND", MakeCallback(&Sinks::Remote, this));
        connect("RTO", MakeCallback(&Sinks::Rto, this));
        connect("RTT", MakeCallback(&Sinks::Rtt, this));
        connect("LastRTT", MakeCallback(&Sinks::LastRtt, this));
        connect("NextTxSequence", MakeCallback(&Sinks::NextTx, this));
        connect("HighestSequence", MakeCallback(&Sinks::Highest, this));
        connect("HighestRxSequence", MakeCallback(&Sinks::HighestRx, this));
        connect("HighestRxAck", MakeCallback(&Sinks::HighestAck, this));
        connect("PacingRate", MakeCallback(&Sinks::Pacing, this));
        connect("Tx", MakeCallback(&Sinks::Tx, this));
        connect("Rx", MakeCallback(&Sinks::Rx, this));
        connect("Retransmission", MakeCallback(&Sinks::Retransmission, this));
        return missing;
    }

    States states;                                        //!< that it came to
    std::vector<uint32_t> windows;                        //!< CongestionWindow
    std::vector<uint32_t> thresholds;                     //!< SlowStartThreshold
    std::vector<uint32_t> inFlight;                       //!< BytesInFlight
    std::vector<Time> timeouts;                           //!< RTO
    std::vector<Time> samples;                            //!< LastRTT
    uint64_t octetsSent{0};                               //!< payload in Tx
    std::vector<TcpHeader> sent;                          //!< headers in Tx
    std::vector<TcpHeader> received;                      //!< headers in Rx
    std::vector<SequenceNumber32> again;                  //!< in Retransmission
    std::set<std::pair<uint16_t, uint16_t>> againBetween; //!< its addresses' ports, local first
    SequenceNumber32 nextTx;                              //!< the last
    SequenceNumber32 highestAck;                          //!< the last
    uint32_t advertised{0};                               //!< the last
    uint32_t remote{0};                                   //!< the last
    std::set<TcpSocketState::TcpCongState_t> congestion;  //!< that it came to

  private:
    void State(TcpSocket::TcpStates_t from, TcpSocket::TcpStates_t to)
    {
        EXPECT_EQ(from, states.empty() ? TcpSocket::CLOSED : states.back());
        states.push_back(to);
    }

    void CongState(TcpSocketState::TcpCongState_t, TcpSocketState::TcpCongState_t to)
    {
        congestion.insert(to);
    }

    void Cwnd(uint32_t, uint32_t octets)
    {
        windows.push_back(octets);
    }

    void Inflated(uint32_t, uint32_t)
    {
    }

    void Threshold(uint32_t, uint32_t octets)
    {
        thresholds.push_back(octets);
    }

    void InFlight(uint32_t, uint32_t octets)
    {
        inFlight.push_back(octets);
    }

    void Advertised(uint32_t, uint32_t octets)
    {
        advertised = octets;
    }

    void Remote(uint32_t, uint32_t octets)
    {
        remote = octets;
    }

    void Rto(Time, Time time)
    {
        timeouts.push_back(time);
    }

    void Rtt(Time, Time)
    {
    }

    void LastRtt(Time, Time time)
    {
        samples.push_back(time);
    }

    void NextTx(SequenceNumber32, SequenceNumber32 now)
    {
        nextTx = now;
    }

    void Highest(SequenceNumber32 before, SequenceNumber32 now)
    {
        EXPECT_TRUE(before == SequenceNumber32(0) || before < now);
    }

    void HighestRx(SequenceNumber32 before, SequenceNumber32 now)
    {
        EXPECT_TRUE(before == SequenceNumber32(0) || before < now);
    }

    void HighestAck(SequenceNumber32, SequenceNumber32 now)
    {
        highestAck = now;
    }

    void Pacing(DataRate, DataRate)
    {
    }

    void Tx(Ptr<const Packet> payload, const TcpHeader& header, Ptr<const TcpSocketBase>)
    {
        octetsSent += payload->GetSize();
        sent.push_back(header);
    }

    void Rx(Ptr<const Packet>, const TcpHeader& header, Ptr<const TcpSocketBase>)
    {
        received.push_back(header);
    }

    void Retransmission(Ptr<const Packet>,
                        const TcpHeader& header,
                        const Address& local,
                        const Address& remote,
                        Ptr<const TcpSocketBase>)
    {
        again.push_back(header.GetSequenceNumber());
        againBetween.emplace(InetSocketAddress::ConvertFrom(local).GetPort(),
                             InetSocketAddress::ConvertFrom(remote).GetPort());
    }
};

/// A client whose every source is heard; it sends, and closes.
class SocketTracesTest : public testing::TestWithParam<Tcp>
{
  public:
    SocketTracesTest()
        : hosts(GetParam(), Tcp::SYNFIN)
    {
    }

    /// Connects, sends so many octets, closes, and is left alone for a while.
    void Live(uint64_t octets, Time afterClose = Minutes(10))
    {
        Talker server(1, 2, 0);
        Talker client(2, 1, octets);
        Ptr<Socket> listener = hosts.Listen(1, 80);
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&Talker::Accept, &server));
        socket = hosts.MakeSocket(0);
        missing = sinks.Connect(socket);
        client.Use(socket);
        ASSERT_EQ(socket->Connect(TwoHosts::At(1, 80)), 0);
        TwoHosts::RunFor(Seconds(200));
        EXPECT_EQ(server.received, octets);
        hosts.Lose(0);
        client.Close();
        TwoHosts::RunFor(Seconds(1));
        server.Close();
        TwoHosts::RunFor(afterClose);
    }

    TwoHosts hosts;
    Sinks sinks;
    Ptr<Socket> socket;
    std::set<std::string> missing; //!< sources that the socket does not have
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Stacks,
                         SocketTracesTest,
                         testing::Values(Tcp::SYNFIN, Tcp::STOCK),
                         [](const auto& info) {
                             return info.param == Tcp::SYNFIN ? "Synfin" : "Stock";
                         });

/// The same sinks on both: names and types are ns-3's.
TEST_P(SocketTracesTest, AWholeLife)
{
    Live(30000);
    const States active{TcpSocket::SYN_SENT,
                        TcpSocket::ESTABLISHED,
                        TcpSocket::FIN_WAIT_1,
                        TcpSocket::FIN_WAIT_2,
                        TcpSocket::TIME_WAIT,
                        TcpSocket::CLOSED};
    EXPECT_EQ(sinks.states, active);
    EXPECT_EQ(sinks.octetsSent, 30000U);
    EXPECT_EQ(sinks.sent.front().GetFlags(), TcpHeader::SYN);
    EXPECT_EQ(sinks.received.front().GetFlags(), TcpHeader::SYN | TcpHeader::ACK);
    EXPECT_TRUE(sinks.again.empty());
    EXPECT_EQ(sinks.inFlight.back(), 0U);
    EXPECT_FALSE(sinks.windows.empty());
    EXPECT_GT(sinks.remote, 0U);
    EXPECT_GT(sinks.advertised, 0U);
    if (GetParam() == Tcp::SYNFIN)
    {
        EXPECT_TRUE(missing.empty());
        // 20 ms under way, and what a segment needs to leave at 100 Mb/s.
        EXPECT_NEAR(sinks.samples.front().GetSeconds(), 0.020, 0.0005);
        // SYN and FIN are a sequence number each.
        EXPECT_EQ(sinks.nextTx - sinks.sent.front().GetSequenceNumber(), 30002);
        EXPECT_EQ(sinks.highestAck, sinks.nextTx);
    }
}

/// What is lost comes again, and the window hears of it.
TEST_P(SocketTracesTest, Loss)
{
    hosts.Lose(0.05);
    Live(300000);
    EXPECT_GT(sinks.octetsSent, 300000U);
    EXPECT_GT(sinks.thresholds.size(), 1U);
    EXPECT_EQ(sinks.congestion.count(TcpSocketState::CA_RECOVERY), 1U);
    if (GetParam() == Tcp::SYNFIN)
    {
        EXPECT_FALSE(sinks.again.empty());
        // Those that ns-3 3.43's own TCP hands out are not the connection's.
        const TcpHeader& syn = sinks.sent.front();
        const std::set<std::pair<uint16_t, uint16_t>> ports{
            {syn.GetSourcePort(), syn.GetDestinationPort()}};
        EXPECT_EQ(sinks.againBetween, ports);
        uint64_t sentAgain = 0;
        SequenceNumber32 highest(sinks.sent.front().GetSequenceNumber());
        for (const TcpHeader& header : sinks.sent)
        {
            sentAgain +=
                header.GetSequenceNumber() < highest && header.GetFlags() != TcpHeader::ACK ? 1 : 0;
            highest = std::max(highest, header.GetSequenceNumber());
        }
        EXPECT_GE(sinks.again.size(), sentAgain / 2);
    }
}

/// Every source that ns-3's socket has is there, except those of what synfin has not.
TEST(SocketTraces, NamesAreThoseOfTheStockSocket)
{
    const std::set<std::string> notYet{"EcnState",
                                       "EcnEchoSeq",
                                       "EcnCeSeq",
                                       "EcnCwrSeq", // ECN
                                       "FackAwnd",  // forward acknowledgement
                                       "IcmpCallback"};
    const TypeId stock = TcpSocketBase::GetTypeId();
    for (std::size_t i = 0; i < stock.GetTraceSourceN(); ++i)
    {
        const std::string name = stock.GetTraceSource(i).name;
        EXPECT_NE(StreamSocket::GetTypeId().LookupTraceSourceByName(name) != nullptr,
                  notYet.count(name) == 1)
            << name;
    }
}

/// A sink that is connected in the middle hears what changes from then on.
TEST(SocketTraces, ConnectedInTheMiddle)
{
    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    ear.Hear(listener);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    ASSERT_EQ(ear.accepted.size(), 1U);
    States states;
    std::vector<uint32_t> inFlight;
    client->TraceConnectWithoutContext(
        "State",
        Callback<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>(
            [&states](TcpSocket::TcpStates_t from, TcpSocket::TcpStates_t to) {
                states.push_back(from);
                states.push_back(to);
            }));
    client->TraceConnectWithoutContext(
        "BytesInFlight",
        Callback<void, uint32_t, uint32_t>(
            [&inFlight](uint32_t, uint32_t octets) { inFlight.push_back(octets); }));
    client->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(inFlight, (std::vector<uint32_t>{5, 0}));
    ear.accepted.front()->Close();
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(states, (States{TcpSocket::ESTABLISHED, TcpSocket::CLOSE_WAIT}));
}

/// TIME_WAIT is told to its end, whoever keeps the socket.
TEST(SocketTraces, TimeWaitEndsAlsoWithoutTheSocket)
{
    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    ear.Hear(listener);
    Ptr<Socket> client = hosts.MakeSocket(0);
    States states;
    client->TraceConnectWithoutContext(
        "State",
        Callback<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>(
            [&states](TcpSocket::TcpStates_t, TcpSocket::TcpStates_t to) {
                states.push_back(to);
            }));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    client->Close();
    client = nullptr;
    TwoHosts::RunFor(Seconds(1));
    ear.accepted.front()->Close();
    TwoHosts::RunFor(Minutes(5));
    ASSERT_GE(states.size(), 2U);
    EXPECT_EQ(states[states.size() - 2], TcpSocket::TIME_WAIT);
    EXPECT_EQ(states.back(), TcpSocket::CLOSED);
}

/// A sink may drop the last pointer to the socket, whatever call it comes from.
TEST(SocketTraces, ASinkMayDropTheSocket)
{
    for (const auto when : {TcpSocket::SYN_SENT, TcpSocket::ESTABLISHED, TcpSocket::FIN_WAIT_1})
    {
        TwoHosts hosts;
        Ptr<Socket> listener = hosts.Listen(1, 80);
        Ptr<Socket> client = hosts.MakeSocket(0);
        client->TraceConnectWithoutContext(
            "State",
            Callback<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>(
                [&client, when](TcpSocket::TcpStates_t, TcpSocket::TcpStates_t to) {
                    client = to == when ? nullptr : client;
                }));
        client->Connect(TwoHosts::At(1, 80));
        TwoHosts::RunFor(Seconds(1));
        if (client)
        {
            client->Close();
        }
        EXPECT_FALSE(client) << when;
        TwoHosts::RunFor(Seconds(1));
    }
}

/// What is connected in the middle has the values that there are, and tells what changes.
TEST(SocketTraces, NoFalseChangeInTheMiddle)
{
    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    ear.Hear(listener);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->Connect(TwoHosts::At(1, 80));
    client->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    std::vector<SequenceNumber32> olds;
    const Callback<void, SequenceNumber32, SequenceNumber32> sink(
        [&olds](SequenceNumber32 from, SequenceNumber32) { olds.push_back(from); });
    client->TraceConnectWithoutContext("HighestRxSequence", sink);
    DynamicCast<StreamSocket>(client)->GetBufferTraces()->TraceConnectWithoutContext(
        "NextRxSequence",
        sink);
    DynamicCast<StreamSocket>(client)->GetBufferTraces()->TraceConnectWithoutContext(
        "UnackSequence",
        sink);
    client->Send(Say("again"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(olds.size(), 1U); // UnackSequence
    ear.accepted.front()->Send(Say("answer"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(olds.size(), 2U); // NextRxSequence
    for (const SequenceNumber32& old : olds)
    {
        EXPECT_NE(old, SequenceNumber32(0));
    }
}

/// Sequence numbers begin anywhere, and half of all are "below" 0.
TEST(SocketTraces, TheHighestNumbersFollowWhereverTheyBegin)
{
    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    ear.Hear(listener);
    int above = 0;
    for (int i = 0; i < 12; ++i)
    {
        Ptr<Socket> client = hosts.MakeSocket(0);
        std::map<std::string, SequenceNumber32> last;
        for (const std::string name : {"HighestSequence", "NextTxSequence", "HighestRxSequence"})
        {
            client->TraceConnectWithoutContext(
                name,
                Callback<void, SequenceNumber32, SequenceNumber32>(
                    [&last, name](SequenceNumber32, SequenceNumber32 now) { last[name] = now; }));
        }
        client->Connect(TwoHosts::At(1, 80));
        client->Send(Say("hello"));
        TwoHosts::RunFor(Seconds(1));
        EXPECT_EQ(last["HighestSequence"], last["NextTxSequence"]);
        ear.accepted.back()->Send(Say("a"));
        TwoHosts::RunFor(Seconds(1));
        const SequenceNumber32 before = last["HighestRxSequence"];
        ear.accepted.back()->Send(Say("b"));
        TwoHosts::RunFor(Seconds(1));
        EXPECT_EQ(last["HighestRxSequence"], before + 1);
        above += last["NextTxSequence"].GetValue() >= 1U << 31 ? 1 : 0;
    }
    EXPECT_GT(above, 0);
    EXPECT_LT(above, 12);
}

/// Sockets have the paths that ns-3's have, below this protocol's name.
TEST(SocketTraces, ReachedByPath)
{
    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    ear.Hear(listener);
    Ptr<Socket> first = hosts.MakeSocket(0);
    Ptr<Socket> second = hosts.MakeSocket(0);
    std::map<std::string, States> heard;
    const Callback<void, std::string, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t> sink(
        [&heard](std::string path, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t to) {
            heard[path].push_back(to);
        });
    Config::Connect("/NodeList/*/$ns3::synfin::L4Protocol/SocketList/*/State", sink);
    second->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    const std::string node = "/NodeList/" + std::to_string(hosts.nodes.Get(0)->GetId());
    const std::string path = node + "/$ns3::synfin::L4Protocol/SocketList/1/State";
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[path], (States{TcpSocket::SYN_SENT, TcpSocket::ESTABLISHED}));
    // So have the trace sources of its buffers.
    std::vector<SequenceNumber32> unacknowledged;
    Config::ConnectWithoutContext(
        node + "/$ns3::synfin::L4Protocol/SocketList/1/TxBuffer/UnackSequence",
        Callback<void, SequenceNumber32, SequenceNumber32>(
            [&unacknowledged](SequenceNumber32, SequenceNumber32 now) {
                unacknowledged.push_back(now);
            }));
    second->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_FALSE(unacknowledged.empty());
    // The accepted one is on the server's list, and a socket keeps its number when others go.
    first = nullptr;
    const std::string server = "/NodeList/" + std::to_string(hosts.nodes.Get(1)->GetId());
    EXPECT_TRUE(
        Config::ConnectFailSafe(server + "/$ns3::synfin::L4Protocol/SocketList/1/State", sink));
    EXPECT_EQ(Config::LookupMatches(node + "/$ns3::synfin::L4Protocol/SocketList/*").GetN(), 1U);
    EXPECT_EQ(Config::LookupMatches(node + "/$ns3::synfin::L4Protocol/SocketList/1").GetN(), 1U);
}

/// A path of ns-3's own TCP ends the program: it does not connect to nothing.
TEST(SocketTracesDeathTest, StockPathsAreRefused)
{
    TwoHosts hosts;
    Ptr<Socket> socket = hosts.MakeSocket(0);
    const Callback<void, uint32_t, uint32_t> sink([](uint32_t, uint32_t) {});
    EXPECT_DEATH(Config::ConnectWithoutContext(
                     "/NodeList/*/$ns3::TcpL4Protocol/SocketList/0/CongestionWindow",
                     sink),
                 "TcpL4Protocol");
}
