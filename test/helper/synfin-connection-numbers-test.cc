/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-connection-numbers.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const FourTuple CLIENT{1, 2, 40000, 80};
const FourTuple SERVER = CLIENT.Reverse();

} // namespace

/// The server's end has the newest number of its four-tuple, the client's that of its user.
TEST(ConnectionNumbers, BothEndsHaveTheSame)
{
    ConnectionNumbers numbers;
    EXPECT_EQ(numbers.NumberOf(SERVER), 0U);
    for (const uint32_t number : {7U, 9U})
    {
        numbers.SetNext(number);
        EXPECT_EQ(numbers.NextNumber(), number);
        numbers.OnConnect({Time(), number, CLIENT, nullptr}, 0, {});
        EXPECT_EQ(numbers.NumberOf(SERVER), number);
        EXPECT_EQ(numbers.NumberOf(CLIENT), 0U); // nobody opened it from there
    }
}
