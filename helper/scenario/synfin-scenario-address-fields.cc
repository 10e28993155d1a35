/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-address-fields.h"

#include "synfin-scenario-field-kinds.h"

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;
constexpr const char* WORK = "Workload";

} // namespace

std::vector<ScenarioField>
ScenarioAddressFields()
{
    return {
        Choice({"kind",
                WORK,
                "what the connections are; half-open: one SYN each, which nobody follows up"},
               "KIND",
               &P::kind,
               {{"normal", GroupKind::NORMAL}, {"half-open", GroupKind::HALF_OPEN}}),
        Choice({"answer",
                WORK,
                "what clients of --kind half-open send when the server answers: nothing, as where "
                "the source is made up, or RST"},
               "WHAT",
               &P::answer,
               {{"none", SynAckAnswer::NONE}, {"rst", SynAckAnswer::RST}}),
    };
}

std::optional<SettingError>
CheckHalfOpen(const ScenarioParameters& p)
{
    if (p.kind == GroupKind::NORMAL)
    {
        return p.answer == SynAckAnswer::NONE
                   ? std::nullopt
                   : std::optional(SettingError{
                         {"answer", "rst"},
                         "none without --kind half-open: others complete their handshakes"});
    }
    if (p.arrivals == Arrivals::CLOSED)
    {
        return SettingError{{"arrivals", "closed"},
                            "another one with --kind half-open: nothing tells its users that a "
                            "connection has ended"};
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
