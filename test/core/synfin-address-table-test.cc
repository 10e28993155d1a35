/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-address-table.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

TEST(AddressTableTest, ComputesTheIdsOfARange)
{
    AddressTable table;
    const AddressId host = table.Intern(Ipv4Address("10.0.0.1"));
    const AddressId first = table.AddRange(Ipv4Address("198.0.0.0"), 1U << 24);
    EXPECT_FALSE(IsRanged(host));
    EXPECT_TRUE(IsRanged(first));
    EXPECT_EQ(table.Intern(Ipv4Address("198.0.0.0")), first);
    EXPECT_EQ(table.Intern(Ipv4Address("198.18.1.7")), first + 0x120107);
    EXPECT_EQ(table.Ipv4(first + 0xffffff), Ipv4Address("198.255.255.255"));
    EXPECT_EQ(table.ToText(first + 0x120107), "198.18.1.7");
    EXPECT_EQ(table.Intern(Ipv4Address("10.0.0.1")), host);
    EXPECT_FALSE(IsRanged(table.Intern(Ipv4Address("199.0.0.0"))));
    EXPECT_FALSE(IsRanged(table.Intern(Ipv6Address("2001:db8::1"))));
    EXPECT_EQ(table.ToText(host), "10.0.0.1");
}

TEST(AddressTableTest, KnowsRangesOfIpv6)
{
    AddressTable table;
    const AddressId first = table.AddRange(Ipv6Address("2001:db8::"), 1U << 28);
    const AddressId other = table.AddRange(Ipv6Address("2001:db9::ff00"), 256);
    EXPECT_EQ(table.Intern(Ipv6Address("2001:db8::345:6789")), first + 0x3456789);
    EXPECT_EQ(table.Ipv6(first + 0x3456789), Ipv6Address("2001:db8::345:6789"));
    EXPECT_EQ(table.Ipv6(other + 1), Ipv6Address("2001:db9::ff01"));
    EXPECT_EQ(table.ToText(other), "2001:db9::ff00");
    EXPECT_TRUE((first & other & IPV6_ADDRESS) != 0);
    EXPECT_FALSE(IsRanged(table.Intern(Ipv6Address("2001:db8:1::1"))));
    EXPECT_FALSE(IsRanged(table.Intern(Ipv6Address("2001:db8::1000:0"))));
    EXPECT_FALSE(IsRanged(table.Intern(Ipv4Address("10.0.0.1"))));
}

TEST(AddressTableTest, HasOneIdForAnAddressOfTwoRanges)
{
    AddressTable table;
    const AddressId wide = table.AddRange(Ipv4Address("198.18.0.0"), 1U << 17);
    EXPECT_EQ(table.AddRange(Ipv4Address("198.19.0.0"), 1U << 16), wide + (1U << 16));
    EXPECT_EQ(table.AddRange(Ipv4Address("198.18.0.0"), 1U << 17), wide);
    EXPECT_EQ(table.AddRange(Ipv4Address("198.20.0.0"), 4), wide + (1U << 17));
}
