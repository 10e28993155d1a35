/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-command-line.h"

#include "ns3/synfin-bad-input.h"

namespace ns3
{
namespace synfin
{

namespace po = boost::program_options;

namespace
{

const std::string LISTED = ": accepted are the options that --help lists";

/// @return such as "--out DIR (write results into DIR)"
std::string
Usage(const po::option_description& option)
{
    // Boost's own word, where there is none, and the default behind it
    std::string value = option.semantic()->name();
    value = value.substr(0, value.find(' '));
    return "--" + option.long_name() + " " + (value == "arg" ? "VALUE" : value) + " (" +
           option.description() + ")";
}

/// @return what Boost has against a command line, in this project's words
BadInput
BadOption(const po::error& error,
          const po::options_description& options,
          const AcceptedOf& acceptedOf)
{
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
    std::string accepted = acceptedOf ? acceptedOf(name) : "";
    if (accepted.empty())
    {
        accepted = known != nullptr ? Usage(*known) : "a value";
    }
    return BadInput(Brief(option) + ": accepted is " + accepted + "; a value is missing");
}

/// What Boost parses a command line with.
class Grammar
{
  public:
    explicit Grammar(const po::options_description& options)
    {
        // What is no option lands in "argument", so that it can be refused by name.
        m_all.add(options).add_options()(ARGUMENT, po::value<std::vector<std::string>>());
        m_positional.add(ARGUMENT, -1);
    }

    po::parsed_options Parse(int argc, char* argv[]) const
    {
        using Style = po::command_line_style::style_t;
        po::parsed_options parsed = po::command_line_parser(argc, argv)
                                        .options(m_all)
                                        .positional(m_positional)
                                        .style(Style::unix_style & ~Style::allow_guessing)
                                        .run();
        for (const auto& option : parsed.options)
        {
            if (option.string_key == ARGUMENT)
            {
                throw BadInput(Brief(option.value.front()) + LISTED);
            }
        }
        return parsed;
    }

  private:
    static constexpr const char* ARGUMENT = "argument";

    po::options_description m_all;
    po::positional_options_description m_positional;
};

} // namespace

std::vector<po::option>
ReadOptions(int argc,
            char* argv[],
            const po::options_description& options,
            const AcceptedOf& acceptedOf)
{
    try
    {
        return Grammar(options).Parse(argc, argv).options;
    }
    catch (const po::error& error)
    {
        throw BadOption(error, options, acceptedOf);
    }
}

po::variables_map
ReadValues(int argc, char* argv[], const po::options_description& options)
{
    po::variables_map values;
    try
    {
        const Grammar grammar(options);
        po::store(grammar.Parse(argc, argv), values);
        po::notify(values);
    }
    catch (const po::error& error)
    {
        throw BadOption(error, options, nullptr);
    }
    return values;
}

} // namespace synfin
} // namespace ns3
