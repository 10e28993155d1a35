/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_COMMAND_LINE_H
#define SYNFIN_COMMAND_LINE_H

#include <boost/program_options.hpp>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @file How every program reads its command line: options are typed in full, nothing else is
/// taken.

/// Tells what the option of a name accepts, or an empty text.
using AcceptedOf = std::function<std::string(const std::string&)>;

/**
 * @param argc number of arguments
 * @param argv arguments
 * @param options those of the program
 * @param acceptedOf for the refusal of an option without its value
 * @return the options that were typed, in their order
 * @throws BadInput names what was typed
 */
std::vector<boost::program_options::option> ReadOptions(
    int argc,
    char* argv[],
    const boost::program_options::options_description& options,
    const AcceptedOf& acceptedOf = nullptr);

/// @return their values by name instead; each option is typed once, unless it takes several
boost::program_options::variables_map ReadValues(
    int argc,
    char* argv[],
    const boost::program_options::options_description& options);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COMMAND_LINE_H
