/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-actions.h"

#include "synfin-named.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

using D = DropReason;
using K = SegmentKind;

// clang-format off
constexpr std::array<Named<DropReason>, DROP_REASON_COUNT> DROP_REASONS{{
    {D::CLOSED_PORT, "closed_port", "nobody listens: answered by RST (RFC 9293 3.10.7.1)"},
    {D::RST_TO_NOBODY, "rst_to_nobody", "RST in CLOSED or LISTEN: ignored"},
    {D::LISTEN_NO_SYN, "listen_no_syn", "neither SYN, ACK nor RST in LISTEN"},
    {D::SYN_WITH_FIN, "syn_with_fin", "a SYN with FIN in LISTEN (drop_synfin)"},
    {D::LISTEN_UNEXPECTED_ACK, "listen_unexpected_ack", "ACK in LISTEN: answered by RST"},
    {D::SYN_QUEUE_FULL, "syn_queue_full", "no room in the listener's SYN queue"},
    {D::ACCEPT_QUEUE_FULL, "accept_queue_full", "no room in the listener's accept queue, for a SYN or an ACK"},
    {D::DUPLICATE_SYN, "duplicate_syn", "a SYN again in SYN_RCVD"},
    {D::DEFERRED_ACK, "deferred_ack", "the last ACK of a handshake, without data (defer_accept)"},
    {D::UNACCEPTABLE_ACK, "unacceptable_ack", "an ACK for something never sent, or too old (RFC 5961 5)"},
    {D::OUT_OF_WINDOW, "out_of_window", "no octet in the receive window (RFC 9293 Table 6)"},
    {D::PAWS, "paws", "older timestamp (RFC 7323 5)"},
    {D::PAWS_PASSIVE, "paws_passive", "SYN with an older timestamp than its address sent before, or with none (tw_recycle)"},
    {D::NO_TIMESTAMPS, "no_timestamps", "no timestamps on a connection that has them (RFC 7323 3.2)"},
    {D::RST_OUT_OF_WINDOW, "rst_out_of_window", "RST outside of the window: ignored"},
    {D::RST_CHALLENGED, "rst_challenged", "RST in the window, but not exact: challenge ACK (RFC 5961 3)"},
    {D::SYN_CHALLENGED, "syn_challenged", "SYN in a synchronized state: challenge ACK (RFC 5961 4)"},
    {D::NO_ACK, "no_ack", "segment without ACK in a synchronized state"},
    {D::RST_IN_TIME_WAIT, "rst_in_time_wait", "ignored because of rfc1337"},
    {D::OLD_SYN_IN_TIME_WAIT, "old_syn_in_time_wait", "SYN that may not reopen the connection"},
    {D::TIME_WAIT_DUPLICATE, "time_wait_duplicate", "anything else that TIME_WAIT does not act upon"},
    {D::AFTER_CLOSE, "after_close", "data for a user who is gone: answered by RST (RFC 9293 SHLD-3)"},
    {D::MALFORMED, "malformed", "bad checksum, length or data offset (set by the header codec)"},
    {D::BAD_ADDRESS, "bad_address", "SYN from or to broadcast or multicast (MUST-57, MUST-63)"},
}};

constexpr std::array<Named<SegmentKind>, SEGMENT_KIND_COUNT> SEGMENT_KINDS{{
    {K::NEW, "new", "first transmission; also every ACK and RST"},
    {K::RETRANSMIT, "retransmit", "the same SYN, SYN-ACK, data or FIN once more"},
    {K::PROBE, "probe", "zero-window or keep-alive probe"},
    {K::CHALLENGE, "challenge", "challenge ACK (RFC 5961)"},
    {K::FORGED, "forged", "made up by an attacker, whose TCP knows nothing of it"},
}};
// clang-format on

static_assert(IsInOrder(DROP_REASONS), "DROP_REASONS is indexed by DropReason");
static_assert(IsInOrder(SEGMENT_KINDS), "SEGMENT_KINDS is indexed by SegmentKind");

} // namespace

const char*
ToString(CallError error)
{
    switch (error)
    {
    case CallError::NONE:
        return "none";
    case CallError::NO_CONNECTION:
        return "no_connection";
    case CallError::NO_PORT:
        return "no_port";
    case CallError::ADDRESS_IN_USE:
        return "address_in_use";
    case CallError::BAD_ADDRESS:
        return "bad_address";
    case CallError::CLOSING:
        return "closing";
    case CallError::WOULD_BLOCK:
        return "would_block";
    case CallError::BAD_OPTIONS:
        return "bad_options";
    }
    return "?";
}

bool
IsLast(Notification::Kind kind)
{
    switch (kind)
    {
    case Notification::CLOSED:
    case Notification::RESET:
    case Notification::REFUSED:
    case Notification::TIMED_OUT:
    case Notification::UNREACHABLE:
    case Notification::ABORTED:
        return true;
    case Notification::CONNECTED:
    case Notification::ACCEPTABLE:
    case Notification::PAYLOAD:
    case Notification::READABLE:
    case Notification::ACKNOWLEDGED:
    case Notification::PEER_CLOSED:
    case Notification::SENT_FIN:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        return false;
    }
    return false;
}

const char*
ToString(DropReason reason)
{
    return DROP_REASONS[static_cast<std::size_t>(reason)].name;
}

const char*
Meaning(DropReason reason)
{
    return DROP_REASONS[static_cast<std::size_t>(reason)].meaning;
}

const char*
ToString(SegmentKind kind)
{
    return SEGMENT_KINDS[static_cast<std::size_t>(kind)].name;
}

const char*
Meaning(SegmentKind kind)
{
    return SEGMENT_KINDS[static_cast<std::size_t>(kind)].meaning;
}

} // namespace synfin
} // namespace ns3
