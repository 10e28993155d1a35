/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-segment-header.h"

#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Two hosts whose trace sources all write into lists, found by their paths.
class Traced : public testing::Test
{
  protected:
    Traced()
    {
        const std::string tcp = "/NodeList/*/$ns3::synfin::L4Protocol/";
        Config::ConnectWithoutContext(tcp + "Transition",
                                      MakeCallback(&Traced::OnTransition, this));
        Config::ConnectWithoutContext(tcp + "SegmentSent", MakeCallback(&Traced::OnSegment, this));
        Config::ConnectWithoutContext(tcp + "SegmentReceived",
                                      MakeCallback(&Traced::OnSegment, this));
        Config::ConnectWithoutContext(tcp + "Drop", MakeCallback(&Traced::OnDrop, this));
        ear.Hear(client);
    }

    void OnTransition(const TransitionRecord& record)
    {
        transitions[record.host].push_back(ToString(record.transition.to));
    }

    void OnSegment(const SegmentRecord& record)
    {
        (record.sent ? sent : received)[record.host].push_back(record.segment);
    }

    void OnDrop(const DropRecord& record)
    {
        drops.push_back(ToString(record.drop.reason));
    }

    /// Puts a segment of the client into the server's TCP, past the wire.
    void Inject(const Segment& segment,
                const char* source,
                const char* destination,
                bool spoil = false)
    {
        Ptr<Packet> packet = Create<Packet>();
        packet->AddHeader(SegmentHeader(segment, 1234, 80));
        if (spoil)
        {
            packet->RemoveAtEnd(1);
        }
        Ipv4Header ip;
        ip.SetSource(Ipv4Address(source));
        ip.SetDestination(Ipv4Address(destination));
        const Ptr<Ipv4L3Protocol> ipv4 = hosts.nodes.Get(1)->GetObject<Ipv4L3Protocol>();
        hosts.TcpOf(1)->Receive(packet, ip, ipv4->GetInterface(1));
    }

    uint64_t Dropped(DropReason reason)
    {
        const auto& drops = hosts.TcpOf(1)->GetDriver().GetStack().Counters().drops;
        return drops[static_cast<std::size_t>(reason)];
    }

    /// The client hears that the first segment it sent could not be delivered.
    void Icmp(uint8_t type, uint8_t code, uint32_t seqOffset = 0, uint32_t info = 0)
    {
        Address name;
        client->GetSockName(name);
        const uint16_t port = InetSocketAddress::ConvertFrom(name).GetPort();
        const uint32_t seq = sent[0].at(0).seq.GetValue() + seqOffset;
        const uint8_t quoted[8] = {static_cast<uint8_t>(port >> 8),
                                   static_cast<uint8_t>(port),
                                   0,
                                   80,
                                   static_cast<uint8_t>(seq >> 24),
                                   static_cast<uint8_t>(seq >> 16),
                                   static_cast<uint8_t>(seq >> 8),
                                   static_cast<uint8_t>(seq)};
        hosts.TcpOf(0)->ReceiveIcmp(Ipv4Address("10.1.1.2"),
                                    64,
                                    type,
                                    code,
                                    info,
                                    Ipv4Address("10.1.1.1"),
                                    Ipv4Address("10.1.1.2"),
                                    quoted);
    }

    TwoHosts hosts;
    Ptr<Socket> client{hosts.MakeSocket(0)};
    Ear ear;
    std::map<uint32_t, Words> transitions;             //!< new states by host
    std::map<uint32_t, std::vector<Segment>> sent;     //!< by host
    std::map<uint32_t, std::vector<Segment>> received; //!< by host
    Words drops;                                       //!< their reasons
};

} // namespace

TEST_F(Traced, EveryTraceSourceTellsOfALife)
{
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ear serverEar;
    serverEar.Hear(server);
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    client->Send(Create<Packet>(100));
    client->Close();
    TwoHosts::RunFor(Seconds(1));
    serverEar.accepted.at(0)->Close();
    TwoHosts::RunFor(Minutes(5));
    EXPECT_EQ(
        transitions[0],
        Words({"SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"}));
    EXPECT_EQ(transitions[1],
              Words({"LISTEN", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"}));
    EXPECT_EQ(sent[0], received[1]);
    EXPECT_EQ(sent[1], received[0]);
    ASSERT_GE(sent[0].size(), 4u);
    EXPECT_TRUE(sent[0][0].Has(Segment::SYN));
    EXPECT_EQ(sent[0][2].payload, 100u);
    EXPECT_EQ(drops, Words());
}

TEST_F(Traced, AClosedPortAnswersWithReset)
{
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(drops, Words({"closed_port"}));
    EXPECT_EQ(sent[1].at(0), RstAck(0, sent[0].at(0).seq.GetValue() + 1)) << sent[1].at(0);
    EXPECT_EQ(transitions[0], Words({"SYN_SENT", "CLOSED"}));
}

TEST_F(Traced, MalformedSegmentsAreDropped)
{
    Ptr<Socket> server = hosts.Listen(1, 80);
    Inject(Syn(1), "10.1.1.1", "10.1.1.2", true);
    EXPECT_EQ(drops, Words({"malformed"}));
    EXPECT_EQ(Dropped(DropReason::MALFORMED), 1u);
    EXPECT_TRUE(sent[1].empty());
    Inject(Syn(1), "10.1.1.1", "10.1.1.2");
    EXPECT_EQ(sent[1].size(), 1u);
}

// RFC 9293 MUST-57 and MUST-63.
TEST_F(Traced, SynFromOrToNobodyInParticularIsDiscarded)
{
    Ptr<Socket> server = hosts.Listen(1, 80);
    const std::vector<std::pair<const char*, const char*>> bad{
        {"10.1.1.1", "255.255.255.255"},
        {"10.1.1.1", "10.1.1.255"},
        {"10.1.1.1", "224.0.0.1"},
        {"255.255.255.255", "10.1.1.2"},
        {"10.1.1.255", "10.1.1.2"},
        {"224.0.0.1", "10.1.1.2"},
        {"0.0.0.0", "10.1.1.2"},
    };
    for (const auto& one : bad)
    {
        Inject(Syn(1), one.first, one.second);
    }
    EXPECT_EQ(drops, Words(bad.size(), "bad_address"));
    EXPECT_EQ(Dropped(DropReason::BAD_ADDRESS), bad.size());
    EXPECT_TRUE(sent[1].empty());
}

// RFC 9293 SHLD-26, RFC 5461 4.1.
TEST_F(Traced, AHardIcmpErrorEndsAnOpen)
{
    hosts.Lose(1.0);
    client->Connect(TwoHosts::At(1, 80));
    Icmp(3, 3);
    EXPECT_EQ(ear.words, Words({"failed"}));
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    EXPECT_EQ(transitions[0], Words({"SYN_SENT", "CLOSED"}));
}

// RFC 9293 MUST-55 and MUST-56, RFC 5927 4.1.
// RFC 9293 MUST-54.
TEST_F(Traced, OtherIcmpErrorsDoNot)
{
    hosts.Lose(1.0);
    client->Connect(TwoHosts::At(1, 80));
    for (const uint8_t code : {0, 1, 5})
    {
        Icmp(3, code);
    }
    Icmp(4, 0);
    Icmp(11, 0);
    Icmp(12, 0);
    Icmp(3, 3, 1000); // quotes what was never sent
    EXPECT_EQ(ear.words, Words());
    EXPECT_EQ(transitions[0], Words({"SYN_SENT"}));
}

// RFC 1191 4: the next hop's MTU comes with "fragmentation needed".
TEST_F(Traced, IcmpTellsAnMtu)
{
    Ptr<Socket> server = hosts.Listen(1, 80);
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    hosts.Lose(1.0);
    client->Send(Create<Packet>(1000));
    EXPECT_EQ(sent[0].back().payload, 1000u);
    Icmp(3, 4, 1, 800);
    EXPECT_LT(sent[0].back().payload, 760u);
    EXPECT_EQ(sent[0].back().payload + sent[0][sent[0].size() - 2].payload, 1000u);
}

TEST_F(Traced, AHardIcmpErrorDoesNotEndAConnection)
{
    Ptr<Socket> server = hosts.Listen(1, 80);
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    hosts.Lose(1.0);
    client->Send(Create<Packet>(10));
    Icmp(3, 3, 1);
    EXPECT_EQ(ear.words, Words({"connected"}));
}

// RFC 9293 3.9.2.2: of ICMPv6's unreachable, administratively prohibited (1) and port (4) are hard.
// RFC 9293 MUST-54.
TEST(L4Protocol, HardAndSoftIcmpv6Errors)
{
    for (uint8_t code = 0; code <= 6; ++code)
    {
        TwoHosts hosts;
        hosts.Lose(1.0);
        Ptr<Socket> client = hosts.MakeSocket(0);
        Ear ear;
        ear.Hear(client);
        uint8_t quoted[8] = {0, 99, 0, 80};
        hosts.TcpOf(0)->segmentSent.ConnectWithoutContext(
            Callback<void, const SegmentRecord&>([&quoted](const SegmentRecord& record) {
                for (int i = 0; i < 4; ++i)
                {
                    quoted[4 + i] =
                        static_cast<uint8_t>(record.segment.seq.GetValue() >> (24 - 8 * i));
                }
            }));
        client->Bind(TwoHosts::Any(99, true));
        ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, true)), 0);
        hosts.TcpOf(0)->ReceiveIcmp(Ipv6Address("2001:1::2"),
                                    64,
                                    1,
                                    code,
                                    0,
                                    Ipv6Address("2001:1::1"),
                                    Ipv6Address("2001:1::2"),
                                    quoted);
        const bool hard = code == 1 || code == 4;
        EXPECT_EQ(ear.words, hard ? Words({"failed"}) : Words()) << "code " << int(code);
    }
}
