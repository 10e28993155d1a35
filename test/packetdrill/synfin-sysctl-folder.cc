/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-sysctl-folder.h"

#include "ns3/synfin-congestion-types.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// How a file's text and a profile's field translate.
enum class Form
{
    NUMBER,
    SWITCH,
    SECONDS,
    MILLISECONDS,
    THIRD_OF_THREE, //!< the largest of minimum, default and maximum
    RANGE,          //!< LOW HIGH
    FIRST,          //!< its LOW
    LAST,           //!< its HIGH
    LAST_BEFORE,    //!< FreeBSD's ecn.maxretries: the last that asks; the field: the next one
    ECN,            //!< FreeBSD's ecn.enable: 4 grants AccECN, as 5 does here
    ICMP,           //!< FreeBSD's icmp_may_rst: 0, or what the profile has besides
    IDLE,           //!< tcp_slow_start_after_idle: 0, or what the kernel does
    ALGORITHM,      //!< Linux's name of a congestion control: what it calls reno is linuxreno
    BITS,           //!< of any base; those that there are
};

struct Sysctl
{
    const char* file;
    const char* field;
    Form form;
};

/// FreeBSD's names are there for every profile; rfc1323 has both of its options.
constexpr Sysctl SYSCTLS[] = {
    {"kern/ipc/maxsockbuf", "maxsockbuf", Form::NUMBER},
    {"kern/ipc/soacceptqueue", "somaxconn", Form::NUMBER},
    {"kern/ipc/somaxconn", "somaxconn", Form::NUMBER},
    {"net/inet/ip/portrange/first", "ip_local_port_range", Form::FIRST},
    {"net/inet/ip/portrange/last", "ip_local_port_range", Form::LAST},
    {"net/inet/tcp/always_keepalive", "keepalive", Form::SWITCH},
    {"net/inet/tcp/delacktime", "delayed_ack_timeout", Form::MILLISECONDS},
    {"net/inet/tcp/delayed_ack", "delayed_ack", Form::SWITCH},
    {"net/inet/tcp/drop_synfin", "drop_synfin", Form::SWITCH},
    {"net/inet/tcp/ecn/enable", "ecn", Form::ECN},
    {"net/inet/tcp/ecn/maxretries", "ecn_fallback", Form::LAST_BEFORE},
    {"net/inet/tcp/ecn/maxretries", "ecn_synack_fallback", Form::LAST_BEFORE},
    {"net/inet/tcp/icmp_may_rst", "icmp_may_rst", Form::ICMP},
    {"net/inet/tcp/insecure_ack", "insecure_ack", Form::SWITCH},
    {"net/inet/tcp/insecure_rst", "insecure_rst", Form::SWITCH},
    {"net/inet/tcp/insecure_syn", "insecure_syn", Form::SWITCH},
    {"net/inet/tcp/keepcnt", "keepalive_probes", Form::NUMBER},
    {"net/inet/tcp/keepidle", "keepalive_time", Form::MILLISECONDS},
    {"net/inet/tcp/keepinit", "connect_timeout", Form::MILLISECONDS},
    {"net/inet/tcp/keepintvl", "keepalive_intvl", Form::MILLISECONDS},
    {"net/inet/tcp/msl", "msl", Form::MILLISECONDS},
    {"net/inet/tcp/pmtud_blackhole_mss", "pmtud_blackhole_mss", Form::NUMBER},
    {"net/inet/tcp/recvspace", "rmem", Form::NUMBER},
    {"net/inet/tcp/rexmit_initial", "rto_initial", Form::MILLISECONDS},
    {"net/inet/tcp/rexmit_min", "rto_min", Form::MILLISECONDS},
    {"net/inet/tcp/rexmit_slop", "rto_slop", Form::MILLISECONDS},
    {"net/inet/tcp/rfc1323", "timestamps", Form::SWITCH},
    {"net/inet/tcp/rfc1323", "window_scaling", Form::SWITCH},
    {"net/inet/tcp/sack/enable", "sack", Form::SWITCH},
    {"net/inet/tcp/sendspace", "wmem", Form::NUMBER},
    {"net/inet/tcp/syncache/cachelimit", "max_syn_backlog", Form::NUMBER},
    {"net/inet/tcp/syncache/rexmtlimit", "synack_retries", Form::NUMBER},
    {"net/inet/tcp/tolerate_missing_ts", "tolerate_missing_ts", Form::SWITCH},
    {"net/core/somaxconn", "somaxconn", Form::NUMBER},
    {"net/ipv4/ip_local_port_range", "ip_local_port_range", Form::RANGE},
    {"net/ipv4/tcp_abort_on_overflow", "abort_on_overflow", Form::SWITCH},
    {"net/ipv4/tcp_base_mss", "base_mss", Form::NUMBER},
    {"net/ipv4/tcp_congestion_control", "congestion_control", Form::ALGORITHM},
    {"net/ipv4/tcp_dsack", "dsack", Form::SWITCH},
    {"net/ipv4/tcp_early_retrans", "tail_loss_probe", Form::SWITCH},
    {"net/ipv4/tcp_ecn", "ecn", Form::NUMBER},
    {"net/ipv4/tcp_ecn_fallback", "ecn_fallback", Form::NUMBER},
    {"net/ipv4/tcp_fastopen", "fastopen", Form::BITS},
    {"net/ipv4/tcp_fastopen_blackhole_timeout_sec", "fastopen_blackhole_timeout", Form::SECONDS},
    {"net/ipv4/tcp_fin_timeout", "fin_timeout", Form::SECONDS},
    {"net/ipv4/tcp_frto", "frto", Form::SWITCH},
    {"net/ipv4/tcp_invalid_ratelimit", "invalid_ratelimit", Form::MILLISECONDS},
    {"net/ipv4/tcp_keepalive_intvl", "keepalive_intvl", Form::SECONDS},
    {"net/ipv4/tcp_keepalive_probes", "keepalive_probes", Form::NUMBER},
    {"net/ipv4/tcp_keepalive_time", "keepalive_time", Form::SECONDS},
    {"net/ipv4/tcp_max_syn_backlog", "max_syn_backlog", Form::NUMBER},
    {"net/ipv4/tcp_mtu_probe_floor", "mtu_probe_floor", Form::NUMBER},
    {"net/ipv4/tcp_mtu_probing", "mtu_probing", Form::NUMBER},
    {"net/ipv4/tcp_orphan_retries", "orphan_retries", Form::NUMBER},
    {"net/ipv4/tcp_recovery", "rack", Form::SWITCH},
    {"net/ipv4/tcp_reordering", "dupack_threshold", Form::NUMBER},
    {"net/ipv4/tcp_retries1", "retries1", Form::NUMBER},
    {"net/ipv4/tcp_retries2", "retries2", Form::NUMBER},
    {"net/ipv4/tcp_rfc1337", "rfc1337", Form::SWITCH},
    {"net/ipv4/tcp_rmem", "rmem", Form::THIRD_OF_THREE},
    {"net/ipv4/tcp_sack", "sack", Form::SWITCH},
    {"net/ipv4/tcp_slow_start_after_idle", "slow_start_after_idle", Form::IDLE},
    {"net/ipv4/tcp_syn_linear_timeouts", "syn_linear_timeouts", Form::NUMBER},
    {"net/ipv4/tcp_syn_retries", "syn_retries", Form::NUMBER},
    {"net/ipv4/tcp_synack_retries", "synack_retries", Form::NUMBER},
    {"net/ipv4/tcp_syncookies", "syncookies", Form::NUMBER},
    {"net/ipv4/tcp_timestamps", "timestamps", Form::SWITCH},
    {"net/ipv4/tcp_tw_reuse", "tw_reuse", Form::NUMBER},
    {"net/ipv4/tcp_window_scaling", "window_scaling", Form::SWITCH},
    {"net/ipv4/tcp_wmem", "wmem", Form::THIRD_OF_THREE},
};

/// Those that Linux looks at with every open.
constexpr const char* OF_OPENS[] = {"net/ipv4/tcp_ecn",
                                    "net/ipv4/tcp_fastopen",
                                    "net/ipv4/tcp_fastopen_blackhole_timeout_sec",
                                    "net/ipv4/tcp_timestamps"};

/// What FreeBSD's scripts say of switches that a simulated host has not, as far as it is so.
struct Given
{
    const char* file;
    const char* value; //!< what the host does; nullptr: whatever is said
};

constexpr Given GIVEN[] = {
    {"net/inet/tcp/blackhole", "0"},
    {"net/inet/tcp/hostcache/purgenow", nullptr}, // a script begins with an empty one
    {"net/inet/tcp/rexmit_drop_options", "0"},
    {"net/inet/tcp/syncookies", nullptr}, // the syncache never overflows in a script
    {"net/inet/tcp/syncookies_only", "0"},
};

std::vector<std::string>
Words(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
    {
        words.push_back(word);
    }
    return words;
}

/// @return the file's text for a field's value
std::string
ToFile(Form form, const std::string& value, const Profile& profile, const Sysctl& sysctl)
{
    switch (form)
    {
    case Form::NUMBER:
    case Form::BITS:
        return value;
    case Form::SWITCH:
        return value == "true" ? "1" : "0";
    case Form::SECONDS:
    case Form::MILLISECONDS:
        for (const ProfileField& field : ProfileFields())
        {
            if (field.name == std::string(sysctl.field))
            {
                const Time time = profile.*std::get<Time Profile::*>(field.member);
                return std::to_string(form == Form::SECONDS ? time.GetMilliSeconds() / 1000
                                                            : time.GetMilliSeconds());
            }
        }
        return "0";
    case Form::THIRD_OF_THREE:
        return "4096 " + value + " " + value;
    case Form::RANGE: {
        std::string words = value;
        std::replace(words.begin(), words.end(), '-', ' ');
        return words;
    }
    case Form::FIRST:
        return value.substr(0, value.find('-'));
    case Form::LAST:
        return value.substr(value.find('-') + 1);
    case Form::LAST_BEFORE:
        return value == "0" ? "255" : std::to_string(std::stoi(value) - 1);
    case Form::ECN:
        return value == "5" ? "4" : value;
    case Form::ICMP:
    case Form::IDLE:
        return value == "0" ? "0" : "1";
    case Form::ALGORITHM:
        return value == "linuxreno" ? "reno" : value;
    }
    return value;
}

/// @return a field's value for the file's words, which are at least one; before is the old one
std::string
FromFile(Form form, const std::vector<std::string>& words, const std::string& before)
{
    switch (form)
    {
    case Form::NUMBER:
        return words[0];
    case Form::SWITCH:
        return words[0] == "0" ? "false" : "true";
    case Form::SECONDS:
        return words[0] + "s";
    case Form::MILLISECONDS:
        return words[0] + "ms";
    case Form::THIRD_OF_THREE:
    case Form::RANGE:
        return form == Form::RANGE ? words[0] + "-" + words.back() : words.back();
    case Form::FIRST:
        return words[0] + before.substr(before.find('-'));
    case Form::LAST:
        return before.substr(0, before.find('-') + 1) + words[0];
    case Form::LAST_BEFORE:
        return words[0] == "255" ? "0" : std::to_string(std::atoi(words[0].c_str()) + 1);
    case Form::ECN:
        return words[0] == "4" ? "5" : words[0];
    case Form::ICMP:
    case Form::IDLE:
        return words[0] == "0" ? "0" : "2";
    case Form::ALGORITHM:
        return words[0] == "reno" ? "linuxreno" : words[0];
    case Form::BITS:
        return std::to_string(std::strtoul(words[0].c_str(), nullptr, 0) & 0x607);
    }
    return words[0];
}

std::optional<std::string>
ReadText(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return file ? std::optional<std::string>(text.str()) : std::nullopt;
}

/// As the kernel writes and reads it: A-B-C-D, each 32 bits in hexadecimal.
constexpr const char* KEY = "net/ipv4/tcp_fastopen_key";

} // namespace

std::optional<IsnSecret>
SysctlFolder::ReadFastOpenKey() const
{
    std::istringstream in(ReadText(m_folder + "/" + KEY).value_or(""));
    uint64_t parts[4];
    for (uint64_t& part : parts)
    {
        std::string word;
        std::getline(in >> std::ws, word, '-');
        part = std::strtoul(word.c_str(), nullptr, 16);
    }
    return in.fail() ? std::nullopt
                     : std::make_optional(
                           IsnSecret{parts[1] << 32 | parts[0], parts[3] << 32 | parts[2]});
}

SysctlFolder::SysctlFolder(std::string folder)
    : m_folder(std::move(folder))
{
}

void
SysctlFolder::WriteFile(const std::string& file, const std::string& text)
{
    const std::filesystem::path path = std::filesystem::path(m_folder) / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text << "\n";
    m_written[file] = text;
}

bool
SysctlFolder::IsChanged(const std::string& file, const std::vector<std::string>& words) const
{
    return !words.empty() && words != Words(m_written.at(file));
}

void
SysctlFolder::Write(const Profile& profile)
{
    if (m_folder.empty())
    {
        return;
    }
    for (const Sysctl& sysctl : SYSCTLS)
    {
        WriteFile(sysctl.file, ToFile(sysctl.form, profile.Get(sysctl.field), profile, sysctl));
    }
    for (const Given& given : GIVEN)
    {
        WriteFile(given.file, given.value ? given.value : "0");
    }
}

uint32_t
SysctlFolder::Number(const std::string& file, uint32_t fallback) const
{
    const auto text = m_folder.empty() ? std::nullopt : ReadText(m_folder + "/" + file);
    std::istringstream in(text.value_or(""));
    uint32_t number = fallback;
    return in >> number ? number : fallback;
}

std::optional<std::string>
SysctlFolder::Read(Profile& profile)
{
    if (m_folder.empty())
    {
        return std::nullopt;
    }
    for (const Sysctl& sysctl : SYSCTLS)
    {
        const auto text = ReadText(m_folder + "/" + sysctl.file);
        const std::vector<std::string> words = Words(text.value_or(""));
        if (!IsChanged(sysctl.file, words))
        {
            continue;
        }
        const std::string value = FromFile(sysctl.form, words, profile.Get(sysctl.field));
        if (const auto accepted = profile.Set(sysctl.field, value))
        {
            return std::string(sysctl.file) + ": '" + *text + "' is not " + *accepted;
        }
        m_written[sysctl.file] = *text;
    }
    if (const auto accepted = CongestionProblem(profile))
    {
        return "net/ipv4/tcp_congestion_control: '" + profile.congestion_control + "' is not " +
               *accepted;
    }
    for (const Given& given : GIVEN)
    {
        const auto text = ReadText(m_folder + "/" + given.file);
        if (given.value && IsChanged(given.file, Words(text.value_or(""))))
        {
            return std::string(given.file) + ": a simulated host does as with " + given.value +
                   ", and cannot do otherwise";
        }
    }
    return std::nullopt;
}

bool
SysctlFolder::Follow(Profile& profile)
{
    bool isChanged = false;
    for (const Sysctl& sysctl : SYSCTLS)
    {
        const auto isSame = [&sysctl](const char* file) {
            return std::strcmp(file, sysctl.file) == 0;
        };
        if (m_folder.empty() || std::none_of(std::begin(OF_OPENS), std::end(OF_OPENS), isSame))
        {
            continue;
        }
        const std::string text = ReadText(m_folder + "/" + sysctl.file).value_or("");
        const std::vector<std::string> words = Words(text);
        if (IsChanged(sysctl.file, words))
        {
            isChanged |= !profile.Set(sysctl.field, FromFile(sysctl.form, words, ""));
            m_written[sysctl.file] = text;
        }
    }
    return isChanged;
}

} // namespace synfin
} // namespace ns3
