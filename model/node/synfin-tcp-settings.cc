/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-tcp-settings.h"

#include "synfin-ignored-attributes.h"
#include "synfin-stock-attributes.h"
#include "synfin-tcp-socket-defaults.h"
#include "synfin-use-ecn.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <type_traits>

namespace ns3
{
namespace synfin
{

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
    AddUseEcn(tid, &TcpSettings::SetEcn, &TcpSettings::GetEcn);
    AddIgnoredAttributes(tid, TcpSocketBase::GetTypeId());
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
    options.ecn = m_values.ecn;
    options.timestamps = m_values.timestamps;
    options.dupackThreshold = m_values.dupackThreshold;
    return options;
}

ConnectionOptions
TcpSettings::ListenerOptions() const
{
    ConnectionOptions options = Options();
    if (m_fastOpen)
    {
        options.fastOpenQueue = HostProfile().somaxconn; // TCP_FASTOPEN
    }
    return options;
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
    Store(m_values.sendBuffer, value, TcpSocketDefaults::Get().sendBuffer);
}

uint32_t
TcpSettings::GetSndBufSize() const
{
    return m_values.sendBuffer.value_or(HostProfile().wmem);
}

void
TcpSettings::SetRcvBufSize(uint32_t value)
{
    Store(m_values.receiveBuffer, value, TcpSocketDefaults::Get().receiveBuffer);
}

uint32_t
TcpSettings::GetRcvBufSize() const
{
    return m_values.receiveBuffer.value_or(HostProfile().rmem);
}

void
TcpSettings::SetSegSize(uint32_t value)
{
    Store(m_values.segmentSize, value, TcpSocketDefaults::Get().segmentSize);
}

uint32_t
TcpSettings::GetSegSize() const
{
    return m_values.segmentSize.value_or(HostProfile().mss);
}

void
TcpSettings::SetInitialSSThresh(uint32_t value)
{
    Store(m_values.initialThreshold, value, TcpSocketDefaults::Get().initialThreshold);
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
    Store(m_values.initialWindow, value, TcpSocketDefaults::Get().initialWindow);
}

uint32_t
TcpSettings::GetInitialCwnd() const
{
    return m_values.initialWindow.value_or(10);
}

void
TcpSettings::SetConnTimeout(Time value)
{
    Store(m_values.connectTimeout, value, TcpSocketDefaults::Get().connectTimeout);
}

Time
TcpSettings::GetConnTimeout() const
{
    return m_values.connectTimeout.value_or(HostProfile().rto_initial);
}

void
TcpSettings::SetSynRetries(uint32_t value)
{
    Store(m_values.synRetries, value, TcpSocketDefaults::Get().synRetries);
}

uint32_t
TcpSettings::GetSynRetries() const
{
    return m_values.synRetries.value_or(HostProfile().syn_retries);
}

void
TcpSettings::SetDataRetries(uint32_t value)
{
    Store(m_values.dataRetries, value, TcpSocketDefaults::Get().dataRetries);
}

uint32_t
TcpSettings::GetDataRetries() const
{
    return m_values.dataRetries.value_or(HostProfile().retries2);
}

void
TcpSettings::SetDelAckTimeout(Time value)
{
    Store(m_values.delayedAckTimeout, value, TcpSocketDefaults::Get().delayedAckTimeout);
}

Time
TcpSettings::GetDelAckTimeout() const
{
    return m_values.delayedAckTimeout.value_or(HostProfile().delayed_ack_timeout);
}

void
TcpSettings::SetDelAckMaxCount(uint32_t value)
{
    Store(m_values.delayedAckCount, value, TcpSocketDefaults::Get().delayedAckCount);
}

uint32_t
TcpSettings::GetDelAckMaxCount() const
{
    return m_values.delayedAckCount.value_or(HostProfile().delayed_ack ? 2 : 1);
}

void
TcpSettings::SetTcpNoDelay(bool value)
{
    Store(m_values.noDelay, value, TcpSocketDefaults::Get().noDelay);
}

bool
TcpSettings::GetTcpNoDelay() const
{
    return m_values.noDelay.value_or(!HostProfile().nagle);
}

void
TcpSettings::SetPersistTimeout(Time value)
{
    Store(m_values.persistTimeout, value, TcpSocketDefaults::Get().persistTimeout);
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
    Store(m_values.maxSegmentLifetime, seconds, TcpSocketDefaults::Get().maxSegmentLifetime);
}

double
TcpSettings::GetMaxSegmentLifetime() const
{
    return m_values.maxSegmentLifetime.value_or(HostProfile().TimeWait().GetSeconds() / 2);
}

void
TcpSettings::SetWindowScaling(bool value)
{
    Store(m_values.windowScaling, value, TcpSocketDefaults::Get().windowScaling);
}

bool
TcpSettings::GetWindowScaling() const
{
    return m_values.windowScaling.value_or(HostProfile().window_scaling);
}

void
TcpSettings::SetSack(bool value)
{
    Store(m_values.sack, value, TcpSocketDefaults::Get().sack);
}

bool
TcpSettings::GetSack() const
{
    return m_values.sack.value_or(HostProfile().sack);
}

void
TcpSettings::SetEcn(uint32_t value)
{
    Store(m_values.ecn, value, TcpSocketDefaults::Get().ecn);
}

uint32_t
TcpSettings::GetEcn() const
{
    return m_values.ecn.value_or(HostProfile().ecn);
}

void
TcpSettings::SetTimestamps(bool value)
{
    Store(m_values.timestamps, value, TcpSocketDefaults::Get().timestamps);
}

bool
TcpSettings::GetTimestamps() const
{
    return m_values.timestamps.value_or(HostProfile().timestamps);
}

void
TcpSettings::SetRtoMin(Time value)
{
    Store(m_values.rtoMin, value, TcpSocketDefaults::Get().rtoMin);
}

Time
TcpSettings::GetRtoMin() const
{
    return m_values.rtoMin.value_or(HostProfile().rto_min);
}

void
TcpSettings::SetDupackThreshold(uint32_t value)
{
    Store(m_values.dupackThreshold, value, TcpSocketDefaults::Get().dupackThreshold);
}

uint32_t
TcpSettings::GetDupackThreshold() const
{
    return m_values.dupackThreshold.value_or(HostProfile().dupack_threshold);
}

} // namespace synfin
} // namespace ns3
