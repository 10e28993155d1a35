/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-arrival-queue.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <utility>
#include <vector>

using namespace ns3::synfin;

namespace
{

struct Frame
{
    int64_t at;
    int number;
};

using Arrivals = std::vector<std::pair<int64_t, int>>;

/// @return what is left, in the order in which it arrives
Arrivals
Rest(ArrivalQueue<Frame>& queue)
{
    Arrivals rest;
    while (!queue.IsEmpty())
    {
        const int64_t next = queue.Next();
        const Frame frame = queue.Pop();
        EXPECT_EQ(frame.at, next);
        rest.emplace_back(frame.at, frame.number);
    }
    return rest;
}

} // namespace

TEST(ArrivalQueue, TheSoonestIsFirstThenWhoEnteredFirst)
{
    ArrivalQueue<Frame> queue;
    int number = 0;
    for (const int64_t at : {5, 9, 5, 7, 9, 5, 7})
    {
        queue.Push({at, number++});
    }
    EXPECT_EQ(Rest(queue), (Arrivals{{5, 0}, {5, 2}, {5, 5}, {7, 3}, {7, 6}, {9, 1}, {9, 4}}));
}

TEST(ArrivalQueue, IsASortThatKeepsTheOrderOfEquals)
{
    std::mt19937 random(1);
    ArrivalQueue<Frame> queue;
    Arrivals expected;
    Arrivals found;
    int64_t now = 0;
    for (int i = 0; i < 20000; ++i)
    {
        const int64_t at = now + static_cast<int64_t>(random() % 50);
        queue.Push({at, i});
        expected.emplace_back(at, i);
        // Nothing enters for a time that is past.
        while (random() % 2 == 0 && !queue.IsEmpty())
        {
            const Frame frame = queue.Pop();
            now = frame.at;
            found.emplace_back(frame.at, frame.number);
        }
    }
    const Arrivals rest = Rest(queue);
    found.insert(found.end(), rest.begin(), rest.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected);
}
