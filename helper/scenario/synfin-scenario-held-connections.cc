/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-held-connections.h"

#include "synfin-scenario-field-kinds.h"

#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;

/// A parameter that contradicts the kind of a group.
struct Contradiction
{
    GroupKind kind;
    const char* option;
    bool (*isAsked)(const P& parameters);
    const char* accepted; //!< instead
};

constexpr Contradiction CONTRADICTIONS[] = {
    {GroupKind::CONNECT_AND_HOLD,
     "hold",
     [](const P& p) { return p.hold.IsZero(); },
     "above 0s with --kind connect-and-hold: how long a connection is held"},
    {GroupKind::CONNECT_AND_HOLD,
     "response",
     [](const P& p) { return !p.response.IsZero(); },
     "0 with --kind connect-and-hold, whose request never ends"},
    {GroupKind::CONNECT_AND_HOLD,
     "requests-per-connection",
     [](const P& p) { return p.requestsPerConnection.Whole(1 - 1e-9) > 1; },
     "1 with --kind connect-and-hold, whose request never ends"},
    {GroupKind::CONNECT_AND_HOLD,
     "closer",
     [](const P& p) { return p.closer != Closer::CLIENT; },
     "client with --kind connect-and-hold: the server has no request to answer, and waits"},
    {GroupKind::CONNECT_AND_HOLD,
     "half-close",
     [](const P& p) { return p.halfClose; },
     "false with --kind connect-and-hold, whose request never ends"},
    {GroupKind::TIME_WAIT_EXHAUST,
     "closer",
     [](const P& p) { return p.closer != Closer::SERVER; },
     "server with --kind time-wait-exhaust: TIME_WAIT is at the end that closes first"},
    {GroupKind::TIME_WAIT_EXHAUST,
     "close-by",
     [](const P& p) { return p.closeBy == CloseBy::RST; },
     "fin with --kind time-wait-exhaust: a RST leaves no TIME_WAIT"},
};

} // namespace

ScenarioField
CloserField()
{
    ScenarioField field =
        Choice({"closer", "Workload", "who closes first"},
               "WHO",
               &P::closer,
               {{"client", Closer::CLIENT}, {"server", Closer::SERVER}, {"both", Closer::BOTH}});
    const auto set = field.set;
    field.set = [set](P& p, const std::string& text, std::string& accepted) {
        p.namesCloser = true;
        return set(p, text, accepted);
    };
    return field;
}

ScenarioField
WorkersField()
{
    return CountOrAuto(
        {"workers",
         "Servers",
         "connections that a server's application serves at once, each until it closes it; the "
         "others wait in the accept queue; auto: all that come"},
        &P::workers,
        1,
        P::MAX_BACKLOG);
}

std::optional<SettingError>
CheckHeldConnections(const ScenarioParameters& p)
{
    for (const Contradiction& one : CONTRADICTIONS)
    {
        if (one.kind == p.kind && one.isAsked(p))
        {
            return SettingError{{one.option, FindScenarioField(one.option)->get(p)}, one.accepted};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
