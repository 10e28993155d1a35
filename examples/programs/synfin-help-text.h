/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_HELP_TEXT_H
#define SYNFIN_HELP_TEXT_H

#include <boost/program_options.hpp>
#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @brief What Boost prints of options, but in the user's language, and measured in columns: it
 * counts octets, and Chinese has no blanks to break a line at.
 * @param title above them
 * @param options whose texts are in English, as is the title, or translated already
 * @param line columns of a line
 * @param column where it begins what options do; 0: where these need it
 * @return a line for the title, and lines for each option
 */
std::string OptionsText(const std::string& title,
                        const boost::program_options::options_description& options,
                        unsigned line,
                        unsigned column = 0);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_HELP_TEXT_H
