/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// No attribute of ns-3's TCP, and none of ours, is ignored in silence.

#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/rtt-estimator.h"
#include "ns3/synfin-stock-attributes.h"
#include "ns3/synfin-stream-socket.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-cubic.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Puts all defaults back.
class Defaults : public testing::Test
{
  protected:
    void TearDown() override
    {
        Config::Reset();
    }
};

using DefaultsDeath = Defaults;

std::string
Manual()
{
    std::ifstream file(SYNFIN_SOURCE "/doc/ns3-attributes.rst");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// @return the table of the manual that the module's own list makes
std::string
StockTable()
{
    std::string table = "   \"type\", \"attribute\", \"what it does here\"\n";
    for (const StockAttribute& attribute : StockAttributes())
    {
        table += std::string("   \"") + attribute.type + "\", \"" + attribute.name + "\", \"" +
                 (attribute.effect ? attribute.effect : "no effect") + "\"\n";
    }
    return table;
}

bool
IsListed(const std::string& type, const std::string& name)
{
    for (const StockAttribute& attribute : StockAttributes())
    {
        if (type == attribute.type && name == attribute.name)
        {
            return true;
        }
    }
    return false;
}

/// @return true for a congestion control; TcpCubic's TypeId may have another parent
bool
IsCongestionControl(TypeId type)
{
    return type.IsChildOf(TcpCongestionOps::GetTypeId()) || type.GetName() == "ns3::TcpCubic";
}

/// @return an attribute as text
std::string
Read(Ptr<Object> object, const std::string& name)
{
    StringValue value;
    object->GetAttribute(name, value);
    return value.Get();
}

/// @return what is printed on stderr meanwhile
template <typename F>
std::string
Stderr(const F& action)
{
    testing::internal::CaptureStderr();
    action();
    return testing::internal::GetCapturedStderr();
}

uint32_t
Count(const std::string& text, const std::string& part)
{
    uint32_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    {
        ++count;
    }
    return count;
}

/// Opens a connection, closes it from the left, and waits until the left end is in TIME_WAIT.
void
ReachTimeWait(TwoHosts& hosts, const Ptr<Socket>& client)
{
    Ptr<Socket> listener = hosts.Listen(1, 80);
    Ear ear;
    ear.Hear(listener);
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80)), 0);
    TwoHosts::RunFor(MilliSeconds(100));
    ASSERT_EQ(ear.accepted.size(), 1U);
    client->Close();
    TwoHosts::RunFor(MilliSeconds(15));
    ear.accepted[0]->Close();
    TwoHosts::RunFor(MilliSeconds(12));
    ASSERT_EQ(hosts.TcpOf(0)->GetDriver().GetStack().CountOf(State::TIME_WAIT), 1U);
}

} // namespace

// ---- The manual's table ----

TEST(StockAttributes, TheTableOfTheManualIsCurrent)
{
    // Put what this prints into doc/ns3-attributes.rst when attributes change.
    EXPECT_NE(Manual().find(StockTable()), std::string::npos) << StockTable();
}

/// Every attribute that the ns-3 at hand has is in the manual.
TEST(StockAttributes, NoneIsForgotten)
{
    const std::string manual = Manual();
    const std::set<std::string> ours = {"ns3::synfin::StreamSocket", "ns3::synfin::TcpSettings"};
    uint32_t types = 0;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        const bool control = IsCongestionControl(type);
        const bool tcp =
            type == TcpSocket::GetTypeId() || type == TcpSocketBase::GetTypeId() ||
            type.GetName() == "ns3::TcpL4Protocol" || type.IsChildOf(TcpRecoveryOps::GetTypeId()) ||
            type == RttEstimator::GetTypeId() || type.IsChildOf(RttEstimator::GetTypeId());
        if (!control && !tcp)
        {
            continue;
        }
        ++types;
        const auto row = manual.rfind("   \"" + type.GetName() + "\", ");
        EXPECT_TRUE(!control || row != std::string::npos) << type.GetName();
        for (std::size_t k = 0; k < type.GetAttributeN(); ++k)
        {
            const std::string name = type.GetAttribute(k).name;
            if (IsListed(type.GetName(), name))
            {
                continue;
            }
            ASSERT_TRUE(control) << type.GetName() << "::" << name;
            const std::string list = manual.substr(row, manual.find('\n', row) - row);
            const bool found = list.find(" " + name + ",") != std::string::npos ||
                               list.find(" " + name + "\"") != std::string::npos ||
                               list.find("\"" + name + ",") != std::string::npos ||
                               list.find("\"" + name + "\"") != std::string::npos;
            EXPECT_TRUE(found) << type.GetName() << "::" << name;
        }
    }
    EXPECT_GE(types, 20U);
}

/// What the table calls an effect can be set on a socket or is read from its type.
TEST(StockAttributes, ASocketHasEveryAttributeOfTcpSocketBase)
{
    TwoHosts hosts;
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    const TypeId stock = TcpSocketBase::GetTypeId();
    for (std::size_t i = 0; i < stock.GetAttributeN(); ++i)
    {
        const TypeId::AttributeInformation attribute = stock.GetAttribute(i);
        if (attribute.accessor->HasSetter())
        {
            const bool set =
                socket->SetAttributeFailSafe(attribute.name, *attribute.originalInitialValue);
            EXPECT_TRUE(set) << attribute.name;
        }
    }
}

// ---- What is not a value ----

TEST_F(DefaultsDeath, AValueThatNoFieldAcceptsEndsTheProgram)
{
    const std::string prefix = "ns3::synfin::L4Protocol::";
    for (const auto& [name, value, accepted] :
         {std::tuple{"syn_retries", "abc", "syn_retries=abc: accepted is an integer from 0 to 127"},
          std::tuple{"syn_retries", "999999", "accepted is an integer from 0 to 127"},
          std::tuple{"msl", "-1s", "accepted is a time from 0 to"},
          std::tuple{"timestamps", "maybe", "accepted is true or false"},
          std::tuple{"Profile", "freebds", "ns3; did you mean freebsd"}})
    {
        const std::string full = prefix + name;
        EXPECT_DEATH(Config::SetDefault(full, StringValue(value)), accepted) << full;
        EXPECT_FALSE(Config::SetDefaultFailSafe(full, StringValue(value))) << full;
        const auto parse = [&full, value = value] {
            CommandLine commandLine;
            std::string argument = "--" + full + "=" + value;
            std::string program = "program";
            char* arguments[] = {program.data(), argument.data(), nullptr};
            commandLine.Parse(2, arguments);
        };
        EXPECT_EXIT(parse(), testing::ExitedWithCode(1), accepted) << full;
        StackHelper stack;
        EXPECT_DEATH(stack.SetAttribute(name, StringValue(value)), accepted) << full;
    }
    EXPECT_TRUE(Config::SetDefaultFailSafe(prefix + "syn_retries", StringValue("")));
    EXPECT_TRUE(Config::SetDefaultFailSafe(prefix + "syn_retries", StringValue("3")));
    TwoHosts hosts;
    EXPECT_EQ(hosts.TcpOf(0)->GetProfile().syn_retries, 3U);
}

TEST_F(DefaultsDeath, ANumberOfNs3BelowTheRangeEndsTheProgram)
{
    TwoHosts hosts;
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    for (const uint32_t size : {0, 10, 12, 63})
    {
        EXPECT_DEATH(socket->SetAttribute("SegmentSize", UintegerValue(size)),
                     "SegmentSize=[0-9]*: accepted is from 64 to 65495");
    }
    EXPECT_DEATH(socket->SetAttribute("RcvBufSize", UintegerValue(255)), "from 256 to");
    EXPECT_DEATH(socket->SetAttribute("InitialCwnd", UintegerValue(0)), "InitialCwnd");
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(12));
    EXPECT_DEATH(hosts.MakeSocket(0), "SegmentSize=12");
}

TEST_F(Defaults, ANumberOfNs3AboveTheRangeIsItsUpperEnd)
{
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(UINT32_MAX));
    TwoHosts hosts;
    Ptr<Socket> socket;
    const std::string said = Stderr([&] { socket = hosts.MakeSocket(0); });
    EXPECT_NE(said.find("SndBufSize is bounded: accepted is from 256 to 1073741824"),
              std::string::npos)
        << said;
    EXPECT_EQ(Read(socket, "SndBufSize"), "1073741824");
    socket->SetAttribute("ConnCount", UintegerValue(1000000));
    EXPECT_EQ(Read(socket, "ConnCount"), "127");
    socket->SetAttribute("ConnTimeout", TimeValue(Hours(1))); // rto_max
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 80)), 0);
}

// ---- What was set counts, even when ns-3 has it from the start ----

TEST_F(Defaults, ADefaultThatIsNs3sOwnCountsWhenItIsSet)
{
    const TypeId type = TcpSocket::GetTypeId();
    StackHelper stack;
    stack.Set("mss", "1000"); // a profile that differs from ns-3 in everything
    stack.Set("rto_initial", "2s");
    stack.Set("syn_retries", "9");
    stack.Set("retries2", "9");
    stack.Set("rmem", "50000");
    stack.Set("wmem", "50000");
    stack.Set("delayed_ack_timeout", "77ms");
    stack.Set("delayed_ack", "false");
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        const TypeId::AttributeInformation attribute = type.GetAttribute(i);
        const std::string value =
            attribute.originalInitialValue->SerializeToString(attribute.checker);
        const std::string before = Read(hosts.MakeSocket(0), attribute.name);
        Config::SetDefault("ns3::TcpSocket::" + attribute.name, *attribute.originalInitialValue);
        EXPECT_EQ(Read(hosts.MakeSocket(0), attribute.name), value) << attribute.name;
        Config::Reset();
        EXPECT_EQ(Read(hosts.MakeSocket(0), attribute.name), before) << attribute.name;
        const bool same = attribute.name == "InitialCwnd" || attribute.name == "TcpNoDelay" ||
                          attribute.name == "InitialSlowStartThreshold";
        EXPECT_TRUE(same || before != value) << attribute.name;
    }
}

TEST_F(Defaults, SegmentSizeReachesTheSyn)
{
    for (const bool set : {false, true})
    {
        if (set)
        {
            Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(536));
        }
        TwoHosts hosts;
        std::optional<uint16_t> mss;
        hosts.TcpOf(0)->segmentSent.ConnectWithoutContext(Callback<void, const SegmentRecord&>(
            [&mss](const SegmentRecord& record) { mss = record.segment.mss; }));
        hosts.MakeSocket(0)->Connect(TwoHosts::At(1, 80));
        TwoHosts::RunFor(MilliSeconds(1));
        EXPECT_EQ(mss.value_or(0), set ? 536 : 1460);
    }
}

// ---- TcpSocketBase ----

TEST_F(Defaults, DefaultsOfTcpSocketBaseMakeTheProfile)
{
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(321)));
    Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", DoubleValue(5));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(false));
    Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(false));
    Config::SetDefault("ns3::TcpSocketBase::WindowScaling", BooleanValue(false));
    Config::SetDefault("ns3::TcpSocketBase::ReTxThreshold", UintegerValue(5));
    for (const std::string& preset : Profile::PresetNames())
    {
        StackHelper stack;
        stack.SetProfile(preset);
        stack.Set("dupack_threshold", "4"); // by its own name: stronger
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        const Profile& profile = hosts.TcpOf(0)->GetDriver().GetStack().GetProfile();
        EXPECT_EQ(profile.rto_min, MilliSeconds(321)) << preset;
        EXPECT_EQ(profile.TimeWait(), Seconds(10)) << preset;
        EXPECT_FALSE(profile.timestamps) << preset;
        EXPECT_FALSE(profile.sack) << preset;
        EXPECT_FALSE(profile.window_scaling) << preset;
        EXPECT_EQ(profile.dupack_threshold, 4U) << preset;
    }
}

TEST_F(Defaults, MinRtoMayBeNs3sOwn)
{
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(Seconds(1)));
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, StackHelper()); // linux: 200 ms
    EXPECT_EQ(hosts.TcpOf(0)->GetProfile().rto_min, Seconds(1));
}

/// TIME_WAIT lasts 2 MSL, also where a kernel has a constant, and where the field time_wait is set.
TEST_F(Defaults, MaxSegLifetimeOfASocketIsItsTimeWait)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        for (const char* field : {"auto", "100s"})
        {
            StackHelper stack;
            stack.SetProfile(preset);
            stack.Set("timer_hz", "0");
            stack.Set("time_wait", field);
            TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
            const Ptr<Socket> client = hosts.MakeSocket(0);
            client->SetAttribute("MaxSegLifetime", DoubleValue(3));
            ReachTimeWait(hosts, client);
            const Stack& tcp = hosts.TcpOf(0)->GetDriver().GetStack();
            TwoHosts::RunFor(Seconds(5.9));
            EXPECT_EQ(tcp.CountOf(State::TIME_WAIT), 1U) << preset;
            TwoHosts::RunFor(Seconds(0.2));
            EXPECT_EQ(tcp.CountOf(State::TIME_WAIT), 0U) << preset;
        }
    }
}

TEST_F(Defaults, SwitchesOfASocketReachItsSyn)
{
    TwoHosts hosts;
    Segment syn;
    hosts.TcpOf(0)->segmentSent.ConnectWithoutContext(Callback<void, const SegmentRecord&>(
        [&syn](const SegmentRecord& record) { syn = record.segment; }));
    const Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetAttribute("Timestamp", BooleanValue(false));
    client->SetAttribute("Sack", BooleanValue(false));
    client->SetAttribute("WindowScaling", BooleanValue(false));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(MilliSeconds(1));
    EXPECT_FALSE(syn.timestamps || syn.windowScale || syn.sackPermitted);
    hosts.MakeSocket(0)->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(MilliSeconds(1));
    EXPECT_TRUE(syn.timestamps && syn.windowScale && syn.sackPermitted);
}

// ---- What has no effect ----

/// Profile linux has a CUBIC of its own: who sets ns-3's and does not choose it is told.
TEST_F(Defaults, OfACongestionControlThatDoesNotRunAreWarnedOf)
{
    const auto begin = [] {
        return Stderr([] {
            TwoHosts hosts;
            hosts.TcpOf(0)->GetDriver();
        });
    };
    Config::SetDefault("ns3::TcpCubic::Beta", DoubleValue(0.5));
    EXPECT_EQ(Count(begin(), "ns3::TcpCubic::Beta has no effect"), 1U);
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
    EXPECT_EQ(begin(), "");
}

TEST_F(Defaults, WhatHasNoEffectIsWarnedOfOncePerSimulation)
{
    Config::SetDefault("ns3::TcpL4Protocol::RecoveryType",
                       TypeIdValue(TcpClassicRecovery::GetTypeId()));
    Config::SetDefault("ns3::TcpSocketBase::LimitedTransmit", BooleanValue(true)); // ns-3's own
    for (int simulation = 0; simulation < 2; ++simulation)
    {
        const std::string said = Stderr([] {
            TwoHosts hosts;
            hosts.TcpOf(0)->GetDriver();
            hosts.TcpOf(1)->GetDriver();
            const Ptr<Socket> socket = hosts.MakeSocket(0);
            socket->SetAttribute("ClockGranularity", TimeValue(MilliSeconds(2)));
            hosts.MakeSocket(1)->SetAttribute("ClockGranularity", TimeValue(MilliSeconds(2)));
        });
        for (const char* name : {"ns3::TcpL4Protocol::RecoveryType",
                                 "ns3::TcpSocketBase::LimitedTransmit",
                                 "ns3::TcpSocketBase::ClockGranularity"})
        {
            EXPECT_EQ(Count(said, std::string(name) + " has no effect"), 1U) << said;
        }
        EXPECT_EQ(Count(said, "has no effect"), 3U) << said;
    }
    Config::Reset();
    const std::string said = Stderr([] {
        TwoHosts hosts;
        hosts.TcpOf(0)->GetDriver();
    });
    EXPECT_EQ(said, "");
}

// ---- Congestion control ----

namespace
{

/// @return when 300,000 octets have arrived over 1 % of loss, with that default of SocketType
Time
TransferTime(const std::string& type)
{
    if (!type.empty())
    {
        Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue(type));
    }
    TwoHosts hosts;
    hosts.Lose(0.01);
    PacketSinkHelper sinks("ns3::TcpSocketFactory", TwoHosts::Any(9));
    const ApplicationContainer sink = sinks.Install(hosts.nodes.Get(1));
    Time last;
    sink.Get(0)->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const Address&>(
            [&last](Ptr<const Packet>, const Address&) { last = Simulator::Now(); }));
    BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1, 9));
    bulk.SetAttribute("MaxBytes", UintegerValue(3000000));
    bulk.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Minutes(2));
    EXPECT_EQ(DynamicCast<PacketSink>(sink.Get(0))->GetTotalRx(), 3000000U) << type;
    Config::Reset();
    return last;
}

} // namespace

TEST_F(Defaults, SocketTypePicksTheCongestionControl)
{
    std::map<Time, std::string> rows;
    for (const std::string type :
         {"ns3::TcpNewReno", "ns3::TcpCubic", "ns3::TcpBic", "ns3::TcpVegas", "ns3::TcpScalable"})
    {
        const auto [row, fresh] = rows.emplace(TransferTime(type), type);
        EXPECT_TRUE(fresh) << type << " and " << row->second << " do the same";
    }
    EXPECT_EQ(rows.at(TransferTime("")), "ns3::TcpNewReno"); // where nobody chooses
}

TEST_F(DefaultsDeath, WhatIsNoCongestionControlEndsTheProgram)
{
    for (const char* type : {"ns3::TcpL4Protocol", "ns3::TcpCongestionOps"})
    {
        Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue(type));
        TwoHosts hosts;
        EXPECT_DEATH(hosts.TcpOf(0)->GetDriver(), "is no congestion control");
    }
}

TEST(StreamSocket, AttributesAreTheProfilesUnlessSet)
{
    TwoHosts hosts;
    Ptr<Socket> socket = hosts.MakeSocket(0);
    UintegerValue size;
    socket->GetAttribute("SegmentSize", size);
    EXPECT_EQ(size.Get(), hosts.TcpOf(0)->GetProfile().mss);
    socket->SetAttribute("SegmentSize", UintegerValue(536));
    socket->GetAttribute("SegmentSize", size);
    EXPECT_EQ(size.Get(), 536u);
    socket->SetAttribute("SndBufSize", UintegerValue(1000));
    EXPECT_EQ(socket->GetTxAvailable(), 1000u);
}
