/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-loss-record.h"

#include "ns3/synfin-named.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

using P = LossPlace;
using R = LossReason;

// clang-format off
constexpr std::array<Named<LossPlace>, LOSS_PLACE_COUNT> LOSS_PLACES{{
    {P::HOST, "host", "at a host: by its TCP, or because it was cut off"},
    {P::ACCESS, "access", "on a client's own link"},
    {P::PATH_MTU, "path_mtu", "in front of the link, where packets have a largest size"},
    {P::MIDDLEBOX, "middlebox", "in the middlebox: firewall, connection tracking or NAT"},
    {P::LINK, "link", "on the link that all share, as it was handed to its queue"},
    {P::NOBODY, "nobody", "behind the link, where nobody has the address"},
}};

constexpr std::array<Named<LossReason>, LOSS_REASON_COUNT> LOSS_REASONS{{
    {R::QUEUE, "queue", "the queue in front of the wire had no room"},
    {R::LOSS, "loss", "the link lost it, by its model of losses"},
    {R::NAMED, "named", "the link lost it, by name (lose)"},
    {R::STOPPED, "stopped", "it waits for ever: the rate stays 0"},
    {R::TOO_LARGE, "too_large", "larger than the largest packet that passes (path-mtu)"},
    {R::FIREWALL, "firewall", "the firewall knows nothing of its connection"},
    {R::CONNTRACK_FULL, "conntrack_full", "the table of connection tracking had no room"},
    {R::NAT_NO_PORT, "nat_no_port", "every port of the NAT towards that server was taken"},
    {R::NAT_UNKNOWN, "nat_unknown", "the NAT knows nothing of its connection"},
    {R::NOBODY, "nobody", "nobody has the address: somebody made it up"},
    {R::UNREACHABLE, "unreachable", "the host's addresses were gone"},
    {R::DOWN, "down", "the host had crashed"},
    {R::DEAF, "deaf", "the host hears nothing: somebody else made its address up"},
}};
// clang-format on

static_assert(IsInOrder(LOSS_PLACES), "LOSS_PLACES is indexed by LossPlace");
static_assert(IsInOrder(LOSS_REASONS), "LOSS_REASONS is indexed by LossReason");

} // namespace

const char*
ToString(LossPlace place)
{
    return LOSS_PLACES[static_cast<std::size_t>(place)].name;
}

const char*
Meaning(LossPlace place)
{
    return LOSS_PLACES[static_cast<std::size_t>(place)].meaning;
}

const char*
ToString(LossReason reason)
{
    return LOSS_REASONS[static_cast<std::size_t>(reason)].name;
}

const char*
Meaning(LossReason reason)
{
    return LOSS_REASONS[static_cast<std::size_t>(reason)].meaning;
}

} // namespace synfin
} // namespace ns3
