/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-check.h"

#include "synfin-run-options.h"

#include "ns3/nstime.h"
#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-settings-file.h"

#include <functional>
#include <istream>
#include <ostream>
#include <sstream>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// Of so many lines it is told which are the same run; that takes ten times as long as a check.
constexpr std::size_t COMPARED = 20000;

/// @return what a line holds: NAME=VALUE, with tabs between them
std::vector<Setting>
ParseLine(const std::string& line)
{
    std::vector<Setting> settings;
    std::size_t begin = 0;
    while (begin < line.size())
    {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        const std::size_t equals = line.find('=', begin);
        if (equals >= end)
        {
            throw BadInput(Brief(line.substr(begin, end - begin), 60) +
                           ": accepted is NAME=VALUE, with tabs between several");
        }
        settings.push_back(
            {line.substr(begin, equals - begin), line.substr(equals + 1, end - equals - 1)});
        begin = end + 1;
    }
    return settings;
}

/// @return what a line sets; BadInput names the line
ScenarioParameters
CheckLine(const std::string& line, std::size_t number, const std::string& name)
{
    try
    {
        return CheckSettings(ParseLine(line));
    }
    catch (const BadInput& error)
    {
        throw BadInput(Brief(name, 60) + ": line " + std::to_string(number) + ": " + error.what());
    }
}

} // namespace

void
CheckLines(std::istream& lines, const std::string& name, std::ostream& out)
{
    // Until the resolution is set, ns-3 keeps a list of all Times, which takes a third of the time.
    Time::SetResolution(Time::NS);
    std::unordered_map<std::size_t, std::size_t> first; // line by a hash of all parameters
    std::ostringstream repeats;
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);)
    {
        ++count;
        ScenarioParameters parameters = CheckLine(line, count, name);
        if (count > COMPARED)
        {
            continue;
        }
        parameters.Resolve();
        const std::size_t key = std::hash<std::string>()(ToIni(parameters));
        const std::size_t earlier = first.emplace(key, count).first->second;
        if (earlier != count)
        {
            repeats << "line " << count << " repeats line " << earlier << "\n";
        }
    }
    out << count << " accepted\n" << repeats.str();
}

} // namespace synfin
} // namespace ns3
