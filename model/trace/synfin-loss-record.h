/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_RECORD_H
#define SYNFIN_LOSS_RECORD_H

#include "ns3/nstime.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// Where a segment came to its end; Meaning() says what each is.
enum class LossPlace : uint8_t
{
    HOST,
    ACCESS,
    PATH_MTU,
    MIDDLEBOX,
    LINK,
    NOBODY,
};

/// How many places there are.
constexpr int LOSS_PLACE_COUNT = static_cast<int>(LossPlace::NOBODY) + 1;

/// @return the place's name in lower case, such as "path_mtu"
const char* ToString(LossPlace place);

/// @return what the place is, in a line
const char* Meaning(LossPlace place);

/// Why no TCP ever saw a segment; Meaning() says what each is.
enum class LossReason : uint8_t
{
    QUEUE,
    LOSS,
    NAMED,
    STOPPED,
    TOO_LARGE,
    FIREWALL,
    CONNTRACK_FULL,
    NAT_NO_PORT,
    NAT_UNKNOWN,
    NOBODY,
    UNREACHABLE,
    DOWN,
    DEAF,
};

/// How many reasons there are.
constexpr int LOSS_REASON_COUNT = static_cast<int>(LossReason::DEAF) + 1;

/// @return the reason's name in lower case, such as "queue"
const char* ToString(LossReason reason);

/// @return what the reason means, in a line
const char* Meaning(LossReason reason);

/// A segment that was sent and that no TCP ever sees; the ids of addresses as in a SegmentRecord.
struct LossRecord
{
    Time time;                              //!< when
    LossPlace place{LossPlace::LINK};       //!< where
    LossReason reason{LossReason::LOSS};    //!< why
    uint32_t at{0};                         //!< HOST: id of the node; ACCESS: of the one whose link
                                            //!< it is; else the direction, 0 to the servers
    FourTuple tuple;                        //!< as its sender would see it, there
    Segment segment;                        //!< header and payload size
    const AddressTable* addresses{nullptr}; //!< behind the ids in it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_RECORD_H
