/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile-vendors.h"

#include <set>

namespace ns3
{
namespace synfin
{

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
    p.rmem = 1448 * 384;                       // tcp_recvspace
    p.wmem = 1448 * 256;                       // tcp_sendspace
    p.delayed_ack_timeout = MilliSeconds(100); // tcp_delack
    return p;
}

std::vector<std::string>
UnknownOfMacOs()
{
    return {"synack_ratelimit",
            "duplicate_syn_restarts",
            "bad_ack_hastens_syn",
            "simultaneous_final_ack",
            "soft_errors_end_open",
            "icmp_may_rst",
            "listen_ignores_synack",
            "synack_timed",
            "syn_text",
            "synack_text",
            "close_resets_half_open",
            "timer_hz",
            "probe_has_data",
            "retries1",
            "prr",
            "frto",
            "slow_start_after_idle",
            "keepalive_user_timeout",
            "tw_reopen_timestamps",
            "fin_ack_waits",
            "ack_repeats_fin",
            "tolerate_missing_ts",
            "sack_fin",
            "bsd_options",
            "maxsockbuf",
            "buffers_by_mss",
            "window_from_buffer",
            "quick_acks"};
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
    return p;
}

std::vector<std::string>
UnknownOfWindows()
{
    static const std::set<std::string> KNOWN = {
        "syn_retries",
        "syn_linear_timeouts", // of Set-NetTCPSetting's doubling
        "ip_local_port_range", // article 929851
        "rto_initial",         // InitialRto
        "rto_min",
        "retries2",
        "keepalive",      // off unless asked for
        "keepalive_time", // KeepAliveTime
        "keepalive_intvl",
        "keepalive_probes",
        "msl",
        "time_wait",
        "tw_recycle", // Linux's alone
        "timestamps",
        "window_scaling", // AutoTuningLevel
        "delayed_ack",    // DelayedAckFrequency 2
        "delayed_ack_timeout",
    };
    std::vector<std::string> unknown;
    for (const ProfileField& field : ProfileFields())
    {
        if (KNOWN.count(field.name) == 0)
        {
            unknown.emplace_back(field.name);
        }
    }
    return unknown;
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
    p.mss = 536;                           // SegmentSize
    p.nagle = false;                       // TcpNoDelay
    p.prr = true;                          // TcpL4Protocol::RecoveryType
    p.slow_start_after_idle = 0;           // none
    return p;
}

} // namespace synfin
} // namespace ns3
