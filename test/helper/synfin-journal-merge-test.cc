/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../node/talker.h"
#include "../node/two-hosts.h"

#include "ns3/synfin-journal-format.h"
#include "ns3/synfin-journal-merge.h"
#include "ns3/synfin-recording-journal.h"
#include "ns3/synfin-script-results.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{
namespace
{

namespace fs = std::filesystem;

std::string
TextOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

/// One simulation of two hosts, recorded by one sink, or by one per host as two ranks would.
class JournalMerge : public testing::Test
{
  protected:
    JournalMerge()
        : kept(std::getenv("SYNFIN_JOURNALS")),
          place(kept ? fs::path(kept)
                     : fs::temp_directory_path() /
                           ("synfin-journal-merge-" + std::to_string(getpid()) + "-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name()))
    {
        fs::remove_all(place);
        options.segments = true;
    }

    ~JournalMerge() override
    {
        if (!kept)
        {
            fs::remove_all(place);
        }
    }

    RecordingOptions In(const std::string& folder) const
    {
        RecordingOptions mine = options;
        mine.folder = place / folder;
        return mine;
    }

    /// Ten lives from each host to the other, of which some lose segments, and one without a
    /// server.
    static void Live(TwoHosts& hosts)
    {
        hosts.Lose(0.1);
        std::vector<std::unique_ptr<Talker>> talkers;
        for (uint32_t host = 0; host < 2; ++host)
        {
            auto server = std::make_unique<Talker>(2, 1, 500);
            const Ptr<Socket> listener = hosts.Listen(host, 80);
            listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                        MakeCallback(&Talker::Accept, server.get()));
            talkers.push_back(std::move(server));
        }
        for (uint32_t i = 0; i < 20; ++i)
        {
            auto talker = std::make_unique<Talker>(1, 2, 3000);
            const Ptr<Socket> socket = hosts.MakeSocket(i % 2);
            talker->Use(socket);
            socket->Connect(TwoHosts::At(1 - i % 2, i == 7 ? 81 : 80));
            TwoHosts::RunFor(MilliSeconds(731));
            talker->Close();
            talkers.push_back(std::move(talker));
        }
        TwoHosts::RunFor(Minutes(20));
    }

    /// Records the lives by sinks of the hosts, which may be one.
    static void Record(const std::vector<RecordingSink*>& sinks)
    {
        const auto one = std::make_shared<AddressTable>(); // rows name addresses until the end
        {
            TwoHosts hosts;
            Rfc9293().AssignStreams(hosts.nodes, 500);
            const bool alone = sinks[0] == sinks[1];
            for (uint32_t host = 0; host < 2; ++host)
            {
                hosts.TcpOf(host)->ShareAddresses(alone ? one : std::make_shared<AddressTable>());
                EXPECT_FALSE(hosts.TcpOf(host)->Observe(*sinks[host],
                                                        TraceSink::Told::SEGMENTS,
                                                        *sinks[host]));
                sinks[host]->AddHost(hosts.nodes.Get(host)->GetId(),
                                     HostKind::SYNFIN,
                                     host == 0 ? "left" : "");
                if (!alone)
                {
                    sinks[1 - host]->AddHost(hosts.nodes.Get(host)->GetId(),
                                             HostKind::ELSEWHERE,
                                             "");
                }
            }
            Live(hosts);
            for (uint32_t host = 0; host < 2; ++host)
            {
                hosts.TcpOf(host)->EndObservation();
            }
        }
        sinks[0]->Finish({10, 1, 100});
        sinks[1]->Finish({20, 2, 200});
    }

    void RecordRanks()
    {
        RecordingJournal left(In("ranks"), {0, 2});
        RecordingJournal right(In("ranks"), {1, 2});
        Record({&left, &right});
    }

    /// @return the line with which merging is refused
    std::string Refused(const fs::path& ranks)
    {
        try
        {
            MergeJournals(ranks, In("never"), {});
        }
        catch (const JournalError& error)
        {
            EXPECT_FALSE(fs::exists(place / "never"));
            return error.what();
        }
        return "not refused";
    }

    /// Writes the journal of a rank that was told of hosts, of which nothing is heard.
    void Told(Rank rank, const std::vector<std::pair<uint32_t, HostKind>>& hosts) const
    {
        RecordingOptions mine = In("told");
        mine.force = true;
        RecordingJournal journal(mine, rank);
        for (const auto& [id, kind] : hosts)
        {
            journal.AddHost(id, kind, "");
        }
        journal.Finish({});
    }

    const char* kept; //!< where everything stays, for test/program/synfin-merge-test.py
    fs::path place;
    RecordingOptions options;
};

} // namespace

/// What two ranks wrote down becomes, byte for byte, what one process writes.
TEST_F(JournalMerge, MakesTheResultsOfOneProcess)
{
    options.counters = true;
    ScriptResults results(In("one"));
    Record({&results, &results});
    RecordRanks();
    MergeJournals(place / "ranks", In("merged"), {});
    for (const char* name : {"transitions.csv",
                             "connections.csv",
                             "hosts.csv",
                             "segments.csv",
                             "drops.csv",
                             "counters.csv"})
    {
        const std::string text = TextOf(place / "one" / name);
        EXPECT_GT(text.size(), 100U) << name;
        EXPECT_EQ(TextOf(place / "merged" / name), text) << name;
    }
    auto one = nlohmann::json::parse(TextOf(place / "one/summary.json"));
    auto merged = nlohmann::json::parse(TextOf(place / "merged/summary.json"));
    EXPECT_EQ(merged["run"]["events"], 30);
    for (const char* name : {"events", "wall_s", "peak_rss_bytes", "events_per_s"})
    {
        one["run"].erase(name);
        merged["run"].erase(name);
    }
    EXPECT_EQ(merged, one);
    EXPECT_EQ(one["connections"]["attempted"], 20);
    EXPECT_EQ(one["nodes"][0][1], "left");
}

/// A sample and a window are of the connections' final numbers and times.
TEST_F(JournalMerge, ChoosesAsOneProcessDoes)
{
    options.sample = 3;
    options.from = Seconds(4);
    options.until = Seconds(15);
    ScriptResults results(In("one"));
    Record({&results, &results});
    RecordRanks();
    MergeJournals(place / "ranks", In("merged"), {});
    const std::string text = TextOf(place / "one/connections.csv");
    EXPECT_GT(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_EQ(TextOf(place / "merged/connections.csv"), text);
    EXPECT_EQ(TextOf(place / "merged/transitions.csv"), TextOf(place / "one/transitions.csv"));
}

TEST_F(JournalMerge, RefusesWhatDoesNotBelongTogether)
{
    const fs::path folder = place / "told";
    const auto path = [&folder](int rank) {
        return (folder / ("rank-" + std::to_string(rank)) / "journal.bin").string();
    };
    EXPECT_EQ(Refused(folder), "No such file or directory");
    Told({1, 2}, {{4, HostKind::SYNFIN}});
    EXPECT_EQ(Refused(folder), "rank 0 of 2 is missing");
    EXPECT_EQ(Refused(folder / "rank-1"), "it holds no folder of a rank, with its journal");
    Told({0, 2}, {});
    EXPECT_EQ(Refused(folder),
              path(1) + " and " + path(0) +
                  " do not tell of the same nodes: every rank installs the same TraceHelper on all "
                  "of them");
    Told({0, 2}, {{4, HostKind::SYNFIN}});
    EXPECT_EQ(Refused(folder), "node 4 was simulated by 2 ranks");
    Told({0, 3}, {{4, HostKind::SYNFIN}});
    EXPECT_EQ(Refused(folder), path(1) + " and " + path(0) + " are not of the same run");
    Told({0, 2}, {{4, HostKind::ELSEWHERE}});
    options.seed = 2;
    Told({1, 2}, {{4, HostKind::SYNFIN}});
    EXPECT_EQ(Refused(folder), path(1) + " and " + path(0) + " are not of the same run");
    fs::copy(folder / "rank-1", folder / "copy");
    fs::remove_all(folder / "rank-0");
    Told({0, 2}, {{4, HostKind::ELSEWHERE}});
    EXPECT_EQ(Refused(folder), "rank 1 is given twice");
}

/// Whatever is cut off a journal, wherever an octet changes, there are no results of it.
TEST_F(JournalMerge, RefusesWhatIsDamaged)
{
    RecordRanks();
    const std::string path = (place / "ranks/rank-1/journal.bin").string();
    const std::string whole = TextOf(path);
    const auto write = [&path](const std::string& text) {
        std::ofstream(path, std::ios::binary) << text;
    };
    for (const std::size_t size :
         {std::size_t(0), std::size_t(5), whole.size() / 2, whole.size() - 1})
    {
        write(whole.substr(0, size));
        EXPECT_EQ(Refused(place / "ranks"), path + " ends within an entry") << size;
    }
    write(whole + "x");
    EXPECT_EQ(Refused(place / "ranks"), path + " goes on after its end");
    std::string other = whole;
    other[other.find("0.")] = '7'; // the version
    write(other);
    EXPECT_EQ(Refused(place / "ranks"),
              path + " was written by another build of synfin, which alone can read it");
}

/// A number that a rank gave is no other rank's; an attempt of a user numbers them on.
TEST_F(JournalMerge, NumbersAreOfOneRank)
{
    RecordingJournal first(In("ranks"), {0, 3});
    RecordingJournal last(In("ranks"), {2, 3});
    EXPECT_EQ(first.NextNumber(), 1U);
    EXPECT_EQ(last.NextNumber(), 3U);
    const AddressTable addresses;
    last.OnConnect({Seconds(0), 3, {}, &addresses}, 7, {0, 1});
    EXPECT_EQ(last.NextNumber(), 6U);
}

} // namespace synfin
} // namespace ns3
