/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_HELP_H
#define SYNFIN_RUN_HELP_H

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// An option that is no parameter of the scenario.
struct ProgramOption
{
    std::string name;
    std::string metavar;               //!< empty: it takes no value
    const char* type;                  //!< "flag", "file", "directory" or "choice"
    std::string help;                  //!< what it does, in a line
    std::string normal{};              //!< the value of one that is not given; empty: none
    std::vector<std::string> values{}; //!< of a choice
};

/// @return those options
const std::vector<ProgramOption>& ProgramOptions();

/// A group of options, and its title.
struct OptionGroup
{
    std::string title;
    boost::program_options::options_description options;
};

/// @return every option of synfin-run in its group, with texts in the user's language
std::vector<OptionGroup> RunGroups();

/// @return all of them, for Boost
boost::program_options::options_description RunDescription(const std::vector<OptionGroup>& groups);

/// @return what --help prints
std::string RunHelp();

/// @return what --PrintHelp prints: every option as ns-3's CommandLine has it, for programs that
/// read that
std::string Ns3Help();

/// @return what --PrintGlobals prints: the same of ns-3's global values that synfin-run takes
std::string Ns3Globals();

/// @return the option that ns-3 has another name for, such as "run" for "RngRun"; else the same
std::string FromNs3Name(const std::string& name);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_HELP_H
