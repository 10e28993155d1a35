/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/arp-l3-protocol.h"
#include "ns3/csma-star-helper.h"
#include "ns3/point-to-point-dumbbell.h"
#include "ns3/point-to-point-grid.h"
#include "ns3/point-to-point-star.h"
#include "ns3/synfin-stream-socket.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::synfin;

// StackHelper where a script has an InternetStackHelper.

namespace
{

/// Expects synfin's TCP on a node: under its number, and behind ns-3's factory.
void
ExpectSynfin(Ptr<Node> node)
{
    const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
    ASSERT_TRUE(tcp) << node->GetId();
    EXPECT_EQ(node->GetObject<Ipv4>()->GetProtocol(6), tcp);
    EXPECT_EQ(node->GetObject<Ipv6>()->GetProtocol(6), tcp);
    EXPECT_TRUE(DynamicCast<StreamSocket>(
        Socket::CreateSocket(node, TypeId::LookupByName("ns3::TcpSocketFactory"))));
}

/// Expects that a client's octets arrive at a server.
void
ExpectTransfer(Ptr<Node> client, Ptr<Node> server, Ipv4Address address)
{
    TwoHosts::RunFor(Seconds(2)); // nodes are initialized
    Ear ear;
    Ptr<Socket> listener = Socket::CreateSocket(server, TcpSocketFactory::GetTypeId());
    listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80));
    listener->Listen();
    ear.Hear(listener);
    Ptr<Socket> socket = Socket::CreateSocket(client, TcpSocketFactory::GetTypeId());
    socket->Connect(InetSocketAddress(address, 80));
    socket->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(5));
    EXPECT_EQ(ear.text, "hello");
}

/// @return the sizes of the files in a folder
std::map<std::string, std::uintmax_t>
SizesOf(const std::string& folder)
{
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& file : std::filesystem::directory_iterator(folder))
    {
        sizes[file.path().filename().string()] = std::filesystem::file_size(file.path());
    }
    return sizes;
}

/// Two hosts, and all that the helper of their stacks writes of IP.
void
CaptureTransfer(Tcp tcp, const std::string& folder)
{
    TwoHosts hosts(tcp, tcp);
    const auto enable = [&folder](auto&& helper) {
        helper.EnablePcapIpv4All(folder + "/v4");
        helper.EnablePcapIpv6All(folder + "/v6");
        helper.EnableAsciiIpv4All(AsciiTraceHelper().CreateFileStream(folder + "/v4.tr"));
        helper.EnableAsciiIpv6All(folder + "/v6");
    };
    tcp == Tcp::SYNFIN ? enable(StackHelper()) : enable(InternetStackHelper());
    ExpectTransfer(hosts.nodes.Get(0), hosts.nodes.Get(1), Ipv4Address("10.1.1.2"));
}

} // namespace

TEST(StackHelperDropIn, LayoutHelpersInstallIt)
{
    StackHelper stack;
    stack.SetProfile("freebsd");
    stack.Set("syn_retries", "3");
    PointToPointHelper wire;
    {
        PointToPointStarHelper star(3, wire);
        star.InstallStack(stack);
        star.AssignIpv4Addresses(Ipv4AddressHelper("10.1.1.0", "255.255.255.0"));
        for (uint32_t i = 0; i < star.SpokeCount(); ++i)
        {
            ExpectSynfin(star.GetSpokeNode(i));
        }
        ExpectSynfin(star.GetHub());
        const Profile profile = star.GetHub()->GetObject<L4Protocol>()->GetProfile();
        EXPECT_EQ(profile.msl, Seconds(30));
        EXPECT_EQ(profile.syn_retries, 3U);
        ExpectTransfer(star.GetSpokeNode(2), star.GetHub(), star.GetHubIpv4Address(2));
    }
    Simulator::Destroy();
    {
        PointToPointDumbbellHelper dumbbell(2, wire, 2, wire, wire);
        dumbbell.InstallStack(stack);
        ExpectSynfin(dumbbell.GetLeft(1));
        ExpectSynfin(dumbbell.GetRight());
    }
    Simulator::Destroy();
    {
        PointToPointGridHelper grid(2, 3, wire);
        grid.InstallStack(stack);
        ExpectSynfin(grid.GetNode(1, 2));
    }
    Simulator::Destroy();
    {
        CsmaStarHelper star(2, CsmaHelper());
        star.InstallStack(stack);
        ExpectSynfin(star.GetHub());
        ExpectSynfin(star.GetSpokeNode(1));
    }
    Simulator::Destroy();
}

TEST(StackHelperDropIn, ReplacesTheTcpOfANodeThatHasOne)
{
    TwoHosts hosts(Tcp::STOCK, Tcp::STOCK);
    StackHelper stack;
    stack.Replace(hosts.nodes.Get(0));
    ExpectSynfin(hosts.nodes.Get(0));
    EXPECT_FALSE(hosts.nodes.Get(1)->GetObject<L4Protocol>());
    ExpectTransfer(hosts.nodes.Get(0), hosts.nodes.Get(1), Ipv4Address("10.1.1.2"));
    ExpectTransfer(hosts.nodes.Get(1), hosts.nodes.Get(0), Ipv4Address("10.1.1.1"));
}

TEST(StackHelperDropIn, RefusesWhatItCannotReplace)
{
    TwoHosts hosts(Tcp::STOCK, Tcp::SYNFIN);
    StackHelper stack;
    EXPECT_DEATH(stack.Replace(hosts.nodes.Get(1)), "has synfin's TCP already");
    EXPECT_DEATH(stack.Replace(CreateObject<Node>()), "no internet stack");
    EXPECT_DEATH(stack.Replace(Ptr<Node>()), "StackHelper::Replace: no node");
    EXPECT_DEATH(stack.Replace("nobody"), "Names knows no node nobody");
    EXPECT_DEATH(stack.Install(Ptr<Node>()), "StackHelper::Install: no node");
    EXPECT_DEATH(stack.Install("nobody"), "Names knows no node nobody");
    EXPECT_DEATH(stack.Install(hosts.nodes.Get(0)), "Replace");
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    EXPECT_DEATH(stack.Replace(hosts.nodes.Get(0)), "sockets of ns3::TcpL4Protocol");
}

/// The stock factory may have been asked for however often before.
TEST(StackHelperDropIn, ReplacesAFactoryThatIsInUse)
{
    TwoHosts hosts(Tcp::STOCK, Tcp::STOCK);
    for (int i = 0; i < 1000; ++i)
    {
        hosts.nodes.Get(0)->GetObject<TcpSocketFactory>();
    }
    StackHelper().Replace(hosts.nodes.Get(0));
    ExpectSynfin(hosts.nodes.Get(0));
}

/// In a process of its own: ns-3 closes these files when it ends, and keeps them for one
/// simulation.
TEST(StackHelperDropInDeathTest, CapturesOfIp)
{
    std::map<std::string, std::uintmax_t> sizes[2];
    for (const Tcp tcp : {Tcp::SYNFIN, Tcp::STOCK})
    {
        const std::string folder = testing::TempDir() + "synfin-drop-in";
        std::filesystem::remove_all(folder);
        std::filesystem::create_directory(folder);
        EXPECT_EXIT(
            {
                CaptureTransfer(tcp, folder);
                std::exit(0);
            },
            testing::ExitedWithCode(0),
            "");
        sizes[static_cast<int>(tcp)] = SizesOf(folder);
    }
    const auto& synfin = sizes[static_cast<int>(Tcp::SYNFIN)];
    const auto& stock = sizes[static_cast<int>(Tcp::STOCK)];
    EXPECT_EQ(synfin.size(), stock.size());
    for (const auto& [name, size] : stock)
    {
        ASSERT_EQ(synfin.count(name), 1U) << name;
        EXPECT_EQ(synfin.at(name) > 100, size > 100) << name;
    }
    EXPECT_GT(synfin.at("v4-n0-i1.pcap"), 300U);
    EXPECT_GT(synfin.at("v4.tr"), 300U);
}

TEST(StackHelperDropIn, SwitchesAndReset)
{
    StackHelper stack;
    stack.SetProfile("freebsd");
    stack.SetIpv6StackInstall(false);
    stack.SetIpv4ArpJitter(false);
    Ptr<Node> node = CreateObject<Node>();
    stack.Install(node);
    EXPECT_FALSE(node->GetObject<Ipv6>());
    PointerValue jitter;
    node->GetObject<ArpL3Protocol>()->GetAttribute("RequestJitter", jitter);
    EXPECT_TRUE(jitter.Get<ConstantRandomVariable>());
    stack.Reset();
    Ptr<Node> other = CreateObject<Node>();
    stack.Install(other);
    EXPECT_TRUE(other->GetObject<Ipv6>());
    EXPECT_EQ(other->GetObject<L4Protocol>()->GetProfile().msl, Profile::Preset("linux")->msl);
    other->GetObject<ArpL3Protocol>()->GetAttribute("RequestJitter", jitter);
    EXPECT_FALSE(jitter.Get<ConstantRandomVariable>());
    Simulator::Destroy();
}
