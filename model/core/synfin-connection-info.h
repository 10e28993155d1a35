/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_INFO_H
#define SYNFIN_CONNECTION_INFO_H

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

class CongestionController;

/// How a connection does, for lookers-on (RFC 9293 3.10.6, STATUS; Linux has TCP_INFO).
struct ConnectionInfo
{
    Time rto;                  //!< retransmission timeout, backoff included
    Time srtt;                 //!< smoothed round-trip time, zero before the first sample
    Time rttvar;               //!< round-trip time variation, zero before the first sample
    Time latestRtt;            //!< the newest sample, zero before it
    Time tsRecentAt;           //!< when TS.Recent was set (RFC 7323 4.3)
    uint32_t bytesInFlight{0}; //!< octets sent and not acknowledged, without SYN and FIN
    uint32_t inflation{0};     //!< octets that duplicate ACKs add to the window (RFC 5681 3.2)
    uint32_t sacked{0};        //!< of them, octets that SACK told of
    uint32_t lost{0};          //!< of them, octets that count as lost, sent again or not
    uint32_t retransmitted{0}; //!< of the lost ones, those that were sent again
    uint32_t reordering{0};    //!< segments by which some overtook another, or DupThresh if more
    uint32_t probes{0};        //!< of a closed window or an idle peer, since the last answer
    uint32_t receiveBuffer{0}; //!< octets that it holds (buffers_by_mss)
    uint8_t sendShift{0};      //!< Snd.Wind.Shift
    uint8_t receiveShift{0};   //!< Rcv.Wind.Shift
    bool hasScaling{false};    //!< both ends scale windows
    bool hasTimestamps{false}; //!< segments carry timestamps
    bool hasSack{false};       //!< SACK is permitted
    bool hasEcn{false};        //!< ECN is in use
    bool isRecovering{false};  //!< in fast recovery
    bool isTimedOut{false};    //!< after a timeout, until what was in flight then is acknowledged
    bool hasDuplicates{false}; //!< duplicate ACKs or SACK tell of something that is missing
    bool isRecord{false}; //!< only a record is left of an orphan, or was when it left FIN_WAIT_2
                          //!< for TIME_WAIT
    const CongestionController* congestion{nullptr}; //!< nullptr before data is first in flight
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_INFO_H
