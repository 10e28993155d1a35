/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_LISTING_H
#define SYNFIN_RUN_LISTING_H

#include <cstddef>
#include <iosfwd>
#include <string>

namespace ns3
{
namespace synfin
{

/// @file What synfin-run tells other programs about its options, so that none keeps a second list.

/// @return every option and every field of the profile, with the provenance of the program, as JSON
std::string FieldsToJson();

/**
 * @brief Checks sets of settings as if each were the options of a run.
 * @param lines a set in each line: NAME=VALUE, with tabs between them
 * @return how many there were
 * @throws BadInput for the first that would be refused
 */
std::size_t CheckLines(std::istream& lines);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_LISTING_H
