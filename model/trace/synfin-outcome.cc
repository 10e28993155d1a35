/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-outcome.h"

#include "ns3/synfin-named.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

using O = Outcome;
using K = CloseKind;

// clang-format off
constexpr std::array<Named<Outcome>, OUTCOME_COUNT> OUTCOMES{{
    {O::ESTABLISHED, "established", "the handshake was completed"},
    {O::REFUSED, "refused", "RST in answer to the SYN"},
    {O::TIMED_OUT, "timed_out", "no answer"},
    {O::RESET, "reset", "ended by RST during the handshake, after an answer"},
    {O::NO_PORT, "no_port", "every local port towards the server was taken"},
    {O::ADDRESS_IN_USE, "address_in_use", "bind() found its local port in use (EADDRINUSE)"},
    {O::ABANDONED, "abandoned", "its own user closed or aborted it during the handshake"},
    {O::CRASHED, "crashed", "its own host crashed during the handshake, or was down"},
    {O::HALF_OPEN, "half_open", "a SYN whose sender never meant to complete the handshake"},
    {O::PENDING, "pending", "none of these yet when the simulation ended"},
}};

constexpr std::array<Named<CloseKind>, CLOSE_KIND_COUNT> CLOSE_KINDS{{
    {K::NONE, "", "it was never established"},
    {K::ORDERLY, "orderly", "FIN and ACK both ways"},
    {K::RESET, "reset", "RST"},
    {K::TIMED_OUT, "timed_out", "the peer was not heard of any more"},
    {K::CRASHED, "crashed", "the client's host crashed"},
    {K::OPEN, "open", "not yet when the simulation ended"},
}};
// clang-format on

static_assert(IsInOrder(OUTCOMES), "OUTCOMES is indexed by Outcome");
static_assert(IsInOrder(CLOSE_KINDS), "CLOSE_KINDS is indexed by CloseKind");

} // namespace

const char*
ToString(Outcome outcome)
{
    return OUTCOMES[static_cast<std::size_t>(outcome)].name;
}

const char*
Meaning(Outcome outcome)
{
    return OUTCOMES[static_cast<std::size_t>(outcome)].meaning;
}

const char*
ToString(CloseKind kind)
{
    return CLOSE_KINDS[static_cast<std::size_t>(kind)].name;
}

const char*
Meaning(CloseKind kind)
{
    return CLOSE_KINDS[static_cast<std::size_t>(kind)].meaning;
}

} // namespace synfin
} // namespace ns3
