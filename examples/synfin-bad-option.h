/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BAD_OPTION_H
#define SYNFIN_BAD_OPTION_H

#include "ns3/synfin-bad-input.h"

#include <boost/program_options.hpp>
#include <functional>
#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @param error what Boost has against a command line
 * @param options those of the program
 * @param acceptedOf tells what the option of a name accepts, or an empty text
 * @return it in this project's words: the option as it was typed, and the nearest one
 */
BadInput BadOption(const boost::program_options::error& error,
                   const boost::program_options::options_description& options,
                   const std::function<std::string(const std::string&)>& acceptedOf = nullptr);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BAD_OPTION_H
