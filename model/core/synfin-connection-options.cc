/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-options.h"

#include "synfin-fast-open.h"
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
        {"linger2", &O::linger2, "linger2"},
        {"deferAccept", &O::deferAccept, "defer_accept"},
        {"delayedAckTimeout", &O::delayedAckTimeout, "delayed_ack_timeout"},
        {"synRetries", &O::synRetries, "syn_retries"},
        {"dataRetries", &O::dataRetries, "orphan_retries"}, // R2 as well, and may be 0
        {"rtoInitial", &O::rtoInitial, "rto_initial"},
        {"rtoMin", &O::rtoMin, "rto_min"},
        {"persistTimeout", &O::persistTimeout, "rto_initial"},
        {"mss", &O::mss, "mss"},
        {"ecn", &O::ecn, "ecn"},
        {"receiveBuffer", &O::receiveBuffer, "rmem"},
        {"dupackThreshold", &O::dupackThreshold, "dupack_threshold"},
        {"timeWait", &O::timeWait, "time_wait"},
        {"connectTimeout", &O::connectTimeout, "connect_timeout"},
    };
    return STANDS;
}

} // namespace

const ConnectionOptions ConnectionOptions::NONE;

void
ConnectionOptions::Update(const ConnectionOptions& other)
{
    const auto take = [](auto& mine, const auto& theirs) {
        if (theirs)
        {
            mine = theirs;
        }
    };
    take(nagle, other.nagle);
    take(cork, other.cork);
    take(delayedAck, other.delayedAck);
    take(delayedAckTimeout, other.delayedAckTimeout);
    take(keepalive, other.keepalive);
    take(keepaliveTime, other.keepaliveTime);
    take(keepaliveInterval, other.keepaliveInterval);
    take(keepaliveProbes, other.keepaliveProbes);
    take(linger2, other.linger2);
    take(deferAccept, other.deferAccept);
    take(userTimeout, other.userTimeout);
    take(synRetries, other.synRetries);
    take(dataRetries, other.dataRetries);
    take(rtoMin, other.rtoMin);
    take(dupackThreshold, other.dupackThreshold);
    take(timeWait, other.timeWait);
    take(delayedAckCount, other.delayedAckCount);
    take(persistTimeout, other.persistTimeout);
    take(connectTimeout, other.connectTimeout);
}

std::optional<std::string>
ConnectionOptions::Validate(const Profile& profile) const
{
    if (fastOpenData && (profile.fastopen & FastOpen::CLIENT) == 0)
    {
        return "fastOpenData must be absent, unless fastopen has bit 1";
    }
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
