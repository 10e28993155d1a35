/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The suite "synfin" of ns-3's own test runner: in an ns-3 tree, ./test.py -s synfin. It shows that
 * synfin does on that ns-3 what the tests of the standalone build hold it to, part by part.
 */

#include "../node/two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-outcome.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-scenario.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Two-sided, of the standard normal distribution: what holds with it fails one time in 10^6.
constexpr double QUANTILE_999999 = 4.8916;

/// The one-way delay of TwoHosts and what a segment of 60 octets, options included, takes at 100
/// Mbps may add to it.
const Time DELAY = MilliSeconds(10);
const Time SERIALISATION = MicroSeconds(10);

/// One connection through StackHelper: the client opens and closes, the server follows.
class LifeTestCase : public TestCase
{
  public:
    /**
     * @param profile of both hosts
     * @param timeWait how long it keeps a connection in TIME_WAIT
     * @param ipv6 true over IPv6
     */
    LifeTestCase(const std::string& profile, Time timeWait, bool ipv6)
        : TestCase(profile + ": handshake, close and TIME_WAIT over IPv" + (ipv6 ? "6" : "4")),
          m_profile(profile),
          m_timeWait(timeWait),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override
    {
        StackHelper stack;
        stack.SetProfile(m_profile);
        stack.Set("timer_hz", "0");
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        hosts.TcpOf(0)->TraceConnectWithoutContext("Transition",
                                                   MakeCallback(&LifeTestCase::Change, this));
        Ear server;
        const Ptr<Socket> listener = hosts.Listen(1, 80, m_ipv6);
        server.Hear(listener);
        Ear client;
        const Ptr<Socket> socket = hosts.MakeSocket(0);
        client.Hear(socket);
        socket->Connect(TwoHosts::At(1, 80, m_ipv6));
        TwoHosts::RunFor(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(server.accepted.size(), 1U, "one connection comes in");
        socket->Close();
        TwoHosts::RunFor(Seconds(1));
        server.accepted[0]->Close();
        TwoHosts::RunFor(Hours(1));

        const std::vector<State> path = {State::SYN_SENT,
                                         State::ESTABLISHED,
                                         State::FIN_WAIT_1,
                                         State::FIN_WAIT_2,
                                         State::TIME_WAIT,
                                         State::CLOSED};
        NS_TEST_ASSERT_MSG_EQ((m_states == path), true, "RFC 9293, figure 5, on the left");
        const Time roundTrip = m_times[1] - m_times[0];
        NS_TEST_EXPECT_MSG_EQ((roundTrip >= 2 * DELAY), true, "a round trip opens it");
        NS_TEST_EXPECT_MSG_EQ((roundTrip <= 2 * (DELAY + SERIALISATION)), true, "and no more");
        NS_TEST_EXPECT_MSG_EQ(m_times[5] - m_times[4], m_timeWait, "TIME_WAIT lasts 2MSL");
    }

    /**
     * @brief Notes a change of the client's state.
     * @param record what changed
     */
    void Change(const TransitionRecord& record)
    {
        m_states.push_back(record.transition.to);
        m_times.push_back(record.time);
    }

    const std::string m_profile; //!< of both hosts
    const Time m_timeWait;       //!< how long TIME_WAIT is to last
    const bool m_ipv6;           //!< over IPv6
    std::vector<State> m_states; //!< of the client, in their order
    std::vector<Time> m_times;   //!< since when
};

/// ns-3's own applications over synfin's TCP at one end and ns-3's own at the other.
class InteropTestCase : public TestCase
{
  public:
    /**
     * @param client whose TCP sends
     * @param server whose TCP receives
     */
    InteropTestCase(Tcp client, Tcp server)
        : TestCase(client == Tcp::SYNFIN ? "synfin sends to ns-3's own TCP"
                                         : "ns-3's own TCP sends to synfin"),
          m_client(client),
          m_server(server)
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t OCTETS = 200000;
        TwoHosts hosts(m_client, m_server);
        hosts.TcpOf(m_client == Tcp::SYNFIN ? 0 : 1)
            ->TraceConnectWithoutContext("Transition",
                                         MakeCallback(&InteropTestCase::Change, this));
        PacketSinkHelper sink("ns3::TcpSocketFactory", TwoHosts::Any(80));
        ApplicationContainer sinks = sink.Install(hosts.nodes.Get(1));
        BulkSendHelper source("ns3::TcpSocketFactory", TwoHosts::At(1, 80));
        source.SetAttribute("MaxBytes", UintegerValue(OCTETS));
        source.Install(hosts.nodes.Get(0));
        sinks.Stop(Seconds(60));
        TwoHosts::RunFor(Hours(1));
        NS_TEST_EXPECT_MSG_EQ(DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx(),
                              OCTETS,
                              "every octet arrives");
        NS_TEST_EXPECT_MSG_EQ(m_established, true, "the connection was open");
        NS_TEST_EXPECT_MSG_EQ(m_state, State::CLOSED, "and it is gone");
    }

    /**
     * @brief Notes a change of state at the synfin end.
     * @param record what changed
     */
    void Change(const TransitionRecord& record)
    {
        if (record.transition.tuple.remotePort != 0)
        {
            m_state = record.transition.to;
            m_established = m_established || m_state == State::ESTABLISHED;
        }
    }

    const Tcp m_client;           //!< whose TCP sends
    const Tcp m_server;           //!< whose TCP receives
    State m_state{State::LISTEN}; //!< of the synfin end
    bool m_established{false};    //!< it once was
};

/// The direct path, without packets, and the path through IP, with the same results.
class PathsTestCase : public TestCase
{
  public:
    PathsTestCase()
        : TestCase("the direct path and IP agree, with loss and data")
    {
    }

  private:
    void DoRun() override
    {
        const RunSummary direct = Run(PathKind::DIRECT);
        const RunSummary ip = Run(PathKind::IP);
        NS_TEST_EXPECT_MSG_EQ(direct.connections.CountOf(Outcome::ESTABLISHED), 200U, "all open");
        NS_TEST_EXPECT_MSG_EQ(ip.connections.CountOf(Outcome::ESTABLISHED), 200U, "here, too");
        NS_TEST_EXPECT_MSG_EQ(*direct.connections.handshake.Mean(),
                              *ip.connections.handshake.Mean(),
                              "after the same time");
        NS_TEST_EXPECT_MSG_EQ(direct.counters.segmentsSent, ip.counters.segmentsSent, "segments");
        NS_TEST_EXPECT_MSG_GT(direct.counters.synRetransmitted, 0U, "some SYNs are lost");
        NS_TEST_EXPECT_MSG_EQ(direct.counters.synRetransmitted,
                              ip.counters.synRetransmitted,
                              "the same ones");
        NS_TEST_EXPECT_MSG_EQ(direct.simulated, ip.simulated, "the last one ends at the same time");
    }

    /**
     * @brief Runs the scenario on one of the paths.
     * @param path which
     * @return what it came to
     */
    static RunSummary Run(PathKind path)
    {
        ScenarioParameters parameters;
        const auto error = parameters.Apply(
            {{"connections", "200"}, {"loss", "0.1"}, {"request", "500"}, {"response", "20000"}});
        NS_ABORT_MSG_IF(error, "a parameter that is not known");
        parameters.path = path;
        parameters.Resolve();
        return Scenario(parameters).Run();
    }
};

/// A link that loses frames independently: how many SYNs come again has a closed form.
class LossTestCase : public TestCase
{
  public:
    LossTestCase()
        : TestCase("SYNs come again as often as the loss says")
    {
    }

  private:
    void DoRun() override
    {
        constexpr double LOSS = 0.2;
        constexpr uint32_t CONNECTIONS = 5000;
        ScenarioParameters parameters;
        const auto error = parameters.Apply({{"connections", std::to_string(CONNECTIONS)},
                                             {"loss-forward", "0.2"},
                                             {"profile", "rfc9293"},
                                             {"clients", "10"}});
        NS_ABORT_MSG_IF(error, "a parameter that is not known");
        parameters.Resolve();
        const RunSummary summary = Scenario(parameters).Run();
        // Nothing is lost on the way back, so a client sends its SYN until one arrives: at most
        // `most` times, and the number of retransmissions is geometric up to there.
        const double most = parameters.client.profile.syn_retries;
        double mean = 0;
        double square = 0;
        for (int again = 1; again <= most; ++again)
        {
            mean += std::pow(LOSS, again);
            square += (2 * again - 1) * std::pow(LOSS, again);
        }
        const double sigma = std::sqrt(CONNECTIONS * (square - mean * mean));
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(summary.counters.synRetransmitted),
                                  CONNECTIONS * mean,
                                  QUANTILE_999999 * sigma,
                                  "within the confidence interval");
    }
};

/// LinkHelper's devices below ns-3's IP: delay and loss by name.
class LinkTestCase : public TestCase
{
  public:
    LinkTestCase()
        : TestCase("a link loses the segment that it is told to, and the timer sends it again")
    {
    }

  private:
    void DoRun() override
    {
        NodeContainer nodes(2);
        LinkHelper link;
        link.SetBoth("delay", "50ms");
        link.SetForward("lose", "syn");
        const NetDeviceContainer devices = link.Install(nodes);
        Rfc9293().Install(nodes);
        Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(devices);
        const Ptr<Socket> listener =
            Socket::CreateSocket(nodes.Get(1), TcpSocketFactory::GetTypeId());
        listener->Bind(TwoHosts::Any(80));
        listener->Listen();
        nodes.Get(0)->GetObject<L4Protocol>()->TraceConnectWithoutContext(
            "Transition",
            MakeCallback(&LinkTestCase::Change, this));
        const Ptr<Socket> socket =
            Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
        socket->Connect(TwoHosts::At(1, 80));
        TwoHosts::RunFor(Seconds(10));
        Simulator::Destroy();
        // RFC 6298 2.1: the first timeout is 1 s.
        NS_TEST_EXPECT_MSG_EQ(m_opened, MilliSeconds(1100), "a timeout and a round trip");
    }

    /**
     * @brief Notes when the client's connection is open.
     * @param record what changed
     */
    void Change(const TransitionRecord& record)
    {
        if (record.transition.to == State::ESTABLISHED)
        {
            m_opened = record.time;
        }
    }

    Time m_opened; //!< when the connection was open
};

/// All of them.
class SynfinTestSuite : public TestSuite
{
  public:
    SynfinTestSuite()
        : TestSuite("synfin", Type::UNIT)
    {
        // RFC 9293 3.4.2: MSL is 2 minutes; Linux and FreeBSD hold a connection for one minute.
        AddTestCase(new LifeTestCase("rfc9293", Seconds(240), false));
        AddTestCase(new LifeTestCase("linux", Seconds(60), false));
        AddTestCase(new LifeTestCase("linux-4", Seconds(60), true));
        AddTestCase(new LifeTestCase("freebsd", Seconds(60), true));
        AddTestCase(new InteropTestCase(Tcp::SYNFIN, Tcp::STOCK));
        AddTestCase(new InteropTestCase(Tcp::STOCK, Tcp::SYNFIN));
        AddTestCase(new PathsTestCase);
        AddTestCase(new LossTestCase);
        AddTestCase(new LinkTestCase);
    }
};

SynfinTestSuite g_synfinTestSuite; //!< registers itself

} // namespace
