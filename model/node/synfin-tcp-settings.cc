/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-tcp-settings.h"

#include "synfin-stock-attributes.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <type_traits>

namespace ns3
{
namespace synfin
{

namespace
{

/// An attribute, and the field of a Profile that bounds it.
template <typename VALUE, typename T>
struct Stock
{
    /// @param type what declares it
    /// @param attributeName its name
    /// @param fieldName the field, nullptr when any value will do
    Stock(TypeId type, const char* attributeName, const char* fieldName)
        : name(attributeName),
          field(fieldName),
          chosen(type, attributeName),
          original(static_cast<T>(DynamicCast<const VALUE>(chosen.Original())->Get()))
    {
    }

    const char* name;
    const char* field;
    AttributeDefault chosen;
    T original; //!< the value that it has from the start
};

using StockNumber = Stock<UintegerValue, uint32_t>;
using StockTime = Stock<TimeValue, Time>;
using StockBoolean = Stock<BooleanValue, bool>;
using StockDouble = Stock<DoubleValue, double>;

/// The attributes of TcpSocket, then those of TcpSocketBase that TcpSettings has too.
struct Stocks
{
    TypeId socket{TcpSocket::GetTypeId()};
    StockNumber sendBuffer{socket, "SndBufSize", "wmem"};
    StockNumber receiveBuffer{socket, "RcvBufSize", "rmem"};
    StockNumber segmentSize{socket, "SegmentSize", "mss"};
    StockNumber initialThreshold{socket, "InitialSlowStartThreshold", nullptr};
    StockNumber initialWindow{socket, "InitialCwnd", nullptr};
    StockTime connectTimeout{socket, "ConnTimeout", "rto_initial"};
    StockNumber synRetries{socket, "ConnCount", "syn_retries"};
    StockNumber dataRetries{socket, "DataRetries", "orphan_retries"};
    StockTime delayedAckTimeout{socket, "DelAckTimeout", "delayed_ack_timeout"};
    StockNumber delayedAckCount{socket, "DelAckCount", nullptr};
    StockBoolean noDelay{socket, "TcpNoDelay", nullptr};
    StockTime persistTimeout{socket, "PersistTimeout", "rto_initial"};

    TypeId settings{TcpSettings::GetTypeId()};
    StockDouble maxSegmentLifetime{settings, "MaxSegLifetime", nullptr};
    StockBoolean windowScaling{settings, "WindowScaling", nullptr};
    StockBoolean sack{settings, "Sack", nullptr};
    StockBoolean timestamps{settings, "Timestamp", nullptr};
    StockTime rtoMin{settings, "MinRto", "rto_min"};
    StockNumber dupackThreshold{settings, "ReTxThreshold", "dupack_threshold"};

    static const Stocks& Get()
    {
        static const Stocks stocks;
        return stocks;
    }
};

/// Accepts a value of an attribute that does nothing here, and says so.
class IgnoredAccessor : public AttributeAccessor
{
  public:
    IgnoredAccessor(const std::string& attribute, Ptr<const AttributeValue> original)
        : m_attribute(attribute),
          m_original(original)
    {
    }

    bool Set(ObjectBase*, const AttributeValue&) const override
    {
        WarnOfNoEffect(m_attribute);
        return true;
    }

    bool Get(const ObjectBase*, AttributeValue& value) const override
    {
        // What ns-3 has from the start: it stays so.
        TypeId::AttributeInformation information;
        TcpSettings::GetTypeId().LookupAttributeByName(
            m_attribute.substr(m_attribute.rfind(':') + 1),
            &information);
        const std::string text = m_original->SerializeToString(information.checker);
        return value.DeserializeFromString(text, information.checker);
    }

    bool HasGetter() const override
    {
        return true;
    }

    bool HasSetter() const override
    {
        return true;
    }

  private:
    std::string m_attribute;              //!< its full name
    Ptr<const AttributeValue> m_original; //!< the value that it has from the start
};

/// Gives a type the attributes of TcpSocketBase that it does not have yet: they do nothing.
void
AddIgnored(TypeId& type)
{
    const TypeId stock = TcpSocketBase::GetTypeId();
    for (std::size_t i = 0; i < stock.GetAttributeN(); ++i)
    {
        const TypeId::AttributeInformation attribute = stock.GetAttribute(i);
        TypeId::AttributeInformation own;
        if (attribute.accessor->HasSetter() && !type.LookupAttributeByName(attribute.name, &own))
        {
            // Not set by the construction: to set it is worth a warning. What has no text has none
            // to be got.
            const AttributeValue* value = PeekPointer(attribute.originalInitialValue);
            const bool hasText = !dynamic_cast<const PointerValue*>(value) &&
                                 !dynamic_cast<const CallbackValue*>(value);
            type.AddAttribute(attribute.name,
                              "No effect. " + attribute.help,
                              hasText ? TypeId::ATTR_GET | TypeId::ATTR_SET
                                      : uint32_t{TypeId::ATTR_SET},
                              *attribute.originalInitialValue,
                              Create<IgnoredAccessor>("ns3::TcpSocketBase::" + attribute.name,
                                                      attribute.originalInitialValue),
                              attribute.checker);
        }
    }
}

} // namespace

TypeId
TcpSettings::GetTypeId()
{
    static TypeId tid = MakeTypeId();
    return tid;
}

TypeId
TcpSettings::MakeTypeId()
{
    TypeId tid =
        TypeId("ns3::synfin::TcpSettings")
            .SetParent<TcpSocket>()
            .SetGroupName("Synfin")
            .AddAttribute("MaxSegLifetime",
                          "Maximum segment lifetime in seconds; TIME_WAIT lasts twice as long.",
                          DoubleValue(120),
                          MakeDoubleAccessor(&TcpSettings::SetMaxSegmentLifetime,
                                             &TcpSettings::GetMaxSegmentLifetime),
                          MakeDoubleChecker<double>(0, 5e5))
            .AddAttribute(
                "WindowScaling",
                "Offer and accept window scaling (RFC 7323).",
                BooleanValue(true),
                MakeBooleanAccessor(&TcpSettings::SetWindowScaling, &TcpSettings::GetWindowScaling),
                MakeBooleanChecker())
            .AddAttribute("Sack",
                          "Offer and accept selective acknowledgements (RFC 2018).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TcpSettings::SetSack, &TcpSettings::GetSack),
                          MakeBooleanChecker())
            .AddAttribute(
                "Timestamp",
                "Offer and accept timestamps (RFC 7323).",
                BooleanValue(true),
                MakeBooleanAccessor(&TcpSettings::SetTimestamps, &TcpSettings::GetTimestamps),
                MakeBooleanChecker())
            .AddAttribute("MinRto",
                          "Lowest retransmission timeout.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&TcpSettings::SetRtoMin, &TcpSettings::GetRtoMin),
                          MakeTimeChecker())
            .AddAttribute("ReTxThreshold",
                          "Duplicate ACKs that start a fast retransmit.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&TcpSettings::SetDupackThreshold,
                                               &TcpSettings::GetDupackThreshold),
                          MakeUintegerChecker<uint32_t>());
    AddIgnored(tid);
    return tid;
}

void
TcpSettings::NotifyConstructionCompleted()
{
    TcpSocket::NotifyConstructionCompleted();
    m_constructed = true;
}

ConnectionOptions
TcpSettings::Options() const
{
    // ns-3's sockets know no longest timeout: what exceeds the profile's is taken as that.
    const auto timeout = [this](const std::optional<Time>& value) {
        return value ? std::optional<Time>(std::min(*value, HostProfile().rto_max)) : value;
    };
    ConnectionOptions options;
    if (m_values.noDelay)
    {
        options.nagle = !*m_values.noDelay;
    }
    if (m_values.delayedAckCount)
    {
        options.delayedAck = *m_values.delayedAckCount > 1;
        options.delayedAckCount = m_values.delayedAckCount;
    }
    if (m_values.maxSegmentLifetime)
    {
        options.timeWait = SecondsOf(2 * *m_values.maxSegmentLifetime);
    }
    options.delayedAckTimeout = m_values.delayedAckTimeout;
    options.rtoInitial = timeout(m_values.connectTimeout);
    options.rtoMin = timeout(m_values.rtoMin);
    options.persistTimeout = timeout(m_values.persistTimeout);
    options.synRetries = m_values.synRetries;
    options.dataRetries = m_values.dataRetries;
    options.mss = m_values.segmentSize;
    options.receiveBuffer = m_values.receiveBuffer;
    options.windowScaling = m_values.windowScaling;
    options.sack = m_values.sack;
    options.timestamps = m_values.timestamps;
    options.dupackThreshold = m_values.dupackThreshold;
    return options;
}

uint32_t
TcpSettings::InitialWindow() const
{
    return GetInitialCwnd();
}

uint32_t
TcpSettings::InitialThreshold() const
{
    return GetInitialSSThresh();
}

uint32_t
TcpSettings::SendBufferSize() const
{
    return GetSndBufSize();
}

template <typename T, typename S>
void
TcpSettings::Store(std::optional<T>& field, const T& value, const S& stock)
{
    T bounded = value;
    if constexpr (std::is_same_v<T, uint32_t> || std::is_same_v<T, Time>)
    {
        if (stock.field)
        {
            bounded = Bounded(std::string("TcpSocket::") + stock.name, value, stock.field);
        }
    }
    if (m_constructed)
    {
        field = bounded;
        Apply(Options());
    }
    else if (!(value == stock.original) || stock.chosen.Chosen())
    {
        field = bounded;
    }
}

void
TcpSettings::SetSndBufSize(uint32_t value)
{
    Store(m_values.sendBuffer, value, Stocks::Get().sendBuffer);
}

uint32_t
TcpSettings::GetSndBufSize() const
{
    return m_values.sendBuffer.value_or(HostProfile().wmem);
}

void
TcpSettings::SetRcvBufSize(uint32_t value)
{
    Store(m_values.receiveBuffer, value, Stocks::Get().receiveBuffer);
}

uint32_t
TcpSettings::GetRcvBufSize() const
{
    return m_values.receiveBuffer.value_or(HostProfile().rmem);
}

void
TcpSettings::SetSegSize(uint32_t value)
{
    Store(m_values.segmentSize, value, Stocks::Get().segmentSize);
}

uint32_t
TcpSettings::GetSegSize() const
{
    return m_values.segmentSize.value_or(HostProfile().mss);
}

void
TcpSettings::SetInitialSSThresh(uint32_t value)
{
    Store(m_values.initialThreshold, value, Stocks::Get().initialThreshold);
}

uint32_t
TcpSettings::GetInitialSSThresh() const
{
    return m_values.initialThreshold.value_or(UINT32_MAX);
}

void
TcpSettings::SetInitialCwnd(uint32_t value)
{
    NS_ABORT_MSG_IF(value == 0, "TcpSocket::InitialCwnd=0: accepted is at least 1 segment");
    Store(m_values.initialWindow, value, Stocks::Get().initialWindow);
}

uint32_t
TcpSettings::GetInitialCwnd() const
{
    return m_values.initialWindow.value_or(10);
}

void
TcpSettings::SetConnTimeout(Time value)
{
    Store(m_values.connectTimeout, value, Stocks::Get().connectTimeout);
}

Time
TcpSettings::GetConnTimeout() const
{
    return m_values.connectTimeout.value_or(HostProfile().rto_initial);
}

void
TcpSettings::SetSynRetries(uint32_t value)
{
    Store(m_values.synRetries, value, Stocks::Get().synRetries);
}

uint32_t
TcpSettings::GetSynRetries() const
{
    return m_values.synRetries.value_or(HostProfile().syn_retries);
}

void
TcpSettings::SetDataRetries(uint32_t value)
{
    Store(m_values.dataRetries, value, Stocks::Get().dataRetries);
}

uint32_t
TcpSettings::GetDataRetries() const
{
    return m_values.dataRetries.value_or(HostProfile().retries2);
}

void
TcpSettings::SetDelAckTimeout(Time value)
{
    Store(m_values.delayedAckTimeout, value, Stocks::Get().delayedAckTimeout);
}

Time
TcpSettings::GetDelAckTimeout() const
{
    return m_values.delayedAckTimeout.value_or(HostProfile().delayed_ack_timeout);
}

void
TcpSettings::SetDelAckMaxCount(uint32_t value)
{
    Store(m_values.delayedAckCount, value, Stocks::Get().delayedAckCount);
}

uint32_t
TcpSettings::GetDelAckMaxCount() const
{
    return m_values.delayedAckCount.value_or(HostProfile().delayed_ack ? 2 : 1);
}

void
TcpSettings::SetTcpNoDelay(bool value)
{
    Store(m_values.noDelay, value, Stocks::Get().noDelay);
}

bool
TcpSettings::GetTcpNoDelay() const
{
    return m_values.noDelay.value_or(!HostProfile().nagle);
}

void
TcpSettings::SetPersistTimeout(Time value)
{
    Store(m_values.persistTimeout, value, Stocks::Get().persistTimeout);
}

Time
TcpSettings::GetPersistTimeout() const
{
    return m_values.persistTimeout.value_or(HostProfile().rto_initial);
}

// --- Attributes of ns3::TcpSocketBase

void
TcpSettings::SetMaxSegmentLifetime(double seconds)
{
    Store(m_values.maxSegmentLifetime, seconds, Stocks::Get().maxSegmentLifetime);
}

double
TcpSettings::GetMaxSegmentLifetime() const
{
    return m_values.maxSegmentLifetime.value_or(HostProfile().TimeWait().GetSeconds() / 2);
}

void
TcpSettings::SetWindowScaling(bool value)
{
    Store(m_values.windowScaling, value, Stocks::Get().windowScaling);
}

bool
TcpSettings::GetWindowScaling() const
{
    return m_values.windowScaling.value_or(HostProfile().window_scaling);
}

void
TcpSettings::SetSack(bool value)
{
    Store(m_values.sack, value, Stocks::Get().sack);
}

bool
TcpSettings::GetSack() const
{
    return m_values.sack.value_or(HostProfile().sack);
}

void
TcpSettings::SetTimestamps(bool value)
{
    Store(m_values.timestamps, value, Stocks::Get().timestamps);
}

bool
TcpSettings::GetTimestamps() const
{
    return m_values.timestamps.value_or(HostProfile().timestamps);
}

void
TcpSettings::SetRtoMin(Time value)
{
    Store(m_values.rtoMin, value, Stocks::Get().rtoMin);
}

Time
TcpSettings::GetRtoMin() const
{
    return m_values.rtoMin.value_or(HostProfile().rto_min);
}

void
TcpSettings::SetDupackThreshold(uint32_t value)
{
    Store(m_values.dupackThreshold, value, Stocks::Get().dupackThreshold);
}

uint32_t
TcpSettings::GetDupackThreshold() const
{
    return m_values.dupackThreshold.value_or(HostProfile().dupack_threshold);
}

} // namespace synfin
} // namespace ns3
