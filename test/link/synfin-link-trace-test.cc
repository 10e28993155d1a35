/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-link-traces.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A file that is there as long as this.
class File
{
  public:
    explicit File(const std::string& text)
        : m_path(std::filesystem::temp_directory_path() /
                 ("synfin-link-trace-" + std::to_string(getpid())))
    {
        std::ofstream(m_path) << text;
    }

    ~File()
    {
        std::filesystem::remove(m_path);
    }

    /// @return the value of a setting
    std::string Value() const
    {
        return "trace:" + m_path.string();
    }

  private:
    std::filesystem::path m_path;
};

constexpr uint32_t WHOLE = DeliveryTrace::OCTETS - 2; //!< a frame that takes an opportunity

/// One direction that is easy to talk to, in ms.
class Wire
{
  public:
    explicit Wire(const LinkSample::Settings& settings)
        : m_direction(LinkSample::Parameters(settings), LinkStreams())
    {
    }

    /// @return when the frame arrives
    double Enter(double ms, uint32_t octets = WHOLE)
    {
        m_direction.Enter(octets, nullptr, NanoSeconds(static_cast<int64_t>(ms * 1e6)), m_result);
        return m_result.count > 0
                   ? static_cast<double>(m_result.arrivals[0].time.GetNanoSeconds()) / 1e6
                   : -1;
    }

    std::size_t Waiting(double ms)
    {
        return m_direction.Waiting(NanoSeconds(static_cast<int64_t>(ms * 1e6)));
    }

  private:
    LinkDirection m_direction;
    LinkResult m_result;
};

std::string
WrongDeliveries(const std::string& text)
{
    std::istringstream input(text);
    std::shared_ptr<const DeliveryTrace> trace;
    return ReadDeliveryTrace(input, "up", trace).value_or("");
}

std::string
WrongDelays(const std::string& text)
{
    std::istringstream input(text);
    std::shared_ptr<const DelayTrace> trace;
    return ReadDelayTrace(input, "far", trace).value_or("");
}

} // namespace

/// mahimahi's LinkQueue: one opportunity a line, which begin again at the time of the last.
TEST(DeliveryTrace, RepeatsAtItsEnd)
{
    const DeliveryTrace trace("up", {0, 3, 3, 10});
    const std::vector<int64_t> expected{0, 3, 3, 10, 10, 13, 13, 20, 20, 23};
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
        EXPECT_EQ(trace.At(i), expected[i] * 1000000) << i;
    }
    EXPECT_EQ(trace.FirstAfter(-1), 0U);
    EXPECT_EQ(trace.FirstAfter(0), 1U);
    EXPECT_EQ(trace.FirstAfter(2999999), 1U);
    EXPECT_EQ(trace.FirstAfter(3000000), 3U);
    EXPECT_EQ(trace.FirstAfter(10000000), 5U); // that of 10 and the next round's of 0 are over
    EXPECT_EQ(trace.FirstAfter(1000000000), 401U);
}

TEST(DeliveryTrace, FramesShareOpportunitiesOrTakeSeveral)
{
    const File file("5\n10\n20\n");
    Wire wire({{"bandwidth", file.Value()}});
    EXPECT_EQ(wire.Enter(0), 5);
    EXPECT_EQ(wire.Enter(0, 750), 10);       // 752 of 1504
    EXPECT_EQ(wire.Enter(0, 748), 10);       // with which 2 are left,
    EXPECT_EQ(wire.Enter(0, 3000), 40 - 15); // 1504 of 20, and the rest of 25
    EXPECT_EQ(wire.Enter(25, 10), 30);       // too late for what is left of 25
    EXPECT_EQ(wire.Enter(29.5, 10), 30);
    EXPECT_EQ(wire.Enter(30, 10), 40); // and for 30
    EXPECT_EQ(wire.Waiting(39), 1U);
    EXPECT_EQ(wire.Waiting(40.001), 0U);
}

/// 12 Mbit/s are an opportunity each millisecond.
TEST(DeliveryTrace, IsARate)
{
    const File file("1\n");
    Wire wire({{"bandwidth", file.Value()}, {"delay", "7ms"}});
    for (int i = 0; i < 1000; ++i)
    {
        EXPECT_NEAR(wire.Enter(0), i + 1 + 7, 1e-6);
    }
}

TEST(DeliveryTrace, BeginsWhenItComesIntoForceAndEndsWhenItIsOver)
{
    const File file("1000\n");
    Wire wire({{"bandwidth", "12Mbps"},
               {"schedule", "1500ms bandwidth=" + file.Value() + "; 4s bandwidth=none"},
               {"queue", "10p"}});
    EXPECT_EQ(wire.Enter(0, 1500), 1);
    EXPECT_EQ(wire.Enter(1500), 2500);
    EXPECT_EQ(wire.Enter(1600), 3500);
    EXPECT_EQ(wire.Enter(1700), 4000); // that of 4500 does not come
    EXPECT_EQ(wire.Enter(5000), 5000);
}

TEST(DeliveryTrace, RefusesBadLines)
{
    EXPECT_NE(WrongDeliveries("1\n2 # two\n\nx\n").find("up:4: 'x' is none"), std::string::npos);
    EXPECT_NE(WrongDeliveries("5\n4\n").find("up:2: '4' is before the line above"),
              std::string::npos);
    EXPECT_NE(WrongDeliveries("1 2\n").find("up:1: '1 2' is none"), std::string::npos);
    EXPECT_NE(WrongDeliveries("1.5\n").find("up:1"), std::string::npos);
    EXPECT_NE(WrongDeliveries("99999999999999\n").find("up:1"), std::string::npos);
    EXPECT_NE(WrongDeliveries("0\n0\n").find("up lasts no time"), std::string::npos);
    EXPECT_NE(WrongDeliveries("# nothing\n").find("up has none"), std::string::npos);
    EXPECT_EQ(WrongDeliveries("0\n0\n1\n"), "");
    EXPECT_NE(LinkSettings().Set("bandwidth", "trace:/no/such")->find("can be read"),
              std::string::npos);
}

TEST(DelayTrace, StepsAndIsHeld)
{
    const File file("1 20   # seconds and milliseconds\n2s 50ms\n2.5 10\n");
    Wire wire({{"delay", file.Value()}, {"jitter-reorders", "true"}});
    EXPECT_EQ(wire.Enter(0), 20); // the first holds before its time, too
    EXPECT_EQ(wire.Enter(1999), 2019);
    EXPECT_EQ(wire.Enter(2000), 2050);
    EXPECT_EQ(wire.Enter(2500), 2510);
    EXPECT_EQ(wire.Enter(100000), 100010);
}

TEST(DelayTrace, KeepsTheOrder)
{
    const File file("0 20\n1 5\n");
    Wire wire({{"delay", file.Value()}});
    EXPECT_EQ(wire.Enter(999), 1019);
    EXPECT_EQ(wire.Enter(1000), 1019);
    EXPECT_EQ(wire.Enter(1015), 1020);
}

TEST(DelayTrace, BoundsTheDelay)
{
    const File file("0 20\n1 5\n2 70\n");
    LinkParameters link = LinkSample::Parameters({{"delay", file.Value()}});
    EXPECT_EQ(link.LeastDelay(), MilliSeconds(5));
    EXPECT_EQ(link.settings.delay, MilliSeconds(70));
    EXPECT_EQ(link.Get("delay"), file.Value());
    link.Set("delay", "3ms");
    EXPECT_EQ(link.Get("delay"), "3ms");
    EXPECT_EQ(link.LeastDelay(), MilliSeconds(3));
}

TEST(DelayTrace, BeginsWhenItComesIntoForce)
{
    const File file("0 20\n1 5\n");
    Wire wire({{"delay", "1ms"}, {"schedule", "10s delay=" + file.Value() + "; 12s loss=0"}});
    EXPECT_EQ(wire.Enter(0), 1);
    EXPECT_EQ(wire.Enter(10500), 10520);
    EXPECT_EQ(wire.Enter(11000), 11020 - 15);
    EXPECT_EQ(wire.Enter(12100), 12105);
}

TEST(DelayTrace, RefusesBadLines)
{
    EXPECT_NE(WrongDelays("1 2\n1 3\n").find("far:2: '1 3' is not after the line above"),
              std::string::npos);
    EXPECT_NE(WrongDelays("1\n").find("far:1: '1' is none"), std::string::npos);
    EXPECT_NE(WrongDelays("0 2d\n").find("far:1"), std::string::npos);
    EXPECT_NE(WrongDelays("0 -1\n").find("far:1"), std::string::npos);
    EXPECT_NE(WrongDelays("\n").find("far has none"), std::string::npos);
}
