/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-tcp-settings.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// ns-3's own defaults of the attributes of TcpSocket.
struct Stock
{
    uint32_t sendBuffer{Read<UintegerValue, uint32_t>("SndBufSize")};
    uint32_t receiveBuffer{Read<UintegerValue, uint32_t>("RcvBufSize")};
    uint32_t segmentSize{Read<UintegerValue, uint32_t>("SegmentSize")};
    uint32_t initialThreshold{Read<UintegerValue, uint32_t>("InitialSlowStartThreshold")};
    uint32_t initialWindow{Read<UintegerValue, uint32_t>("InitialCwnd")};
    Time connectTimeout{Read<TimeValue, Time>("ConnTimeout")};
    uint32_t synRetries{Read<UintegerValue, uint32_t>("ConnCount")};
    uint32_t dataRetries{Read<UintegerValue, uint32_t>("DataRetries")};
    Time delayedAckTimeout{Read<TimeValue, Time>("DelAckTimeout")};
    uint32_t delayedAckCount{Read<UintegerValue, uint32_t>("DelAckCount")};
    bool noDelay{Read<BooleanValue, bool>("TcpNoDelay")};
    Time persistTimeout{Read<TimeValue, Time>("PersistTimeout")};

    static const Stock& Get()
    {
        static const Stock stock;
        return stock;
    }

  private:
    template <typename VALUE, typename T>
    static T Read(const char* attribute)
    {
        TypeId::AttributeInformation information;
        const bool found = TcpSocket::GetTypeId().LookupAttributeByName(attribute, &information);
        NS_ABORT_MSG_UNLESS(found, "ns3::TcpSocket has no attribute " << attribute);
        const auto value = DynamicCast<const VALUE>(information.originalInitialValue);
        NS_ABORT_MSG_UNLESS(value, attribute << " has another type than expected");
        return static_cast<T>(value->Get());
    }
};

} // namespace

TypeId
TcpSettings::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::synfin::TcpSettings").SetParent<TcpSocket>().SetGroupName("Synfin");
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
    ConnectionOptions options;
    if (m_values.noDelay)
    {
        options.nagle = !*m_values.noDelay;
    }
    if (m_values.delayedAckCount)
    {
        options.delayedAck = *m_values.delayedAckCount > 1;
    }
    options.delayedAckTimeout = m_values.delayedAckTimeout;
    options.rtoInitial = m_values.connectTimeout;
    options.synRetries = m_values.synRetries;
    options.dataRetries = m_values.dataRetries;
    options.mss = m_values.segmentSize;
    options.receiveBuffer = m_values.receiveBuffer;
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

template <typename T>
void
TcpSettings::Store(std::optional<T>& field, const T& value, const T& stock)
{
    if (!m_constructed)
    {
        field = value == stock ? std::nullopt : std::optional<T>(value);
        return;
    }
    field = value;
    Apply(Options());
}

void
TcpSettings::SetSndBufSize(uint32_t value)
{
    Store(m_values.sendBuffer, value, Stock::Get().sendBuffer);
}

uint32_t
TcpSettings::GetSndBufSize() const
{
    return m_values.sendBuffer.value_or(HostProfile().wmem);
}

void
TcpSettings::SetRcvBufSize(uint32_t value)
{
    Store(m_values.receiveBuffer, value, Stock::Get().receiveBuffer);
}

uint32_t
TcpSettings::GetRcvBufSize() const
{
    return m_values.receiveBuffer.value_or(HostProfile().rmem);
}

void
TcpSettings::SetSegSize(uint32_t value)
{
    Store(m_values.segmentSize, value, Stock::Get().segmentSize);
}

uint32_t
TcpSettings::GetSegSize() const
{
    return m_values.segmentSize.value_or(HostProfile().mss);
}

void
TcpSettings::SetInitialSSThresh(uint32_t value)
{
    Store(m_values.initialThreshold, value, Stock::Get().initialThreshold);
}

uint32_t
TcpSettings::GetInitialSSThresh() const
{
    return m_values.initialThreshold.value_or(UINT32_MAX);
}

void
TcpSettings::SetInitialCwnd(uint32_t value)
{
    Store(m_values.initialWindow, value, Stock::Get().initialWindow);
}

uint32_t
TcpSettings::GetInitialCwnd() const
{
    return m_values.initialWindow.value_or(10);
}

void
TcpSettings::SetConnTimeout(Time value)
{
    Store(m_values.connectTimeout, value, Stock::Get().connectTimeout);
}

Time
TcpSettings::GetConnTimeout() const
{
    return m_values.connectTimeout.value_or(HostProfile().rto_initial);
}

void
TcpSettings::SetSynRetries(uint32_t value)
{
    Store(m_values.synRetries, value, Stock::Get().synRetries);
}

uint32_t
TcpSettings::GetSynRetries() const
{
    return m_values.synRetries.value_or(HostProfile().syn_retries);
}

void
TcpSettings::SetDataRetries(uint32_t value)
{
    Store(m_values.dataRetries, value, Stock::Get().dataRetries);
}

uint32_t
TcpSettings::GetDataRetries() const
{
    return m_values.dataRetries.value_or(HostProfile().retries2);
}

void
TcpSettings::SetDelAckTimeout(Time value)
{
    Store(m_values.delayedAckTimeout, value, Stock::Get().delayedAckTimeout);
}

Time
TcpSettings::GetDelAckTimeout() const
{
    return m_values.delayedAckTimeout.value_or(HostProfile().delayed_ack_timeout);
}

void
TcpSettings::SetDelAckMaxCount(uint32_t value)
{
    Store(m_values.delayedAckCount, value, Stock::Get().delayedAckCount);
}

uint32_t
TcpSettings::GetDelAckMaxCount() const
{
    return m_values.delayedAckCount.value_or(HostProfile().delayed_ack ? 2 : 1);
}

void
TcpSettings::SetTcpNoDelay(bool value)
{
    Store(m_values.noDelay, value, Stock::Get().noDelay);
}

bool
TcpSettings::GetTcpNoDelay() const
{
    return m_values.noDelay.value_or(!HostProfile().nagle);
}

void
TcpSettings::SetPersistTimeout(Time value)
{
    Store(m_values.persistTimeout, value, Stock::Get().persistTimeout);
}

Time
TcpSettings::GetPersistTimeout() const
{
    return m_values.persistTimeout.value_or(HostProfile().rto_initial);
}

} // namespace synfin
} // namespace ns3
