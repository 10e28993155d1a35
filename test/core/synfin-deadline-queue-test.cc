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

using Ties = DeadlineQueue::Ties;

int32_t
PlaceOf(uint32_t order, Ties ties)
{
    return static_cast<int32_t>(order) * (ties == Ties::AS_MADE ? 1 : -1);
}

/// Makes calls at random, takes some back out now and then, and compares with a sorted list.
void
CompareWithSorting(const std::vector<int64_t>& lengths, int64_t spread, Ties ties)
{
    DeadlineQueue queue(ties);
    std::vector<std::pair<int64_t, int32_t>> expected; // time, place among those of the same time
    std::mt19937 random(1);
    uint32_t order = 0;
    for (int64_t now = 0; now < 20000; now += 1 + random() % 20)
    {
        const int64_t time = now + lengths[random() % lengths.size()] + random() % (spread + 1);
        queue.Push(time, {order, 1});
        expected.emplace_back(time, PlaceOf(order++, ties));
        ASSERT_EQ(queue.FirstTime(), std::min_element(expected.begin(), expected.end())->first);
        while (!queue.IsEmpty() && queue.Top().time <= now)
        {
            const auto first = std::min_element(expected.begin(), expected.end());
            ASSERT_EQ(queue.Top().time, first->first);
            ASSERT_EQ(PlaceOf(queue.Top().connection.slot, ties), first->second);
            expected.erase(first);
            queue.Pop();
        }
    }
    std::sort(expected.begin(), expected.end());
    for (const auto& [time, place] : expected)
    {
        ASSERT_FALSE(queue.IsEmpty());
        ASSERT_EQ(queue.Top().time, time);
        ASSERT_EQ(PlaceOf(queue.Top().connection.slot, ties), place);
        queue.Pop();
    }
    EXPECT_TRUE(queue.IsEmpty());
    EXPECT_EQ(queue.FirstTime(), INT64_MAX);
}

/// The same for both orders.
void
CompareWithSorting(const std::vector<int64_t>& lengths, int64_t spread)
{
    for (const Ties ties : {Ties::AS_MADE, Ties::OF_WHEEL})
    {
        CompareWithSorting(lengths, spread, ties);
    }
}

/// @return in which order calls of these times come, by number
std::vector<uint64_t>
OrderOf(const std::vector<int64_t>& times, Ties ties)
{
    DeadlineQueue queue(ties);
    for (const int64_t time : times)
    {
        queue.Push(time, {static_cast<uint32_t>(time), 1});
    }
    std::vector<uint64_t> order;
    for (; !queue.IsEmpty(); queue.Pop())
    {
        order.push_back(queue.Top().order);
    }
    return order;
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

TEST(DeadlineQueue, WhatCanComeAtTheSameTimeDoes)
{
    CompareWithSorting({40, 200, 1000, 6000}, 5);
    CompareWithSorting({1}, 2);
}

TEST(DeadlineQueue, CallsOfTheSameTimeComeAsTheyWereMade)
{
    EXPECT_EQ(OrderOf({5, 3, 5, 4, 3, 5}, Ties::AS_MADE),
              (std::vector<uint64_t>{1, 4, 3, 0, 2, 5}));
}

TEST(DeadlineQueue, OrTheLastOneFirst)
{
    EXPECT_EQ(OrderOf({5, 3, 5, 4, 3, 5}, Ties::OF_WHEEL),
              (std::vector<uint64_t>{4, 1, 3, 5, 2, 0}));
}

TEST(DeadlineQueue, OfWhoIsLateTheHighestLevelComesFirst)
{
    DeadlineQueue queue(Ties::OF_WHEEL);
    std::vector<uint32_t> order;
    uint32_t number = 0;
    for (const uint64_t level : {1, 2, 0, 2, 1, 0})
    {
        queue.Push(number == 0 ? 1 : 7, {number, 1}, level);
        ++number;
    }
    queue.Pop(); // the first
    queue.Push(7, {number, 1}, 1);
    for (; !queue.IsEmpty(); queue.Pop())
    {
        order.push_back(queue.Top().connection.slot);
    }
    EXPECT_EQ(order, (std::vector<uint32_t>{3, 1, 6, 4, 5, 2}));
}
