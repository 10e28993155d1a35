/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-direct-agenda.h"
#include "ns3/synfin-next-event-scheduler.h"
#include "ns3/synfin-path-mtu.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A connection of the host of that address.
FourTuple
Of(AddressId host)
{
    return {host, 9, 1000, 80};
}

} // namespace

/// What is too large is dropped, and its sender hears of it after the way back; of one instant, the
/// first that was dropped first.
TEST(PathMtu, TellsTheSender)
{
    DirectAgenda agenda(NextEventScheduler::Install());
    std::vector<std::string> told;
    PathMtu box(
        1400,
        [](AddressId sender) { return MilliSeconds(10 * sender); },
        [&](const PathMtu::Quote& quote, uint32_t mtu) {
            told.push_back(std::to_string(quote.tuple.localAddress) + " " +
                           std::to_string(quote.seq.GetValue()) + " " + std::to_string(mtu) +
                           " at " + std::to_string(agenda.Now().GetMilliSeconds()));
        },
        agenda);
    EXPECT_FALSE(box.Drops(1400, Of(1), SequenceNumber32(1)));
    EXPECT_TRUE(box.Drops(1401, Of(2), SequenceNumber32(2)));
    EXPECT_TRUE(box.Drops(1500, Of(1), SequenceNumber32(3)));
    EXPECT_TRUE(box.Drops(1500, Of(1), SequenceNumber32(4)));
    EXPECT_TRUE(told.empty()); // not within the call that sends
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_EQ(told,
              (std::vector<std::string>{"1 3 1400 at 10", "1 4 1400 at 10", "2 2 1400 at 20"}));
    EXPECT_EQ(box.GetCounters().tooLarge, 3U);
    EXPECT_EQ(box.GetCounters().told, 3U);
}

/// A black hole tells nobody.
TEST(PathMtu, OrNobody)
{
    DirectAgenda agenda(NextEventScheduler::Install());
    PathMtu box(1400, {}, {}, agenda);
    EXPECT_TRUE(box.Drops(1401, Of(2), SequenceNumber32(2)));
    EXPECT_EQ(box.GetCounters().tooLarge, 1U);
    EXPECT_EQ(box.GetCounters().told, 0U);
    Simulator::Run();
    Simulator::Destroy();
}
