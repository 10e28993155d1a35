/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-address-fields.h"

#include "synfin-scenario-field-kinds.h"

#include "ns3/synfin-access-links.h"

#include <string>
#include <variant>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;
constexpr const char* WORK = "Workload";

ScenarioField
HappyEyeballsField()
{
    return {"happy-eyeballs",
            WORK,
            "TIME",
            "Connection Attempt Delay of users whose servers have several addresses (RFC 8305: "
            "250ms); off: the next address is tried when the one before has failed",
            "off, or a time from 1ms to 1h, such as 250ms",
            [](P& p, const std::string& text, std::string& accepted) {
                const auto value = ParseTime(text);
                if (text != "off" && (!value || *value < MilliSeconds(1) || *value > Hours(1)))
                {
                    accepted += WhyNoTime(text);
                    return false;
                }
                p.happyEyeballs = value;
                return true;
            },
            [](const P& p) { return p.happyEyeballs ? FormatTime(*p.happyEyeballs) : "off"; },
            "time",
            "",
            {"off"},
            ScenarioField::Bounds{0.001, 3600}};
}

ScenarioField
Ipv6LossField()
{
    const char* const accepted = "none, P, gemodel:P,R[,1-H[,1-K]] or gilbert:GOOD,BAD[,1-H[,1-K]]";
    return {"ipv6-loss",
            WORK,
            "LOSS",
            "how IPv6 frames get lost on each client's own link, each way, instead of access-loss; "
            "1: IPv6 is broken",
            accepted,
            [=](P& p, const std::string& text, std::string& why) {
                LossParameters loss;
                if (ParseLoss(text, loss) || CheckAccessLoss(loss))
                {
                    why = accepted;
                    return false;
                }
                p.ipv6Loss = loss;
                return true;
            },
            [](const P& p) { return FormatLoss(p.ipv6Loss); }};
}

} // namespace

std::vector<ScenarioField>
ScenarioAddressFields()
{
    return {
        Choice(
            {"kind",
             WORK,
             "what the connections are; half-open: one SYN each, which nobody follows up; "
             "connect-and-hold: a request that never ends; time-wait-exhaust: the server closes "
             "first; "
             "syn-flood, ack-flood: segments that no TCP sends; rst-blind, syn-blind, data-blind: "
             "the same with guessed numbers, into connections of --victims"},
            "KIND",
            &P::kind,
            {{"normal", GroupKind::NORMAL},
             {"half-open", GroupKind::HALF_OPEN},
             {"connect-and-hold", GroupKind::CONNECT_AND_HOLD},
             {"time-wait-exhaust", GroupKind::TIME_WAIT_EXHAUST},
             {"syn-flood", GroupKind::SYN_FLOOD},
             {"ack-flood", GroupKind::ACK_FLOOD},
             {"rst-blind", GroupKind::RST_BLIND},
             {"syn-blind", GroupKind::SYN_BLIND},
             {"data-blind", GroupKind::DATA_BLIND}}),
        Choice({"answer",
                WORK,
                "what clients of --kind half-open or of a flood send when the server answers: "
                "nothing, as where "
                "the source is made up, or RST"},
               "WHAT",
               &P::answer,
               {{"none", SynAckAnswer::NONE}, {"rst", SynAckAnswer::RST}}),
        CountOrAuto({"local-port",
                     WORK,
                     "local port that clients bind before each connect(); auto: the host chooses"},
                    &P::localPort,
                    1,
                    65535),
        Switch({"reuse-address",
                WORK,
                "SO_REUSEADDR before --local-port is bound, so that connections in TIME_WAIT are "
                "not in its way"},
               &P::reuseAddress),
        HappyEyeballsField(),
        Duration({"ipv6-delay",
                  WORK,
                  "delay of IPv6 frames on each client's own link, each way, beside access-delay"},
                 &P::ipv6Delay,
                 Hours(1)),
        Ipv6LossField(),
    };
}

std::optional<SettingError>
CheckLocalPort(const ScenarioParameters& p)
{
    if (p.localPort != P::AUTO && p.kind == GroupKind::HALF_OPEN)
    {
        return SettingError{{"local-port", std::to_string(p.localPort)},
                            "auto with --kind half-open, whose ports take turns"};
    }
    if (p.localPort == P::AUTO && p.reuseAddress)
    {
        return SettingError{{"reuse-address", "true"},
                            "false without --local-port: nothing is bound"};
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckVersions(const ScenarioParameters& p)
{
    const bool hasSeveral = p.ip == P::DUAL_STACK || p.addressesPerServer > 1;
    if (p.happyEyeballs && !hasSeveral)
    {
        return SettingError{{"happy-eyeballs", FormatTime(*p.happyEyeballs)},
                            "off unless servers have several addresses: --ip dual, or "
                            "--addresses-per-server"};
    }
    if (p.fastOpen && hasSeveral)
    {
        return SettingError{{"fast-open", "true"}, "false where servers have several addresses"};
    }
    if (p.nat && p.ip == P::DUAL_STACK)
    {
        return SettingError{{"ip", "dual"}, "4 or 6 with --nat, whose clients share one address"};
    }
    const bool isLost = !std::holds_alternative<std::monostate>(p.ipv6Loss);
    const char* const name = isLost ? "ipv6-loss" : "ipv6-delay";
    const std::string value = isLost ? FormatLoss(p.ipv6Loss) : FormatTime(p.ipv6Delay);
    const std::string nothing = isLost ? "none" : "0s";
    if (p.HasIpv6Access() && p.ip == 4)
    {
        return SettingError{{name, value}, nothing + " with --ip 4"};
    }
    if (p.HasIpv6Access() && (p.access[0].bitsPerSecond > 0 || p.access[1].bitsPerSecond > 0))
    {
        return SettingError{{name, value},
                            nothing + " with --access-rate, which both versions of IP share"};
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckHalfOpen(const ScenarioParameters& p)
{
    if (HasLives(p.kind))
    {
        return p.answer == SynAckAnswer::NONE
                   ? std::nullopt
                   : std::optional(SettingError{{"answer", "rst"},
                                                "none without --kind half-open or a flood: others "
                                                "complete their handshakes"});
    }
    if (p.arrivals == Arrivals::CLOSED)
    {
        return SettingError{{"arrivals", "closed"},
                            "another one with --kind half-open or a flood: nothing tells its "
                            "users that a connection has ended"};
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
