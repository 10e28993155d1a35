/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-port-set.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the first number from start on that is missing in the model
uint32_t
NextMissing(const std::set<uint32_t>& model, uint32_t start)
{
    while (model.count(start) == 1)
    {
        ++start;
    }
    return start;
}

/// @return the number that is missing in the model after so many others
uint32_t
Missing(const std::set<uint32_t>& model, uint32_t rank)
{
    uint32_t number = NextMissing(model, 0);
    for (; rank > 0; --rank)
    {
        number = NextMissing(model, number + 1);
    }
    return number;
}

/// @return the first number from start on that is in the model, or else its first of all
std::optional<uint32_t>
NextAround(const std::set<uint32_t>& model, uint32_t start)
{
    if (model.empty())
    {
        return std::nullopt;
    }
    const auto next = model.lower_bound(start);
    return next != model.end() ? *next : *model.begin();
}

} // namespace

/// Against std::set, through both of its representations.
TEST(PortSetModel, AgreesWithASet)
{
    std::mt19937 random(1);
    for (const uint32_t size : {1U, 2U, 63U, 64U, 65U, 100U, 4096U, 4097U, 28232U, 65536U})
    {
        PortSet set(size);
        std::set<uint32_t> model;
        const auto below = [&random](uint32_t bound) {
            return static_cast<uint32_t>(random() % bound);
        };
        for (int step = 0; step < 3000; ++step)
        {
            // Now growing, now shrinking; runs of neighbours, as counters make them.
            const uint32_t from = below(size);
            const uint32_t end = std::min(size, from + 1 + below(200));
            for (uint32_t number = from; number < end; ++number)
            {
                if (step % 100 < 70 || size < 200)
                {
                    set.Insert(number);
                    model.insert(number);
                }
                else
                {
                    set.Erase(number);
                    model.erase(number);
                }
            }
            const uint32_t gone = below(size);
            set.Erase(gone);
            model.erase(gone);

            ASSERT_EQ(set.Count(), model.size());
            ASSERT_EQ(set.IsFull(), model.size() == size);
            const uint32_t start = below(size);
            ASSERT_EQ(set.Contains(start), model.count(start) == 1);
            const uint32_t expected = NextMissing(model, start);
            const uint32_t limit = start + below(size - start + 1);
            ASSERT_EQ(set.NextMissing(start, size),
                      expected < size ? std::optional<uint32_t>(expected) : std::nullopt);
            ASSERT_EQ(set.NextMissing(start, limit),
                      expected < limit ? std::optional<uint32_t>(expected) : std::nullopt);
            EXPECT_EQ(set.NextAround(start), NextAround(model, start));
            if (step % 50 == 0 && model.size() < size)
            {
                const uint32_t rank = below(size - static_cast<uint32_t>(model.size()));
                ASSERT_EQ(set.Missing(rank), Missing(model, rank)) << size;
            }
        }
    }
}
