/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-parse.h"

#include <gtest/gtest.h>
#include <limits>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

TEST(ParseTime, ReadsEveryUnit)
{
    EXPECT_EQ(ParseTime("7ns"), NanoSeconds(7));
    EXPECT_EQ(ParseTime("7us"), MicroSeconds(7));
    EXPECT_EQ(ParseTime("50ms"), MilliSeconds(50));
    EXPECT_EQ(ParseTime("60s"), Seconds(60));
    EXPECT_EQ(ParseTime("2min"), Minutes(2));
    EXPECT_EQ(ParseTime("2h"), Hours(2));
    EXPECT_EQ(ParseTime("1d"), Hours(24));
}

TEST(ParseTime, ReadsFractionsExactly)
{
    EXPECT_EQ(ParseTime("1.5s"), MilliSeconds(1500));
    EXPECT_EQ(ParseTime(".5ms"), MicroSeconds(500));
    EXPECT_EQ(ParseTime("5.ms"), MilliSeconds(5));
    EXPECT_EQ(ParseTime("1e-3s"), MilliSeconds(1));
    EXPECT_EQ(ParseTime("0.123456789s"), NanoSeconds(123456789));
    EXPECT_EQ(ParseTime("1000000000.000000001s"), NanoSeconds(1000000000000000001));
    // What a script prints for 0.1 + 0.2.
    EXPECT_EQ(ParseTime("0.30000000000000004s"), MilliSeconds(300));
}

TEST(ParseTime, RoundsOnlyWhatStaysTheSameTime)
{
    EXPECT_EQ(ParseTime("0.3333333333333333s"), NanoSeconds(333333333));
    EXPECT_EQ(ParseTime("12345.6ns"), NanoSeconds(12346));
    for (const char* text : {"0.4ns", "0.9ns", "1.4ns", "99.5ns", "1e-10s", "0.0001us", "1e-300d"})
    {
        EXPECT_FALSE(ParseTime(text)) << text;
        EXPECT_EQ(WhyNoTime(text), "; this is no whole number of nanoseconds") << text;
    }
    for (const char* text : {"0ns", "0", "0.00s", "1s", "1", "-0.4ns", "0.4", "0.4xs", ""})
    {
        EXPECT_EQ(WhyNoTime(text), "") << text;
    }
}

TEST(ParseTime, OnlyZeroNeedsNoUnit)
{
    EXPECT_EQ(ParseTime("0"), Time(0));
    EXPECT_EQ(ParseTime("0.0"), Time(0));
    EXPECT_EQ(ParseTime("0s"), Time(0));
    EXPECT_FALSE(ParseTime("1"));
}

TEST(ParseTime, RefusesWhatIsNoTime)
{
    for (const char* text : {"",
                             "s",
                             "ms",
                             "-1s",
                             "-0s",
                             "1 s",
                             " 1s",
                             "1s ",
                             "1sec",
                             "1S",
                             "0x10s",
                             "1e",
                             ".s",
                             "1e999s",
                             "nan",
                             "nans",
                             "inf",
                             "infs",
                             "1.2.3s",
                             "1,5s",
                             "--1s",
                             "300y",
                             "1e400s",
                             "9223372036854775808ns",
                             "10000000000s"})
    {
        EXPECT_FALSE(ParseTime(text)) << text;
    }
}

TEST(ParseNumber, ReadsWholeTextOnly)
{
    EXPECT_EQ(ParseNumber("0.1"), 0.1);
    EXPECT_EQ(ParseNumber("-2.5e3"), -2500.0);
    EXPECT_EQ(ParseNumber("100"), 100.0);
    EXPECT_EQ(ParseNumber("0.30000000000000004"), 0.1 + 0.2);
    for (const char* text :
         {"", "-", ".", "e5", "1e", "1x", " 1", "1 ", "nan", "inf", "0x1p3", "1e999", "1,5"})
    {
        EXPECT_FALSE(ParseNumber(text)) << text;
    }
}

/// What can only be held as 0, or with digits lost, is no number that was given.
TEST(ParseNumber, NoneThatIsTooSmall)
{
    for (const char* text : {"1e-999999999", "-1e-400", "1.25e-310"})
    {
        EXPECT_FALSE(ParseNumber(text)) << text;
    }
    EXPECT_EQ(ParseNumber("2.5e-308"), 2.5e-308);
    EXPECT_EQ(ParseNumber("0e-999999999"), 0.0);
}

TEST(ParseUnsigned, KnowsItsRange)
{
    EXPECT_EQ(ParseUnsigned("0"), 0U);
    EXPECT_EQ(ParseUnsigned("0042"), 42U);
    EXPECT_EQ(ParseUnsigned("18446744073709551615"), std::numeric_limits<uint64_t>::max());
    for (const char* text :
         {"", "-1", "+1", "1.0", "1e3", " 1", "18446744073709551616", "99999999999999999999"})
    {
        EXPECT_FALSE(ParseUnsigned(text)) << text;
    }
}

TEST(ParseBool, KnowsFourSpellingsOfEach)
{
    for (const char* text : {"true", "1", "on", "yes"})
    {
        EXPECT_EQ(ParseBool(text), true) << text;
    }
    for (const char* text : {"false", "0", "off", "no"})
    {
        EXPECT_EQ(ParseBool(text), false) << text;
    }
    for (const char* text : {"", "True", "2", "y", "no "})
    {
        EXPECT_FALSE(ParseBool(text).has_value()) << text;
    }
}

TEST(ParseRate, ReadsPrefixesBitsAndBytes)
{
    EXPECT_EQ(ParseRate("56000bps"), 56000U);
    EXPECT_EQ(ParseRate("0bps"), 0U);
    EXPECT_EQ(ParseRate("8kbps"), 8000U);
    EXPECT_EQ(ParseRate("8Kbps"), 8000U);
    EXPECT_EQ(ParseRate("1.5Mbps"), 1500000U);
    EXPECT_EQ(ParseRate("1Gbps"), 1000000000U);
    EXPECT_EQ(ParseRate("2Tbps"), 2000000000000U);
    EXPECT_EQ(ParseRate("1MB/s"), 8000000U);
    EXPECT_EQ(ParseRate("1KiB/s"), 8192U);
    EXPECT_EQ(ParseRate("1Mib/s"), 1048576U);
    for (const char* text : {"",
                             "1",
                             "-1Mbps",
                             "1mbps",
                             "1Gb",
                             "Gbps",
                             "1 Gbps",
                             "1Gbps ",
                             "1e30Gbps",
                             "ibps",
                             "1ibps",
                             "1kkbps",
                             "0.1bps"})
    {
        EXPECT_FALSE(ParseRate(text)) << text;
    }
}

TEST(FormatTime, TakesTheLargestWholeUnit)
{
    EXPECT_EQ(FormatTime(Time(0)), "0s");
    EXPECT_EQ(FormatTime(MilliSeconds(50)), "50ms");
    EXPECT_EQ(FormatTime(MilliSeconds(1500)), "1500ms");
    EXPECT_EQ(FormatTime(Seconds(60)), "1min");
    EXPECT_EQ(FormatTime(Seconds(61)), "61s");
    EXPECT_EQ(FormatTime(Hours(2)), "2h");
    EXPECT_EQ(FormatTime(NanoSeconds(1000000001)), "1000000001ns");
}

TEST(FormatTime, IsReadBackExactly)
{
    for (const int64_t ns : {int64_t{1},
                             int64_t{999},
                             int64_t{1000},
                             int64_t{123456789},
                             int64_t{60000000000},
                             int64_t{1000000000000000001},
                             int64_t{9000000000000000000}})
    {
        EXPECT_EQ(ParseTime(FormatTime(NanoSeconds(ns))), NanoSeconds(ns)) << ns;
    }
}

TEST(FormatNumber, IsShortAndReadBackExactly)
{
    EXPECT_EQ(FormatNumber(0.1), "0.1");
    EXPECT_EQ(FormatNumber(100), "100");
    EXPECT_EQ(FormatNumber(0.0), "0");
    for (const double number : {0.1 + 0.2, 1.0 / 3, 1e-300, 123456789.125, 6.02e23})
    {
        EXPECT_EQ(ParseNumber(FormatNumber(number)), number) << number;
    }
}

TEST(FormatRate, TakesTheLargestWholeUnit)
{
    EXPECT_EQ(FormatRate(1000000000), "1Gbps");
    EXPECT_EQ(FormatRate(1500000), "1500kbps");
    EXPECT_EQ(FormatRate(56001), "56001bps");
    EXPECT_EQ(ParseRate(FormatRate(123456789)), 123456789U);
}
