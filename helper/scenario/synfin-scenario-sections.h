/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_SECTIONS_H
#define SYNFIN_SCENARIO_SECTIONS_H

#include "synfin-scenario-parameters.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @file
 * The sections of a scenario file, and settings in them.
 *
 * A setting with the dotted name "group.mobile.think" is the line "think = VALUE" in the section
 * [group mobile], and "path.delay" one in [path]. [path], and a group or server without a name, are
 * another way to write what the options of the command line say.
 */

/// A kind of section.
struct SectionKind
{
    const char* name;               //!< such as "group"
    const char* what;               //!< it is, in a line
    const char* heading;            //!< ScenarioField::group of what may be in it
    const char* end;                //!< END_PREFIXES of the profile's fields in it; "" without any
    const char* title;              //!< what it has behind its kind, such as "NAME"; "" without any
    std::vector<ScenarioField> own; //!< what only such a section may have
};

/// @return all kinds
const std::vector<SectionKind>& SectionKinds();

/// @return all that a section may have, the fields of the profile aside, as it is called there
std::vector<std::string> SectionKeys(const SectionKind& kind);

/// @return true for a dotted name
bool IsOfSection(const std::string& name);

/// @return a dotted name as a file has it: "[group mobile] think"
std::string LineOf(const std::string& name);

/**
 * @brief Takes the settings with dotted names from others.
 * @param settings those of the base are left, or added where a section is another way to write them
 * @param sections where the others are put, instead of an earlier one of the same name
 * @return nothing, or what is no section or not in it
 */
std::optional<SettingError> TakeSections(std::vector<Setting>& settings,
                                         std::vector<Setting>& sections);

/// Makes groups of clients and of servers anew: the base's, and what ScenarioParameters::sections
/// say. @return nothing, or what cannot be set
std::optional<SettingError> ApplySections(ScenarioParameters& parameters);

/// A section, as results have it.
struct SectionText
{
    std::string kind;              //!< such as "group"
    std::string name;              //!< such as "mobile"
    std::vector<Setting> settings; //!< as they are called there
};

/// @return what ScenarioParameters::sections hold, values as results write them
std::vector<SectionText> SectionsOf(const ScenarioParameters& parameters);

/// @return a field of the base as a group of clients or its servers have it in a section, if they
/// have it there: "group.mobile.think"; else its own name
std::string NameInSections(const ScenarioParameters& parameters,
                           const ClientGroup& group,
                           const std::string& field);

/// @return nothing when the groups agree with each other and with the base, else what does not
std::optional<SettingError> CheckSections(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_SECTIONS_H
