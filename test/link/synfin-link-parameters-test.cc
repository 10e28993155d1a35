/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-link-file.h"
#include "ns3/synfin-link-parameters.h"
#include "ns3/synfin-link-text.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// What a parameter looks like after it was set: the canonical text.
std::string
Canonical(const std::string& name, const std::string& value)
{
    LinkParameters parameters;
    const auto accepted = parameters.Set(name, value);
    EXPECT_FALSE(accepted) << name << "=" << value << ": " << accepted.value_or("");
    const std::string text = parameters.Get(name);
    LinkParameters again;
    EXPECT_FALSE(again.Set(name, text)) << text;
    EXPECT_EQ(again.Get(name), text);
    return text;
}

/// Each value is refused with a message that contains a phrase, and changes nothing.
void
ExpectRefused(const std::string& name,
              const std::vector<std::string>& values,
              const std::string& phrase)
{
    for (const auto& value : values)
    {
        LinkParameters parameters;
        const std::string before = parameters.Get(name);
        const auto accepted = parameters.Set(name, value);
        ASSERT_TRUE(accepted) << name << "=" << value;
        EXPECT_NE(accepted->find(phrase), std::string::npos) << value << ": " << *accepted;
        EXPECT_EQ(accepted->find('\n'), std::string::npos);
        EXPECT_EQ(parameters.Get(name), before) << value;
    }
}

/// A file in the working folder, gone at the end of the test.
class Scratch
{
  public:
    Scratch(const std::string& name, const std::string& text)
        : m_name(name)
    {
        std::ofstream(name) << text;
    }

    ~Scratch()
    {
        std::remove(m_name.c_str());
    }

  private:
    std::string m_name;
};

} // namespace

TEST(LinkText, ReadsProbabilities)
{
    EXPECT_EQ(ParseProbability("0"), 0.0);
    EXPECT_EQ(ParseProbability("1"), 1.0);
    EXPECT_EQ(ParseProbability("0.01"), 0.01);
    EXPECT_EQ(ParseProbability("1%"), 0.01);
    EXPECT_EQ(ParseProbability("0.1%"), 0.001); // not 0.1 / 100, which is another number
    EXPECT_EQ(ParseProbability("100%"), 1.0);
    EXPECT_EQ(ParseProbability("2.5e-3"), 0.0025);
    for (const char* bad : {"", "%", "-0.1", "1.1", "101%", "nan", "inf", "0.5 ", "1%%", "half"})
    {
        EXPECT_FALSE(ParseProbability(bad)) << bad;
    }
}

TEST(LinkParameters, ReadsLoss)
{
    EXPECT_EQ(Canonical("loss", "none"), "none");
    EXPECT_EQ(Canonical("loss", "0"), "none");
    EXPECT_EQ(Canonical("loss", "1%"), "0.01");
    EXPECT_EQ(Canonical("loss", "0.3,25%"), "0.3,0.25");
    EXPECT_EQ(Canonical("loss", "gemodel:1%,25%,50%,0.1%"), "gemodel:0.01,0.25,0.5,0.001");
    EXPECT_EQ(Canonical("loss", "state:0.01,0.2,0.3,0.4,0.05"), "state:0.01,0.2,0.3,0.4,0.05");
}

TEST(LinkParameters, LossHasTheDefaultsOfTc)
{
    EXPECT_EQ(Canonical("loss", "gemodel:0.25"), "gemodel:0.25,0.75,1,0");
    EXPECT_EQ(Canonical("loss", "gemodel:0.25,0.5"), "gemodel:0.25,0.5,1,0");
    EXPECT_EQ(Canonical("loss", "state:0.25"), "state:0.25,0.75,0,1,0");
    EXPECT_EQ(Canonical("loss", "state:0.25,0.5,0.25"), "state:0.25,0.5,0.25,1,0");
}

TEST(LinkParameters, RefusesBadLoss)
{
    ExpectRefused("loss",
                  {"",
                   "-1",
                   "1.01",
                   "101%",
                   "x",
                   "1%,2%,3%",
                   "1%,",
                   "none,1%",
                   "gemodel",
                   "gemodel:",
                   "gemodel:1%,2%,3%,4%,5%",
                   "gemodel:2",
                   "state:",
                   "state:1,0,0,0,0,0",
                   "random:1%"},
                  "P is 0 to 1");
    ExpectRefused("loss", {"state:0.6,0.5,0,1,0.5", "state:0.1,0.6,0.5"}, "at most 1");
    ExpectRefused("loss", {"file:/no/such/file"}, "a file that can be read; No such file");
}

TEST(LinkParameters, ReadsJitter)
{
    EXPECT_EQ(Canonical("jitter", "none"), "none");
    EXPECT_EQ(Canonical("jitter", "0"), "none");
    EXPECT_EQ(Canonical("jitter", "10ms"), "10ms,uniform");
    EXPECT_EQ(Canonical("jitter", "10ms,25%"), "10ms,uniform,0.25");
    EXPECT_EQ(Canonical("jitter", "1.5ms,normal"), "1500us,normal");
    EXPECT_EQ(Canonical("jitter", "10ms,pareto,0.5"), "10ms,pareto,0.5");
    EXPECT_EQ(Canonical("jitter", "10ms,paretonormal"), "10ms,paretonormal");
    ExpectRefused("jitter",
                  {"",
                   "10",
                   "-10ms",
                   "25h",
                   "10ms,",
                   "10ms,gamma",
                   "10ms,normal,2",
                   "10ms,25%,normal",
                   "10ms,normal,1%,1%",
                   "none,normal"},
                  "TIME[,DISTRIBUTION]");
    ExpectRefused("jitter", {"10ms,table=/no/such/file"}, "a file that can be read; No such");
}

TEST(LinkParameters, ReadsTheOtherSettings)
{
    EXPECT_EQ(Canonical("delay", "0"), "0s");
    EXPECT_EQ(Canonical("delay", "50ms"), "50ms");
    EXPECT_EQ(Canonical("bandwidth", "none"), "none");
    EXPECT_EQ(Canonical("bandwidth", "10Mbps"), "10Mbps");
    EXPECT_EQ(Canonical("queue", "1000p"), "1000p");
    EXPECT_EQ(Canonical("queue", "64kB"), "64000B");
    EXPECT_EQ(Canonical("queue", "1KiB"), "1024B");
    EXPECT_EQ(Canonical("ecn-threshold", "20p"), "20p");
    EXPECT_EQ(Canonical("ecn-threshold", "30kB"), "30000B");
    EXPECT_EQ(Canonical("ecn-threshold", "none"), "none");
    EXPECT_EQ(Canonical("duplicate", "1%"), "0.01");
    EXPECT_EQ(Canonical("duplicate", "1%,0.5"), "0.01,0.5");
    EXPECT_EQ(Canonical("reorder", "25%"), "0.25");
    EXPECT_EQ(Canonical("reorder", "25%,gap=5"), "0.25,gap=5");
    EXPECT_EQ(Canonical("reorder", "25%,50%,gap=5"), "0.25,0.5,gap=5");
    EXPECT_EQ(Canonical("corrupt", "0.1%"), "0.001");
    EXPECT_EQ(Canonical("jitter-reorders", "yes"), "true");
    EXPECT_EQ(Canonical("lose", "synack,ack2:2"), "synack,ack2:2");
    EXPECT_EQ(Canonical("lose", "none"), "none");
}

TEST(LinkParameters, RefusesBadSettings)
{
    ExpectRefused("delay", {"", "50", "-1ms", "25h", "ms"}, "a time from 0s to 1d");
    ExpectRefused("bandwidth", {"", "0.1bps", "10", "-1Mbps", "10Mbit"}, "a rate of at least 1bps");
    ExpectRefused("queue",
                  {"", "0p", "0B", "0kB", "p", "10", "-1p", "1.5kB", "2000000000p", "9000MiB"},
                  "from 1 to 1000000000");
    ExpectRefused("ecn-threshold", {"", "0p", "10"}, "none, or packets or bytes");
    ExpectRefused("duplicate", {"", "2", "1%,2", "1%,1%,1%"}, "from 0 to 1");
    ExpectRefused("reorder", {"", "2", "gap=5", "1%,gap=0", "1%,gap=x", "1%,gap=5,1%"}, "gap=N");
    ExpectRefused("corrupt", {"", "2", "1%,1%"}, "from 0 to 1");
    ExpectRefused("jitter-reorders", {"", "maybe"}, "true or false");
    ExpectRefused("lose", {"", "rst", "syn:0"}, "synack");
    LinkParameters parameters;
    const auto accepted = parameters.Set("color", "red");
    ASSERT_TRUE(accepted);
    EXPECT_NE(accepted->find("delay, jitter,"), std::string::npos);
    EXPECT_NE(accepted->find("lose"), std::string::npos);
}

TEST(LinkParameters, RefusesACorrelationOfNothing)
{
    for (const char* name : {"loss", "duplicate", "reorder"})
    {
        ExpectRefused(name, {"0,0.1", "0%,25%"}, "above 0; what comes first here is 0");
        EXPECT_FALSE(LinkParameters().Set(name, "0,0"));
    }
    ExpectRefused("jitter", {"0s,25%", "0,normal,1"}, "above 0; what comes first here is 0");
}

TEST(LinkParameters, ReadsSchedules)
{
    EXPECT_EQ(Canonical("schedule", "none"), "none");
    EXPECT_EQ(Canonical("schedule", "10s loss=1;12s loss=0"), "10s loss=1;12s loss=none");
    EXPECT_EQ(Canonical("schedule", " 10s  delay=80ms jitter=5ms,normal,25% ; 1min queue=10p"),
              "10s delay=80ms jitter=5ms,normal,0.25;1min queue=10p");
    EXPECT_EQ(Canonical("schedule", "0 bandwidth=1Mbps"), "0s bandwidth=1Mbps");
}

TEST(LinkParameters, RateIsNetemsNameOfBandwidth)
{
    LinkParameters link;
    EXPECT_FALSE(link.Set("rate", "10Mbps"));
    EXPECT_EQ(link.Get("bandwidth"), "10Mbps");
    EXPECT_FALSE(link.Set("schedule", "1s rate=1Mbps; 2s bandwidth=none"));
    EXPECT_EQ(link.Get("schedule"), "1s bandwidth=1Mbps;2s bandwidth=none");
    EXPECT_EQ(link.Steps()[1].settings.bandwidth, 1000000U);
    EXPECT_TRUE(link.Set("schedule", "1s rate=1Mbps bandwidth=2Mbps")); // twice at once
    EXPECT_EQ(link.Set("rate", "fast"), link.Set("bandwidth", "fast"));
}

TEST(LinkParameters, RefusesBadSchedules)
{
    ExpectRefused("schedule", {" ", "soon loss=1", "loss=1", "10 loss=1"}, "is no time");
    ExpectRefused("schedule", {"10s loss=1;"}, "is no time");
    ExpectRefused("schedule", {"10s", "10s loss=1; 12s"}, "nothing changes");
    ExpectRefused("schedule", {"12s loss=1;10s loss=0"}, "10s does not come after 12s");
    ExpectRefused("schedule", {"10s loss=1;10s loss=0"}, "10s does not come after 10s");
    ExpectRefused("schedule", {"10s loss"}, "'loss' is no NAME=VALUE");
    ExpectRefused("schedule", {"10s loss=1 loss=0"}, "loss changes twice");
    ExpectRefused("schedule", {"10s loss=2"}, "none, P[,CORRELATION]");
    ExpectRefused("schedule", {"10s loss=2"}, "; in loss=2");
    ExpectRefused("schedule", {"10s color=red"}, "one of the settings delay");
    ExpectRefused("schedule", {"10s schedule=none", "10s lose=syn"}, "one of the settings delay");
}

TEST(LinkParameters, StepsInheritWhatDoesNotChange)
{
    LinkParameters parameters;
    // The order of the options does not matter.
    parameters.Set("schedule", "10s loss=1;12s loss=0 delay=80ms;20s queue=5p");
    parameters.Set("delay", "50ms");
    parameters.Set("loss", "1%");
    const auto steps = parameters.Steps();
    ASSERT_EQ(steps.size(), 4U);
    const std::vector<std::string> delays{"50ms", "50ms", "80ms", "80ms"};
    const std::vector<std::string> losses{"0.01", "1", "none", "none"};
    const std::vector<bool> newLoss{true, true, true, false};
    for (std::size_t i = 0; i < steps.size(); ++i)
    {
        EXPECT_EQ(steps[i].settings.Get("delay"), delays[i]);
        EXPECT_EQ(steps[i].settings.Get("loss"), losses[i]);
        EXPECT_EQ(steps[i].newLoss, newLoss[i]);
    }
    EXPECT_EQ(steps[3].settings.Get("queue"), "5p");
}

TEST(LinkParameters, ReorderingNeedsADelay)
{
    LinkParameters parameters;
    EXPECT_FALSE(parameters.Validate());
    parameters.Set("reorder", "1%");
    ASSERT_TRUE(parameters.Validate());
    EXPECT_NE(parameters.Validate()->find("at 0s"), std::string::npos);
    parameters.Set("delay", "10ms");
    EXPECT_FALSE(parameters.Validate());
    parameters.Set("schedule", "5s delay=0");
    ASSERT_TRUE(parameters.Validate());
    EXPECT_NE(parameters.Validate()->find("at 5s"), std::string::npos);
}

TEST(LinkFile, ReadsTheTablesOfTc)
{
    std::istringstream input("# made by maketable\n -8192 -4096\n\n0 # the middle\n8192\n");
    std::vector<double> table;
    EXPECT_FALSE(ReadJitterTable(input, "x.dist", table));
    EXPECT_EQ(table, (std::vector<double>{-1, -0.5, 0, 1}));
}

TEST(LinkFile, NamesTheLineOfABadTable)
{
    const std::vector<std::pair<std::string, std::string>> files{
        {"", "x.dist has none"},
        {"# only words\n\n", "x.dist has none"},
        {"1 2\n3 two\n", "x.dist:2: 'two' is none"},
        {"1\n2\n1e999\n", "x.dist:3: '1e999' is none"},
        {"1 2\n\n3 2.5\n", "x.dist:3: 2.5 is less than the number before it"},
    };
    for (const auto& [text, message] : files)
    {
        std::istringstream input(text);
        std::vector<double> table{7};
        const auto problem = ReadJitterTable(input, "x.dist", table);
        ASSERT_TRUE(problem) << text;
        EXPECT_EQ(*problem, "a file of numbers that ascend; " + message);
        EXPECT_EQ(table, std::vector<double>{7});
    }
}

TEST(LinkFile, ReadsRecordedLoss)
{
    std::istringstream input("# 0 arrived, 1 lost\n00 1\n10\n");
    std::vector<bool> lost;
    EXPECT_FALSE(ReadLossRecord(input, "x", lost));
    EXPECT_EQ(lost, (std::vector<bool>{false, false, true, true, false}));
    std::istringstream empty("# nothing\n");
    const std::string accepted = "a file with 0 (arrived) or 1 (lost) for each frame; ";
    EXPECT_EQ(ReadLossRecord(empty, "x", lost), accepted + "x has none");
    std::istringstream bad("0\n0\n02\n");
    EXPECT_EQ(ReadLossRecord(bad, "x", lost), accepted + "x:3: '2' is neither");
    EXPECT_EQ(lost.size(), 5U);
}

TEST(LinkFile, ParametersReadThem)
{
    const Scratch table("synfin-test.dist", "-8192 8192\n");
    const Scratch record("synfin-test.loss", "01");
    const Scratch bad("synfin-bad.dist", "1\nx\n");
    EXPECT_EQ(Canonical("jitter", "1ms,table=synfin-test.dist,50%"),
              "1ms,table=synfin-test.dist,0.5");
    EXPECT_EQ(Canonical("loss", "file:synfin-test.loss"), "file:synfin-test.loss");
    ExpectRefused("jitter", {"1ms,table=synfin-bad.dist"}, "synfin-bad.dist:2: 'x'");
}

/// The lookahead of ranks: what no frame is faster than, at any time of the schedule.
TEST(LinkParameters, LeastDelayIsThatOfTheFastestFrame)
{
    struct Case
    {
        std::vector<std::pair<std::string, std::string>> set;
        Time least;
    };

    const std::vector<Case> cases = {
        {{}, Seconds(0)},
        {{{"delay", "20ms"}, {"bandwidth", "1Mbps"}}, MilliSeconds(20)},
        {{{"delay", "20ms"}, {"jitter", "5ms"}}, MilliSeconds(15)},
        {{{"delay", "20ms"}, {"jitter", "6ms,pareto"}}, MilliSeconds(16)},
        {{{"delay", "20ms"}, {"jitter", "30ms"}}, Seconds(0)},
        {{{"delay", "20ms"}, {"jitter", "1us,normal"}}, Seconds(0)},
        {{{"delay", "20ms"}, {"jitter", "1us,paretonormal"}}, Seconds(0)},
        {{{"delay", "20ms"}, {"reorder", "1%"}}, Seconds(0)},
        {{{"delay", "20ms"}, {"schedule", "1s delay=3ms; 2s delay=40ms"}}, MilliSeconds(3)},
    };
    for (const Case& one : cases)
    {
        LinkParameters parameters;
        ASSERT_FALSE(parameters.Set("jitter-reorders", "true")); // else a frame waits for others
        std::string text;
        for (const auto& [name, value] : one.set)
        {
            ASSERT_FALSE(parameters.Set(name, value)) << name << "=" << value;
            text += name + "=" + value + " ";
        }
        EXPECT_EQ(parameters.LeastDelay(), one.least) << text;
        LinkDirection link(parameters, LinkStreams{7, 1, 1});
        Time fastest = Time::Max();
        for (int frame = 0; frame < 20000; ++frame)
        {
            const Time now = MicroSeconds(200) * frame;
            LinkResult result;
            link.Enter(40, nullptr, now, result);
            for (uint8_t copy = 0; copy < result.count; ++copy)
            {
                fastest = std::min(fastest, result.arrivals[copy].time - now);
            }
        }
        EXPECT_GE(fastest, one.least) << text;
        const bool isSure =
            one.set.size() < 2 || one.set[1].second.find("normal") == std::string::npos;
        EXPECT_LE(fastest, one.least + (isSure ? MilliSeconds(1) : MilliSeconds(20))) << text;
    }
}
