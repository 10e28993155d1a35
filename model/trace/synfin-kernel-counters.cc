/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-kernel-counters.h"

#include "ns3/nstime.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

using Seen = KernelCounters::Seen;
using E = StackEvent;
using D = DropReason;

/// All that a value is made of.
struct Known
{
    const Seen& seen;
    const StackCounters& stack;
    const Profile& profile;

    uint64_t operator()(StackEvent event) const
    {
        return stack.CountOf(event);
    }

    uint64_t operator()(DropReason reason) const
    {
        return stack.CountOf(reason);
    }
};

/// A counter, and how it is made.
struct Row
{
    KernelCounter counter;
    uint64_t (*value)(const Known& known);
};

/// @return connections that came into TIME_WAIT and had no record before
uint64_t
NewInTimeWait(const Known& known)
{
    return known.stack.timeWaitEntered - known(E::RECORD_IN_TIME_WAIT);
}

/// @return of these, those that stay for at most SHORT_WAIT_S
uint64_t
ShortInTimeWait(const Known& known)
{
    return known.profile.TimeWait() <= Seconds(SHORT_WAIT_S) ? NewInTimeWait(known)
                                                             : known(E::TIME_WAIT_SHORT);
}

// clang-format off
const std::array ROWS{
    Row{{"TcpActiveOpens", "connections", "that a user began to open", "tcp_connect()"},
        [](const Known& k) { return k.seen.activeOpens; }},
    Row{{"TcpPassiveOpens", "connections", "of listeners that completed their handshake; Linux counts those of Fast Open with their SYN", "tcp_create_openreq_child()"},
        [](const Known& k) { return k.seen.passiveOpens; }},
    Row{{"TcpAttemptFails", "connections", "that ended in SYN_SENT, or in SYN_RCVD by a RST or a SYN in the window; not for want of an answer to a SYN-ACK, nor by their user", "tcp_done(), tcp_check_req()"},
        [](const Known& k) { return k.seen.attemptFails; }},
    Row{{"TcpEstabResets", "connections", "that went from ESTABLISHED or CLOSE_WAIT to CLOSED, whoever ended them", "tcp_set_state()"},
        [](const Known& k) { return k.seen.estabResets; }},
    Row{{"TcpCurrEstab", "connections", "in ESTABLISHED or CLOSE_WAIT", "tcp_set_state()", true},
        [](const Known& k) { return k.seen.currEstab; }},
    Row{{"TcpInSegs", "segments", "received, those with errors included", "tcp_v4_rcv()"},
        [](const Known& k) { return k.stack.segmentsReceived + k(D::MALFORMED); }},
    Row{{"TcpOutSegs", "segments", "sent, but for SYNs, data and FINs that are sent again; a SYN-ACK that is sent again counts", "__tcp_transmit_skb(), tcp_make_synack(), tcp_v4_send_reset(), tcp_v4_send_ack()"},
        [](const Known& k) { return k.seen.outSegs; }},
    Row{{"TcpRetransSegs", "segments", "sent again: SYN, SYN-ACK, data, FIN", "__tcp_retransmit_skb(), tcp_rtx_synack()"},
        [](const Known& k) { return k.seen.retransSegs; }},
    Row{{"TcpInErrs", "segments", "malformed, or SYNs in ESTABLISHED", "tcp_v4_rcv(), tcp_validate_incoming()"},
        [](const Known& k) { return k(D::MALFORMED) + k(E::SYN_IN_ESTABLISHED); }},
    Row{{"TcpOutRsts", "segments", "sent with RST", "tcp_v4_send_reset(), tcp_send_active_reset()"},
        [](const Known& k) { return k.seen.outRsts; }},
    Row{{"TcpExtEmbryonicRsts", "connections", "of listeners that ended in SYN_RCVD by a RST or a SYN in the window, or by abort_on_overflow", "tcp_check_req()"},
        [](const Known& k) { return k.seen.embryonicRsts; }},
    Row{{"TcpExtTW", "connections", "of which a record was made that stays more than 4 s: in TIME_WAIT, or in FIN_WAIT_2 when the user is gone", "__inet_twsk_schedule()"},
        [](const Known& k) { return k(E::RECORD_MADE) - k(E::RECORD_SHORT) + NewInTimeWait(k) - ShortInTimeWait(k); }},
    Row{{"TcpExtTWRecycled", "connections", "in TIME_WAIT whose four-tuple an active open took (tw_reuse)", "__inet_check_established()"},
        [](const Known& k) { return k.seen.recycled; }},
    Row{{"TcpExtTWKilled", "connections", "of which a record was made that stays at most 4 s (tw_recycle, fin_timeout)", "__inet_twsk_schedule()"},
        [](const Known& k) { return k(E::RECORD_SHORT) + ShortInTimeWait(k); }},
    Row{{"TcpExtPAWSPassive", "segments", "SYNs dropped by tw_recycle", "tcp_conn_request() before Linux 4.12"},
        [](const Known& k) { return k(D::PAWS_PASSIVE); }},
    Row{{"TcpExtPAWSEstab", "segments", "dropped for an older timestamp, by a connection", "tcp_validate_incoming(), tcp_check_req()"},
        [](const Known& k) { return k(E::PAWS_REJECTED); }},
    Row{{"TcpExtPAWSTimewait", "segments", "dropped for an older timestamp, in TIME_WAIT; before Linux 6.17, PAWSEstab counts them", "tcp_timewait_state_process()"},
        [](const Known& k) { return k(E::PAWS_IN_TIME_WAIT); }},
    Row{{"TcpExtDelayedACKs", "segments", "ACKs that the timer of delayed ACKs sent", "tcp_delack_timer_handler()"},
        [](const Known& k) { return k(E::DELAYED_ACK); }},
    Row{{"TcpExtDelayedACKLost", "segments", "whose text had all come before", "tcp_send_dupack(), tcp_data_queue()"},
        [](const Known& k) { return k(E::ACK_LOST); }},
    Row{{"TcpExtOutOfWindowIcmps", "messages", "ICMP errors about nothing that is in flight", "tcp_v4_err(), tcp_v6_err()"},
        [](const Known& k) { return k(E::ICMP_OUT_OF_WINDOW); }},
    Row{{"TcpExtListenOverflows", "segments", "SYNs and last ACKs of handshakes that found the accept queue full", "tcp_conn_request(), tcp_v4_syn_recv_sock()"},
        [](const Known& k) { return k(D::ACCEPT_QUEUE_FULL); }},
    Row{{"TcpExtListenDrops", "segments", "all that a full queue or tw_recycle drops, and half-open connections that ICMP ends", "tcp_listendrop()"},
        [](const Known& k) { return k(D::ACCEPT_QUEUE_FULL) + k(D::SYN_QUEUE_FULL) + k(D::PAWS_PASSIVE) + k.seen.halfOpenIcmp; }},
    Row{{"TcpExtTCPTimeouts", "timeouts", "of the retransmission timer, the last one included, and of SYN-ACKs", "tcp_retransmit_timer(), tcp_syn_ack_timeout()"},
        [](const Known& k) { return k(E::TIMEOUT) + k.seen.userTimeouts; }},
    Row{{"TcpExtTCPLossProbes", "segments", "sent as tail loss probes", "tcp_send_loss_probe()"},
        [](const Known& k) { return k(E::LOSS_PROBE); }},
    Row{{"TcpExtTCPDSACKOldSent", "segments", "that were reported as duplicates of what had been acknowledged", "tcp_dsack_set()"},
        [](const Known& k) { return k(E::OLD_REPORTED); }},
    Row{{"TcpExtTCPAbortOnData", "connections", "that their user aborted, or that got data when their user was gone", "__tcp_close(), tcp_rcv_state_process()"},
        [](const Known& k) { return k.seen.userAborts - k(E::ABORT_ON_CLOSE) - k(E::ABORT_ON_LINGER) - k(E::RECORD_REFUSED); }},
    Row{{"TcpExtTCPAbortOnClose", "connections", "that were closed with unread data", "__tcp_close()"},
        [](const Known& k) { return k(E::ABORT_ON_CLOSE); }},
    Row{{"TcpExtTCPAbortOnMemory", "connections", "that max_orphans left no room for", "__tcp_close()"},
        [](const Known& k) { return k.seen.tooManyOrphans; }},
    Row{{"TcpExtTCPAbortOnTimeout", "connections", "that ended for want of answers, but for half-open ones of listeners", "tcp_write_err()"},
        [](const Known& k) { return k.seen.abortsOnTimeout; }},
    Row{{"TcpExtTCPAbortOnLinger", "connections", "that were closed in FIN_WAIT_2 with linger2 below 0", "__tcp_close()"},
        [](const Known& k) { return k(E::ABORT_ON_LINGER); }},
    Row{{"TcpExtTCPDeferAcceptDrop", "segments", "last ACKs of handshakes that defer_accept ignored", "tcp_check_req()"},
        [](const Known& k) { return k(D::DEFERRED_ACK); }},
    Row{{"TcpExtTCPTimeWaitOverflow", "connections", "that max_tw_buckets left no record for", "tcp_time_wait()"},
        [](const Known& k) { return k.stack.timeWaitEvicted; }},
    Row{{"TcpExtTCPReqQFullDrop", "segments", "SYNs dropped because as many were half-open as the backlog allows", "tcp_syn_flood_action()"},
        [](const Known& k) { return k(E::SYN_QUEUE_OVERFLOW); }},
    Row{{"TcpExtTCPFastOpenActive", "connections", "whose SYN-ACK acknowledged all the data of the SYN", "tcp_rcv_fastopen_synack()"},
        [](const Known& k) { return k(E::FAST_OPEN_ACTIVE); }},
    Row{{"TcpExtTCPFastOpenActiveFail", "connections", "whose SYN-ACK did not, or that had three timeouts in a row", "tcp_rcv_fastopen_synack(), tcp_fastopen_active_detect_blackhole()"},
        [](const Known& k) { return k(E::FAST_OPEN_ACTIVE_FAIL); }},
    Row{{"TcpExtTCPFastOpenPassive", "connections", "of listeners that were accepted with their SYN", "tcp_try_fastopen()"},
        [](const Known& k) { return k(E::FAST_OPEN_PASSIVE); }},
    Row{{"TcpExtTCPFastOpenPassiveFail", "segments", "SYNs with a wrong cookie", "tcp_try_fastopen()"},
        [](const Known& k) { return k(E::FAST_OPEN_PASSIVE_FAIL); }},
    Row{{"TcpExtTCPFastOpenListenOverflow", "segments", "SYNs of Fast Open that found as many pending as the listener may have", "tcp_fastopen_queue_check()"},
        [](const Known& k) { return k(E::FAST_OPEN_OVERFLOW); }},
    Row{{"TcpExtTCPFastOpenCookieReqd", "segments", "SYNs that asked for a cookie", "tcp_try_fastopen()"},
        [](const Known& k) { return k(E::FAST_OPEN_ASKED); }},
    Row{{"TcpExtTCPFastOpenBlackhole", "pauses", "of Fast Open, by fastopen_blackhole_timeout", "tcp_fastopen_active_disable()"},
        [](const Known& k) { return k(E::FAST_OPEN_PAUSED); }},
    Row{{"TcpExtTCPChallengeACK", "segments", "challenge ACKs sent", "tcp_send_challenge_ack()"},
        [](const Known& k) { return k.stack.challengeAcks; }},
    Row{{"TcpExtTCPSYNChallenge", "segments", "SYNs on a synchronized connection", "tcp_validate_incoming()"},
        [](const Known& k) { return k(E::SYN_CHALLENGED); }},
    Row{{"TcpExtTCPSynRetrans", "segments", "SYNs and SYN-ACKs sent again", "__tcp_retransmit_skb(), tcp_rtx_synack()"},
        [](const Known& k) { return k.stack.synRetransmitted + k.stack.synAckRetransmitted; }},
    Row{{"TcpExtTCPOrigDataSent", "segments", "data and FINs sent for the first time", "tcp_event_new_data_sent()"},
        [](const Known& k) { return k.seen.origDataSent; }},
    Row{{"TcpExtTCPACKSkippedSynRecv", "answers", "to a half-open connection's SYN again, or to what is outside of its window, that invalid_ratelimit forbade", "tcp_check_req()"},
        [](const Known& k) { return k(E::SKIPPED_SYN_RECEIVED); }},
    Row{{"TcpExtTCPACKSkippedPAWS", "answers", "to an older timestamp that invalid_ratelimit forbade", "tcp_validate_incoming()"},
        [](const Known& k) { return k(E::SKIPPED_PAWS); }},
    Row{{"TcpExtTCPACKSkippedSeq", "answers", "to what is outside of the window that invalid_ratelimit forbade", "tcp_validate_incoming()"},
        [](const Known& k) { return k(E::SKIPPED_SEQUENCE); }},
    Row{{"TcpExtTCPACKSkippedFinWait2", "answers", "of a record in FIN_WAIT_2 that invalid_ratelimit forbade", "tcp_timewait_state_process()"},
        [](const Known& k) { return k(E::SKIPPED_FIN_WAIT_2); }},
    Row{{"TcpExtTCPACKSkippedTimeWait", "answers", "in TIME_WAIT that invalid_ratelimit forbade", "tcp_timewait_state_process()"},
        [](const Known& k) { return k(E::SKIPPED_TIME_WAIT); }},
    Row{{"TcpExtTCPACKSkippedChallenge", "answers", "challenge ACKs that invalid_ratelimit forbade", "tcp_send_challenge_ack()"},
        [](const Known& k) { return k(E::SKIPPED_CHALLENGE); }},
    Row{{"TcpExtTCPWinProbe", "segments", "probes of a zero window, without data", "tcp_send_probe0()"},
        [](const Known& k) { return k(E::WINDOW_PROBE); }},
    Row{{"TcpExtTCPKeepAlive", "segments", "keep-alive probes", "tcp_keepalive_timer()"},
        [](const Known& k) { return k(E::KEEPALIVE_PROBE); }},
    Row{{"estab", "connections", "TcpCurrEstab again", "ss -s", true},
        [](const Known& k) { return k.seen.currEstab; }},
    Row{{"orphaned", "connections", "whose user is gone, and of which more than a record is left", "ss -s: tcp_orphan_count", true},
        [](const Known& k) { return uint64_t{k.stack.orphans}; }},
    Row{{"timewait", "connections", "records in TIME_WAIT and FIN_WAIT_2", "ss -s: tw_refcount", true},
        [](const Known& k) { return k.seen.inTimeWait + k.stack.finWait2Records; }},
};
// clang-format on

/// @return true in the states that TcpCurrEstab counts
bool
IsEstab(State state)
{
    return state == State::ESTABLISHED || state == State::CLOSE_WAIT;
}

/// @return true when nobody answered: what ends in tcp_write_err()
bool
IsTimeout(Cause cause)
{
    return cause == Cause::TIMED_OUT || cause == Cause::USER_TIMEOUT ||
           cause == Cause::KEEPALIVE_TIMEOUT;
}

/// @return true for an open that failed: what ends in tcp_done(), and not by its user
bool
IsFailure(Cause cause)
{
    return IsTimeout(cause) || cause == Cause::REFUSED || cause == Cause::RST_RECEIVED ||
           cause == Cause::ICMP_ERROR;
}

} // namespace

const std::vector<KernelCounter>&
KernelCounterList()
{
    static const std::vector<KernelCounter> LIST = [] {
        std::vector<KernelCounter> list;
        for (const Row& row : ROWS)
        {
            list.push_back(row.counter);
        }
        return list;
    }();
    return LIST;
}

void
KernelCounters::Record(const Transition& transition)
{
    const State from = transition.from;
    const State to = transition.to;
    if (transition.tuple.remotePort == 0)
    {
        return; // a listener
    }
    m_seen.currEstab += (IsEstab(to) ? 1 : 0) - (IsEstab(from) ? 1 : 0);
    m_seen.inTimeWait += (to == State::TIME_WAIT ? 1 : 0) - (from == State::TIME_WAIT ? 1 : 0);
    if (from == State::CLOSED)
    {
        ++m_seen.activeOpens;
        m_seen.recycled += m_reused == transition.tuple ? 1 : 0;
    }
    m_reused = transition.cause == Cause::TIME_WAIT_REUSED ? transition.tuple : FourTuple();
    if (from == State::SYN_SENT && to == State::SYN_RCVD)
    {
        m_simultaneous.insert(transition.tuple);
    }
    if (from == State::SYN_RCVD)
    {
        LeaveSynReceived(transition);
    }
    else if (to == State::CLOSED && from != State::TIME_WAIT)
    {
        m_seen.attemptFails += from == State::SYN_SENT && IsFailure(transition.cause) ? 1 : 0;
        CountEnd(transition, false);
    }
}

void
KernelCounters::LeaveSynReceived(const Transition& transition)
{
    const Cause cause = transition.cause;
    const bool isHalfOpen =
        m_simultaneous.empty() || m_simultaneous.erase(transition.tuple) == 0; // a listener's
    if (isHalfOpen && transition.to == State::ESTABLISHED)
    {
        ++m_seen.passiveOpens;
    }
    if (transition.to == State::LISTEN)
    {
        ++m_seen.attemptFails;
        ++m_seen.embryonicRsts;
    }
    if (transition.to == State::CLOSED)
    {
        m_seen.attemptFails += !isHalfOpen && IsFailure(cause) ? 1 : 0;
        m_seen.embryonicRsts += cause == Cause::ACCEPT_OVERFLOW ? 1 : 0;
        m_seen.halfOpenIcmp += isHalfOpen && cause == Cause::ICMP_ERROR ? 1 : 0;
        CountEnd(transition, isHalfOpen);
    }
}

void
KernelCounters::CountEnd(const Transition& transition, bool isHalfOpen)
{
    const Cause cause = transition.cause;
    // A kernel that crashes counts no more.
    m_seen.estabResets += IsEstab(transition.from) && cause != Cause::HOST_CRASHED ? 1 : 0;
    m_seen.abortsOnTimeout += IsTimeout(cause) && !isHalfOpen ? 1 : 0;
    m_seen.userTimeouts += cause == Cause::USER_TIMEOUT ? 1 : 0;
    m_seen.userAborts += cause == Cause::USER_ABORT ? 1 : 0;
    m_seen.tooManyOrphans += cause == Cause::TOO_MANY_ORPHANS ? 1 : 0;
}

void
KernelCounters::Record(const FourTuple& tuple, const Segment& segment, SegmentKind kind)
{
    if (kind == SegmentKind::FORGED)
    {
        return; // raw(7): TCP does not count it
    }
    const bool isAgain = kind == SegmentKind::RETRANSMIT;
    m_seen.retransSegs += isAgain ? 1 : 0;
    m_seen.outRsts += segment.Has(Segment::RST) ? 1 : 0;
    if (segment.Has(Segment::SYN | Segment::ACK))
    {
        // tcp_make_synack() counts each; what tcp_send_synack() sends is the SYN once more.
        m_seen.outSegs += m_simultaneous.empty() || m_simultaneous.count(tuple) == 0 ? 1 : 0;
        return;
    }
    m_seen.outSegs += isAgain ? 0 : 1;
    const bool hasText = segment.payload > 0 || segment.Has(Segment::FIN);
    m_seen.origDataSent += hasText && kind == SegmentKind::NEW ? 1 : 0;
}

KernelValues
KernelCounters::Values(const StackCounters& counters, const Profile& profile) const
{
    KernelValues values;
    values.reserve(ROWS.size());
    for (const Row& row : ROWS)
    {
        values.push_back(row.value({m_seen, counters, profile}));
    }
    return values;
}

} // namespace synfin
} // namespace ns3
