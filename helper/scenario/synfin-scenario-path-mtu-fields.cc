/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-path-mtu-fields.h"

#include "synfin-scenario-field-kinds.h"

namespace ns3
{
namespace synfin
{

std::vector<ScenarioField>
ScenarioPathMtuFields()
{
    constexpr const char* box = "Middlebox";
    using P = ScenarioParameters;
    ScenarioField mtu = Count({"path-mtu",
                               box,
                               "the largest IP packet that the shared link takes, headers "
                               "included; a larger one is dropped",
                               "octets"},
                              &P::pathMtu,
                              68,
                              65535);
    const auto set = mtu.set;
    mtu.accepted = "none, or " + mtu.accepted;
    mtu.values = {"none"};
    mtu.set = [set](P& p, const std::string& text, std::string& accepted) {
        p.pathMtu = 0;
        return text == "none" || text == "0" || set(p, text, accepted);
    };
    mtu.get = [](const P& p) { return p.pathMtu == 0 ? "none" : std::to_string(p.pathMtu); };
    return {mtu,
            Switch({"path-mtu-icmp",
                    box,
                    "ICMP tells the sender of such a packet what is not too large; false: a black "
                    "hole"},
                   &P::pathMtuIcmp)};
}

} // namespace synfin
} // namespace ns3
