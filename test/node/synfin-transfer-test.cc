/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "talker.h"
#include "two-hosts.h"

#include "ns3/node-list.h"

#include <gtest/gtest.h>
#include <tuple>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Client's TCP, server's TCP, IPv6?
using Case = std::tuple<Tcp, Tcp, bool>;

class Transfer : public testing::TestWithParam<Case>
{
};

std::string
Name(const testing::TestParamInfo<Case>& info)
{
    const auto tcp = [](Tcp one) { return one == Tcp::SYNFIN ? "Synfin" : "Stock"; };
    return std::string(tcp(std::get<0>(info.param))) + "With" + tcp(std::get<1>(info.param)) +
           (std::get<2>(info.param) ? "v6" : "v4");
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Stacks,
                         Transfer,
                         testing::Values(Case(Tcp::SYNFIN, Tcp::SYNFIN, false),
                                         Case(Tcp::SYNFIN, Tcp::SYNFIN, true),
                                         Case(Tcp::SYNFIN, Tcp::STOCK, false),
                                         Case(Tcp::STOCK, Tcp::SYNFIN, false),
                                         Case(Tcp::SYNFIN, Tcp::STOCK, true),
                                         Case(Tcp::STOCK, Tcp::SYNFIN, true)),
                         Name);

TEST_P(Transfer, TenMegabytesEachWayOverOnePercentLoss)
{
    constexpr uint64_t OCTETS = 10000000;
    const bool ipv6 = std::get<2>(GetParam());
    StackHelper stack;
    stack.SetProfile("linux");
    TwoHosts hosts(std::get<0>(GetParam()), std::get<1>(GetParam()), stack);
    hosts.Lose(0.01);
    Talker server(1, 2, OCTETS);
    Talker client(2, 1, OCTETS);
    Ptr<Socket> listener = hosts.Listen(1, 80, ipv6);
    listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                MakeCallback(&Talker::Accept, &server));
    Ptr<Socket> socket = hosts.MakeSocket(0);
    client.Use(socket);
    ASSERT_EQ(socket->Connect(TwoHosts::At(1, 80, ipv6)), 0);
    for (int i = 0; i < 100 && !(client.received == OCTETS && server.received == OCTETS); ++i)
    {
        TwoHosts::RunFor(Seconds(60));
    }
    EXPECT_EQ(client.received, OCTETS);
    EXPECT_EQ(server.received, OCTETS);
    EXPECT_EQ(client.wrong, 0u);
    EXPECT_EQ(server.wrong, 0u);
    // Only now, and without loss: stock TCP in LAST_ACK takes any ACK for that of its FIN and
    // forgets data still in flight, and in TIME_WAIT it leaves a FIN that comes again without an
    // answer.
    hosts.Lose(0.0);
    client.Close();
    TwoHosts::RunFor(Seconds(30));
    EXPECT_TRUE(server.closed);
    server.Close();
    TwoHosts::RunFor(Minutes(5));
    EXPECT_TRUE(client.closed);
    EXPECT_FALSE(client.broken);
    EXPECT_FALSE(server.broken);
}

namespace
{

/// A tag on bytes.
class Mark : public Tag
{
  public:
    explicit Mark(uint8_t value = 0)
        : m_value(value)
    {
    }

    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("synfin::test::Mark").SetParent<Tag>().AddConstructor<Mark>();
        return tid;
    }

    TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return 1;
    }

    void Serialize(TagBuffer buffer) const override
    {
        buffer.WriteU8(m_value);
    }

    void Deserialize(TagBuffer buffer) override
    {
        m_value = buffer.ReadU8();
    }

    void Print(std::ostream& os) const override
    {
        os << int(m_value);
    }

    uint8_t m_value; //!< what it says
};

} // namespace

TEST(Transfer, ByteTagsStayOnTheirBytes)
{
    TwoHosts hosts;
    Ptr<Socket> listener = hosts.Listen(1, 80);
    Ear ear;
    listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                MakeNullCallback<void, Ptr<Socket>, const Address&>());
    std::vector<Ptr<Socket>> accepted;
    ear.Hear(listener);
    Ptr<Socket> socket = hosts.MakeSocket(0);
    socket->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    Ptr<Socket> peer = ear.accepted.at(0);
    peer->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());

    // 1000 octets each: no segment of 1448 ends where a packet does.
    for (uint8_t i = 0; i < 20; ++i)
    {
        Ptr<Packet> packet = Create<Packet>(1000);
        packet->AddByteTag(Mark(i));
        ASSERT_EQ(socket->Send(packet), 1000);
    }
    TwoHosts::RunFor(Seconds(1));
    uint32_t read = 0;
    while (Ptr<Packet> packet = peer->Recv(999, 0))
    {
        ByteTagIterator tags = packet->GetByteTagIterator();
        while (tags.HasNext())
        {
            const ByteTagIterator::Item item = tags.Next();
            Mark mark;
            item.GetTag(mark);
            EXPECT_EQ((read + item.GetStart()) / 1000, mark.m_value);
            EXPECT_EQ((read + item.GetEnd() - 1) / 1000, mark.m_value);
        }
        read += packet->GetSize();
    }
    EXPECT_EQ(read, 20000u);
}
