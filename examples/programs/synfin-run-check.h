/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_CHECK_H
#define SYNFIN_RUN_CHECK_H

#include <iosfwd>
#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @brief Checks sets of settings as if each were the options of a run.
 * @param lines a set in each line: NAME=VALUE, with tabs between them
 * @param name of the file that they are in, for messages
 * @param out gets how many there were, and a line for each of the first 20,000 that is
 * the same run as an earlier one
 * @throws BadInput for the first that would be refused
 */
void CheckLines(std::istream& lines, const std::string& name, std::ostream& out);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_CHECK_H
