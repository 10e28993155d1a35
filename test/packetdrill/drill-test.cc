/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Drives packetdrill's interface without packetdrill.

#include "synfin-datagram.h"
#include "synfin-drill-interface.h"
#include "synfin-socket-address.h"

#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <thread>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint16_t HOST_PORT = 8080;
constexpr uint16_t PEER_PORT = 40000;
constexpr uint32_t PEER_ISS = 300;

/// The interface, a peer made of single segments, and what packetdrill does around a call.
class DrillTest : public testing::Test
{
  public:
    DrillTest()
    {
        packetdrill_interface_init("profile=rfc9293", &m_drill);
        AddressTable& addresses = Addresses();
        m_peer.localAddress = addresses.Intern(Ipv4Address("192.0.2.1"));
        m_peer.localPort = PEER_PORT;
        m_peer.remoteAddress = addresses.Intern(Ipv4Address("192.168.0.1"));
        m_peer.remotePort = HOST_PORT;
    }

    ~DrillTest() override
    {
        m_drill.free(m_drill.self);
    }

    /// A socket that listens on HOST_PORT.
    int Listen()
    {
        const int fd = m_drill.socket(m_drill.self, AF_INET, SOCK_STREAM, IPPROTO_TCP);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_port = htons(HOST_PORT);
        own.sin_addr.s_addr = htonl(Ipv4Address("192.168.0.1").Get());
        EXPECT_EQ(m_drill.bind(m_drill.self, fd, reinterpret_cast<sockaddr*>(&own), sizeof(own)),
                  0);
        EXPECT_EQ(m_drill.listen(m_drill.self, fd, 1), 0);
        return fd;
    }

    void Inject(Segment segment, std::size_t payload = 0)
    {
        segment.window = 65535;
        segment.payload = static_cast<uint32_t>(payload);
        const ns3::synfin::Octets octets =
            MakeDatagram(m_peer, segment, ns3::synfin::Octets(payload, 'x'));
        EXPECT_EQ(m_drill.netdev_send(m_drill.self, octets.data(), octets.size()), 0);
    }

    /// The next segment of the host, nothing when none will come.
    std::optional<Segment> Sniff()
    {
        uint8_t octets[2048];
        size_t size = sizeof(octets);
        EXPECT_EQ(m_drill.netdev_receive(m_drill.self, octets, &size, &m_sniffedAt), 0);
        if (size == 0)
        {
            return std::nullopt;
        }
        const ArrivedDatagram datagram = ParseDatagram(octets, size);
        EXPECT_TRUE(datagram.segment);
        return datagram.segment ? std::optional<Segment>(datagram.segment->segment) : std::nullopt;
    }

    void ExpectFlags(uint8_t flags)
    {
        const auto segment = Sniff();
        ASSERT_TRUE(segment);
        EXPECT_EQ(segment->flags, flags) << ns3::synfin::ToString(*segment);
        m_hostNext = segment->End();
    }

    void Handshake()
    {
        Inject(Syn(PEER_ISS));
        ExpectFlags(Segment::SYN | Segment::ACK);
        Inject(Ack(PEER_ISS + 1, m_hostNext.GetValue()));
    }

    long long NowUs()
    {
        timeval now;
        m_drill.gettimeofday(m_drill.self, &now, nullptr);
        return now.tv_sec * 1000000LL + now.tv_usec;
    }

    DrillInterface m_drill;      //!< under test
    FourTuple m_peer;            //!< as the peer sees it
    SequenceNumber32 m_hostNext; //!< what the host sends next
    long long m_sniffedAt{0};    //!< when the last segment left
};

} // namespace

TEST_F(DrillTest, HandshakeDataAndClose)
{
    const int listener = Listen();
    Handshake();
    const int fd = m_drill.accept(m_drill.self, listener, nullptr, nullptr);
    ASSERT_GE(fd, 0);

    Inject(Data(PEER_ISS + 1, m_hostNext.GetValue(), 0), 10);
    uint8_t buffer[100];
    EXPECT_EQ(m_drill.read(m_drill.self, fd, buffer, sizeof(buffer)), 10);
    EXPECT_EQ(buffer[9], 'x');
    ExpectFlags(Segment::ACK);

    EXPECT_EQ(m_drill.write(m_drill.self, fd, "hello", 5), 5);
    ExpectFlags(Segment::PSH | Segment::ACK);
    Inject(Ack(PEER_ISS + 11, m_hostNext.GetValue()));

    EXPECT_EQ(m_drill.close(m_drill.self, fd), 0);
    ExpectFlags(Segment::FIN | Segment::ACK);
    Inject(FinAck(PEER_ISS + 11, m_hostNext.GetValue()));
    ExpectFlags(Segment::ACK);
    EXPECT_FALSE(Sniff()) << "nothing comes after TIME_WAIT";
    EXPECT_EQ(m_drill.read(m_drill.self, fd, buffer, sizeof(buffer)), -1);
    EXPECT_EQ(errno, EBADF);
}

TEST_F(DrillTest, BlockingAcceptEndsWhenTheHandshakeDoes)
{
    const int listener = Listen();
    int accepted = -1;
    long long endUs = 0;
    std::thread user([&]() {
        accepted = m_drill.accept(m_drill.self, listener, nullptr, nullptr);
        endUs = NowUs();
    });
    const long long startUs = NowUs();
    m_drill.usleep(m_drill.self, 100000 - 20);
    Handshake();
    const long long handshakeUs = NowUs();
    m_drill.usleep(m_drill.self, 100000 - 20);
    user.join();
    EXPECT_GE(accepted, 0);
    EXPECT_EQ(handshakeUs, startUs + 100000);
    // The other thread may have come late to the call, never to its end.
    EXPECT_TRUE(endUs == handshakeUs || endUs == handshakeUs + 100000) << endUs - handshakeUs;
}

TEST_F(DrillTest, BlockingReadEndsWithTheData)
{
    const int listener = Listen();
    Handshake();
    const int fd = m_drill.accept(m_drill.self, listener, nullptr, nullptr);
    ssize_t size = -1;
    std::thread user([&]() {
        uint8_t buffer[100];
        size = m_drill.read(m_drill.self, fd, buffer, sizeof(buffer));
        NowUs();
    });
    Inject(Data(PEER_ISS + 1, m_hostNext.GetValue(), 0), 10);
    user.join();
    EXPECT_EQ(size, 10);
}

TEST_F(DrillTest, ACallThatNothingCanEndDoesNotHang)
{
    const int listener = Listen();
    EXPECT_EQ(m_drill.accept(m_drill.self, listener, nullptr, nullptr), -1);
    EXPECT_EQ(errno, EAGAIN);
}

TEST_F(DrillTest, RefusedConnect)
{
    const int fd = m_drill.socket(m_drill.self, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(PEER_PORT);
    peer.sin_addr.s_addr = htonl(Ipv4Address("192.0.2.1").Get());
    auto* address = reinterpret_cast<sockaddr*>(&peer);
    EXPECT_EQ(m_drill.connect(m_drill.self, fd, address, sizeof(peer)), -1);
    EXPECT_EQ(errno, EINPROGRESS);
    uint8_t octets[2048];
    size_t room = sizeof(octets);
    m_drill.netdev_receive(m_drill.self, octets, &room, &m_sniffedAt);
    const auto syn = ParseDatagram(octets, room).segment;
    ASSERT_TRUE(syn);
    m_peer.remotePort = syn->tuple.remotePort;
    Inject(RstAck(0, syn->segment.End().GetValue()));

    int error = 0;
    socklen_t length = sizeof(error);
    EXPECT_EQ(m_drill.getsockopt(m_drill.self, fd, SOL_SOCKET, SO_ERROR, &error, &length), 0);
    EXPECT_EQ(error, ECONNREFUSED);
    EXPECT_FALSE(Sniff());
}

TEST_F(DrillTest, TimeGoesOnForWhoOnlyLooks)
{
    const long long startUs = NowUs();
    for (int i = 0; i < 100; ++i)
    {
        NowUs();
    }
    EXPECT_GT(NowUs(), startUs + 50);
}

TEST_F(DrillTest, EdgeTriggeredEpollTellsOncePerEvent)
{
    const int listener = Listen();
    Handshake();
    const int fd = m_drill.accept(m_drill.self, listener, nullptr, nullptr);
    const int poll = m_drill.epoll_create(m_drill.self, 1);
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLET;
    EXPECT_EQ(m_drill.epoll_ctl(m_drill.self, poll, EPOLL_CTL_ADD, fd, &wanted), 0);
    epoll_event found;
    EXPECT_EQ(m_drill.epoll_wait(m_drill.self, poll, &found, 1, 0), 0);
    for (uint32_t i = 0; i < 2; ++i)
    {
        Inject(Data(PEER_ISS + 1 + 10 * i, m_hostNext.GetValue(), 0), 10);
        EXPECT_EQ(m_drill.epoll_wait(m_drill.self, poll, &found, 1, 0), 1);
        EXPECT_EQ(found.events, static_cast<uint32_t>(EPOLLIN));
        EXPECT_EQ(m_drill.epoll_wait(m_drill.self, poll, &found, 1, 0), 0);
    }
    // Time passes for who waits in vain.
    const long long startUs = NowUs();
    EXPECT_EQ(m_drill.epoll_wait(m_drill.self, poll, &found, 1, 50), 0);
    EXPECT_EQ(NowUs(), startUs + 50000);
    EXPECT_EQ(m_drill.close(m_drill.self, poll), 0);
}

TEST_F(DrillTest, TcpInfoHasWhatIsKnown)
{
    const int listener = Listen();
    Handshake();
    const int fd = m_drill.accept(m_drill.self, listener, nullptr, nullptr);
    Inject(Data(PEER_ISS + 1, m_hostNext.GetValue(), 0), 700);
    EXPECT_EQ(m_drill.write(m_drill.self, fd, "0123456789", 10), 10);
    m_drill.usleep(m_drill.self, 100000);
    tcp_info info{};
    socklen_t length = sizeof(info);
    EXPECT_EQ(m_drill.getsockopt(m_drill.self, fd, IPPROTO_TCP, TCP_INFO, &info, &length), 0);
    EXPECT_EQ(info.tcpi_state, TCP_ESTABLISHED);
    EXPECT_EQ(info.tcpi_options, 0); // the peer of this test offers none
    EXPECT_EQ(info.tcpi_unacked, 1U);
    EXPECT_EQ(info.tcpi_snd_cwnd, 10U); // RFC 6928
    EXPECT_EQ(info.tcpi_rcv_mss, 700U);
    EXPECT_EQ(info.tcpi_last_data_sent, 100U);
    EXPECT_EQ(info.tcpi_last_data_recv, 100U);
    EXPECT_EQ(info.tcpi_total_retrans, 0U);
}

/// A host with the socket calls of FreeBSD (netinet/tcp.h): TCP_NOOPT 8, TCP_KEEPINIT 128.
TEST_F(DrillTest, FreeBsdHasItsOwnNumbers)
{
    DrillInterface other;
    packetdrill_interface_init("profile=freebsd,dialect=freebsd", &other);
    const int fd = other.socket(other.self, AF_INET, SOCK_STREAM, 0);
    int value = 0;
    socklen_t length = sizeof(value);
    EXPECT_EQ(other.getsockopt(other.self, fd, IPPROTO_TCP, 128, &value, &length), 0);
    EXPECT_EQ(value, 75);
    value = 5;
    EXPECT_EQ(other.setsockopt(other.self, fd, IPPROTO_TCP, 128, &value, length), 0);
    EXPECT_EQ(other.getsockopt(other.self, fd, IPPROTO_TCP, 128, &value, &length), 0);
    EXPECT_EQ(value, 5);
    EXPECT_EQ(other.setsockopt(other.self, fd, IPPROTO_TCP, 8, &value, length), 0);
    value = 30000;
    EXPECT_EQ(other.setsockopt(other.self, fd, SOL_SOCKET, SO_RCVBUF, &value, length), 0);
    EXPECT_EQ(other.getsockopt(other.self, fd, SOL_SOCKET, SO_RCVBUF, &value, &length), 0);
    EXPECT_EQ(value, 30000); // Linux doubles it
    other.free(other.self);
    const int linux = m_drill.socket(m_drill.self, AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(m_drill.setsockopt(m_drill.self, linux, IPPROTO_TCP, 128, &value, length), -1);
    EXPECT_EQ(errno, ENOPROTOOPT);
}

TEST_F(DrillTest, SettingsAreToldWhatTheyAre)
{
    const int fd = m_drill.socket(m_drill.self, AF_INET6, SOCK_STREAM, 0);
    int value = 0;
    socklen_t length = sizeof(value);
    EXPECT_EQ(m_drill.getsockopt(m_drill.self, fd, IPPROTO_TCP, TCP_MAXSEG, &value, &length), 0);
    EXPECT_EQ(value, 536);
    value = 1000;
    EXPECT_EQ(m_drill.setsockopt(m_drill.self, fd, IPPROTO_TCP, TCP_MAXSEG, &value, length), 0);
    value = 0;
    EXPECT_EQ(m_drill.getsockopt(m_drill.self, fd, IPPROTO_TCP, TCP_MAXSEG, &value, &length), 0);
    EXPECT_EQ(value, 1000);
    EXPECT_EQ(m_drill.setsockopt(m_drill.self, fd, IPPROTO_TCP, 9999, &value, length), -1);
    EXPECT_EQ(errno, ENOPROTOOPT);
    EXPECT_EQ(m_drill.shutdown(m_drill.self, fd, SHUT_WR), -1);
    EXPECT_EQ(errno, ENOTCONN);
}
