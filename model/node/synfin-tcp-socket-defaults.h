/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TCP_SOCKET_DEFAULTS_H
#define SYNFIN_TCP_SOCKET_DEFAULTS_H

#include "synfin-stock-attributes.h"
#include "synfin-tcp-settings.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/nstime.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <cstdint>

namespace ns3
{
namespace synfin
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

    const char* name;        //!< the attribute's
    const char* field;       //!< the field's, or nullptr
    AttributeDefault chosen; //!< did somebody set its default?
    T original;              //!< the value that it has from the start
};

/// An attribute of that type.
using StockNumber = Stock<UintegerValue, uint32_t>;
/// An attribute of that type.
using StockTime = Stock<TimeValue, Time>;
/// An attribute of that type.
using StockBoolean = Stock<BooleanValue, bool>;
/// An attribute of that type.
using StockDouble = Stock<DoubleValue, double>;

/// The attributes of TcpSocket, then those of TcpSocketBase that TcpSettings has too.
struct TcpSocketDefaults
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

    /// @return them, found once
    static const TcpSocketDefaults& Get()
    {
        static const TcpSocketDefaults stocks;
        return stocks;
    }
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TCP_SOCKET_DEFAULTS_H
