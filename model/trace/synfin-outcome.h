/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OUTCOME_H
#define SYNFIN_OUTCOME_H

#include "ns3/nstime.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// What became of an attempt to connect; Meaning() says what each is.
enum class Outcome : uint8_t
{
    ESTABLISHED,
    REFUSED,
    TIMED_OUT,
    RESET,
    NO_PORT,
    ADDRESS_IN_USE,
    ABANDONED,
    CRASHED,
    HALF_OPEN,
    PENDING,
};

/// How many outcomes there are.
constexpr int OUTCOME_COUNT = static_cast<int>(Outcome::PENDING) + 1;

/// How an established connection ended; Meaning() says what each is.
enum class CloseKind : uint8_t
{
    NONE,
    ORDERLY,
    RESET,
    TIMED_OUT,
    CRASHED,
    OPEN,
};

/// How many kinds of close there are.
constexpr int CLOSE_KIND_COUNT = static_cast<int>(CloseKind::OPEN) + 1;

/// @return the outcome's name in lower case, such as "timed_out"
const char* ToString(Outcome outcome);

/// @return what the outcome means, in a line
const char* Meaning(Outcome outcome);

/// @return the kind's name in lower case, such as "orderly"; empty for NONE
const char* ToString(CloseKind kind);

/// @return what the kind means, in a line
const char* Meaning(CloseKind kind);

/// An attempt to connect, as the client's user made it.
struct AttemptRecord
{
    Time time;          //!< when
    uint32_t number{0}; //!< of the connection, from 1
    FourTuple tuple;    //!< as the client sees it; local port 0 when there was none
    const AddressTable* addresses{nullptr}; //!< behind the ids in it
    uint32_t user{0};                       //!< number of the first attempt of the same user's
                                            //!< connection; 0: it is this one
    uint32_t attempt{1};                    //!< which of them it is
};

/// The end of a connection, as the client's user saw it.
struct EndRecord
{
    uint32_t number{0};                    //!< of the connection
    Outcome outcome{Outcome::ESTABLISHED}; //!< of the attempt
    CloseKind close{CloseKind::NONE};      //!< NONE unless it was established
    uint64_t bytesSent{0};                 //!< handed to TCP
    uint64_t bytesReceived{0};             //!< taken from TCP
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OUTCOME_H
