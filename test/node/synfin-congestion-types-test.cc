/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "told.h"
#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/synfin-congestion-ops.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-cubic.h"
#include "ns3/tcp-linux-reno.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the congestion control of a host of that stack, by the profile that its TCP has
std::string
ChosenBy(const StackHelper& stack)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
    hosts.TcpOf(0)->GetDriver();
    return hosts.TcpOf(0)->GetProfile().congestion_control;
}

class CongestionChoice : public testing::Test
{
  protected:
    void TearDown() override
    {
        Config::Reset();
    }

    StackHelper stack;
};

using CongestionChoiceDeath = CongestionChoice;

} // namespace

TEST(CongestionTypes, NamesAreThoseOfTheTypes)
{
    EXPECT_EQ(CongestionName(TcpLinuxReno::GetTypeId()), "linuxreno");
    EXPECT_EQ(CongestionName(TypeId::LookupByName("ns3::synfin::L4Protocol")), "l4protocol");
    EXPECT_EQ(FindCongestionType("linuxreno"), TcpLinuxReno::GetTypeId());
    EXPECT_EQ(FindCongestionType("cubic"), TcpCubic::GetTypeId()); // a child of TcpSocketBase's
    for (const char* none :
         {"", "Cubic", "congestionops", "socketbase", "l4protocol", "prrrecovery"})
    {
        EXPECT_FALSE(FindCongestionType(none)) << none;
    }
    const std::vector<std::string> names = CongestionNames();
    EXPECT_GE(names.size(), 10U);
    for (const char* known : {"bbr", "cubic", "dctcp", "newreno", "vegas"})
    {
        EXPECT_EQ(std::count(names.begin(), names.end(), known), 1) << known;
    }
}

TEST(CongestionTypes, EveryPresetNamesOne)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        const Profile profile = *Profile::Preset(preset);
        const std::string cubic = preset.compare(0, 5, "linux") == 0 ? "linuxcubic" : "cubic";
        EXPECT_EQ(profile.congestion_control, preset == "rfc9293" ? "newreno" : cubic);
        EXPECT_FALSE(CongestionProblem(profile));
    }
}

TEST_F(CongestionChoice, IsTheProfiles)
{
    EXPECT_EQ(ChosenBy(stack), "linuxcubic");
    stack.Set("tcp_congestion_control", "bbr");
    EXPECT_EQ(ChosenBy(stack), "bbr");
}

TEST_F(CongestionChoice, OfNs3sAttributeIsStrongerThanThePreset)
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue("ns3::TcpVegas"));
    EXPECT_EQ(ChosenBy(stack), "vegas");
    stack.Set("congestion_control", "bbr");
    EXPECT_EQ(ChosenBy(stack), "bbr");
}

TEST_F(CongestionChoice, OfTheAttributeIsTheStrongest)
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue("ns3::TcpVegas"));
    stack.Set("congestion_control", "bbr");
    stack.SetAttribute("CongestionOps", TypeIdValue(TcpLinuxReno::GetTypeId()));
    EXPECT_EQ(ChosenBy(stack), "linuxreno"); // and the profile tells what runs
}

TEST_F(CongestionChoiceDeath, OfWhatIsNoneEndsTheProgram)
{
    EXPECT_DEATH(stack.Set("congestion_control", "cubik"), "did you mean cubic");
    EXPECT_DEATH(stack.Set("congestion_control", "Cubic"), "small letters");
    Profile profile = *Profile::Preset("linux");
    profile.congestion_control = "none";
    stack.SetProfile(profile);
    EXPECT_DEATH(ChosenBy(stack), "none is no congestion control");
}

/// ns-3's Westwood ends the program when it hears of two round trips at one instant.
TEST(CongestionTypes, TwoAcksOfOneInstantAreOneSample)
{
    const auto westwood = FindCongestionType("westwood");
    const auto type = westwood ? westwood : FindCongestionType("westwoodplus");
    ASSERT_TRUE(type);
    CongestionOps tcp(MakeCongestionOps(*type), 1000, 10, UINT32_MAX);
    Simulator::Schedule(MilliSeconds(20), [&tcp] {
        Tell(tcp, Delivered(1000, 1000, 10000, MilliSeconds(20)));
        Tell(tcp, Delivered(1000, 1000, 9000, MilliSeconds(20)));
    });
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_GT(tcp.Window(), 10000U);
}
