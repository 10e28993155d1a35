/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../node/talker.h"
#include "../node/two-hosts.h"

#include "ns3/synfin-trace-helper.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{
namespace
{

namespace fs = std::filesystem;

/// A row of a table, by column.
using Row = std::map<std::string, std::string>;

std::vector<std::string>
Fields(const std::string& line)
{
    std::vector<std::string> fields;
    std::istringstream text(line);
    for (std::string field; std::getline(text, field, ',');)
    {
        fields.push_back(field);
    }
    return fields;
}

std::vector<Row>
Rows(const fs::path& path)
{
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::string line;
    std::getline(file, line);
    const auto names = Fields(line);
    std::vector<Row> rows;
    while (std::getline(file, line))
    {
        const auto fields = Fields(line);
        Row row;
        for (std::size_t i = 0; i < names.size(); ++i)
        {
            row[names[i]] = i < fields.size() ? fields[i] : "";
        }
        rows.push_back(row);
    }
    return rows;
}

/// A folder of results that is not there yet, and goes with the test.
class TraceHelperTest : public testing::Test
{
  protected:
    TraceHelperTest()
        : place(fs::temp_directory_path() /
                ("synfin-trace-helper-" + std::to_string(getpid()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name()))
    {
        fs::remove_all(place);
    }

    ~TraceHelperTest() override
    {
        fs::remove_all(place);
    }

    nlohmann::json Summary() const
    {
        std::ifstream file(place / "summary.json");
        return nlohmann::json::parse(file);
    }

    /// The left host connects, sends, and closes when the right one has answered.
    void Live(TwoHosts& hosts, uint16_t port, uint64_t octets)
    {
        auto talker = std::make_unique<Talker>(1, 2, octets);
        const Ptr<Socket> socket = hosts.MakeSocket(0);
        talker->Use(socket);
        EXPECT_EQ(socket->Connect(hosts.At(1, port)), 0);
        talkers.push_back(std::move(talker));
    }

    /// Two hosts whose left one lives once, closing first, and then meets a closed port.
    void LiveTwice(Tcp left, Tcp right)
    {
        TwoHosts hosts(left, right);
        TraceHelper traces(place);
        traces.SetSegments(true);
        traces.SetCounters(true);
        traces.Install(hosts.nodes);
        Talker server(2, 1, 500);
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&Talker::Accept, &server));
        Live(hosts, 80, 3000);
        hosts.RunFor(Seconds(1));
        EXPECT_EQ(server.received, 3000U);
        talkers[0]->Close();
        hosts.RunFor(Seconds(1));
        server.Close();
        Live(hosts, 81, 10);
        EXPECT_FALSE(fs::exists(place));
        hosts.RunFor(Minutes(10));
    }

    fs::path place;
    std::vector<std::unique_ptr<Talker>> talkers;
};

} // namespace

/// Two lives, and an attempt at a closed port: each is a row, with one number at both ends.
TEST_F(TraceHelperTest, WritesWhatSynfinRunWrites)
{
    LiveTwice(Tcp::SYNFIN, Tcp::SYNFIN);
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), 2U);
    EXPECT_EQ(connections[0].at("conn"), "1");
    EXPECT_EQ(connections[0].at("laddr"), "10.1.1.1");
    EXPECT_EQ(connections[0].at("rport"), "80");
    EXPECT_EQ(connections[0].at("bytes_sent"), "3000");
    EXPECT_EQ(connections[0].at("bytes_received"), "500");
    EXPECT_EQ(connections[0].at("close"), "orderly");
    EXPECT_EQ(connections[0].at("closer"), "client");
    EXPECT_EQ(connections[1].at("outcome"), "refused");
    std::map<std::string, std::string> numbers; // by host
    for (const Row& row : Rows(place / "transitions.csv"))
    {
        if (row.at("newstate") == "ESTABLISHED")
        {
            numbers[row.at("host")] = row.at("conn");
        }
    }
    EXPECT_EQ(numbers, (std::map<std::string, std::string>{{"0", "1"}, {"1", "1"}}));
    const auto summary = Summary();
    EXPECT_EQ(summary["connections"]["attempted"], 2);
    EXPECT_EQ(summary["connections"]["established"], 1);
    EXPECT_EQ(summary["connections"]["refused"], 1);
    EXPECT_EQ(summary["time_wait"]["entered"], 1);
    EXPECT_EQ(summary["parameters"]["set"]["rto_initial"], "1s");
    uint64_t sent = 0;
    for (const Row& row : Rows(place / "segments.csv"))
    {
        sent += row.at("event") == "sent" ? 1 : 0;
    }
    EXPECT_EQ(summary["run"]["segments"], sent);
    EXPECT_FALSE(Rows(place / "hosts.csv").empty());
    std::map<std::string, std::string> counters; // of the left host, and of the right one
    for (const Row& row : Rows(place / "counters.csv"))
    {
        counters[row.at("counter")] += row.at("value") + ",";
    }
    EXPECT_EQ(counters["TcpActiveOpens"], "2,0,");
    EXPECT_EQ(counters["TcpAttemptFails"], "1,0,");
    EXPECT_EQ(counters["TcpPassiveOpens"], "0,1,");
    EXPECT_EQ(counters["TcpOutRsts"], "0,1,");
    EXPECT_EQ(counters["TcpExtTW"], "1,0,");
    EXPECT_EQ(summary["counters"]["TcpActiveOpens"], 2);
}

/// ns-3's own TCP at either end or at both: the same life has the same row.
class TraceHelperOfBoth : public TraceHelperTest,
                          public testing::WithParamInterface<std::pair<Tcp, Tcp>>
{
};

TEST_P(TraceHelperOfBoth, WritesTheSame)
{
    LiveTwice(GetParam().first, GetParam().second);
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), 2U);
    EXPECT_EQ(connections[0].at("laddr"), "10.1.1.1");
    EXPECT_EQ(connections[0].at("raddr"), "10.1.1.2");
    EXPECT_EQ(connections[0].at("bytes_sent"), "3000");
    EXPECT_EQ(connections[0].at("bytes_received"), "500");
    EXPECT_EQ(connections[0].at("close"), "orderly");
    EXPECT_EQ(connections[0].at("closer"), "client");
    EXPECT_EQ(connections[0].at("syn_sent"), "1");
    EXPECT_EQ(connections[0].at("synack_sent"), "1");
    EXPECT_EQ(connections[0].at("server_handshake_s").substr(0, 4), "0.02");
    EXPECT_EQ(connections[1].at("outcome"), "refused");
    std::map<std::string, std::vector<std::string>> states; // by host, of the first connection
    for (const Row& row : Rows(place / "transitions.csv"))
    {
        if (row.at("conn") == "1")
        {
            states[row.at("host")].push_back(row.at("newstate"));
        }
    }
    EXPECT_EQ(states["0"],
              (std::vector<std::string>{"SYN_SENT",
                                        "ESTABLISHED",
                                        "FIN_WAIT_1",
                                        "FIN_WAIT_2",
                                        "TIME_WAIT",
                                        "CLOSED"}));
    EXPECT_EQ(
        states["1"],
        (std::vector<std::string>{"SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"}));
    std::map<std::string, int> segments; // of the first connection, by host and event
    for (const Row& row : Rows(place / "segments.csv"))
    {
        segments[row.at("host") + row.at("event")] += row.at("conn") == "1" ? 1 : 0;
    }
    EXPECT_EQ(segments["0sent"], segments["1received"]);
    EXPECT_EQ(segments["1sent"], segments["0received"]);
    const bool isSynfin = GetParam().first == Tcp::SYNFIN && GetParam().second == Tcp::SYNFIN;
    EXPECT_EQ(Summary()["harm"]["old_duplicate_accepted"].is_null(), !isSynfin);
    EXPECT_EQ(Summary()["time_wait"]["entered"], 1);
}

/// Whatever is lost, every attempt is a row, and a connection has one number at both ends.
TEST_P(TraceHelperOfBoth, UnderLoss)
{
    constexpr int ATTEMPTS = 100;
    {
        TwoHosts hosts(GetParam().first, GetParam().second);
        hosts.Lose(0.2);
        TraceHelper traces(place);
        traces.InstallAll();
        std::vector<std::unique_ptr<Talker>> servers;
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        const std::function<void(Ptr<Socket>, const Address&)> accept = [&](Ptr<Socket> socket,
                                                                            const Address& from) {
            servers.push_back(std::make_unique<Talker>(2, 1, 500));
            servers.back()->Accept(socket, from);
        };
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    Callback<void, Ptr<Socket>, const Address&>(accept));
        for (int i = 0; i < ATTEMPTS; ++i)
        {
            Live(hosts, 80, 1000);
            hosts.RunFor(MilliSeconds(300));
        }
        for (const auto& talker : talkers)
        {
            talker->Close();
        }
        hosts.RunFor(Seconds(20));
        for (const auto& server : servers)
        {
            server->Close();
        }
        hosts.RunFor(Minutes(60));
    }
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), static_cast<std::size_t>(ATTEMPTS));
    std::map<std::string, std::string> ports; // by number
    for (const Row& row : connections)
    {
        ports[row.at("conn")] = row.at("lport");
    }
    for (const Row& row : Rows(place / "transitions.csv"))
    {
        if (row.at("rport") != "0")
        {
            EXPECT_EQ(ports[row.at("conn")], row.at(row.at("host") == "0" ? "lport" : "rport"));
        }
    }
    const auto summary = Summary();
    EXPECT_GT(summary["retransmissions"]["syn"], 5);
    EXPECT_EQ(summary["connections"]["attempted"], ATTEMPTS);
    EXPECT_GT(summary["connections"]["established"], ATTEMPTS * 9 / 10);
    EXPECT_EQ(summary["connections"]["pending"], 0);
}

INSTANTIATE_TEST_SUITE_P(Stacks,
                         TraceHelperOfBoth,
                         testing::Values(std::pair(Tcp::SYNFIN, Tcp::SYNFIN),
                                         std::pair(Tcp::SYNFIN, Tcp::STOCK),
                                         std::pair(Tcp::STOCK, Tcp::SYNFIN),
                                         std::pair(Tcp::STOCK, Tcp::STOCK)));

/// What the end of the simulation cuts off says so.
TEST_F(TraceHelperTest, ACutLifeIsOpen)
{
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.Install(hosts.nodes);
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        Live(hosts, 80, 10);
        hosts.RunFor(Seconds(1));
        Live(hosts, 80, 10);
    }
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), 2U);
    EXPECT_EQ(connections[0].at("outcome"), "established");
    EXPECT_EQ(connections[0].at("close"), "open");
    EXPECT_EQ(connections[1].at("outcome"), "pending");
    EXPECT_EQ(Summary()["connections"]["pending"], 1);
    EXPECT_EQ(Summary()["close"]["open"], 1);
}

/// The tables hold what began in the window; the summary counts all.
TEST_F(TraceHelperTest, AWindow)
{
    {
        TwoHosts hosts; // 2 s have passed
        TraceHelper traces(place);
        traces.SetWindow(Seconds(3), Seconds(5));
        traces.Install(hosts.nodes);
        for (int i = 0; i < 5; ++i)
        {
            Live(hosts, 80, 1);
            hosts.RunFor(Seconds(1));
        }
        traces.Close();
    }
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), 2U);
    EXPECT_EQ(connections[0].at("conn"), "2");
    EXPECT_EQ(connections[1].at("conn"), "3");
    EXPECT_EQ(Summary()["connections"]["attempted"], 5);
    EXPECT_EQ(Summary()["parameters"]["window"], "3s:5s");
}

/// One of so many.
TEST_F(TraceHelperTest, ASample)
{
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.SetSample(4);
        traces.Install(hosts.nodes);
        for (int i = 0; i < 100; ++i)
        {
            Live(hosts, 80, 1);
        }
        hosts.RunFor(Seconds(1));
    }
    const auto connections = Rows(place / "connections.csv");
    EXPECT_GT(connections.size(), 10U);
    EXPECT_LT(connections.size(), 45U);
    EXPECT_EQ(Summary()["connections"]["refused"], 100);
}

TEST_F(TraceHelperTest, RefusesWhatItCannotRecord)
{
    const auto refusal = [](TraceHelper& traces, const NodeContainer& nodes) -> std::string {
        try
        {
            traces.Install(nodes);
        }
        catch (const std::runtime_error& error)
        {
            return error.what();
        }
        return "";
    };
    {
        TwoHosts hosts;
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        TraceHelper traces(place);
        EXPECT_EQ(refusal(traces, hosts.nodes),
                  "synfin::TraceHelper: node 1 uses its TCP already: observe it before the first "
                  "socket is bound");
    }
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        EXPECT_EQ(refusal(traces, hosts.nodes), "");
        EXPECT_EQ(refusal(traces, hosts.nodes), "synfin::TraceHelper: node 0 is observed already");
    }
    {
        TwoHosts hosts;
        TraceHelper traces("/proc/none");
        EXPECT_NE(refusal(traces, hosts.nodes).find("/proc/none"), std::string::npos);
    }
    fs::create_directory(place);
    std::ofstream(place / "mine") << "";
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        EXPECT_NE(refusal(traces, hosts.nodes).find(place), std::string::npos);
    }
    EXPECT_TRUE(fs::exists(place / "mine"));
    fs::remove_all(place);
    EXPECT_FALSE(fs::exists(place));
}

/// What is recorded until an exception passes by is not a whole run.
TEST_F(TraceHelperTest, AnExceptionThatPassesByLeavesNothing)
{
    const auto run = [this] {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.Install(hosts.nodes);
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        Live(hosts, 80, 10);
        hosts.RunFor(Seconds(1));
        throw std::logic_error("the script's own");
    };
    EXPECT_THROW(run(), std::logic_error);
    EXPECT_FALSE(fs::exists(place));
}

/// @return what a call throws as std::runtime_error, "" when it does not
template <typename Call>
std::string
RefusalOf(const Call& call)
{
    try
    {
        call();
    }
    catch (const std::runtime_error& error)
    {
        return error.what();
    }
    return "";
}

/// Nobody is recorded: that is not silent.
TEST_F(TraceHelperTest, RefusesToRecordNobody)
{
    {
        TraceHelper traces(place);
        EXPECT_EQ(RefusalOf([&] { traces.InstallAll(); }),
                  "synfin::TraceHelper: no node has a TCP: give them one with synfin::StackHelper "
                  "first");
        EXPECT_EQ(RefusalOf([&] { traces.Close(); }),
                  "synfin::TraceHelper: Close has nothing to write: Install was not called");
    }
    testing::internal::CaptureStderr();
    {
        TraceHelper traces("out");
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "synfin::TraceHelper: nothing is recorded in out: Install was not called\n");
    EXPECT_FALSE(fs::exists(place));
}

/// Results of a simulation that never ran would say that nothing happened.
TEST_F(TraceHelperTest, RefusesToWriteWhatNeverRan)
{
    const NodeContainer nodes(1);
    Rfc9293().Install(nodes);
    TraceHelper traces(place);
    EXPECT_DEATH(traces.SetSample(static_cast<uint32_t>(-1)), "accepted is 1 to 1000000000");
    traces.Install(nodes);
    EXPECT_EQ(RefusalOf([&] { traces.Close(); }),
              "synfin::TraceHelper: the simulation has not run, there is nothing to write");
    Simulator::Destroy();
    EXPECT_FALSE(fs::exists(place));
}

/// Who catches a refusal may go on; nothing is recorded then.
TEST_F(TraceHelperTest, ARunAfterARefusalIsNotRecorded)
{
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.SetWindow(Seconds(3), Seconds(4)); // from before it to behind it
        traces.Install(hosts.nodes);
        EXPECT_NE(RefusalOf([&] { traces.Install(hosts.nodes); }), "");
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        for (int i = 0; i < 3; ++i)
        {
            Live(hosts, 80, 10);
            hosts.RunFor(Seconds(1));
        }
        EXPECT_EQ(talkers.size(), 3U);
    }
    EXPECT_FALSE(fs::exists(place));
}

/// Refusals are in the words of a script, which has no options.
TEST_F(TraceHelperTest, SpeaksOfItsSettings)
{
    fs::create_directory(place);
    std::ofstream(place / "mine") << "";
    TwoHosts hosts;
    TraceHelper traces(place);
    EXPECT_EQ(RefusalOf([&] { traces.Install(hosts.nodes); }),
              "synfin::TraceHelper: folder " + place.string() +
                  ": accepted is a new or empty directory, or SetForce(true) to replace the "
                  "results in this one");
}

/// Two helpers have a folder each; one inside the other would be in the way of it.
TEST_F(TraceHelperTest, RefusesTheFolderOfAnotherHelper)
{
    {
        TwoHosts hosts;
        TraceHelper outer(place);
        outer.Install(hosts.nodes.Get(0));
        for (const fs::path& folder : {place, place / "inner", place / "a" / "b"})
        {
            TraceHelper inner(folder);
            EXPECT_EQ(RefusalOf([&] { inner.Install(hosts.nodes.Get(1)); }),
                      "synfin::TraceHelper: folder " + folder.string() +
                          ": accepted is a folder outside of " + place.string() +
                          ", where another TraceHelper writes its results");
        }
        TraceHelper beside(place.string() + "-b");
        beside.Install(hosts.nodes.Get(1));
        const Ptr<Socket> listener = hosts.Listen(1, 80);
        Live(hosts, 80, 10);
        hosts.RunFor(Seconds(1));
    }
    EXPECT_EQ(Rows(place / "connections.csv").size(), 1U);
    EXPECT_TRUE(fs::exists(place.string() + "-b/summary.json"));
    fs::remove_all(place.string() + "-b");
    TraceHelper later(place / "inner"); // nobody writes there any more
    const NodeContainer nodes(1);
    Rfc9293().Install(nodes);
    EXPECT_EQ(RefusalOf([&] { later.Install(nodes); }), "");
    EXPECT_NE(RefusalOf([&] { later.Close(); }), ""); // it has not run
    Simulator::Destroy();
}

/// What one helper cannot put in its place takes nothing from another one.
TEST_F(TraceHelperTest, TheFailureOfOneHelperLeavesTheOthersResults)
{
    TwoHosts hosts;
    TraceHelper first(place / "first");
    first.Install(hosts.nodes.Get(0));
    TraceHelper second(place / "second");
    second.Install(hosts.nodes.Get(1));
    const Ptr<Socket> listener = hosts.Listen(1, 80);
    Live(hosts, 80, 10);
    hosts.RunFor(Seconds(1));
    fs::create_directory(place / "first");
    EXPECT_NE(RefusalOf([] { Simulator::Destroy(); }).find("it was not there before"),
              std::string::npos);
    EXPECT_TRUE(fs::exists(place / "second" / "summary.json"));
}

/// As synfin-run's: what else the simulation does makes no difference.
TEST_F(TraceHelperTest, EndsWithTheLastChangeOfState)
{
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.Install(hosts.nodes);
        Ptr<Socket> client = hosts.MakeSocket(0);
        client->Connect(hosts.At(1, 80)); // where nobody listens
        hosts.RunFor(Hours(1));
    }
    const double end = Summary()["run"]["sim_s"];
    EXPECT_LT(end, 3);
    EXPECT_EQ(end, std::stod(Rows(place / "transitions.csv").back().at("time_s")));
    EXPECT_EQ(std::stod(Rows(place / "hosts.csv").back().at("time_s")), 3);
}

/// Each end of a simultaneous open made an attempt of its own.
TEST_F(TraceHelperTest, ASimultaneousOpenIsTwoAttempts)
{
    {
        TwoHosts hosts;
        TraceHelper traces(place);
        traces.Install(hosts.nodes);
        std::vector<Ptr<Socket>> sockets;
        for (uint32_t host : {0U, 1U})
        {
            sockets.push_back(hosts.MakeSocket(host));
            EXPECT_EQ(sockets.back()->Bind(hosts.At(host, 7000)), 0);
        }
        EXPECT_EQ(sockets[0]->Connect(hosts.At(1, 7000)), 0);
        EXPECT_EQ(sockets[1]->Connect(hosts.At(0, 7000)), 0);
        hosts.RunFor(Seconds(1));
        for (const auto& socket : sockets)
        {
            socket->Send(Create<Packet>(100));
        }
        hosts.RunFor(Seconds(1));
    }
    EXPECT_EQ(Summary()["harm"]["old_duplicate_accepted"], 0);
    const auto connections = Rows(place / "connections.csv");
    ASSERT_EQ(connections.size(), 2U);
    for (const Row& row : connections)
    {
        EXPECT_EQ(row.at("outcome"), "established");
        EXPECT_EQ(row.at("close"), "open");
    }
    EXPECT_EQ(connections[0].at("laddr"), connections[1].at("raddr"));
}

} // namespace synfin
} // namespace ns3
