/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-profile.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/type-id.h"

#include <gtest/gtest.h>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the default of an attribute of ns-3's TCP, as text
std::string
DefaultOf(const std::string& attribute)
{
    TypeId::AttributeInformation information;
    // Those of its parents are found as well.
    EXPECT_TRUE(TcpSocketBase::GetTypeId().LookupAttributeByName(attribute, &information))
        << attribute;
    return information.originalInitialValue->SerializeToString(information.checker);
}

Time
TimeOf(const std::string& attribute)
{
    return Time(DefaultOf(attribute));
}

uint32_t
NumberOf(const std::string& attribute)
{
    return static_cast<uint32_t>(std::stoul(DefaultOf(attribute)));
}

bool
SwitchOf(const std::string& attribute)
{
    return DefaultOf(attribute) == "true";
}

} // namespace

/// Preset "ns3" has the numbers of the ns-3 that is installed.
TEST(StockProfile, HasTheDefaultsOfNs3)
{
    const Profile ns3 = *Profile::Preset("ns3");
    EXPECT_EQ(ns3.rto_initial, TimeOf("ConnTimeout"));
    EXPECT_EQ(ns3.syn_retries + 1, NumberOf("ConnCount"));
    EXPECT_EQ(ns3.synack_retries + 1, NumberOf("ConnCount"));
    EXPECT_EQ(ns3.retries2, NumberOf("DataRetries"));
    EXPECT_EQ(ns3.rto_min, TimeOf("MinRto"));
    EXPECT_EQ(ns3.msl.GetSeconds(), std::stod(DefaultOf("MaxSegLifetime")));
    EXPECT_EQ(ns3.mss, NumberOf("SegmentSize"));
    EXPECT_EQ(ns3.rmem, NumberOf("RcvBufSize"));
    EXPECT_EQ(ns3.wmem, NumberOf("SndBufSize"));
    EXPECT_EQ(ns3.delayed_ack_timeout, TimeOf("DelAckTimeout"));
    EXPECT_EQ(ns3.delayed_ack ? 2U : 1U, NumberOf("DelAckCount"));
    EXPECT_EQ(ns3.nagle, !SwitchOf("TcpNoDelay"));
    EXPECT_EQ(ns3.sack, SwitchOf("Sack"));
    EXPECT_EQ(ns3.timestamps, SwitchOf("Timestamp"));
    EXPECT_EQ(ns3.window_scaling, SwitchOf("WindowScaling"));
    EXPECT_EQ(ns3.dupack_threshold, NumberOf("ReTxThreshold"));
    TypeId::AttributeInformation type;
    EXPECT_TRUE(TcpL4Protocol::GetTypeId().LookupAttributeByName("SocketType", &type));
    const auto* congestion =
        dynamic_cast<const TypeIdValue*>(PeekPointer(type.originalInitialValue));
    ASSERT_NE(congestion, nullptr);
    EXPECT_EQ(ns3.congestion_control, CongestionName(congestion->Get()));
}
