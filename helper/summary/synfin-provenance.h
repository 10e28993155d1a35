/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROVENANCE_H
#define SYNFIN_PROVENANCE_H

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// @return name, version, git commit and ns-3 version of a program; null where the build did not
/// know
nlohmann::ordered_json ProgramToJson(const std::string& program);

/**
 * @brief Describes this run, apart from its parameters.
 * @param program its name
 * @param command the words of the command line
 * @return the program, and where, when and by which command it ran, as JSON
 */
std::string ProvenanceToJson(const std::string& program, const std::vector<std::string>& command);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROVENANCE_H
