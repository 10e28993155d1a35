/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LEGAL_PAIRS_H
#define SYNFIN_LEGAL_PAIRS_H

#include "ns3/synfin-state.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// What holds of one end of a connection, once and for all, as soon as it was in some state.
enum Fact : uint16_t
{
    HAS_OPENED = 1,         //!< it has sent a SYN
    HAS_SYN = 2,            //!< it has the peer's SYN
    SYN_WAS_RECEIVED = 4,   //!< it knows that the peer has its SYN
    HAS_CLOSED = 8,         //!< its user has closed: there is a FIN
    HAS_FIN = 16,           //!< it has the peer's FIN, and all octets before it
    FIN_WAS_RECEIVED = 32,  //!< it knows that the peer has its FIN, and all octets before it
    CLOSED_UNASKED = 64,    //!< its FIN was there before it had the peer's
    CLOSED_IN_ANSWER = 128, //!< it had the peer's FIN before there was its own
    FINS_CROSSED = 256,     //!< the peer's FIN did not acknowledge its own
};

/// All that an end knows which ended in order.
constexpr uint16_t IN_ORDER =
    HAS_OPENED | HAS_SYN | SYN_WAS_RECEIVED | HAS_CLOSED | HAS_FIN | FIN_WAS_RECEIVED;

/// @return what being in that state says of an end (RFC 9293 3.3.2)
uint16_t FactsOf(State state);

/**
 * @brief May two ends of one connection know these things at the same time?
 * @param one facts of one end
 * @param other facts of the other
 * @return nullptr, or the sentence that is broken
 */
const char* Contradiction(uint16_t one, uint16_t other);

/**
 * @brief May the two ends of a connection that nobody has aborted or given up be in these states?
 *
 * CLOSED and LISTEN stand for an end that has not opened yet as well as for one that ended in
 * order.
 */
bool IsLegalPair(State one, State other);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LEGAL_PAIRS_H
