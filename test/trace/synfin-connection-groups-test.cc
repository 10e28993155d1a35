/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-connection-groups.h"

#include <gtest/gtest.h>

using namespace ns3::synfin;

TEST(ConnectionGroupsTest, NumbersOfForgedSegmentsNameTheirGroup)
{
    ConnectionGroups groups({"users", "flood", "scan"});
    groups.SetForgers({1, 2});
    groups.Add(0);
    groups.Add(2);
    EXPECT_EQ(groups.NameOf(1), "users");
    EXPECT_EQ(groups.NameOf(2), "scan");
    EXPECT_EQ(groups.NameOf(0), "");
    for (const uint64_t n : {0ULL, 1ULL, 1000000ULL, 10000000000ULL})
    {
        EXPECT_EQ(groups.NameOf(groups.NumberForged(0, n)), "flood");
        EXPECT_EQ(groups.NameOf(groups.NumberForged(1, n)), "scan");
        EXPECT_EQ(ConnectionGroups::Shown(groups.NumberForged(1, n)), 0U);
    }
    EXPECT_NE(groups.NumberForged(0, 5), groups.NumberForged(0, 6));
    EXPECT_EQ(ConnectionGroups::Shown(2), 2U);
}
