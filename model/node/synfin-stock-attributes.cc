/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Warnings are for builds without logs, too.
#ifndef NS3_LOG_ENABLE
#define NS3_LOG_ENABLE
#endif

#include "synfin-stock-attributes.h"

#include "synfin-use-ecn.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulation-singleton.h"
#include "ns3/string.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-profile.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinAttributes");

namespace
{

/// Nothing that a user set is ignored in silence.
const bool WARNINGS_ENABLED = (g_log.Enable(LOG_LEVEL_WARN), true);

/// The attributes that one simulation was warned of.
using Warned = SimulationSingleton<std::set<std::string>>;

void
WarnOnce(const std::string& about, const std::string& text)
{
    // ns-3's multithreaded engines may make hosts at the same time.
    static std::mutex mutex;
    const std::lock_guard<std::mutex> lock(mutex);
    if (Warned::Get()->insert(about).second)
    {
        NS_LOG_WARN(text);
    }
}

/// @return what NS_ATTRIBUTE_DEFAULT ("name=value;name=value") says of an attribute
std::optional<std::string>
FromEnvironment(const std::string& name)
{
    const char* all = std::getenv("NS_ATTRIBUTE_DEFAULT");
    if (!all)
    {
        return std::nullopt;
    }
    std::istringstream list(all);
    for (std::string one; std::getline(list, one, ';');)
    {
        if (one.compare(0, name.size() + 1, name + "=") == 0)
        {
            return one.substr(name.size() + 1);
        }
    }
    return std::nullopt;
}

/// @return a value in the form of Profile::Set
std::string
AsFieldValue(const StockAttribute& attribute, const AttributeValue& value)
{
    if (const auto* boolean = dynamic_cast<const BooleanValue*>(&value))
    {
        return boolean->Get() ? "true" : "false";
    }
    if (const auto* time = dynamic_cast<const TimeValue*>(&value))
    {
        return FormatTime(Bounded(attribute.FullName(), time->Get(), attribute.field));
    }
    if (const auto* seconds = dynamic_cast<const DoubleValue*>(&value))
    {
        return FormatTime(
            Bounded(attribute.FullName(), SecondsOf(seconds->Get()), attribute.field));
    }
    if (attribute.field == std::string("ecn"))
    {
        return std::to_string(EcnModeOf(value));
    }
    if (const auto* type = dynamic_cast<const TypeIdValue*>(&value))
    {
        return CongestionName(type->Get());
    }
    const auto* number = dynamic_cast<const UintegerValue*>(&value);
    NS_ABORT_MSG_UNLESS(number, attribute.FullName() << " has another type than expected");
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(number->Get(), UINT32_MAX));
    return std::to_string(Bounded(attribute.FullName(), count, attribute.field));
}

template <typename T>
T
BoundedBy(const std::string& attribute, T value, T high, const ProfileField& field)
{
    if (value > high)
    {
        WarnOnce(attribute, attribute + " is bounded: accepted is " + field.Range());
        return high;
    }
    NS_ABORT_MSG_UNLESS(field.Contains(value),
                        attribute << "=" << value << ": accepted is " << field.Range());
    return value;
}

} // namespace

const std::vector<StockAttribute>&
StockAttributes()
{
    static const std::vector<StockAttribute> ATTRIBUTES = {
        // clang-format off
        {"ns3::TcpSocket", "SndBufSize", nullptr, "octets that may wait for their acknowledgement, in the place of wmem"},
        {"ns3::TcpSocket", "RcvBufSize", nullptr, "receive buffer, in the place of rmem; before Connect or Listen"},
        {"ns3::TcpSocket", "SegmentSize", nullptr, "MSS, in the place of mss; before Connect or Listen"},
        {"ns3::TcpSocket", "InitialSlowStartThreshold", nullptr, "ssthresh at the start"},
        {"ns3::TcpSocket", "InitialCwnd", nullptr, "congestion window at the start"},
        {"ns3::TcpSocket", "ConnTimeout", nullptr, "in the place of rto_initial; before Connect or Listen"},
        {"ns3::TcpSocket", "ConnCount", nullptr, "SYN retransmissions, in the place of syn_retries and syn_linear_timeouts"},
        {"ns3::TcpSocket", "DataRetries", nullptr, "in the place of retries2 and orphan_retries"},
        {"ns3::TcpSocket", "DelAckTimeout", nullptr, "in the place of delayed_ack_timeout"},
        {"ns3::TcpSocket", "DelAckCount", nullptr, "segments that an acknowledgement may cover; 1 acknowledges each"},
        {"ns3::TcpSocket", "TcpNoDelay", nullptr, "its contrary in the place of nagle"},
        {"ns3::TcpSocket", "PersistTimeout", nullptr, "until the first probe of a closed window, in the place of the RTO"},
        {"ns3::TcpSocketBase", "MaxSegLifetime", "msl", "in the place of msl; TIME_WAIT lasts twice as long, in every profile"},
        {"ns3::TcpSocketBase", "WindowScaling", "window_scaling", "in the place of window_scaling; before Connect or Listen"},
        {"ns3::TcpSocketBase", "Sack", "sack", "in the place of sack; before Connect or Listen"},
        {"ns3::TcpSocketBase", "Timestamp", "timestamps", "in the place of timestamps; before Connect or Listen"},
        {"ns3::TcpSocketBase", "MinRto", "rto_min", "in the place of rto_min"},
        {"ns3::TcpSocketBase", "ReTxThreshold", "dupack_threshold", "in the place of dupack_threshold"},
        {"ns3::TcpSocketBase", "MaxWindowSize", nullptr, nullptr},
        {"ns3::TcpSocketBase", "IcmpCallback", nullptr, nullptr},
        {"ns3::TcpSocketBase", "IcmpCallback6", nullptr, nullptr},
        {"ns3::TcpSocketBase", "Fack", nullptr, nullptr},
        {"ns3::TcpSocketBase", "ClockGranularity", nullptr, nullptr},
        {"ns3::TcpSocketBase", "TxBuffer", nullptr, "its trace source UnackSequence; cannot be set"},
        {"ns3::TcpSocketBase", "RxBuffer", nullptr, "its trace source NextRxSequence; cannot be set"},
        {"ns3::TcpSocketBase", "CongestionOps", nullptr, nullptr},
        {"ns3::TcpSocketBase", "RecoveryOps", nullptr, nullptr},
        {"ns3::TcpSocketBase", "LimitedTransmit", nullptr, nullptr},
        {"ns3::TcpSocketBase", "UseEcn", "ecn", "in the place of ecn; before Connect or Listen"},
        {"ns3::TcpSocketBase", "UseAbe", nullptr, nullptr},
        {"ns3::TcpL4Protocol", "SocketType", "congestion_control", "in the place of congestion_control, unless synfin::L4Protocol has its own CongestionOps"},
        {"ns3::TcpL4Protocol", "RttEstimatorType", nullptr, nullptr},
        {"ns3::TcpL4Protocol", "RecoveryType", nullptr, nullptr},
        {"ns3::TcpL4Protocol", "SocketList", nullptr, nullptr},
        {"ns3::RttEstimator", "InitialEstimation", nullptr, nullptr},
        {"ns3::RttMeanDeviation", "Alpha", nullptr, nullptr},
        {"ns3::RttMeanDeviation", "Beta", nullptr, nullptr},
        {"ns3::TcpPrrRecovery", "ReductionBound", nullptr, nullptr},
        {"ns3::TcpDctcp", "UseEct0", nullptr, "ECT(0) or ECT(1)"},
        // clang-format on
    };
    return ATTRIBUTES;
}

std::string
StockAttribute::FullName() const
{
    return std::string(type) + "::" + name;
}

AttributeDefault::AttributeDefault(TypeId type, const std::string& name)
    : m_type(type),
      m_index(0),
      m_name(type.GetName() + "::" + name)
{
    while (m_index < type.GetAttributeN() && type.GetAttribute(m_index).name != name)
    {
        ++m_index;
    }
}

Ptr<const AttributeValue>
AttributeDefault::Chosen() const
{
    if (m_index >= m_type.GetAttributeN())
    {
        return nullptr;
    }
    const TypeId::AttributeInformation attribute = m_type.GetAttribute(m_index);
    if (const auto text = FromEnvironment(m_name))
    {
        const Ptr<AttributeValue> value = attribute.checker->CreateValidValue(StringValue(*text));
        NS_ABORT_MSG_UNLESS(value, "NS_ATTRIBUTE_DEFAULT: " << m_name << " cannot be " << *text);
        return value;
    }
    // To set a default puts another value object in the original's place.
    const bool same =
        PeekPointer(attribute.initialValue) == PeekPointer(attribute.originalInitialValue);
    return same ? nullptr : attribute.initialValue;
}

Ptr<const AttributeValue>
AttributeDefault::Original() const
{
    NS_ABORT_MSG_UNLESS(m_index < m_type.GetAttributeN(), "there is no attribute " << m_name);
    return m_type.GetAttribute(m_index).originalInitialValue;
}

std::map<std::string, std::string>
ProfileFromStockAttributes()
{
    std::map<std::string, std::string> fields;
    for (const StockAttribute& attribute : StockAttributes())
    {
        TypeId type;
        if (!attribute.field || !TypeId::LookupByNameFailSafe(attribute.type, &type))
        {
            continue;
        }
        if (const auto value = AttributeDefault(type, attribute.name).Chosen())
        {
            fields[attribute.field] = AsFieldValue(attribute, *value);
        }
    }
    return fields;
}

void
CheckEnvironment(TypeId type)
{
    for (std::size_t i = 0; std::getenv("NS_ATTRIBUTE_DEFAULT") && i < type.GetAttributeN(); ++i)
    {
        AttributeDefault(type, type.GetAttribute(i).name).Chosen();
    }
}

void
WarnOfStockAttributes()
{
    for (const StockAttribute& attribute : StockAttributes())
    {
        TypeId type;
        if (!attribute.effect && TypeId::LookupByNameFailSafe(attribute.type, &type) &&
            AttributeDefault(type, attribute.name).Chosen())
        {
            WarnOfNoEffect(attribute.FullName());
        }
    }
}

void
WarnOfStockCongestion(TypeId used)
{
    const TypeId cubic = TypeId::LookupByName("ns3::TcpCubic");
    for (std::size_t i = 0; used != cubic && i < cubic.GetAttributeN(); ++i)
    {
        const std::string name = cubic.GetAttribute(i).name;
        if (AttributeDefault(cubic, name).Chosen())
        {
            WarnOfNoEffect("ns3::TcpCubic::" + name);
        }
    }
}

void
WarnOfNoEffect(const std::string& attribute)
{
    WarnOnce(attribute, attribute + " has no effect on synfin's TCP");
}

void
ExplainRefusal(const std::string& attribute, const std::string& value, const std::string& accepted)
{
    NS_LOG_ERROR(attribute << "=" << value << ": accepted is " << accepted);
}

Time
SecondsOf(double seconds)
{
    return Seconds(std::clamp(seconds, -1e9, 1e9));
}

uint32_t
Bounded(const std::string& attribute, uint32_t value, const std::string& name)
{
    const ProfileField& field = *FindProfileField(name);
    return BoundedBy(attribute, value, static_cast<uint32_t>(field.high), field);
}

Time
Bounded(const std::string& attribute, Time value, const std::string& name)
{
    const ProfileField& field = *FindProfileField(name);
    return BoundedBy(attribute, value, Seconds(field.high), field);
}

} // namespace synfin
} // namespace ns3
