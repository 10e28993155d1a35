/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-attempt-meter.h"
#include "ns3/synfin-scenario-hosts.h"
#include "ns3/synfin-scenario-sections.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return a scenario of these settings, with all that follows from them
ScenarioParameters
Made(const std::vector<Setting>& settings)
{
    ScenarioParameters parameters;
    const auto error = parameters.Apply(settings);
    EXPECT_FALSE(error) << error->setting.name << ": " << error->accepted;
    EXPECT_FALSE(parameters.Validate());
    parameters.Resolve();
    return parameters;
}

} // namespace

TEST(ScenarioSections, ALineOfAFileIsADottedName)
{
    EXPECT_TRUE(IsOfSection("group.mobile.think"));
    EXPECT_FALSE(IsOfSection("think"));
    EXPECT_EQ(LineOf("group.mobile.think"), "[group mobile] think");
    EXPECT_EQ(LineOf("path.delay"), "[path] delay");
}

TEST(ScenarioSections, SharesAreWholeNumbersThatAddUp)
{
    const auto parameters = Made({{"connections", "100"},
                                  {"rate", "10"},
                                  {"group.a.share", "33.3%"},
                                  {"group.b.share", "33.3%"},
                                  {"group.c.share", "33.4%"}});
    std::vector<uint32_t> connections;
    for (const ClientGroup& group : parameters.AllClients())
    {
        connections.push_back(group.connections);
        EXPECT_NEAR(group.rate, *group.share * 10, 1e-12);
    }
    // The largest remainder is rounded up, the first of those that are equal.
    EXPECT_EQ(connections, (std::vector<uint32_t>{33, 33, 34}));
    EXPECT_EQ(parameters.ConnectionCount(), 100U);
}

TEST(ScenarioSections, AGroupIsAsTheBaseButForWhatItSays)
{
    const auto parameters = Made({{"think", "3s"},
                                  {"profile", "freebsd"},
                                  {"group.a.share", "50%"},
                                  {"group.b.share", "50%"},
                                  {"group.b.think", "1s"},
                                  {"group.b.profile", "macos"},
                                  {"group.b.syn_retries", "2"}});
    const auto groups = parameters.AllClients();
    EXPECT_EQ(groups[0].think.Whole(0.5), 3000000000U);
    EXPECT_EQ(groups[1].think.Whole(0.5), 1000000000U);
    EXPECT_EQ(parameters.PresetOf(groups[0].client), "freebsd");
    EXPECT_EQ(parameters.PresetOf(groups[1].client), "macos");
    EXPECT_EQ(groups[1].client.profile.syn_retries, 2U);
    EXPECT_EQ(parameters.PresetOf(parameters.AllServers()[0].server), "freebsd");
}

TEST(ScenarioSections, WhatIsSaidLaterCountsAndTheBaseStillHolds)
{
    auto parameters = Made({{"group.a.share", "100%"}, {"group.a.hold", "1s"}});
    EXPECT_FALSE(parameters.Apply({{"group.a.hold", "2s"}, {"request", "7"}}));
    EXPECT_EQ(parameters.AllClients()[0].hold.Whole(0.5), 2000000000U);
    EXPECT_EQ(parameters.AllClients()[0].request.Whole(0.5), 7U);
    EXPECT_EQ(parameters.sections.size(), 2U);
}

TEST(ScenarioSections, HostsAreNumberedGroupByGroup)
{
    const auto parameters = Made({{"connections", "10"},
                                  {"group.a.share", "50%"},
                                  {"group.a.clients", "2"},
                                  {"group.a.addresses-per-client", "3"},
                                  {"group.b.share", "50%"},
                                  {"group.b.clients", "1"},
                                  {"group.b.server", "mail"},
                                  {"group.a.server", "web"},
                                  {"server.mail.servers", "2"},
                                  {"server.web.servers", "1"}});
    const ScenarioHosts hosts(parameters);
    EXPECT_EQ(hosts.Count(), 6U);
    EXPECT_EQ(hosts.ClientCount(), 3U);
    std::vector<std::string> names;
    for (uint32_t host = 0; host < hosts.Count(); ++host)
    {
        names.push_back(hosts.NameOf(host));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"a", "a", "b", "mail", "mail", "web"}));
    EXPECT_EQ(hosts.ServersOf(0), 1U);
    EXPECT_EQ(hosts.ServersOf(1), 0U);
    EXPECT_EQ(hosts.ExtraAddressesBefore(1), 2U);
    EXPECT_EQ(hosts.ExtraAddresses(2), 0U);
}

TEST(ScenarioSections, AContradictionNamesTheLineOfTheSection)
{
    ScenarioParameters parameters;
    const auto error = parameters.Apply({{"group.a.msl", "1s", "file"},
                                         {"group.a.time_wait", "7s", "file"},
                                         {"group.a.share", "100%", "file"}});
    ASSERT_TRUE(error);
    EXPECT_EQ(error->setting.name.substr(0, 8), "group.a.");
    EXPECT_NE(error->accepted.find("[group a] "), std::string::npos) << error->accepted;
}

TEST(AttemptMeter, AddsWhatAnotherOneCountedInWiderWindows)
{
    AttemptMeter one;
    AttemptMeter other;
    one.Record(MilliSeconds(1), true);
    other.Record(MilliSeconds(1), false);
    other.Record(Seconds(2), true); // windows of 4 ms from here on
    AttemptMeter sum;
    sum.Add(one);
    sum.Add(other);
    EXPECT_EQ(sum.Width(), MilliSeconds(4));
    ASSERT_EQ(sum.Windows().size(), 501U);
    EXPECT_EQ(sum.Windows()[0].attempted, 2U);
    EXPECT_EQ(sum.Windows()[0].noPort, 1U);
    EXPECT_EQ(sum.Windows()[500].attempted, 1U);
    EXPECT_TRUE(sum.SomeHadNone());
}
