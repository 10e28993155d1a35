/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TCP_SOCKET_DEFAULTS_H
#define SYNFIN_TCP_SOCKET_DEFAULTS_H

#include "synfin-stock-attributes.h"
#include "synfin-tcp-settings.h"
#include "synfin-use-ecn.h"

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

/// @addtogroup synfin-node
/// @{

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

/// An attribute UseEcn, as the field ecn.
struct StockEcn
{
    /// @param type what declares it
    explicit StockEcn(TypeId type)
        : chosen(type, name),
          original(EcnModeOf(*chosen.Original()))
    {
    }

    const char* name{"UseEcn"}; //!< the attribute's
    const char* field{nullptr}; //!< nothing bounds it
    AttributeDefault chosen;    //!< did somebody set its default?
    uint32_t original;          //!< the value that it has from the start
};

/// The attributes of TcpSocket, then those of TcpSocketBase that TcpSettings has too.
struct TcpSocketDefaults
{
    TypeId socket{TcpSocket::GetTypeId()};                //!< of which the attributes after it are
    StockNumber sendBuffer{socket, "SndBufSize", "wmem"}; //!< SndBufSize
    StockNumber receiveBuffer{socket, "RcvBufSize", "rmem"}; //!< RcvBufSize
    StockNumber segmentSize{socket, "SegmentSize", "mss"};   //!< SegmentSize
    StockNumber initialThreshold{socket,
                                 "InitialSlowStartThreshold",
                                 nullptr};                            //!< InitialSlowStartThreshold
    StockNumber initialWindow{socket, "InitialCwnd", nullptr};        //!< InitialCwnd
    StockTime connectTimeout{socket, "ConnTimeout", "rto_initial"};   //!< ConnTimeout
    StockNumber synRetries{socket, "ConnCount", "syn_retries"};       //!< ConnCount
    StockNumber dataRetries{socket, "DataRetries", "orphan_retries"}; //!< DataRetries
    StockTime delayedAckTimeout{socket, "DelAckTimeout", "delayed_ack_timeout"}; //!< DelAckTimeout
    StockNumber delayedAckCount{socket, "DelAckCount", nullptr};                 //!< DelAckCount
    StockBoolean noDelay{socket, "TcpNoDelay", nullptr};                         //!< TcpNoDelay
    StockTime persistTimeout{socket, "PersistTimeout", "rto_initial"};           //!< PersistTimeout

    TypeId settings{TcpSettings::GetTypeId()}; //!< of which the attributes after it are
    StockDouble maxSegmentLifetime{settings, "MaxSegLifetime", nullptr};        //!< MaxSegLifetime
    StockBoolean windowScaling{settings, "WindowScaling", nullptr};             //!< WindowScaling
    StockBoolean sack{settings, "Sack", nullptr};                               //!< Sack
    StockEcn ecn{settings};                                                     //!< UseEcn
    StockBoolean timestamps{settings, "Timestamp", nullptr};                    //!< Timestamp
    StockTime rtoMin{settings, "MinRto", "rto_min"};                            //!< MinRto
    StockNumber dupackThreshold{settings, "ReTxThreshold", "dupack_threshold"}; //!< ReTxThreshold

    /// @return them, found once
    static const TcpSocketDefaults& Get()
    {
        static const TcpSocketDefaults stocks;
        return stocks;
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TCP_SOCKET_DEFAULTS_H
