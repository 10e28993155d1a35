/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-sysctl-folder.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

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
};

struct Sysctl
{
    const char* file;
    const char* field;
    Form form;
};

constexpr Sysctl SYSCTLS[] = {
    {"core/somaxconn", "somaxconn", Form::NUMBER},
    {"ipv4/ip_local_port_range", "ip_local_port_range", Form::RANGE},
    {"ipv4/tcp_abort_on_overflow", "abort_on_overflow", Form::SWITCH},
    {"ipv4/tcp_dsack", "dsack", Form::SWITCH},
    {"ipv4/tcp_early_retrans", "tail_loss_probe", Form::SWITCH},
    {"ipv4/tcp_fin_timeout", "fin_timeout", Form::SECONDS},
    {"ipv4/tcp_invalid_ratelimit", "invalid_ratelimit", Form::MILLISECONDS},
    {"ipv4/tcp_keepalive_intvl", "keepalive_intvl", Form::SECONDS},
    {"ipv4/tcp_keepalive_probes", "keepalive_probes", Form::NUMBER},
    {"ipv4/tcp_keepalive_time", "keepalive_time", Form::SECONDS},
    {"ipv4/tcp_max_syn_backlog", "max_syn_backlog", Form::NUMBER},
    {"ipv4/tcp_orphan_retries", "orphan_retries", Form::NUMBER},
    {"ipv4/tcp_reordering", "dupack_threshold", Form::NUMBER},
    {"ipv4/tcp_retries1", "retries1", Form::NUMBER},
    {"ipv4/tcp_retries2", "retries2", Form::NUMBER},
    {"ipv4/tcp_rfc1337", "rfc1337", Form::SWITCH},
    {"ipv4/tcp_rmem", "rmem", Form::THIRD_OF_THREE},
    {"ipv4/tcp_sack", "sack", Form::SWITCH},
    {"ipv4/tcp_syn_linear_timeouts", "syn_linear_timeouts", Form::NUMBER},
    {"ipv4/tcp_syn_retries", "syn_retries", Form::NUMBER},
    {"ipv4/tcp_synack_retries", "synack_retries", Form::NUMBER},
    {"ipv4/tcp_timestamps", "timestamps", Form::SWITCH},
    {"ipv4/tcp_tw_reuse", "tw_reuse", Form::NUMBER},
    {"ipv4/tcp_window_scaling", "window_scaling", Form::SWITCH},
    {"ipv4/tcp_wmem", "wmem", Form::THIRD_OF_THREE},
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
    }
    return value;
}

/// @return a field's value for the file's words, which are at least one
std::string
FromFile(Form form, const std::vector<std::string>& words)
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

} // namespace

SysctlFolder::SysctlFolder(std::string folder)
    : m_folder(std::move(folder))
{
}

void
SysctlFolder::Write(const Profile& profile) const
{
    if (m_folder.empty())
    {
        return;
    }
    for (const Sysctl& sysctl : SYSCTLS)
    {
        std::ofstream(m_folder + "/" + sysctl.file)
            << ToFile(sysctl.form, profile.Get(sysctl.field), profile, sysctl) << "\n";
    }
}

std::optional<std::string>
SysctlFolder::Read(Profile& profile) const
{
    if (m_folder.empty())
    {
        return std::nullopt;
    }
    const Profile before = profile;
    for (const Sysctl& sysctl : SYSCTLS)
    {
        const auto text = ReadText(m_folder + "/" + sysctl.file);
        const std::vector<std::string> words = Words(text.value_or(""));
        const std::string old = ToFile(sysctl.form, before.Get(sysctl.field), before, sysctl);
        if (words.empty() || words == Words(old))
        {
            continue;
        }
        if (const auto accepted = profile.Set(sysctl.field, FromFile(sysctl.form, words)))
        {
            return std::string(sysctl.file) + ": '" + *text + "' is not " + *accepted;
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
