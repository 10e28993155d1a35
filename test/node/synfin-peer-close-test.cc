/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A server application hears that its peer closed, whichever segment says so.

#include "two-hosts.h"

#include "ns3/application.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <tuple>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Accepts connections, reads what comes, and closes when its peer does, as ns-3's servers do.
class ClosingServer : public Application
{
  public:
    uint32_t accepted{0};                     //!< connections
    std::map<Ptr<Socket>, std::string> heard; //!< how each ended: c its peer closed, e an error

  private:
    void StartApplication() override
    {
        m_listener = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
        m_listener->Bind(TwoHosts::Any(80));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&ClosingServer::Accept, this));
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        ++accepted;
        heard[socket] = "";
        socket->SetRecvCallback(MakeCallback(&ClosingServer::Read, this));
        socket->SetCloseCallbacks(MakeCallback(&ClosingServer::PeerClosed, this),
                                  MakeCallback(&ClosingServer::Broken, this));
    }

    void Read(Ptr<Socket> socket)
    {
        Ptr<Packet> packet;
        while ((packet = socket->Recv()) && packet->GetSize() > 0)
        {
        }
    }

    void PeerClosed(Ptr<Socket> socket)
    {
        heard[socket] += "c";
        socket->Close();
    }

    void Broken(Ptr<Socket> socket)
    {
        heard[socket] += "e";
    }

    Ptr<Socket> m_listener;
};

/// Loss, preset, octets that the client sends before it closes.
using Case = std::tuple<double, const char*, uint32_t>;

class PeerClose : public testing::TestWithParam<Case>
{
  public:
    PeerClose()
        : hosts(Tcp::SYNFIN, Tcp::SYNFIN, Helper())
    {
    }

    static StackHelper Helper()
    {
        StackHelper helper;
        helper.SetProfile(std::get<1>(GetParam()));
        // A client that gives up leaves the server's end for ever.
        helper.Set("orphan_retries", "20");
        return helper;
    }

    /// Opens a connection that closes as soon as it is established.
    void Connect()
    {
        const Ptr<Socket> socket = hosts.MakeSocket(0);
        socket->SetConnectCallback(MakeCallback(&PeerClose::Close, this),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->Connect(TwoHosts::At(1, 80));
    }

    void Close(Ptr<Socket> socket)
    {
        if (std::get<2>(GetParam()) > 0)
        {
            socket->Send(Create<Packet>(std::get<2>(GetParam())));
        }
        socket->Close();
    }

    TwoHosts hosts;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Losses,
                         PeerClose,
                         testing::Combine(testing::Values(0.05, 0.2),
                                          testing::Values("rfc9293", "linux", "freebsd"),
                                          testing::Values(0U, 100U)));

TEST_P(PeerClose, IsHeardOfByEveryConnection)
{
    hosts.Lose(std::get<0>(GetParam()));
    const Ptr<ClosingServer> server = CreateObject<ClosingServer>();
    hosts.nodes.Get(1)->AddApplication(server);
    constexpr uint32_t CONNECTIONS = 2000;
    for (uint32_t i = 0; i < CONNECTIONS; ++i)
    {
        Simulator::Schedule(MilliSeconds(10 * i + 100), &PeerClose::Connect, this);
    }
    TwoHosts::RunFor(Hours(1));
    EXPECT_GE(server->accepted, CONNECTIONS * 99 / 100);
    for (const auto& [socket, words] : server->heard)
    {
        EXPECT_TRUE(words == "c" || words == "e" || words == "ce") << "heard '" << words << "'";
    }
    const Stack& stack = hosts.TcpOf(1)->GetDriver().GetStack();
    for (int state = 0; state < STATE_COUNT; ++state)
    {
        const auto one = static_cast<State>(state);
        EXPECT_EQ(stack.CountOf(one), one == State::LISTEN ? 1U : 0U) << one;
    }
}
