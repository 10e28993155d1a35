/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-bad-option.h"

#include <vector>

namespace ns3
{
namespace synfin
{

namespace po = boost::program_options;

BadInput
BadOption(const po::error& error,
          const po::options_description& options,
          const std::function<std::string(const std::string&)>& acceptedOf)
{
    static const std::string LISTED = ": accepted are the options that --help lists";
    const auto* named = dynamic_cast<const po::error_with_option_name*>(&error);
    if (!named)
    {
        return BadInput(Brief(error.what()) + LISTED);
    }
    const std::string option = named->get_option_name();
    if (dynamic_cast<const po::unknown_option*>(&error))
    {
        std::vector<std::string> names;
        for (const auto& known : options.options())
        {
            names.push_back("--" + known->long_name());
        }
        const std::string near = DidYouMean(option, names);
        return BadInput(Brief(option) + LISTED + (near.empty() ? "" : "; ") + near);
    }
    if (dynamic_cast<const po::multiple_occurrences*>(&error))
    {
        return BadInput(Brief(option) + ": accepted is one, not several");
    }
    const std::string name = option.substr(option.find_first_not_of('-') % option.size());
    const auto* known = options.find_nothrow(name, false);
    const bool isSwitch = known != nullptr && known->semantic()->max_tokens() == 0;
    if (isSwitch)
    {
        return BadInput(Brief(option) + ": accepted is " + option + " without a value");
    }
    const std::string accepted = acceptedOf ? acceptedOf(name) : "";
    return BadInput(Brief(option) + ": accepted is " + (accepted.empty() ? "a value" : accepted) +
                    "; a value is missing");
}

} // namespace synfin
} // namespace ns3
