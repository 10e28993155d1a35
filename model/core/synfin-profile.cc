/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile.h"

#include "synfin-message.h"
#include "synfin-parse.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::size_t MAX_NAME = 60;

/// May a name have that letter?
bool
IsOfName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::optional<PortRange>
ParsePorts(const std::string& value)
{
    const auto dash = value.find('-');
    if (dash == std::string::npos)
    {
        return std::nullopt;
    }
    const auto low = ParseUnsigned(value.substr(0, dash));
    const auto high = ParseUnsigned(value.substr(dash + 1));
    if (!low || !high || *low < 1 || *high > 65535 || *low > *high)
    {
        return std::nullopt;
    }
    return PortRange{static_cast<uint16_t>(*low), static_cast<uint16_t>(*high)};
}

/// Parses into, or prints, the member that a ProfileField names; one overload per type.
struct Access
{
    Profile& profile;          //!< whose member
    const ProfileField& field; //!< which one
    const std::string& value;  //!< the text

    std::optional<std::string> operator()(bool Profile::* member) const
    {
        const auto parsed = ParseBool(value);
        if (!parsed)
        {
            return "true or false";
        }
        profile.*member = *parsed;
        return std::nullopt;
    }

    std::optional<std::string> operator()(uint32_t Profile::* member) const
    {
        const auto parsed = ParseUnsigned(value);
        if (!parsed || *parsed > UINT32_MAX || !field.Contains(static_cast<uint32_t>(*parsed)))
        {
            return (field.orZero ? "0 or an integer " : "an integer ") + field.Range();
        }
        profile.*member = static_cast<uint32_t>(*parsed);
        return std::nullopt;
    }

    std::optional<Time> ParseBounded() const
    {
        const bool isNegative = field.low < 0 && value[0] == '-';
        auto parsed = ParseTime(isNegative ? value.substr(1) : value);
        if (parsed && isNegative)
        {
            parsed = Time(0) - *parsed;
        }
        return parsed && field.Contains(*parsed) ? parsed : std::nullopt;
    }

    std::optional<std::string> operator()(Time Profile::* member) const
    {
        const auto parsed = ParseBounded();
        if (!parsed)
        {
            return "a time " + field.Range() + ", such as 500ms" + WhyNoTime(value);
        }
        profile.*member = *parsed;
        return std::nullopt;
    }

    std::optional<std::string> operator()(std::optional<Time> Profile::* member) const
    {
        const auto parsed = ParseBounded();
        if (!parsed && value != "auto")
        {
            return "a time " + field.Range() + ", such as 60s, or auto" + WhyNoTime(value);
        }
        profile.*member = parsed;
        return std::nullopt;
    }

    std::optional<std::string> operator()(PortRange Profile::* member) const
    {
        const auto parsed = ParsePorts(value);
        if (!parsed)
        {
            return "LOW-HIGH with 1 <= LOW <= HIGH <= 65535, such as 32768-60999";
        }
        profile.*member = *parsed;
        return std::nullopt;
    }

    std::optional<std::string> operator()(PortSelection Profile::* member) const
    {
        const auto parsed = ParsePortSelection(value);
        if (!parsed)
        {
            return "rfc6056-1, rfc6056-2, rfc6056-3, rfc6056-4, rfc6056-5, linux or ns3";
        }
        profile.*member = *parsed;
        return std::nullopt;
    }

    std::optional<std::string> operator()(std::string Profile::* member) const
    {
        if (value.empty() || value.size() > MAX_NAME ||
            !std::all_of(value.begin(), value.end(), IsOfName))
        {
            return "a name of small letters and digits, such as cubic";
        }
        profile.*member = value;
        return std::nullopt;
    }
};

struct Print
{
    const Profile& profile; //!< whose member

    std::string operator()(bool Profile::* member) const
    {
        return profile.*member ? "true" : "false";
    }

    std::string operator()(uint32_t Profile::* member) const
    {
        return std::to_string(profile.*member);
    }

    std::string operator()(Time Profile::* member) const
    {
        return FormatTime(profile.*member);
    }

    std::string operator()(std::optional<Time> Profile::* member) const
    {
        return profile.*member ? FormatTime(*(profile.*member)) : "auto";
    }

    std::string operator()(PortRange Profile::* member) const
    {
        return std::to_string((profile.*member).low) + "-" + std::to_string((profile.*member).high);
    }

    std::string operator()(PortSelection Profile::* member) const
    {
        return ToString(profile.*member);
    }

    std::string operator()(std::string Profile::* member) const
    {
        return profile.*member;
    }
};

} // namespace

uint8_t
Profile::WindowShift(uint32_t buffer) const
{
    const uint32_t most = maxsockbuf > 0 ? maxsockbuf : std::max(buffer, rmem_max);
    uint8_t shift = 0;
    while (shift < 14 && (65535ULL << shift) < most)
    {
        ++shift;
    }
    return shift;
}

std::optional<std::string>
Profile::Set(const std::string& name, const std::string& value)
{
    const ProfileField* field = FindProfileField(name);
    if (!field)
    {
        std::vector<std::string> names;
        for (const ProfileField& known : ProfileFields())
        {
            names.emplace_back(known.name);
        }
        const std::string near = DidYouMean(name, names);
        return "a field of the profile, as --help lists them" + (near.empty() ? "" : "; " + near);
    }
    return std::visit(Access{*this, *field, value}, field->member);
}

std::string
Profile::Get(const std::string& name) const
{
    const ProfileField* field = FindProfileField(name);
    return field ? std::visit(Print{*this}, field->member) : std::string();
}

std::optional<std::string>
Profile::Validate() const
{
    if (rto_min > rto_max)
    {
        return "rto_min must not exceed rto_max";
    }
    if (rto_initial > rto_max)
    {
        return "rto_initial must not exceed rto_max";
    }
    if (rto_fallback > rto_max)
    {
        return "rto_fallback must not exceed rto_max";
    }
    if (rto_slop > rto_max)
    {
        return "rto_slop must not exceed rto_max";
    }
    if (retries1 > retries2)
    {
        return "retries1 must not exceed retries2";
    }
    if ((syncache_hashsize & (syncache_hashsize - 1)) != 0)
    {
        return "syncache_hashsize must be a power of 2, or 0";
    }
    if (ack_repeats_fin && old_segment_ack == 0)
    {
        // Two that close at once would answer each other's old FINs with theirs for ever.
        return "ack_repeats_fin needs old_segment_ack 1 or 2";
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
