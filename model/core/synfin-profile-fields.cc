/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile.h"

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr double MAX_SECONDS = 1e6;
constexpr double MAX_COUNT = UINT32_MAX;

} // namespace

// The fields of type bool accept 0 and 1; low and high of a PortRange bound both its ends.
const std::vector<ProfileField>&
ProfileFields()
{
    using P = Profile;
    static const std::vector<ProfileField> FIELDS = {
        // clang-format off
        {"syn_retries", &P::syn_retries, 0, 127, "retransmissions", "tcp_syn_retries; RFC 9293 MUST-23", "SYN retransmissions with exponential backoff before an active open gives up"},
        {"syn_linear_timeouts", &P::syn_linear_timeouts, 0, 127, "retransmissions", "tcp_syn_linear_timeouts", "SYN retransmissions at a constant timeout that come before the backoff"},
        {"connect_timeout", &P::connect_timeout, 0, MAX_SECONDS, "s", "FreeBSD net.inet.tcp.keepinit", "the longest time an open may take; 0 for no bound of its own"},
        {"synack_retries", &P::synack_retries, 0, 127, "retransmissions", "tcp_synack_retries", "SYN-ACK retransmissions before a passive open gives up"},
        {"synack_ratelimit", &P::synack_ratelimit, 0, MAX_SECONDS, "s", "tcp_invalid_ratelimit in tcp_check_req()", "duplicate SYNs in SYN_RCVD are answered at most once per this time"},
        {"duplicate_syn_restarts", &P::duplicate_syn_restarts, 0, 1, "switch", "FreeBSD syncache_add()", "a duplicate SYN restarts the backoff of the SYN-ACK"},
        {"bad_ack_hastens_syn", &P::bad_ack_hastens_syn, 0, 1, "switch", "Linux tcp_rcv_synsent_state_process()", "a bad ACK in SYN_SENT, the mark of an old half-open connection, sends the SYN again at once"},
        {"simultaneous_final_ack", &P::simultaneous_final_ack, 0, 1, "switch", "Linux; RFC 9293 Figure 7 false", "acknowledge the SYN-ACK that ends a simultaneous open"},
        {"soft_errors_end_open", &P::soft_errors_end_open, 0, 1, "switch", "RFC 5461 4; Linux tcp_v4_err()", "a soft ICMP error ends an open as a hard one does"},
        {"icmp_may_rst", &P::icmp_may_rst, 0, 2, "mode", "RFC 9293 SHLD-26; FreeBSD net.inet.tcp.icmp_may_rst", "which ICMP errors end an open: 0 none, 1 hard ones, 2 in SYN_SENT: port or protocol unreachable, prohibited, time exceeded in transit"},
        {"syn_text", &P::syn_text, 0, 1, "switch", "RFC 9293 3.10.7.2; Linux tcp_conn_request() false", "text and FIN of a SYN to a listener wait for ESTABLISHED; false: they must be sent again"},
        {"synack_text", &P::synack_text, 0, 1, "switch", "RFC 9293 3.10.7.3; Linux tcp_rcv_synsent_state_process() false", "text and FIN of the SYN-ACK, or of the SYN of a simultaneous open, are taken; false: they must be sent again"},
        {"drop_synfin", &P::drop_synfin, 0, 1, "switch", "FreeBSD net.inet.tcp.drop_synfin; Linux tcp_rcv_state_process() true", "a listener ignores a SYN with FIN"},
        {"listen_ignores_synack", &P::listen_ignores_synack, 0, 1, "switch", "FreeBSD tcp_input() since 12/2025; RFC 9293 3.10.7.2 false", "a listener ignores a SYN-ACK; false: it answers it by RST"},
        {"synack_timed", &P::synack_timed, 0, 1, "switch", "RFC 6298 2.2; FreeBSD syncache_expand() false", "the ACK of a SYN-ACK is a round-trip sample; false: with timestamps only"},
        {"max_syn_backlog", &P::max_syn_backlog, 1, MAX_COUNT, "connections", "tcp_max_syn_backlog", "upper bound of every listener's SYN queue"},
        {"syn_backlog_reserve", &P::syn_backlog_reserve, 0, 1, "switch", "Linux tcp_conn_request()", "the last quarter of max_syn_backlog is for proven peers, of which there are none; without syncookies only"},
        {"syncookies", &P::syncookies, 0, 2, "mode", "tcp_syncookies; RFC 4987 3.6; FreeBSD net.inet.tcp.syncookies, syncookies_only", "when a SYN is answered by a cookie, and nothing is kept of it: 0 never, 1 when the SYN queue, which max_syn_backlog then does not bound, is full, 2 always"},
        {"bsd_cookies", &P::bsd_cookies, 0, 1, "switch", "FreeBSD syncookie_generate(); Linux __cookie_v4_init_sequence() false", "a cookie has the MSS, the window scale and SACK, and is good for 15 to 30 s; false: the MSS, the rest rides in timestamps, and for 1 to 2 min"},
        {"syn_queue_full", &P::syn_queue_full, 0, 2, "mode", "RFC 4987 3.4; macOS tcp_dropdropablreq() 2", "which half-open connection goes when the SYN queue is full and no cookie is sent: 0 the new one, 1 the oldest, 2 a random one, with the new one among them"},
        {"syncache_hashsize", &P::syncache_hashsize, 0, 65536, "buckets", "FreeBSD net.inet.tcp.syncache.hashsize; RFC 4987 3.5", "half-open connections of all listeners are in a cache of so many buckets, a power of 2, where max_syn_backlog bounds their number and no backlog does; 0: each listener has a SYN queue"},
        {"syncache_bucketlimit", &P::syncache_bucketlimit, 1, 65536, "connections", "FreeBSD net.inet.tcp.syncache.bucketlimit", "of how many in a bucket of that cache the oldest goes for a new one"},
        {"syn_queue_young_half", &P::syn_queue_young_half, 0, 1, "switch", "Linux reqsk_timer_handler()", "when a SYN queue is more than half full, its old connections get fewer SYN-ACKs, down to 3, so that half of it is for those that have got one"},
        {"somaxconn", &P::somaxconn, 1, MAX_COUNT, "connections", "net.core.somaxconn", "upper bound of every listener's backlog"},
        {"defer_accept", &P::defer_accept, 0, MAX_SECONDS, "s", "TCP_DEFER_ACCEPT; Linux secs_to_retrans()", "how long listeners wait for data: until then, rounded up to when a SYN-ACK is due again, the last ACK of a handshake does not count without; 0: it does"},
        {"abort_on_overflow", &P::abort_on_overflow, 0, 1, "switch", "tcp_abort_on_overflow", "answer the last ACK of a handshake by RST when the accept queue is full"},
        {"close_resets_half_open", &P::close_resets_half_open, 0, 1, "switch", "RFC 9293 3.10.4; Linux inet_csk_listen_stop()", "a listener that closes resets connections in SYN_RCVD, not only established ones"},
        {"migrate_req", &P::migrate_req, 0, 2, "mode", "tcp_migrate_req; FreeBSD syncache_expand()", "what waits at a listener that closes goes to others of the same port (SO_REUSEPORT): 0 nothing, 1 all, 2 connections in SYN_RCVD"},
        {"isn_tick", &P::isn_tick, 1e-9, 1, "s", "RFC 9293 MUST-8", "how long one step of the initial sequence number's clock takes"},
        {"ip_local_port_range", &P::ip_local_port_range, 1, 65535, "ports", "ip_local_port_range", "local ports that an active open may choose"},
        {"port_selection", &P::port_selection, 0, 0, "algorithm", "RFC 6056 3.3; Linux __inet_hash_connect()", "how it chooses one: rfc6056-1 to rfc6056-5, linux (every other port first), or ns3 (one host, one sequence)"},
        {"bind_address_no_port", &P::bind_address_no_port, 0, 1, "switch", "IP_BIND_ADDRESS_NO_PORT", "choose it when the destination is known; false: as bind() does, so that no two connections share a port"},
        {"fastopen", &P::fastopen, 0, 1543, "bit mask", "tcp_fastopen; RFC 7413; FreeBSD net.inet.tcp.fastopen", "TCP Fast Open, where a user asks for it: 1 as a client, 2 as a server; 4 a client sends data without a cookie, 512 a server takes it without one, 1024 every listener of a server does Fast Open"},
        {"fastopen_blackhole_timeout", &P::fastopen_blackhole_timeout, 0, MAX_SECONDS, "s", "tcp_fastopen_blackhole_timeout_sec; RFC 7413 4.1.3.1", "how long a client opens without Fast Open when something on the path seems to drop it; doubled up to 64 times while it goes on; 0: it never pauses"},
        {"timer_hz", &P::timer_hz, 24, 10000, "Hz", "Linux CONFIG_HZ; kernel/time/timer.c calc_wheel_index()", "ticks a second of the wheel that timers ride, up to an eighth of their length late; 0: timers are exact", true},
        {"rto_initial", &P::rto_initial, 1e-3, MAX_SECONDS, "s", "RFC 6298 2.1", "retransmission timeout before the first round-trip sample"},
        {"rto_min", &P::rto_min, 1e-6, MAX_SECONDS, "s", "RFC 6298 2.4", "lowest retransmission timeout"},
        {"rto_max", &P::rto_max, 1e-3, MAX_SECONDS, "s", "RFC 6298 2.5", "highest retransmission timeout"},
        {"rto_slop", &P::rto_slop, 0, MAX_SECONDS, "s", "FreeBSD net.inet.tcp.rexmit_slop, TCPT_RANGESET()", "added to every retransmission timeout, after the backoff and before the bounds, but to rto_initial itself"},
        {"rto_fallback", &P::rto_fallback, 1e-3, MAX_SECONDS, "s", "RFC 6298 5.7", "retransmission timeout when data begins after a retransmitted SYN"},
        {"rto_min_bounds_variance", &P::rto_min_bounds_variance, 0, 1, "switch", "Linux tcp_rtt_estimator()", "rto_min bounds the variance term instead of the sum"},
        {"probe_has_data", &P::probe_has_data, 0, 1, "switch", "RFC 9293 3.8.6.1; Linux tcp_xmit_probe_skb()", "probe a closed window by an octet of data; false: by an old sequence number without data"},
        {"retries1", &P::retries1, 0, 255, "retransmissions", "tcp_retries1; RFC 9293 SHLD-10", "R1: retransmissions before IP and the user are advised"},
        {"retries2", &P::retries2, 1, 255, "retransmissions", "tcp_retries2; RFC 9293 SHLD-11", "R2: retransmissions before the connection is given up"},
        {"retries_as_time", &P::retries_as_time, 0, 1, "switch", "Linux retransmits_timed_out()", "read R2 and orphan_retries as the time that so many backoffs from rto_min take"},
        {"tail_loss_probe", &P::tail_loss_probe, 0, 1, "switch", "RFC 8985 7; tcp_early_retrans of 3", "send the last segment again after about two round trips without an ACK, once, before the timeout; with SACK only"},
        {"rack", &P::rack, 0, 1, "switch", "RFC 8985; tcp_recovery", "find losses by when segments were sent; false: by duplicate ACKs and by what SACK tells (RFC 6675); with SACK only"},
        {"prr", &P::prr, 0, 1, "switch", "RFC 9937; Linux tcp_cwnd_reduction()", "during fast recovery, and after an echo of ECN, the congestion window goes down as data is delivered; false: at once"},
        {"undo", &P::undo, 0, 2, "mode", "RFC 3522, RFC 4015, RFC 3708; Linux tcp_try_undo_recovery()", "take a reduction of the congestion window back when timestamps or D-SACK prove that nothing was lost; 0: never, 1: after a timeout, 2: after a fast retransmit, too"},
        {"frto", &P::frto, 0, 1, "switch", "RFC 5682; tcp_frto", "after a timeout, see by new data whether something was lost; with SACK only"},
        {"slow_start_after_idle", &P::slow_start_after_idle, 0, 2, "mode", "RFC 5681 4.1; tcp_slow_start_after_idle", "after RTO without data the congestion window, 0: stays; 1: is the initial one; 2: is halved once an RTO (RFC 2861)"},
        {"orphan_retries", &P::orphan_retries, 0, 255, "retransmissions", "tcp_orphan_retries", "R2 of a connection whose user has closed it"},
        {"max_orphans", &P::max_orphans, 0, MAX_COUNT, "connections", "tcp_max_orphans", "how many connections whose user closed them may be in FIN_WAIT_1, CLOSING or LAST_ACK, and in FIN_WAIT_2 before fin_wait_2_record; beyond it a close resets"},
        {"user_timeout", &P::user_timeout, 0, MAX_SECONDS, "s", "RFC 9293 3.10.8; TCP_USER_TIMEOUT", "the longest time that data may stay unacknowledged; 0 for no bound"},
        {"keepalive", &P::keepalive, 0, 1, "switch", "RFC 9293 MUST-24, MUST-25", "send keep-alive probes on idle connections"},
        {"keepalive_time", &P::keepalive_time, 1e-3, MAX_SECONDS, "s", "tcp_keepalive_time; RFC 9293 MUST-28", "idle time before the first probe"},
        {"keepalive_intvl", &P::keepalive_intvl, 1e-3, MAX_SECONDS, "s", "tcp_keepalive_intvl", "time between probes"},
        {"keepalive_probes", &P::keepalive_probes, 1, 255, "probes", "tcp_keepalive_probes; RFC 9293 MUST-29", "unanswered probes before the connection is given up"},
        {"keepalive_user_timeout", &P::keepalive_user_timeout, 0, 1, "switch", "Linux tcp_keepalive_timer()", "where there is a user timeout, keep-alive gives up after that time of silence and one probe, not after keepalive_probes"},
        {"msl", &P::msl, 0, MAX_SECONDS, "s", "RFC 9293 3.4.2", "maximum segment lifetime"},
        {"time_wait", &P::time_wait, 0, MAX_SECONDS, "s", "RFC 9293 MUST-13; TCP_TIMEWAIT_LEN", "how long TIME_WAIT lasts; 2 x msl unless set"},
        {"fin_timeout", &P::fin_timeout, 0, MAX_SECONDS, "s", "tcp_fin_timeout", "how long an orphan stays in FIN_WAIT_2; 0 for no bound"},
        {"linger2", &P::linger2, -1, 120, "s", "TCP_LINGER2; TCP_FIN_TIMEOUT_MAX", "what is in the place of fin_timeout; 0: that itself; below 0: no FIN_WAIT_2, the ACK of an orphan's FIN draws a RST"},
        {"fin_wait_2_record", &P::fin_wait_2_record, 0, 1, "switch", "Linux tcp_time_wait(); RFC 9293 3.10.7.4 false", "of an orphan in FIN_WAIT_2 a record is kept as in TIME_WAIT: it counts for max_tw_buckets, lasts at least 3.5 RTO, and a newer SYN draws a RST and ends it; what exceeds 60 s comes before it"},
        {"rfc1337", &P::rfc1337, 0, 1, "switch", "tcp_rfc1337; RFC 1337", "ignore RSTs in TIME_WAIT"},
        {"tw_rst_paws", &P::tw_rst_paws, 0, 1, "switch", "Linux tcp_paws_reject(); RFC 7323 5.2 false", "a RST with an old timestamp is ignored in TIME_WAIT, while TS.Recent is younger than 60 s"},
        {"tw_recycle", &P::tw_recycle, 0, 1, "switch", "tcp_tw_recycle; Linux tcp_peer_is_proven(), until 4.11", "with timestamps TIME_WAIT lasts 3.5 retransmission timeouts; for 60 s after the last segment of such a connection, SYNs from its address that have an older timestamp, or none, are dropped"},
        {"tw_reuse", &P::tw_reuse, 0, 2, "mode", "tcp_tw_reuse", "may an active open take a four-tuple in TIME_WAIT: 0 no, 1 yes, 2 on loopback only"},
        {"tw_reuse_delay", &P::tw_reuse_delay, 0, MAX_SECONDS, "s", "tcp_tw_reuse_delay", "time in TIME_WAIT before tw_reuse applies"},
        {"tw_reopen", &P::tw_reopen, 0, 1, "switch", "RFC 9293 MAY-2; RFC 6191", "a newer SYN may reopen a connection in TIME_WAIT"},
        {"tw_reopen_timestamps", &P::tw_reopen_timestamps, 0, 1, "switch", "RFC 6191; FreeBSD tcp_twcheck() false", "timestamps have a say in whether a SYN is newer; false: sequence numbers alone"},
        {"tw_reopen_returns", &P::tw_reopen_returns, 0, 1, "switch", "RFC 1122 4.2.2.13 (2)", "return to TIME_WAIT when that SYN turns out to be an old duplicate"},
        {"tw_syn_ends", &P::tw_syn_ends, 0, 1, "switch", "Linux tcp_v4_rcv(); FreeBSD tcp_twcheck()", "a SYN that may reopen the connection ends TIME_WAIT also where its listener then drops it; a full SYN queue does not"},
        {"tw_restart_any_ack", &P::tw_restart_any_ack, 0, 1, "switch", "Linux tcp_timewait_state_process()", "any segment with an ACK restarts TIME_WAIT, not only a retransmitted FIN"},
        {"tw_ackless", &P::tw_ackless, 0, 3, "mode", "RFC 9293 3.10.7.4, fifth; Linux 0; FreeBSD tcp_twcheck() 3", "a segment in TIME_WAIT without ACK and RST: 0 answered, 1 dropped in silence in the window unless it has a SYN, 2 wherever it is, 3 also a SYN that does not reopen, and a newer one finds CLOSED where nobody listens"},
        {"max_tw_buckets", &P::max_tw_buckets, 0, MAX_COUNT, "connections", "tcp_max_tw_buckets", "how many connections may be in TIME_WAIT, those of fin_wait_2_record included; beyond it they end at once"},
        {"abort_acknowledges", &P::abort_acknowledges, 0, 1, "switch", "Linux tcp_send_active_reset(); RFC 9293 3.10.5 false", "the RST of an abort has an ACK and timestamps"},
        {"rst_at_fin", &P::rst_at_fin, 0, 1, "switch", "Linux tcp_reset_check(); RFC 5961 3.2 false", "a RST with the sequence number of the peer's FIN resets in CLOSE_WAIT, CLOSING and LAST_ACK"},
        {"ack_repeats_fin", &P::ack_repeats_fin, 0, 1, "switch", "FreeBSD tcp_output(), tcp_outflags[]", "an ACK in FIN_WAIT_1, CLOSING and LAST_ACK has our FIN again; needs old_segment_ack 1 or 2"},
        {"old_segment_ack", &P::old_segment_ack, 0, 2, "mode", "RFC 9293 3.10.7.4, first; Linux tcp_sequence() 1; FreeBSD tcp_do_segment() 2", "what an old segment acknowledges: 0 does not count, 1 counts when the segment ends no earlier than what was acknowledged last, 2 counts"},
        {"fin_ack_waits", &P::fin_ack_waits, 0, 1, "switch", "Linux tcp_fin(), tcp_send_delayed_ack() true", "a FIN that opens the passive close is acknowledged after delayed_ack_timeout where data has come, a tick of timer_hz where none has, or with what is sent before, as the FIN of a user who closes in time; else at once"},
        {"challenge_ack_limit", &P::challenge_ack_limit, 0, MAX_COUNT, "segments", "tcp_challenge_ack_limit; RFC 5961 7", "challenge ACKs of one host per challenge_ack_interval"},
        {"challenge_ack_interval", &P::challenge_ack_interval, 1e-3, MAX_SECONDS, "s", "RFC 5961 7", "the interval to which challenge_ack_limit refers"},
        {"invalid_ratelimit", &P::invalid_ratelimit, 0, MAX_SECONDS, "s", "RFC 5961 7; tcp_invalid_ratelimit", "a connection answers invalid segments without data at most once per this time"},
        {"answer_unsent_ack", &P::answer_unsent_ack, 0, 1, "switch", "RFC 9293 3.10.7.4; Linux tcp_ack()", "answer an ACK of what was never sent by an ACK; false: not in ESTABLISHED"},
        {"insecure_rst", &P::insecure_rst, 0, 1, "switch", "FreeBSD net.inet.tcp.insecure_rst; RFC 793 3.4 true", "a RST anywhere in the window resets; false: RFC 5961 3.2"},
        {"insecure_syn", &P::insecure_syn, 0, 1, "switch", "FreeBSD net.inet.tcp.insecure_syn; RFC 793 3.9 true", "a SYN in the window resets a synchronized connection, and draws a RST; false: RFC 5961 4.2"},
        {"insecure_ack", &P::insecure_ack, 0, 1, "switch", "FreeBSD net.inet.tcp.insecure_ack; RFC 793 3.9 true", "what comes with an ACK from before SND.UNA is taken, however old that is; false: RFC 5961 5.2"},
        {"timestamps", &P::timestamps, 0, 1, "switch", "tcp_timestamps; RFC 7323 3", "offer and accept timestamps"},
        {"timestamp_offset", &P::timestamp_offset, 0, 2, "mode", "RFC 7323 5.4; Linux secure_tcp_ts_off() 1, before 4.10 0; FreeBSD tcp_new_ts_offset() 2", "what the clock of timestamps begins at: 0 one number for the host, of at most 2^31 ms, 1 one for each pair of addresses, 2 one for each connection"},
        {"tolerate_missing_ts", &P::tolerate_missing_ts, 0, 1, "switch", "FreeBSD net.inet.tcp.tolerate_missing_ts; RFC 7323 3.2 false", "a segment without timestamps on a connection that has them is taken; false: ignored, unless it is a RST"},
        {"window_scaling", &P::window_scaling, 0, 1, "switch", "tcp_window_scaling; RFC 7323 2", "offer and accept window scaling"},
        {"sack", &P::sack, 0, 1, "switch", "tcp_sack; RFC 2018", "offer and accept selective acknowledgements"},
        {"sack_fin", &P::sack_fin, 0, 1, "switch", "Linux tcp_data_queue_ofo(); FreeBSD tcp_do_segment() false", "SACK blocks count a FIN that is out of order"},
        {"dsack", &P::dsack, 0, 1, "switch", "tcp_dsack; RFC 2883", "the first SACK block of an ACK tells what arrived twice"},
        {"bsd_options", &P::bsd_options, 0, 1, "switch", "FreeBSD tcp_addoptions(); Linux tcp_options_write() false", "options on the wire: MSS, window scale, SACK-permitted, timestamps, and EOL at the end; false: window scale last, and NOPs"},
        {"ecn", &P::ecn, 0, 5, "mode", "tcp_ecn; RFC 9293 SHLD-8; FreeBSD net.inet.tcp.ecn.enable", "explicit congestion notification: 0 never, 1 asked for and granted, 2 granted to who asks; AccECN (RFC 9768) granted, too, and 3 asked for, 4 ECN asked for, 5 not asked for"},
        {"ecn_fallback", &P::ecn_fallback, 0, 255, "retransmissions", "tcp_ecn_fallback; RFC 3168 6.1.1.1; FreeBSD net.inet.tcp.ecn.maxretries", "from which retransmission on a SYN asks for ECN no more, and for AccECN from the next on; 0: each does"},
        {"ecn_synack_fallback", &P::ecn_synack_fallback, 0, 255, "retransmissions", "FreeBSD syncache_timer(); Linux tcp_ecn_make_synack() 0", "from which retransmission on a SYN-ACK grants ECN no more, which then is not in use; 0: each does, and grants AccECN until the second"},
        {"ecn_refuses_ect_syn", &P::ecn_refuses_ect_syn, 0, 1, "switch", "Linux tcp_ecn_create_request(); RFC 3168 6.1.1 false", "a SYN that is ECT itself gets no ECN, unless the congestion control needs it"},
        {"mss", &P::mss, 64, 65495, "octets", "RFC 9293 MUST-14", "largest payload to receive in one segment; IPv6 takes 20 less, for its larger header"},
        {"pmtu_discovery", &P::pmtu_discovery, 0, 1, "switch", "RFC 1191; RFC 8201; Linux ip_no_pmtu_disc", "what ICMP tells of the MTU of a path bounds the segments on it; false: it is a soft error, and all that it is about is lost"},
        {"min_pmtu", &P::min_pmtu, 68, 65535, "octets", "RFC 1191 3; Linux min_pmtu", "the least MTU that is taken from ICMP for IPv4, which stands for a smaller one; IPv6 has 1280"},
        {"mtu_expires", &P::mtu_expires, 1, MAX_SECONDS, "s", "RFC 1191 6.3; Linux mtu_expires; FreeBSD net.inet.tcp.hostcache.expire", "how long the MTU of a path is remembered, for its connections and for those that follow; then larger segments are tried again"},
        {"mtu_probing", &P::mtu_probing, 0, 1, "mode", "tcp_mtu_probing; RFC 4821", "1: after retries1 the path is taken for a black hole, and with each timeout the MSS goes down, to base_mss, then to the half; 0: it stays; 2, which also looks for larger ones, is not modelled"},
        {"base_mss", &P::base_mss, 48, 65495, "octets", "tcp_base_mss; RFC 4821 7.2", "to what mtu_probing lowers the MSS first, without options"},
        {"mtu_probe_floor", &P::mtu_probe_floor, 48, 65495, "octets", "tcp_mtu_probe_floor", "below which mtu_probing does not go, without options"},
        {"pmtud_blackhole_detection", &P::pmtud_blackhole_detection, 0, 2, "mode", "FreeBSD net.inet.tcp.pmtud_blackhole_detection; XNU tcp_timers()", "after the second timeout in a row the MSS goes down to pmtud_blackhole_mss: 0 never, 1 after the fourth to 536, or 1220 for IPv6, and back after the sixth (FreeBSD), 2 back after the fifth (macOS)"},
        {"pmtud_blackhole_mss", &P::pmtud_blackhole_mss, 64, 65495, "octets", "FreeBSD net.inet.tcp.pmtud_blackhole_mss", "to what pmtud_blackhole_detection lowers the MSS first, options included"},
        {"v6pmtud_blackhole_mss", &P::v6pmtud_blackhole_mss, 64, 65495, "octets", "FreeBSD net.inet.tcp.v6pmtud_blackhole_mss", "the same for IPv6"},
        {"rmem", &P::rmem, 256, 1 << 30, "octets", "tcp_rmem", "receive buffer"},
        {"rmem_max", &P::rmem_max, 256, 1 << 30, "octets", "FreeBSD net.inet.tcp.recvbuf_max", "up to that the receive buffer grows with what comes in a round trip, unless the user gave it a size; 0: it does not", true},
        {"wmem", &P::wmem, 256, 1 << 30, "octets", "tcp_wmem", "send buffer of a socket"},
        {"maxsockbuf", &P::maxsockbuf, 256, MAX_COUNT, "octets", "FreeBSD kern.ipc.maxsockbuf", "the window scale is offered for a buffer of that size; 0: for the receive buffer, as large as it may become", true},
        {"buffers_by_mss", &P::buffers_by_mss, 0, 1, "switch", "FreeBSD tcp_mss()", "the receive buffer grows to a multiple of the MSS when the connection is open"},
        {"window_from_buffer", &P::window_from_buffer, 0, 1, "switch", "FreeBSD tcp_output(); RFC 9293 MUST-39 false", "every segment tells of the room in the receive buffer; false: the window opens in steps that are worth it"},
        {"dupack_threshold", &P::dupack_threshold, 1, 127, "segments", "tcp_reordering; RFC 5681 3.2", "duplicate ACKs that start a fast retransmit"},
        {"congestion_control", &P::congestion_control, 0, 0, "algorithm", "tcp_congestion_control; RFC 9293 MUST-19, MAY-18; FreeBSD net.inet.tcp.cc.algorithm", "which of ns-3's congestion controls it has: ns3::TcpLinuxReno is linuxreno"},
        {"delayed_ack", &P::delayed_ack, 0, 1, "switch", "RFC 9293 SHLD-18", "delay acknowledgements, every second full segment excepted"},
        {"delayed_ack_timeout", &P::delayed_ack_timeout, 0, 0.5, "s", "RFC 9293 MUST-40", "the longest delay of an acknowledgement"},
        {"quick_acks", &P::quick_acks, 0, 255, "segments", "Linux tcp_incr_quickack()", "acknowledgements that are not delayed when data begins, or begins again after a retransmission timeout, until the user answers"},
        {"nagle", &P::nagle, 0, 1, "switch", "RFC 9293 SHLD-7; TCP_NODELAY", "hold small segments back while data is in flight"},
        {"nagle_minshall", &P::nagle_minshall, 0, 1, "switch", "Linux tcp_minshall_check(); draft-minshall-nagle-01", "that waits for small segments only: behind full ones a small one goes at once"},
        // clang-format on
    };
    return FIELDS;
}

const ProfileField*
FindProfileField(std::string name)
{
    for (const std::string folder : {"net.ipv4.", "net.core."})
    {
        name.erase(0, name.compare(0, folder.size(), folder) == 0 ? folder.size() : 0);
    }
    static const auto byName = [] {
        std::unordered_map<std::string, const ProfileField*> fields;
        for (const ProfileField& field : ProfileFields())
        {
            fields.emplace(field.name, &field);
        }
        for (const ProfileField& field : ProfileFields()) // a name of its own is the stronger one
        {
            fields.emplace(field.Sysctl(), &field);
        }
        fields.erase("");
        return fields;
    }();
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : found->second;
}

std::map<std::string, std::string>
FieldsOf(const Profile& profile)
{
    std::map<std::string, std::string> fields;
    for (const ProfileField& field : ProfileFields())
    {
        fields[field.name] = profile.Get(field.name);
    }
    return fields;
}

std::string
ProfileFieldName(const std::string& name)
{
    const ProfileField* field = FindProfileField(name);
    return field ? field->name : name;
}

std::string
ProfileField::Range() const
{
    std::ostringstream os;
    os.precision(10);
    os << "from " << low << " to " << high;
    return os.str() + (std::string(unit) == "s" ? " s" : std::string(" (") + unit + ")");
}

std::string
ProfileField::Sysctl() const
{
    std::istringstream sources(source);
    std::string one;
    while (std::getline(sources >> std::ws, one, ';'))
    {
        // "Linux tcp_v4_err()" is where the kernel does it.
        if (one.compare(0, 4, "tcp_") == 0 && one.find_first_of(" (") == std::string::npos)
        {
            return one;
        }
    }
    return "";
}

} // namespace synfin
} // namespace ns3
