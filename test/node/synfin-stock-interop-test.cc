/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A whole life between synfin and ns-3's own TCP: every profile, either end as client, who closes
 * first, without data, with data, with loss. The table of doc/real-peers.rst is made here.
 */

#include "talker.h"
#include "two-hosts.h"

#include "ns3/ipv4-header.h"
#include "ns3/ppp-header.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

enum class Closer
{
    CLIENT,
    SERVER,
    BOTH,
};

enum class Load
{
    NOTHING,
    DATA,
    LOSS, //!< data, and 1 % of the packets are lost both ways, for the whole life
};

/// What a life is made of.
struct Case
{
    std::string profile;
    bool synfinIsClient;
    Closer closer;
    Load load;

    uint64_t Octets() const
    {
        return load == Load::NOTHING ? 0 : 50000;
    }
};

/// What became of it.
struct Delivery
{
    bool delivered{false};                           //!< every octet, both ways
    State synfin{State::CLOSED};                     //!< last state
    Cause cause{Cause::ACTIVE_OPEN};                 //!< of that
    TcpSocket::TcpStates_t stock{TcpSocket::CLOSED}; //!< last state
    uint32_t resets{0}; //!< RST segments that the synfin end sent or received

    /// @return true when both ends closed as RFC 9293 3.6 wants it
    bool IsInOrder() const
    {
        return resets == 0 && synfin == State::CLOSED && stock == TcpSocket::CLOSED &&
               (cause == Cause::ACK_RECEIVED || cause == Cause::TIME_WAIT_EXPIRED);
    }
};

/// One connection from its SYN to its end at both hosts.
class Life
{
  public:
    Life(const Case& what, uint32_t run);
    Delivery Run();

    /// Loses what the model says of what the client sends.
    void Lose(Ptr<ErrorModel> model);

  private:
    static StackHelper StackOf(const Case& what);
    void Accept(Ptr<Socket> socket, const Address& from);
    void Watch(Ptr<Socket> socket, bool isClient);
    void Poll();
    void OnTransition(const TransitionRecord& record);
    void OnSegment(const SegmentRecord& record);
    void OnStockState(TcpSocket::TcpStates_t, TcpSocket::TcpStates_t state);

    const Case m_case;
    TwoHosts m_hosts;
    Talker m_client;
    Talker m_server;
    bool m_accepted{false};
    bool m_clientClosed{false}; //!< did its application close?
    bool m_serverClosed{false};
    Ptr<Socket> m_listener;
    Delivery m_outcome;
};

StackHelper
Life::StackOf(const Case& what)
{
    StackHelper stack;
    stack.SetProfile(what.profile);
    return stack;
}

Life::Life(const Case& what, uint32_t run)
    : m_case(what),
      m_hosts(what.synfinIsClient ? Tcp::SYNFIN : Tcp::STOCK,
              what.synfinIsClient ? Tcp::STOCK : Tcp::SYNFIN,
              StackOf(what)),
      m_client(1, 2, what.Octets()),
      m_server(2, 1, what.Octets())
{
    if (what.load == Load::LOSS)
    {
        RngSeedManager::SetRun(run);
        m_hosts.Lose(0.01);
    }
    const Ptr<L4Protocol> tcp = m_hosts.TcpOf(what.synfinIsClient ? 0 : 1);
    tcp->TraceConnectWithoutContext("Transition", MakeCallback(&Life::OnTransition, this));
    tcp->TraceConnectWithoutContext("SegmentSent", MakeCallback(&Life::OnSegment, this));
    tcp->TraceConnectWithoutContext("SegmentReceived", MakeCallback(&Life::OnSegment, this));
}

void
Life::Lose(Ptr<ErrorModel> model)
{
    m_hosts.devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(model));
}

Delivery
Life::Run()
{
    m_listener = m_hosts.Listen(1, 80);
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&Life::Accept, this));
    const Ptr<Socket> socket = m_hosts.MakeSocket(0);
    Watch(socket, true);
    m_client.Use(socket);
    socket->Connect(TwoHosts::At(1, 80));
    Simulator::Schedule(Seconds(1), &Life::Poll, this);
    TwoHosts::RunFor(Hours(1));
    m_outcome.delivered = m_client.received == m_case.Octets() && m_client.wrong == 0 &&
                          m_server.received == m_case.Octets() && m_server.wrong == 0;
    return m_outcome;
}

void
Life::Accept(Ptr<Socket> socket, const Address& from)
{
    m_accepted = true;
    Watch(socket, false);
    m_server.Accept(socket, from);
}

void
Life::Watch(Ptr<Socket> socket, bool isClient)
{
    if (isClient != m_case.synfinIsClient)
    {
        socket->TraceConnectWithoutContext("State", MakeCallback(&Life::OnStockState, this));
    }
}

void
Life::Poll()
{
    const bool isDone =
        m_accepted && m_client.received == m_case.Octets() && m_server.received == m_case.Octets();
    const bool clientCloses = m_case.closer != Closer::SERVER || m_client.closed;
    const bool serverCloses = m_case.closer != Closer::CLIENT || m_server.closed;
    if (isDone && clientCloses && !m_clientClosed)
    {
        m_clientClosed = true;
        m_client.Close();
    }
    if (isDone && serverCloses && !m_serverClosed)
    {
        m_serverClosed = true;
        m_server.Close();
    }
    if (!m_clientClosed || !m_serverClosed)
    {
        Simulator::Schedule(MilliSeconds(100), &Life::Poll, this);
    }
}

void
Life::OnTransition(const TransitionRecord& record)
{
    if (record.transition.tuple.remotePort != 0)
    {
        m_outcome.synfin = record.transition.to;
        m_outcome.cause = record.transition.cause;
    }
}

void
Life::OnSegment(const SegmentRecord& record)
{
    m_outcome.resets += record.segment.Has(Segment::RST) ? 1 : 0;
}

void
Life::OnStockState(TcpSocket::TcpStates_t, TcpSocket::TcpStates_t state)
{
    m_outcome.stock = state;
}

const std::vector<std::pair<Closer, const char*>> CLOSERS = {{Closer::CLIENT, "client"},
                                                             {Closer::SERVER, "server"},
                                                             {Closer::BOTH, "both at once"}};
const std::vector<std::pair<Load, const char*>> LOADS = {{Load::NOTHING, "none"},
                                                         {Load::DATA, "50 kB each way"},
                                                         {Load::LOSS, "the same, 1 % loss"}};
constexpr uint32_t LOSSY_RUNS = 10;

/// Runs a case once, or with loss so many times; whatever happens, the synfin end is CLOSED at
/// last.
/// @return how many lives delivered everything and closed in order
uint32_t
CountInOrder(const Case& what, uint32_t runs)
{
    uint32_t count = 0;
    for (uint32_t run = 1; run <= runs; ++run)
    {
        const Delivery outcome = Life(what, run).Run();
        EXPECT_TRUE(outcome.delivered);
        EXPECT_EQ(outcome.synfin, State::CLOSED);
        count += outcome.delivered && outcome.IsInOrder() ? 1 : 0;
    }
    return count;
}

/// The profiles that are columns of the table.
const std::vector<std::string> PROFILES = {"rfc9293", "linux", "linux-4", "freebsd"};

/// @return the table of doc/real-peers.rst
std::string
Table()
{
    std::ostringstream table;
    table << ".. csv-table::\n   :header-rows: 1\n\n   \"client\", \"closes first\", \"data\"";
    for (const auto& profile : PROFILES)
    {
        table << ", \"" << profile << "\"";
    }
    for (const bool synfinIsClient : {true, false})
    {
        for (const auto& closer : CLOSERS)
        {
            for (const auto& load : LOADS)
            {
                table << "\n   \"" << (synfinIsClient ? "synfin" : "stock") << "\", \""
                      << closer.second << "\", \"" << load.second << "\"";
                for (const auto& profile : PROFILES)
                {
                    SCOPED_TRACE(profile + table.str().substr(table.str().rfind('\n')));
                    const uint32_t runs = load.first == Load::LOSS ? LOSSY_RUNS : 1;
                    const uint32_t count =
                        CountInOrder({profile, synfinIsClient, closer.first, load.first}, runs);
                    EXPECT_GE(count, runs * 9 / 10);
                    table << ", \"" << count << " of " << runs << "\"";
                }
            }
        }
    }
    table << "\n";
    return table.str();
}

} // namespace

TEST(StockInterop, EveryLifeEndsAndTheTableOfTheManualIsCurrent)
{
    std::ifstream file(SYNFIN_SOURCE "/doc/real-peers.rst");
    std::ostringstream text;
    text << file.rdbuf();
    const std::string table = Table();
    // Put what this prints into doc/real-peers.rst when it changes, and look at why.
    EXPECT_NE(text.str().find(table), std::string::npos) << table;
}

namespace
{

/// Loses the ACK that answers the peer's FIN, once: the first ACK alone that follows a FIN.
class LastAckLoss : public ErrorModel
{
  private:
    bool DoCorrupt(Ptr<Packet> packet) override
    {
        const Ptr<Packet> copy = packet->Copy();
        PppHeader frame;
        Ipv4Header ip;
        TcpHeader tcp;
        copy->RemoveHeader(frame);
        copy->RemoveHeader(ip);
        copy->RemoveHeader(tcp);
        m_fin = m_fin || (tcp.GetFlags() & TcpHeader::FIN) != 0;
        const bool isIt = m_fin && !m_done && tcp.GetFlags() == TcpHeader::ACK;
        m_done = m_done || isIt;
        return isIt;
    }

    void DoReset() override
    {
    }

    bool m_fin{false};  //!< did a FIN come from there?
    bool m_done{false}; //!< is it lost?
};

} // namespace

/// The stock end in LAST_ACK sends its FIN again, and synfin in TIME_WAIT acknowledges it again.
TEST(StockInterop, SynfinAcknowledgesAFinAgain)
{
    Life life({"linux", true, Closer::CLIENT, Load::DATA}, 1);
    life.Lose(CreateObject<LastAckLoss>());
    const Delivery outcome = life.Run();
    EXPECT_TRUE(outcome.delivered);
    EXPECT_TRUE(outcome.IsInOrder());
    EXPECT_EQ(outcome.cause, Cause::TIME_WAIT_EXPIRED);
}

/// The other way round stock TCP is silent: ProcessPacket of TIME_WAIT has no ACK for a FIN.
TEST(StockInterop, StockDoesNot)
{
    Life life({"linux", false, Closer::CLIENT, Load::DATA}, 1);
    life.Lose(CreateObject<LastAckLoss>());
    const Delivery outcome = life.Run();
    EXPECT_TRUE(outcome.delivered);
    EXPECT_EQ(outcome.synfin, State::CLOSED);
    EXPECT_EQ(outcome.cause, Cause::TIMED_OUT); // in LAST_ACK, after all its retransmissions
}

/// Stock TCP in SYN_RCVD answers the SYN-ACK of a simultaneous open by a RST, whose number is none
/// of the window, and is gone; so synfin, which has its own SYN acknowledged, learns of it later.
TEST(StockInterop, StockKnowsNoSimultaneousOpen)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::STOCK);
    std::vector<Ear> ears(2);
    std::vector<Ptr<Socket>> sockets;
    for (uint32_t host = 0; host < 2; ++host)
    {
        sockets.push_back(hosts.MakeSocket(host));
        ears[host].Hear(sockets[host]);
        sockets[host]->Bind(TwoHosts::Any(80));
        sockets[host]->Connect(TwoHosts::At(1 - host, 80));
    }
    TwoHosts::RunFor(Minutes(1));
    EXPECT_EQ(ears[0].words, Words({"connected"}));
    EXPECT_EQ(ears[1].words, Words({"broken", "closed"}));
    const std::string text = "anybody there?";
    sockets[0]->Send(reinterpret_cast<const uint8_t*>(text.data()), text.size(), 0);
    TwoHosts::RunFor(Minutes(1));
    EXPECT_EQ(ears[0].words, Words({"connected", "broken"}));
}
