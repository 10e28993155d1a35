/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-isn.h"
#include "ns3/synfin-port-counts.h"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

/// Connections come and go at many addresses; the table grows and gives up pages meanwhile.
TEST(PortCountsModel, AgreesWithAMap)
{
    std::mt19937 random(1);
    PortCounts counts;
    std::map<std::pair<AddressId, uint16_t>, uint32_t> model;
    std::vector<FourTuple> living;
    for (int step = 0; step < 200000; ++step)
    {
        // Mostly more of them for a while, then mostly fewer.
        const bool begins = living.empty() || random() % 10 < (step / 20000 % 2 == 0 ? 7U : 3U);
        if (begins)
        {
            const AddressId family = random() % 2 == 0 ? 0 : IPV6_ADDRESS;
            const auto address = static_cast<AddressId>(1 + random() % 50) | family;
            living.push_back({address, 99, static_cast<uint16_t>(random() % 3000), 80});
        }
        const std::size_t which = begins ? living.size() - 1 : random() % living.size();
        const FourTuple tuple = living[which];
        begins ? counts.Add(tuple) : counts.Remove(tuple);
        for (const AddressId address : {tuple.localAddress, tuple.localAddress & IPV6_ADDRESS})
        {
            model[{address, tuple.localPort}] += begins ? 1 : -1;
        }
        if (!begins)
        {
            living[which] = living.back();
            living.pop_back();
        }
        ASSERT_EQ(counts.Count(tuple.localAddress, tuple.localPort),
                  (model[{tuple.localAddress, tuple.localPort}]));
    }
    for (const auto& [key, count] : model)
    {
        EXPECT_EQ(counts.Count(key.first, key.second), count);
    }
    EXPECT_EQ(counts.Count(60, 1), 0U);
}

/// What a generator remembers of addresses changes none of its hashes.
TEST(IsnGenerator, RemembersNothingWrong)
{
    std::mt19937 random(1);
    const IsnSecret secret{0x0706050403020100, 0x0f0e0d0c0b0a0908};
    const IsnGenerator old(secret, MicroSeconds(4));
    for (int i = 0; i < 10000; ++i)
    {
        const FourTuple tuple{static_cast<AddressId>(random() % 6),
                              static_cast<AddressId>(random() % 6),
                              static_cast<uint16_t>(random()),
                              static_cast<uint16_t>(random())};
        const IsnGenerator fresh(secret, MicroSeconds(4));
        ASSERT_EQ(old.Next(tuple, Seconds(i)), fresh.Next(tuple, Seconds(i)));
        ASSERT_EQ(old.TimestampOffset(tuple), fresh.TimestampOffset(tuple));
        ASSERT_EQ(old.PortOffset(tuple), fresh.PortOffset(tuple));
    }
}
