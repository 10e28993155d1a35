/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-deadline-queue.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace ns3::synfin;

namespace
{

/// Makes calls at random, takes some back out now and then, and compares with a sorted list.
void
CompareWithSorting(const std::vector<int64_t>& lengths, int64_t spread)
{
    DeadlineQueue queue;
    std::vector<std::pair<int64_t, uint32_t>> expected; // time, order of the calls
    std::mt19937 random(1);
    uint32_t order = 0;
    for (int64_t now = 0; now < 20000; now += 1 + random() % 20)
    {
        const int64_t time = now + lengths[random() % lengths.size()] + random() % (spread + 1);
        queue.Push(time, {order, 1});
        expected.emplace_back(time, order++);
        ASSERT_EQ(queue.FirstTime(), std::min_element(expected.begin(), expected.end())->first);
        while (!queue.IsEmpty() && queue.Top().time <= now)
        {
            const auto first = std::min_element(expected.begin(), expected.end());
            ASSERT_EQ(queue.Top().time, first->first);
            ASSERT_EQ(queue.Top().connection.slot, first->second);
            expected.erase(first);
            queue.Pop();
        }
    }
    std::sort(expected.begin(), expected.end());
    for (const auto& [time, slot] : expected)
    {
        ASSERT_FALSE(queue.IsEmpty());
        ASSERT_EQ(queue.Top().time, time);
        ASSERT_EQ(queue.Top().connection.slot, slot);
        queue.Pop();
    }
    EXPECT_TRUE(queue.IsEmpty());
    EXPECT_EQ(queue.FirstTime(), INT64_MAX);
}

} // namespace

TEST(DeadlineQueue, TimeoutsOfOneLengthComeInOrder)
{
    CompareWithSorting({1000}, 0);
}

TEST(DeadlineQueue, TimeoutsOfAFewLengthsComeInOrder)
{
    CompareWithSorting({40, 200, 1000, 6000}, 0);
}

TEST(DeadlineQueue, WhatFitsNoLaneComesInOrderToo)
{
    CompareWithSorting({10, 500, 1000, 2000, 3000, 5000, 8000, 9000}, 700);
}

TEST(DeadlineQueue, CallsOfTheSameTimeComeAsTheyWereMade)
{
    DeadlineQueue queue;
    for (const int64_t time : {5, 3, 5, 4, 3, 5})
    {
        queue.Push(time, {static_cast<uint32_t>(time), 1});
    }
    std::vector<uint64_t> order;
    for (; !queue.IsEmpty(); queue.Pop())
    {
        order.push_back(queue.Top().order);
    }
    EXPECT_EQ(order, (std::vector<uint64_t>{1, 4, 3, 0, 2, 5}));
}
