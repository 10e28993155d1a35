/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-microbench-options.h"

#include "synfin-command-line.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-version.h"

#include <boost/program_options.hpp>
#include <iostream>
#include <regex>

namespace ns3
{
namespace synfin
{

namespace po = boost::program_options;

namespace
{

/// An option of Google Benchmark, which does not say what is wrong with a value in one line.
struct Option
{
    const char* name;
    const char* valueName;
    const char* help;
    const char* accepted;
    bool (*accepts)(const std::string& value);
};

bool
IsBool(const std::string& value)
{
    return value == "true" || value == "false";
}

bool
IsRegex(const std::string& value)
{
    try
    {
        return value.size() < 1000 && std::regex(value).mark_count() < 100;
    }
    catch (const std::regex_error&)
    {
        return false;
    }
}

const std::vector<Option> OPTIONS = {
    {"benchmark_list_tests",
     "BOOL",
     "print the names of all measurements and end",
     "true or false",
     &IsBool},
    {"benchmark_filter", "REGEX", "measure what has such a name", MICROBENCH_FILTER, &IsRegex},
    {"benchmark_min_time",
     "SECONDS",
     "of each measurement, at least",
     "a number from 0 to 3600",
     [](const std::string& value) {
         const auto number = ParseNumber(value);
         return number && *number >= 0 && *number <= 3600;
     }},
    {"benchmark_repetitions",
     "N",
     "measurements of each; then with mean and deviation",
     "an integer from 1 to 10000",
     [](const std::string& value) {
         const auto number = ParseUnsigned(value);
         return number && *number >= 1 && *number <= 10000;
     }},
    {"benchmark_report_aggregates_only",
     "BOOL",
     "of repetitions, mean and deviation only",
     "true or false",
     &IsBool},
    {"benchmark_format",
     "FORMAT",
     "console, json or csv",
     "console, json or csv",
     [](const std::string& value) {
         return value == "console" || value == "json" || value == "csv";
     }},
};

} // namespace

std::vector<std::string>
MicrobenchWords(int argc, char** argv)
{
    po::options_description options(
        "synfin-microbench: what the parts of the core cost by themselves");
    for (const Option& option : OPTIONS)
    {
        auto* value = po::value<std::string>()->value_name(option.valueName);
        options.add_options()(option.name,
                              option.accepts == &IsBool ? value->implicit_value("true") : value,
                              option.help);
    }
    options.add_options()("help", "print this and end")("version", "print the version and end");
    const po::variables_map given = ReadValues(argc, argv, options);
    if (given.count("help") != 0)
    {
        std::cout << options;
        return {};
    }
    if (given.count("version") != 0)
    {
        std::cout << "synfin-microbench " << VERSION << "\n";
        return {};
    }
    std::vector<std::string> words = {"synfin-microbench"};
    for (const Option& option : OPTIONS)
    {
        if (given.count(option.name) != 0)
        {
            const std::string value = given[option.name].as<std::string>();
            if (!option.accepts(value))
            {
                throw BadInput(std::string("--") + option.name + " '" + value + "': accepted is " +
                               option.accepted);
            }
            words.push_back(std::string("--") + option.name + "=" + value);
        }
    }
    return words;
}

} // namespace synfin
} // namespace ns3
