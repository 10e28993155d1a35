/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-held-connections.h"
#include "synfin-scenario-workload-fields.h"

#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;
using P = Parameters;

constexpr double HOUR = 3600e9; // nanoseconds

ScenarioField
PeerHoldField()
{
    return {"peer-hold",
            "Servers",
            "TIME",
            "how long whoever closes second waits after the other's FIN, in connections to these "
            "servers",
            "never, or a time from 0s to 365d, such as 50ms",
            [](Parameters& p, const std::string& text, std::string& accepted) {
                const auto value = ParseTime(text);
                if (text != "never" && (!value || *value > Hours(24 * 365)))
                {
                    accepted += WhyNoTime(text);
                    return false;
                }
                p.peerHold = value;
                return true;
            },
            [](const Parameters& p) { return p.peerHold ? FormatTime(*p.peerHold) : "never"; },
            "time",
            "",
            {"never"},
            ScenarioField::Bounds{0, 365.0 * 86400}};
}

ScenarioField
ReadRateField()
{
    return {"read-rate",
            "Servers",
            "OCTETS_PER_S",
            "octets that a server's application reads per second, of each connection; 0: it never "
            "reads",
            "all, or an integer from 0 to 1000000000000",
            [](Parameters& p, const std::string& text, std::string&) {
                const auto value = ParseUnsigned(text);
                if (text != "all" && (!value || *value > 1000000000000))
                {
                    return false;
                }
                p.readRate = text == "all" ? std::nullopt : value;
                return true;
            },
            [](const Parameters& p) { return p.readRate ? std::to_string(*p.readRate) : "all"; },
            "integer",
            "octets per second",
            {"all"},
            ScenarioField::Bounds{0, 1e12}};
}

} // namespace

std::vector<ScenarioField>
ScenarioServerFields()
{
    constexpr const char* servers = "Servers";
    return {
        Count({"servers", servers, "server hosts, which take turns", "hosts"},
              &P::servers,
              1,
              P::MAX_HOSTS),
        Count(
            {"addresses-per-server",
             servers,
             "addresses of each server, which clients' connections take in turn, and try one after "
             "the other",
             "addresses"},
            &P::addressesPerServer,
            1,
            1000),
        CountOrAuto({"backlog",
                     servers,
                     "of the servers' listeners, as in listen(2); auto: enough for the rate",
                     "connections"},
                    &P::backlog,
                    0,
                    P::MAX_BACKLOG),
        Count({"listeners",
               servers,
               "listeners on the port of each server, which share its connections by a hash "
               "(SO_REUSEPORT), each with a backlog of its own",
               "listeners"},
              &P::listeners,
              1,
              P::MAX_LISTENERS),
        Count({"acceptors",
               servers,
               "threads of each listener's application that accept from its one queue",
               "threads"},
              &P::acceptors,
              1,
              P::MAX_LISTENERS),
        Duration({"listen-from", servers, "when the servers begin to listen; before, they refuse"},
                 &P::listenFrom,
                 Hours(24 * 365)),
        Drawn({"accept-delay",
               servers,
               "how long an acceptor is busy with a connection that it has accepted, before it "
               "accepts "
               "the next"},
              "TIME",
              &P::acceptDelay,
              Quantity::TIME,
              HOUR),
        WorkersField(),
        PeerHoldField(),
        ReadRateField(),
    };
}

} // namespace synfin
} // namespace ns3
