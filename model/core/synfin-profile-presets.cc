/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// Data as Linux sends and acknowledges it.
void
SendAsLinux(Profile& p)
{
    p.rmem = 6291456;                         // tcp_rmem[2]
    p.wmem = 4194304;                         // tcp_wmem[2]
    p.delayed_ack_timeout = MilliSeconds(40); // TCP_DELACK_MIN
    p.quick_acks = 16;                        // TCP_MAX_QUICKACKS
    p.nagle_minshall = true;                  // tcp_nagle_check()
    p.congestion_control = "linuxcubic";      // CONFIG_DEFAULT_TCP_CONG
    p.tail_loss_probe = true;                 // tcp_early_retrans
    p.rack = true;                            // tcp_recovery
    p.prr = true;                             // tcp_cwnd_reduction()
    p.undo = 2;                               // tcp_try_undo_recovery(), tcp_try_undo_dsack()
    p.frto = true;                            // tcp_frto
    p.slow_start_after_idle = 2;              // tcp_cwnd_restart()
    p.sack_fin = true;                        // tcp_data_queue_ofo(): end_seq
    p.dsack = true;                           // tcp_dsack
}

/**
 * Linux 6.5 and later: Documentation/networking/ip-sysctl.rst, include/net/tcp.h, measured on 6.18.
 */
Profile
Linux()
{
    Profile p;
    p.syn_retries = 6;                       // tcp_syn_retries
    p.timer_hz = 250;                        // CONFIG_HZ_250, kernel/Kconfig.hz
    p.syn_linear_timeouts = 4;               // tcp_syn_linear_timeouts, since 6.5
    p.synack_retries = 5;                    // tcp_synack_retries
    p.max_syn_backlog = 2048;                // tcp_max_syn_backlog, ehash / 128
    p.isn_tick = NanoSeconds(64);            // secure_seq.c: ktime >> 6
    p.ip_local_port_range = {32768, 60999};  // ip_local_port_range
    p.port_selection = PortSelection::LINUX; // __inet_hash_connect()
    p.rto_min = MilliSeconds(200);           // TCP_RTO_MIN
    p.rto_max = Seconds(120);                // TCP_RTO_MAX
    p.rto_min_bounds_variance = true;   // tcp_rtt_estimator(): RTO = SRTT + max(4 RTTVAR, rto_min)
    p.retries_as_time = true;           // retransmits_timed_out()
    p.orphan_retries = 8;               // tcp_orphan_retries 0 acts as 8
    p.max_orphans = 131072;             // tcp_max_orphans
    p.user_timeout = Seconds(0);        // TCP_USER_TIMEOUT is not set
    p.msl = Seconds(30);                // TCP_TIMEWAIT_LEN 60 s
    p.fin_timeout = Seconds(60);        // tcp_fin_timeout
    p.rfc1337 = false;                  // tcp_rfc1337
    p.tw_reuse = 2;                     // tcp_tw_reuse, loopback only
    p.tw_reopen_returns = false;        // tcp_conn_request() forgets the old incarnation
    p.tw_restart_any_ack = true;        // tcp_timewait_state_process()
    p.max_tw_buckets = 131072;          // tcp_max_tw_buckets, ehash / 2
    p.challenge_ack_limit = UINT32_MAX; // tcp_challenge_ack_limit INT_MAX: none
    p.challenge_ack_interval = Seconds(1); // tcp_send_challenge_ack()
    p.bad_ack_hastens_syn = true;          // tcp_rcv_synsent_state_process()
    p.simultaneous_final_ack = true;       // measured on 6.18
    p.soft_errors_end_open = true;         // tcp_v4_err()
    p.syn_text = false;                    // tcp_conn_request() drops what is not Fast Open
    p.synack_text = false;                 // tcp_rcv_synsent_state_process(), no step 7
    p.tw_ackless = 0;                      // tcp_timewait_state_process()
    p.close_resets_half_open = false;      // inet_csk_listen_stop()
    p.probe_has_data = false;              // tcp_xmit_probe_skb()
    p.abort_acknowledges = true;           // tcp_send_active_reset()
    p.old_segment_ack = 1;                 // tcp_sequence(): from rcv_wup on
    p.fin_ack_waits = true;                // tcp_fin() enters ping-pong mode
    p.tw_rst_paws = true;                  // tcp_paws_reject() in tcp_timewait_state_process()
    p.syncookies = 1;                      // tcp_syncookies
    p.syn_backlog_reserve = true;          // tcp_conn_request(), without cookies
    p.syn_queue_young_half = true;         // reqsk_timer_handler()
    p.rst_at_fin = true;                   // tcp_reset_check()
    p.drop_synfin = true;                  // tcp_rcv_state_process(), LISTEN
    p.fin_wait_2_record = true;            // tcp_time_wait()
    p.keepalive_user_timeout = true;       // tcp_keepalive_timer()
    p.tw_syn_ends = true;                  // tcp_v4_rcv(), TCP_TW_SYN
    p.ecn_refuses_ect_syn = true;          // tcp_ecn_create_request()
    p.fastopen = 1;                        // tcp_fastopen: TFO_CLIENT_ENABLE
    p.min_pmtu = 552;                      // DEFAULT_MIN_PMTU
    SendAsLinux(p);
    return p;
}

/**
 * Linux 4.9, the last long-term one that has tcp_tw_recycle; read in a tree of 4.9.243, the sizes
 * of tables for the memory that linux's are for.
 */
Profile
Linux49()
{
    Profile p = Linux();
    p.syn_linear_timeouts = 0;     // since 6.5
    p.bad_ack_hastens_syn = false; // tcp_rcv_synsent_state_process(): a RST, and the timer as it is
    p.max_syn_backlog = 1024;      // tcp_init(): ehash / 256
    p.somaxconn = 128;             // SOMAXCONN
    p.tw_reuse = 0;                // tcp_tw_reuse
    p.rst_at_fin = false;          // tcp_validate_incoming(): rcv_nxt, or the end of a SACK block
    p.challenge_ack_limit =
        1000; // tcp_challenge_ack_limit, on average: half of it plus a random share
    p.answer_unsent_ack = false; // tcp_ack() in tcp_rcv_established()
    p.timestamp_offset = 0;      // tcp_time_stamp is jiffies, tsoffset 0
    return p;
}

/// Linux before 6.5: exponential SYN timeouts from the start; all else is as in the newest.
Profile
Linux4()
{
    Profile p = Linux();
    p.syn_linear_timeouts = 0;
    return p;
}

/**
 * FreeBSD 14: sys/netinet/tcp_timer.h, tcp_timer.c, tcp_syncache.c, tcp_timewait.c.
 */
Profile
FreeBsd()
{
    Profile p;
    p.syn_retries = 12;                          // TCP_MAXRXTSHIFT; connect_timeout ends it before
    p.connect_timeout = Seconds(75);             // TCPTV_KEEP_INIT
    p.synack_retries = 3;                        // SYNCACHE_MAXREXMTS
    p.synack_ratelimit = Seconds(0);             // syncache_add() answers every duplicate
    p.duplicate_syn_restarts = true;             // syncache_add(): sc_rxmits = 0
    p.syncookies = 1;                            // net.inet.tcp.syncookies
    p.bsd_cookies = true;                        // syncookie_generate()
    p.syncache_hashsize = 512;                   // TCP_SYNCACHE_HASHSIZE
    p.max_syn_backlog = 15360;                   // net.inet.tcp.syncache.cachelimit
    p.somaxconn = 128;                           // kern.ipc.soacceptqueue
    p.ip_local_port_range = {10000, 65535};      // net.inet.ip.portrange.first, .last
    p.port_selection = PortSelection::RFC6056_1; // RFC 6056 A.2; in_pcb_lport()
    p.rto_min = MilliSeconds(30);                // net.inet.tcp.rexmit_min
    p.rto_slop = MilliSeconds(200);              // net.inet.tcp.rexmit_slop
    p.rto_max = Seconds(64);                     // TCPTV_REXMTMAX
    p.rto_fallback = Seconds(1);                 // keeps TCPTV_RTOBASE
    p.retries2 = 12;                             // TCP_MAXRXTSHIFT
    p.orphan_retries = 12;                       // the same
    p.user_timeout = Seconds(0);                 // none
    p.keepalive_probes = 8;                      // TCPTV_KEEPCNT
    p.msl = Seconds(30);                         // TCPTV_MSL
    p.fin_timeout = Seconds(600);                // TP_MAXIDLE = keepcnt x keepintvl
    p.tw_reopen_returns = false;                 // tcp_twcheck() forgets the old incarnation
    p.challenge_ack_interval = Seconds(5);       // tcp_challenge_ack: 10 in 5 s (RFC 5961 7)
    p.invalid_ratelimit = MilliSeconds(200);     // tcp_ack_war_cnt: 5 in 1 s (RACK; else none)
    p.rmem = 65536;                              // net.inet.tcp.recvspace
    p.rmem_max = 2097152;                        // net.inet.tcp.recvbuf_max
    p.wmem = 32768;                              // net.inet.tcp.sendspace
    p.delayed_ack_timeout = MilliSeconds(40);    // TCPTV_DELACK
    p.congestion_control = "cubic";              // CC_DEFAULT, since 14
    p.close_resets_half_open = false;            // syncache entries just time out
    p.migrate_req = 2;                           // syncache_expand()
    p.syn_text = false;                          // syncache_add() keeps no text
    p.old_segment_ack = 2;                       // tcp_do_segment() trims it
    p.tw_syn_ends = true;                        // tcp_twcheck()
    p.dsack = true;                              // tcp_update_dsack_list(), since 13
    p.tw_ackless = 3;                            // tcp_twcheck()
    p.tw_reopen_timestamps = false;              // tcp_twcheck() compares sequence numbers
    p.ack_repeats_fin = true;                    // tcp_output()
    p.listen_ignores_synack = true;              // tcp_input(), since 12/2025
    p.synack_timed = false;                      // the syncache keeps no time
    p.icmp_may_rst = 2;                          // tcp_ctlinput(), tcp_drop_syn_sent()
    p.bsd_options = true;                        // tcp_addoptions()
    p.ecn_fallback = 2;                          // net.inet.tcp.ecn.maxretries 1
    p.ecn_synack_fallback = 2;                   // the same: syncache_timer()
    p.maxsockbuf = 2097152;                      // kern.ipc.maxsockbuf
    p.buffers_by_mss = true;                     // tcp_mss()
    p.window_from_buffer = true;                 // tcp_output()
    p.abort_acknowledges = true;                 // tcp_drop(), tcp_outflags[TCPS_CLOSED]
    p.timestamp_offset = 2;                      // net.inet.tcp.ts_offset_per_conn
    p.prr = true;                                // net.inet.tcp.do_prr
    p.undo = 1;                                  // tcp_do_segment(): t_badrxtwin
    p.fastopen = 1;                              // net.inet.tcp.fastopen.client_enable
    p.min_pmtu = 256;                            // tcp_ctlinput(): net.inet.tcp.minmss and headers
    p.mtu_expires = Hours(1);                    // net.inet.tcp.hostcache.expire
    return p;
}

/**
 * macOS: XNU, xnu-11417.101.15, bsd/netinet/tcp_timer.h, tcp_timer.c, tcp_input.c, in_pcb.c.
 */
Profile
MacOs()
{
    Profile p;
    p.syn_retries = 8;                           // tcp_syn_backoff, TCP_MAXRXTSHIFT 12
    p.syn_linear_timeouts = 4;                   // tcp_syn_backoff
    p.connect_timeout = Seconds(75);             // TCPTV_KEEP_INIT
    p.synack_retries = 12;                       // TCP_MAXRXTSHIFT; connect_timeout ends it before
    p.drop_synfin = true;                        // net.inet.tcp.drop_synfin
    p.max_syn_backlog = UINT32_MAX;              // sonewconn(): of a listener, not of all
    p.syn_queue_full = 2;                        // tcp_dropdropablreq()
    p.somaxconn = 128;                           // SOMAXCONN
    p.isn_tick = NanoSeconds(128);               // tcp_new_isn()
    p.port_selection = PortSelection::RFC6056_1; // in_pcbbind(): a random one, then the next
    p.rto_min = MilliSeconds(230);               // TCPTV_REXMTMIN + TCPTV_REXMTSLOP
    p.rto_max = Seconds(64);                     // TCPTV_REXMTMAX
    p.rto_fallback = Seconds(1);                 // keeps TCPTV_RTOBASE
    p.retries2 = 12;                             // TCP_MAXRXTSHIFT
    p.orphan_retries = 12;                       // the same
    p.tail_loss_probe = true;                    // net.inet.tcp.enable_tlp
    p.rack = true;                               // net.inet.tcp.rack
    p.undo = 1;                                  // tcp_detect_bad_rexmt()
    p.user_timeout = Seconds(0);                 // none
    p.keepalive_probes = 8;                      // TCPTV_KEEPCNT
    p.msl = Seconds(15);                         // TCPTV_MSL
    p.fin_timeout = Seconds(60);                 // TCPTV_FINWAIT2
    p.tw_reopen_returns = false;                 // tcp_input() closes the old one
    p.tw_syn_ends = true;                      // tcp_input() closes it, then looks for the listener
    p.tw_restart_any_ack = true;               // tcp_input(), TCPS_TIME_WAIT
    p.dsack = true;                            // tcp_input(): t_dsack_lseq
    p.abort_acknowledges = true;               // tcp_outflags[TCPS_CLOSED]
    p.rst_at_fin = true;                       // tcp_input(): last_ack_sent - 1
    p.old_segment_ack = 2;                     // tcp_input() trims it
    p.challenge_ack_limit = UINT32_MAX;        // of a connection, as invalid_ratelimit is
    p.challenge_ack_interval = Seconds(1);     // tcp_is_ack_ratelimited()
    p.invalid_ratelimit = MilliSeconds(100);   // tcp_challengeack_limit: 10 in 1 s
    p.timestamp_offset = 2;                    // tcp_new_isn(), randomize_timestamps
    p.ecn = 1;                                 // tcp_ecn_outbound 2: on what is not cellular
    p.ecn_synack_fallback = 1;                 // tcp_send_ecn_flags_on_syn()
    p.rmem = 1448 * 384;                       // tcp_recvspace
    p.wmem = 1448 * 256;                       // tcp_sendspace
    p.delayed_ack_timeout = MilliSeconds(100); // tcp_delack
    p.congestion_control = "cubic";            // TCP_CC_ALGO_CUBIC_INDEX
    p.fastopen = 3;                            // tcp_fastopen: TCP_FASTOPEN_CLIENT | _SERVER
    p.pmtud_blackhole_detection = 2;           // net.inet.tcp.pmtud_blackhole_detection
    p.v6pmtud_blackhole_mss = 1200;            // tcp_pmtud_black_holed_next_mss()
    return p;
}

/**
 * Windows 10 and 11: Get-NetTCPSetting (template Internet), SIO_KEEPALIVE_VALS, and the articles of
 * Microsoft's that doc/notes/quirks/windows.rst lists.
 */
Profile
Windows()
{
    Profile p;
    p.syn_retries = 4;                        // MaxSynRetransmissions
    p.rto_min = MilliSeconds(300);            // MinRto
    p.retries2 = 5;                           // TcpMaxDataRetransmissions
    p.keepalive_intvl = Seconds(1);           // KeepAliveInterval
    p.keepalive_probes = 10;                  // SIO_KEEPALIVE_VALS
    p.msl = Seconds(60);                      // TcpTimedWaitDelay
    p.timestamps = false;                     // Timestamps
    p.delayed_ack_timeout = MilliSeconds(40); // DelayedAckTimeout
    p.congestion_control = "cubic";           // RFC 9438, abstract
    return p;
}

/**
 * ns-3's own TCP, 3.37: src/internet/model/tcp-socket.cc, tcp-socket-base.cc, tcp-l4-protocol.cc,
 * ipv4-end-point-demux.cc; as far as a profile can say it.
 */
Profile
Ns3()
{
    Profile p;
    p.syn_retries = 5;                     // ConnCount 6, the first one included
    p.synack_retries = 5;                  // the same
    p.synack_ratelimit = Seconds(0);       // ProcessSynRcvd() answers every SYN
    p.syn_text = false;                    // CompleteFork()
    p.synack_text = false;                 // ProcessSynSent()
    p.drop_synfin = true;                  // ProcessListen(): flags other than SYN
    p.max_syn_backlog = UINT32_MAX;        // none
    p.somaxconn = UINT32_MAX;              // Listen() has no backlog
    p.port_selection = PortSelection::NS3; // AllocateEphemeralPort()
    p.bind_address_no_port = false;        // Bind()
    p.rto_initial = Seconds(3);            // ConnTimeout
    p.retries1 = 0;                        // none
    p.retries2 = 6;                        // DataRetries
    p.orphan_retries = 6;                  // the same: LastAckTimeout()
    p.user_timeout = Seconds(0);           // none
    p.tw_reopen = false;                   // DoForwardUp(): nothing is done in TIME_WAIT
    p.tw_reopen_returns = false;           // the same
    p.challenge_ack_limit = 0;             // none
    p.invalid_ratelimit = Seconds(0);      // none
    p.answer_unsent_ack = false;           // ReceivedAck()
    p.insecure_rst = true;                 // ProcessEstablished(): closes
    p.timestamp_offset = 0;                // TcpOptionTS::NowToTsValue()
    p.ecn = 0;                             // UseEcn Off
    p.ecn_fallback = 0;                    // DoConnect() asks each time
    p.mss = 536;                           // SegmentSize
    p.pmtu_discovery = false;              // ForwardIcmp() tells the user, no more
    p.congestion_control = "cubic";        // SocketType
    p.nagle = false;                       // TcpNoDelay
    p.prr = true;                          // TcpL4Protocol::RecoveryType
    p.slow_start_after_idle = 0;           // none
    return p;
}

/// A preset; Profile::UnknownFields() says what it does not know.
struct NamedPreset
{
    const char* name;
    Profile profile;
};

const std::vector<NamedPreset>&
Presets()
{
    static const std::vector<NamedPreset> PRESETS = {
        {"rfc9293", Profile()},
        {"linux", Linux()}, // the newest
        {"linux-6.18", Linux()},
        {"linux-4.9", Linux49()},
        {"linux-4", Linux4()},
        {"freebsd", FreeBsd()},
        {"macos", MacOs()},
        {"windows", Windows()},
        {"ns3", Ns3()},
    };
    return PRESETS;
}

/// @return the preset of that name, or nullptr
const NamedPreset*
Find(const std::string& name)
{
    const auto& presets = Presets();
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const auto& preset) {
        return name == preset.name;
    });
    return found == presets.end() ? nullptr : &*found;
}

} // namespace

std::optional<Profile>
Profile::Preset(const std::string& name)
{
    const NamedPreset* preset = Find(name);
    return preset ? std::make_optional(preset->profile) : std::nullopt;
}

const std::vector<std::string>&
Profile::PresetNames()
{
    static const std::vector<std::string> NAMES = [] {
        std::vector<std::string> names;
        for (const NamedPreset& preset : Presets())
        {
            names.emplace_back(preset.name);
        }
        return names;
    }();
    return NAMES;
}

} // namespace synfin
} // namespace ns3
