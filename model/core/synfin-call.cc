/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-call.h"

#include "synfin-profile.h"

#include <variant>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// An option, and the field of a Profile in whose place it is: both accept the same.
struct Stand
{
    using Member = std::variant<std::optional<uint32_t> ConnectionOptions::*,
                                std::optional<Time> ConnectionOptions::*>;

    const char* option; //!< its name
    Member member;      //!< where it is
    const char* field;  //!< name of the field
};

const std::vector<Stand>&
Stands()
{
    using O = ConnectionOptions;
    static const std::vector<Stand> STANDS = {
        {"keepaliveTime", &O::keepaliveTime, "keepalive_time"},
        {"keepaliveInterval", &O::keepaliveInterval, "keepalive_intvl"},
        {"keepaliveProbes", &O::keepaliveProbes, "keepalive_probes"},
        {"userTimeout", &O::userTimeout, "user_timeout"},
        {"finTimeout", &O::finTimeout, "fin_timeout"},
        {"delayedAckTimeout", &O::delayedAckTimeout, "delayed_ack_timeout"},
        {"synRetries", &O::synRetries, "syn_retries"},
        {"dataRetries", &O::dataRetries, "orphan_retries"}, // R2 as well, and may be 0
        {"rtoInitial", &O::rtoInitial, "rto_initial"},
        {"rtoMin", &O::rtoMin, "rto_min"},
        {"persistTimeout", &O::persistTimeout, "rto_initial"},
        {"mss", &O::mss, "mss"},
        {"receiveBuffer", &O::receiveBuffer, "rmem"},
        {"dupackThreshold", &O::dupackThreshold, "dupack_threshold"},
        {"timeWait", &O::timeWait, "time_wait"},
    };
    return STANDS;
}

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

std::optional<std::string>
ConnectionOptions::Validate(const Profile& profile) const
{
    if (IsEmpty())
    {
        return std::nullopt;
    }
    for (const Stand& stand : Stands())
    {
        const ProfileField& field = *FindProfileField(stand.field);
        const auto refuses = [this, &field](auto member) {
            return this->*member && !field.Contains(*(this->*member));
        };
        if (std::visit(refuses, stand.member))
        {
            return std::string(stand.option) + " must be " + field.Range();
        }
    }
    const auto exceeds = [&profile](const std::optional<Time>& timeout) {
        return timeout && *timeout > profile.rto_max;
    };
    if (exceeds(rtoInitial) || exceeds(rtoMin) || exceeds(persistTimeout))
    {
        return "rtoInitial, rtoMin and persistTimeout must not exceed rto_max";
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
