/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../node/two-hosts.h"

#include "ns3/synfin-counter-helper.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace synfin
{
namespace
{

/// A script reads them while it runs.
TEST(CounterHelper, CountsWhatLinuxWould)
{
    TwoHosts hosts;
    CounterHelper counters;
    counters.Install(hosts.nodes);
    const Ptr<Node> left = hosts.nodes.Get(0);
    const Ptr<Node> right = hosts.nodes.Get(1);
    const Ptr<Socket> listener = hosts.Listen(1, 80);
    const Ptr<Socket> open = hosts.MakeSocket(0);
    open->Connect(hosts.At(1, 80));
    hosts.RunFor(Seconds(1));
    EXPECT_EQ(counters.Get(left, "TcpActiveOpens"), 1U);
    EXPECT_EQ(counters.Get(left, "TcpCurrEstab"), 1U);
    EXPECT_EQ(counters.Get(right, "TcpPassiveOpens"), 1U);
    EXPECT_EQ(counters.Get(right, "estab"), 1U);
    const Ptr<Socket> refused = hosts.MakeSocket(0);
    refused->Connect(hosts.At(1, 81));
    hosts.RunFor(Seconds(1));
    auto all = counters.GetAll(left);
    EXPECT_EQ(all["TcpAttemptFails"], 1U);
    EXPECT_EQ(all["TcpOutSegs"], 3U);
    EXPECT_EQ(all["TcpInSegs"], 2U);
    EXPECT_EQ(counters.Get(right, "TcpOutRsts"), 1U);
}

TEST(CounterHelper, SaysWhatItDoesNotKnow)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::STOCK);
    CounterHelper counters;
    EXPECT_DEATH(counters.Install(hosts.nodes), "node 1 has no TCP of synfin's");
    EXPECT_DEATH(counters.GetAll(hosts.nodes.Get(0)), "node 0 was not installed on");
    counters.Install(hosts.nodes.Get(0));
    EXPECT_DEATH(counters.Get(hosts.nodes.Get(0), "TcpOpens"), "there is no counter TcpOpens");
}

} // namespace
} // namespace synfin
} // namespace ns3
