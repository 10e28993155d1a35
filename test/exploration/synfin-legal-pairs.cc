/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-legal-pairs.h"

#include <array>
#include <vector>

namespace ns3
{
namespace synfin
{

uint16_t
FactsOf(State state)
{
    constexpr uint16_t SYNCHRONIZED = HAS_OPENED | HAS_SYN | SYN_WAS_RECEIVED;
    switch (state)
    {
    case State::CLOSED:
    case State::LISTEN:
        return 0;
    case State::SYN_SENT:
        return HAS_OPENED;
    case State::SYN_RCVD:
        return HAS_OPENED | HAS_SYN;
    case State::ESTABLISHED:
        return SYNCHRONIZED;
    case State::FIN_WAIT_1:
        // A CLOSE in SYN_RCVD leads here as well (3.10.4): the SYN need not be acknowledged yet.
        return HAS_OPENED | HAS_SYN | HAS_CLOSED | CLOSED_UNASKED;
    case State::FIN_WAIT_2:
        return SYNCHRONIZED | HAS_CLOSED | CLOSED_UNASKED | FIN_WAS_RECEIVED;
    case State::CLOSE_WAIT:
        return SYNCHRONIZED | HAS_FIN;
    case State::LAST_ACK:
        return SYNCHRONIZED | HAS_FIN | HAS_CLOSED | CLOSED_IN_ANSWER;
    case State::CLOSING:
        return SYNCHRONIZED | HAS_FIN | HAS_CLOSED | CLOSED_UNASKED | FINS_CROSSED;
    case State::TIME_WAIT:
        return IN_ORDER | CLOSED_UNASKED;
    }
    return 0;
}

namespace
{

/// Whoever knows the one of its peer, that peer has done the other.
struct Implication
{
    uint16_t known;
    uint16_t done;
    const char* otherwise;
};

constexpr std::array<Implication, 6> IMPLICATIONS = {{
    {HAS_SYN, HAS_OPENED, "it has a SYN that nobody sent"},
    {SYN_WAS_RECEIVED, HAS_SYN, "its SYN was acknowledged by an end that does not have it"},
    {HAS_FIN, HAS_CLOSED, "it has the FIN of an end that has not closed"},
    {FIN_WAS_RECEIVED, HAS_FIN, "its FIN was acknowledged by an end that does not have it"},
    // Who closes in answer acknowledges the FIN not later than it sends its own, in one segment
    // even: the other end cannot come to CLOSING, and has closed of its own accord.
    {CLOSED_IN_ANSWER, CLOSED_UNASKED, "both ends closed in answer to each other"},
    {FINS_CROSSED, CLOSED_UNASKED, "the FINs crossed, but one was the answer to the other"},
}};

/// What an end may be that is seen in this state, if nobody aborts or gives up.
std::vector<uint16_t>
Meanings(State state)
{
    if (state == State::CLOSED || state == State::LISTEN)
    {
        return {0, IN_ORDER | CLOSED_UNASKED, IN_ORDER | CLOSED_IN_ANSWER};
    }
    return {FactsOf(state)};
}

} // namespace

const char*
Contradiction(uint16_t one, uint16_t other)
{
    for (const Implication& rule : IMPLICATIONS)
    {
        if (((one & rule.known) && !(other & rule.done)) ||
            ((other & rule.known) && !(one & rule.done)))
        {
            return rule.otherwise;
        }
    }
    return nullptr;
}

bool
IsLegalPair(State one, State other)
{
    for (const uint16_t first : Meanings(one))
    {
        for (const uint16_t second : Meanings(other))
        {
            if (!Contradiction(first, second))
            {
                return true;
            }
        }
    }
    return false;
}

} // namespace synfin
} // namespace ns3
