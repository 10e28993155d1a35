/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-situation.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the value of an attribute as text
std::string
Get(Ptr<L4Protocol> tcp, const std::string& name)
{
    StringValue value;
    tcp->GetAttribute(name, value);
    return value.Get();
}

} // namespace

TEST(StackHelper, EveryFieldOfAProfileIsAnAttribute)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        StackHelper stack;
        stack.SetProfile(preset);
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        const Ptr<L4Protocol> tcp = hosts.TcpOf(0);
        EXPECT_EQ(Get(tcp, "Profile"), preset);
        for (const ProfileField& field : ProfileFields())
        {
            EXPECT_EQ(Get(tcp, field.name), Profile::Preset(preset)->Get(field.name)) << field.name;
        }
    }
}

/// One default for scripts and programs.
TEST(StackHelper, TheDefaultIsLinux)
{
    EXPECT_STREQ(Profile::DEFAULT_PRESET, "linux");
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, StackHelper());
    const Ptr<L4Protocol> tcp = hosts.TcpOf(0);
    EXPECT_EQ(Get(tcp, "Profile"), "linux");
    for (const ProfileField& field : ProfileFields())
    {
        EXPECT_EQ(Get(tcp, field.name), Profile::Preset("linux")->Get(field.name)) << field.name;
    }
    EXPECT_EQ(ScenarioParameters().profileName, "linux");
    EXPECT_EQ(FieldsOf(Situation().ProfileOf(1)), FieldsOf(*Profile::Preset("linux")));
}

TEST(StackHelper, AFieldIsStrongerThanThePresetInAnyOrder)
{
    StackHelper stack;
    stack.Set("syn_retries", "3");
    stack.SetProfile("linux");
    stack.Set("msl", "7s");
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
    const Profile profile = hosts.TcpOf(0)->GetProfile();
    EXPECT_EQ(profile.syn_retries, 3u);
    EXPECT_EQ(profile.msl, Seconds(7));
    EXPECT_EQ(profile.synack_retries, Profile::Preset("linux")->synack_retries);
}

TEST(StackHelper, AProfileTakesThePlaceOfAPreset)
{
    Profile mine = *Profile::Preset("freebsd");
    mine.rto_min = MilliSeconds(333);
    mine.syn_retries = 9;
    StackHelper stack;
    stack.Set("syn_retries", "3");
    stack.SetProfile(mine);
    const StackHelper copy = stack;
    stack.SetProfile("linux");
    const Profile profile = TwoHosts(Tcp::SYNFIN, Tcp::SYNFIN, copy).TcpOf(0)->GetProfile();
    for (const ProfileField& field : ProfileFields())
    {
        const bool isSet = std::string(field.name) == "syn_retries";
        EXPECT_EQ(profile.Get(field.name), isSet ? "3" : mine.Get(field.name)) << field.name;
    }
    TwoHosts linux(Tcp::SYNFIN, Tcp::SYNFIN, stack);
    EXPECT_EQ(linux.TcpOf(0)->GetProfile().rto_min, Profile::Preset("linux")->rto_min);
    mine.rto_min = mine.rto_max + Seconds(1);
    EXPECT_DEATH(stack.SetProfile(mine), "rto_min must not exceed rto_max");
}

TEST(StackHelper, FieldsAreSetByPathUntilTcpIsUsed)
{
    TwoHosts hosts;
    Config::Set("/NodeList/0/$ns3::synfin::L4Protocol/syn_retries", StringValue("2"));
    Config::Set("/NodeList/0/$ns3::synfin::L4Protocol/Profile", StringValue("freebsd"));
    const Ptr<L4Protocol> tcp = hosts.TcpOf(0);
    EXPECT_EQ(tcp->GetProfile().syn_retries, 2u);
    EXPECT_EQ(tcp->GetProfile().msl, Seconds(30));
    EXPECT_TRUE(tcp->SetAttributeFailSafe("syn_retries", StringValue("")));
    EXPECT_EQ(tcp->GetProfile().syn_retries, Profile::Preset("freebsd")->syn_retries);
    EXPECT_FALSE(tcp->SetAttributeFailSafe("syn_retries", StringValue("many")));
    EXPECT_FALSE(tcp->SetAttributeFailSafe("Profile", StringValue("minix")));
    tcp->GetDriver();
    EXPECT_FALSE(tcp->SetAttributeFailSafe("syn_retries", StringValue("4")));
    EXPECT_FALSE(tcp->SetAttributeFailSafe("Profile", StringValue("linux")));
}

TEST(StackHelper, AnUnknownNameEndsTheProgram)
{
    StackHelper stack;
    EXPECT_DEATH(stack.SetProfile("minix"), "rfc9293, linux, linux-6.18, ");
    EXPECT_DEATH(stack.Set("syn_retries", "many"), "syn_retries");
    EXPECT_DEATH(stack.Set("sin_retries", "1"), "sin_retries");
}

TEST(StackHelper, TheSecretComesFromTheRun)
{
    std::vector<SequenceNumber32> isns;
    for (const uint64_t run : {1, 1, 2})
    {
        TwoHosts hosts;
        RngSeedManager::SetRun(run);
        // A stack installed now, so that its random stream belongs to the run.
        Ptr<Node> node = CreateObject<Node>();
        hosts.wire.Install(node, hosts.nodes.Get(1));
        StackHelper stack;
        stack.Install(node);
        stack.AssignStreams(NodeContainer(node), 1000);
        Ipv4AddressHelper("10.1.2.0", "255.255.255.0")
            .Assign(NetDeviceContainer(node->GetDevice(0), hosts.nodes.Get(1)->GetDevice(2)));
        TwoHosts::RunFor(Seconds(1));
        const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
        tcp->segmentSent.ConnectWithoutContext(Callback<void, const SegmentRecord&>(
            [&isns](const SegmentRecord& record) { isns.push_back(record.segment.seq); }));
        Ptr<Socket> client = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
        ASSERT_EQ(client->Connect(InetSocketAddress(Ipv4Address("10.1.2.2"), 80)), 0);
        TwoHosts::RunFor(MilliSeconds(1));
    }
    ASSERT_EQ(isns.size(), 3u);
    EXPECT_EQ(isns[0], isns[1]);
    EXPECT_NE(isns[0], isns[2]);
}

TEST(StackHelper, OneIpVersionIsEnough)
{
    for (const bool ipv6 : {false, true})
    {
        NodeContainer nodes(1);
        StackHelper stack;
        stack.SetIpv4StackInstall(!ipv6);
        stack.SetIpv6StackInstall(ipv6);
        stack.Install(nodes);
        Ptr<Socket> socket = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
        EXPECT_EQ(socket->Bind(TwoHosts::Any(80, ipv6)), 0);
        EXPECT_EQ(socket->Listen(), 0);
        EXPECT_EQ(socket->Connect(TwoHosts::At(1, 80)), -1);
        Simulator::Destroy();
    }
}
