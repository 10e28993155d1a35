/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-access-links.h"
#include "ns3/synfin-direct-agenda.h"
#include "ns3/synfin-next-event-scheduler.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const KeyedDraw DRAW(1, 1, 0);

/// @return what a loss says
LossParameters
Loss(const std::string& text)
{
    LossParameters loss;
    EXPECT_FALSE(ParseLoss(text, loss)) << text;
    return loss;
}

} // namespace

/// A client has two of them.
TEST(AccessLink, TakesLittleMemory)
{
    EXPECT_LE(2 * sizeof(AccessLink), 100U);
}

TEST(AccessLink, TakesItsDelayAndTheTimeToSend)
{
    AccessParameters parameters;
    AccessLink plain(parameters, 0, MilliSeconds(7));
    EXPECT_EQ(plain.Enter(1000, 5, DRAW), 7000005);
    parameters.bitsPerSecond = 8000000; // an octet a microsecond
    AccessLink link(parameters, 0, MilliSeconds(7));
    EXPECT_EQ(link.Enter(1000, 0, DRAW), 8000000);
    EXPECT_EQ(link.Enter(500, 0, DRAW), 8500000);
    EXPECT_EQ(link.Enter(500, 1400000, DRAW), 9000000); // 100 us after the wire is free
}

TEST(AccessLink, LosesWhatItsQueueHasNoRoomFor)
{
    AccessParameters parameters;
    parameters.bitsPerSecond = 8000000;
    parameters.queueOctets = 2500;
    AccessLink link(parameters, 0, Time(0));
    EXPECT_TRUE(link.Enter(1000, 0, DRAW));
    EXPECT_TRUE(link.Enter(1000, 0, DRAW));
    EXPECT_FALSE(link.Enter(1000, 0, DRAW));
    EXPECT_TRUE(link.Enter(500, 0, DRAW));
    EXPECT_TRUE(link.Enter(1000, 1000000, DRAW)); // one has left
}

TEST(AccessLink, EachHostHasLossesOfItsOwn)
{
    AccessParameters parameters;
    parameters.loss = Loss("30%");
    std::vector<std::vector<bool>> fates;
    for (uint32_t host = 0; host < 2; ++host)
    {
        AccessLink link(parameters, host, Time(0));
        fates.emplace_back();
        for (int frame = 0; frame < 100000; ++frame)
        {
            fates.back().push_back(link.Enter(100, frame, DRAW).has_value());
        }
        // Within 4.5 standard deviations.
        const auto kept = std::count(fates.back().begin(), fates.back().end(), true);
        EXPECT_NEAR(kept / 1e5, 0.7, 4.5 * std::sqrt(0.21 / 1e5));
    }
    EXPECT_NE(fates[0], fates[1]);
}

TEST(AccessLink, KnowsWhichLossesItCanHave)
{
    for (const std::string good : {"none", "1%", "gemodel:1%,30%", "gilbert:1s,10ms,50%,1%"})
    {
        EXPECT_FALSE(CheckAccessLoss(Loss(good))) << good;
    }
    EXPECT_TRUE(CheckAccessLoss(Loss("1%,20%")));
    EXPECT_TRUE(CheckAccessLoss(Loss("state:1%")));
}

TEST(LossChains, InTimeTheShareAndTheMemoryAreThoseOfTheClosedForms)
{
    // Good for 900 ms, bad for 100 ms on average: the covariance of the states at two times is
    // p (1 - p) exp(-t (1/0.9 + 1/0.1) / s), whatever was sent between.
    const TimedLoss loss{MilliSeconds(900), MilliSeconds(100), 1, 0};
    constexpr int FRAMES = 400000;
    for (const int64_t gap : {int64_t{1000000}, int64_t{20000000}, int64_t{100000000}})
    {
        TimedLossState state;
        std::vector<int> lost;
        for (int frame = 0; frame < FRAMES; ++frame)
        {
            lost.push_back(
                NextLoss(loss, state, frame * gap, DRAW(gap, 2 * frame), DRAW(gap, 2 * frame + 1)));
        }
        const double kept = std::exp(-static_cast<double>(gap) * 1e-9 * (1 / 0.9 + 1 / 0.1));
        double share = 0;
        double both = 0;
        for (int frame = 0; frame + 1 < FRAMES; ++frame)
        {
            share += lost[frame];
            both += lost[frame] * lost[frame + 1];
        }
        share /= FRAMES - 1;
        both /= FRAMES - 1;
        // So many frames tell as much as that many independent ones; 4.5 standard deviations.
        const double independent = FRAMES * (1 - kept) / (1 + kept);
        EXPECT_NEAR(share, 0.1, 4.5 * std::sqrt(0.09 / independent)) << gap;
        EXPECT_NEAR((both - share * share) / (share * (1 - share)),
                    kept,
                    4.5 * std::sqrt((1 + kept) / FRAMES / (1 - kept * 0.99)) + 0.01)
            << gap;
    }
}

TEST(LossChains, InTimeALookAtTheSameTimeChangesNothing)
{
    const TimedLoss loss{Seconds(1), Seconds(1), 1, 0};
    TimedLossState state;
    const bool first = NextLoss(loss, state, 10, 0.5, 0.3);
    for (const double transition : {0.001, 0.5, 0.999})
    {
        EXPECT_EQ(NextLoss(loss, state, 10, 0.5, transition), first);
    }
}

TEST(AccessLinks, WhatComesOutAtOneInstantIsInTheOrderOfHosts)
{
    DirectAgenda agenda(NextEventScheduler::Install());
    std::vector<std::string> out;
    AccessLinks<std::string> links(Turn::OfAccess(0),
                                   DRAW,
                                   agenda,
                                   [&out, &agenda](uint32_t host, std::string&& frame) {
                                       out.push_back(
                                           std::to_string(host) + frame + "@" +
                                           std::to_string(agenda.Now().GetMilliSeconds()));
                                   });
    const AccessParameters parameters;
    links.Add(AccessLink(parameters, 0, MilliSeconds(20)));
    links.Add(AccessLink(parameters, 1, MilliSeconds(10)));
    links.Add(AccessLink(parameters, 2, Time(0)));
    links.Enter(1, 100, "a");
    links.Enter(0, 100, "b");
    links.Enter(0, 100, "c");
    links.Enter(2, 100, "d");
    EXPECT_EQ(out, std::vector<std::string>{"2d@0"}); // at once
    Simulator::Schedule(MilliSeconds(10), [&links] { links.Enter(1, 100, "e"); });
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_EQ(out, (std::vector<std::string>{"2d@0", "1a@10", "0b@20", "0c@20", "1e@20"}));
    EXPECT_EQ(links.Lost(), 0U);
}

TEST(AccessLinks, CountWhatIsLost)
{
    DirectAgenda agenda(NextEventScheduler::Install());
    int out = 0;
    AccessLinks<int> links(Turn::OfAccess(1), DRAW, agenda, [&out](uint32_t, int&&) { ++out; });
    AccessParameters parameters;
    parameters.loss = Loss("1");
    links.Add(AccessLink(parameters, 0, MilliSeconds(1)));
    links.Enter(0, 100, 5);
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_EQ(out, 0);
    EXPECT_EQ(links.Lost(), 1U);
}
