/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_SECTION_PLACE_H
#define SYNFIN_SCENARIO_SECTION_PLACE_H

#include "synfin-scenario-sections.h"

#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// The parts of a dotted name.
struct SectionPlace
{
    std::string kind; //!< such as "group"
    std::string name; //!< such as "mobile"; may be empty
    std::string key;  //!< such as "think"
};

/// @return the parts of a dotted name
SectionPlace PlaceOf(const std::string& dotted);

/// @return the dotted name of a place
std::string Dotted(const SectionPlace& place);

/// @return the kind of section of that name, of which there is one
const SectionKind& FindSectionKind(const std::string& name);

/// @return the field of that name that only such a section has, or nullptr
const ScenarioField* FindOwn(const SectionKind& kind, const std::string& key);

/// @return the name that a section has for a field of the base; empty: it has none
std::string KeyOf(const SectionKind& kind, const ScenarioField& field);

/// @return the setting of the base that stands for one of a section, its own keys aside; nothing
/// when there is none
std::optional<Setting> FlatOf(const Setting& setting);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_SECTION_PLACE_H
