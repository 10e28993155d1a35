/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fuzz-input.h"

#include "ns3/synfin-link-file.h"
#include "ns3/synfin-link-parameters.h"

#include <algorithm>
#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A message is one line.
void
CheckMessage(const std::optional<std::string>& message)
{
    Demand(!message || (!message->empty() && message->find('\n') == std::string::npos),
           "a message is not one line");
}

void
ReadTable(const std::string& text)
{
    std::istringstream input(text);
    std::vector<double> table;
    const auto problem = ReadJitterTable(input, "input", table);
    CheckMessage(problem);
    Demand(problem ? table.empty() : !table.empty() && std::is_sorted(table.begin(), table.end()),
           "a table that is none");
}

void
ReadRecord(const std::string& text)
{
    std::istringstream input(text);
    std::vector<bool> lost;
    const auto problem = ReadLossRecord(input, "input", lost);
    CheckMessage(problem);
    Demand(lost.empty() == problem.has_value(), "a record that is none");
}

/// Lines NAME VALUE, each a parameter of a link: what was accepted reads back as it is written.
void
ReadParameters(const std::string& text)
{
    LinkParameters link;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        const std::size_t blank = std::min(line.find(' '), line.size());
        const std::string name = line.substr(0, blank);
        const std::string value = blank < line.size() ? line.substr(blank + 1) : "";
        const auto names = LinkParameters::Names();
        if (std::find(names.begin(), names.end(), name) == names.end() ||
            value.find('/') != std::string::npos) // no files of this machine
        {
            continue;
        }
        const auto problem = link.Set(name, value);
        CheckMessage(problem);
        if (problem)
        {
            continue;
        }
        const std::string written = link.Get(name);
        LinkParameters again;
        const auto refused = again.Set(name, written);
        Demand(!refused, name + " does not read what it writes: " + written);
        Demand(again.Get(name) == written, name + " reads another value than " + written);
    }
    CheckMessage(link.Validate());
    link.Steps();
}

} // namespace

/// Until the resolution is set, ns-3 keeps a list of all Times.
extern "C" int
LLVMFuzzerInitialize(int*, char***)
{
    ns3::Time::SetResolution(ns3::Time::NS);
    return 0;
}

/// The readers of links: tables, records, and settings with their schedule.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    if (size == 0)
    {
        return 0;
    }
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0])
    {
    case 't':
        ReadTable(text);
        break;
    case 'r':
        ReadRecord(text);
        break;
    default:
        ReadParameters(text);
        break;
    }
    return 0;
}
