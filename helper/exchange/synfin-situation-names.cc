/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation.h"

#include "ns3/synfin-named.h"
#include "ns3/synfin-parse.h"

namespace ns3
{
namespace synfin
{

namespace
{

using X = ExchangeScenario;
using V = Verb;

// clang-format off
constexpr std::array<Named<X>, EXCHANGE_SCENARIO_COUNT> SCENARIOS{{
    {X::NORMAL, "normal", "the client opens, one end closes (closer), then the other"},
    {X::SIMULTANEOUS_OPEN, "simultaneous-open", "both ends open towards each other"},
    {X::SIMULTANEOUS_CLOSE, "simultaneous-close", "both ends close at the same instant"},
    {X::HALF_CLOSE, "half-close", "the server goes on sending after the client has closed"},
    {X::REFUSED, "refused", "nobody listens"},
    {X::RESET, "reset", "the client aborts"},
    {X::HALF_OPEN, "half-open", "the server's host crashes and restarts; the client learns of it when it sends"},
    {X::OLD_DUPLICATE_SYN, "old-duplicate-syn", "an old SYN arrives at the listener before the client opens"},
    {X::KEEP_ALIVE, "keep-alive", "an idle client probes; the server's host crashes and restarts meanwhile"},
    {X::TIME_WAIT_REUSE, "time-wait-reuse", "the server closes first, and a new SYN arrives in its TIME_WAIT"},
    {X::TIME_WAIT_ASSASSINATION, "time-wait-assassination", "an old segment arrives in TIME_WAIT (RFC 1337)"},
    {X::SYN_FLOOD, "syn-flood", "SYNs from nowhere fill the server's queue before the client opens"},
    {X::MANUAL, "manual", "users do nothing but what --at says"},
}};

constexpr std::array<Named<V>, VERB_COUNT> VERBS{{
    {V::LISTEN, "listen", "waits for connections"},
    {V::CONNECT, "connect", "opens the connection"},
    {V::SEND, "send", "sends so many octets, 100 unless told"},
    {V::CLOSE, "close", "closes, and leaves"},
    {V::SHUTDOWN, "shutdown", "closes its direction, and goes on receiving"},
    {V::ABORT, "abort", "aborts: RST"},
    {V::CRASH, "crash", "the host crashes, and is up again at once without a memory"},
    {V::OLD_SYN, "old-syn", "a SYN that this end sent long ago appears on the path"},
    {V::OLD_DATA, "old-data", "the same of a segment with data"},
    {V::OLD_RST, "old-rst", "the same of a RST"},
    {V::FLOOD, "flood", "so many SYNs from addresses where nobody is arrive at this end, 16 unless told"},
}};
// clang-format on

static_assert(IsInOrder(SCENARIOS), "SCENARIOS is indexed by ExchangeScenario");
static_assert(IsInOrder(VERBS), "VERBS is indexed by Verb");

} // namespace

const char*
ToString(ExchangeScenario scenario)
{
    return SCENARIOS[static_cast<std::size_t>(scenario)].name;
}

const char*
Meaning(ExchangeScenario scenario)
{
    return SCENARIOS[static_cast<std::size_t>(scenario)].meaning;
}

const char*
ToString(Verb verb)
{
    return VERBS[static_cast<std::size_t>(verb)].name;
}

const char*
Meaning(Verb verb)
{
    return VERBS[static_cast<std::size_t>(verb)].meaning;
}

std::string
Join(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
    {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

bool
SegmentChoice::Names(const SegmentCopy& sent, int from, uint32_t number) const
{
    return copy ? IsOneOf({*copy}, sent) : side == from && ordinal == number;
}

std::string
ToString(const SegmentChoice& choice)
{
    return choice.copy
               ? ToString(*choice.copy)
               : std::string(SIDE_NAMES[choice.side]) + "." + std::to_string(choice.ordinal);
}

} // namespace synfin
} // namespace ns3
