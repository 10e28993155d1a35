/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile.h"

#include <set>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// What of macOS is not known here.
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
            "migrate_req",
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
            "rmem_max",
            "buffers_by_mss",
            "window_from_buffer",
            "quick_acks",
            "nagle_minshall",
            "fastopen_blackhole_timeout",
            "min_pmtu",
            "mtu_expires"};
}

/// @return all fields but those that Microsoft documents
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
        "congestion_control",
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

} // namespace

const std::vector<std::string>&
Profile::UnknownFields(const std::string& name)
{
    static const std::map<std::string, std::vector<std::string>> UNKNOWN = {
        {"macos", UnknownOfMacOs()},
        {"windows", UnknownOfWindows()},
    };
    static const std::vector<std::string> NONE;
    const auto found = UNKNOWN.find(name);
    return found == UNKNOWN.end() ? NONE : found->second;
}

} // namespace synfin
} // namespace ns3
