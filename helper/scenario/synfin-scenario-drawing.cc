/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-drawing.h"

#include "ns3/synfin-parse.h"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <sstream>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

// The colours of doc/topology.py.
constexpr const char* INK = "#222222";
constexpr const char* HOST = "#dbe9f6";
constexpr const char* LANE = "#fff3d6";

using Lines = std::vector<std::string>;

/// @return text for a label in quotes
std::string
Quoted(std::string text)
{
    boost::algorithm::replace_all(text, "\\", "\\\\");
    boost::algorithm::replace_all(text, "\"", "\\\"");
    return text;
}

/// @return lines of a label, those behind the first to the left
std::string
Label(const std::string& title, const Lines& lines)
{
    std::string label = Quoted(title) + "\\n";
    for (const std::string& line : lines)
    {
        label += Quoted(line) + "\\l";
    }
    return label;
}

/// @return the value of a parameter
std::string
Value(const ScenarioParameters& parameters, const std::string& name)
{
    return FindScenarioField(name)->get(parameters);
}

/// @return the parameters as they always are
ScenarioParameters
Resolved()
{
    ScenarioParameters parameters;
    parameters.Resolve();
    return parameters;
}

/// @return the parameters of a heading of --help that are not as they always are
Lines
Changed(const ScenarioParameters& parameters, const std::string& heading)
{
    static const ScenarioParameters ALWAYS = Resolved();
    Lines lines;
    for (const ScenarioField& field : ScenarioFields())
    {
        const bool isElsewhere =
            boost::algorithm::starts_with(field.name, "access-") || field.name == "clients" ||
            field.name == "servers" ||
            (field.name == "concurrency" && parameters.arrivals != Arrivals::CLOSED) ||
            (field.name == "connections" &&
             parameters.connections == ScenarioParameters::MAX_CONNECTIONS); // until time is up
        if (heading == field.group && field.get && !isElsewhere)
        {
            const std::string value = field.get(parameters);
            if (value != field.get(ALWAYS))
            {
                lines.push_back(field.name + " = " + value);
            }
        }
    }
    return lines;
}

/// Adds the preset of hosts, and in what their profile differs from it.
void
AddProfile(const ScenarioParameters& parameters, const ScenarioEnd& end, Lines& lines)
{
    ScenarioParameters own = parameters.With(ClientGroup(), ServerGroup());
    own.client = own.server = end;
    ScenarioParameters preset = own;
    const std::string& name = parameters.PresetOf(end);
    preset.client.profile = preset.server.profile = *Profile::Preset(name);
    lines.push_back("profile = " + name);
    const auto plain = preset.ProfileSettings();
    const auto fields = own.ProfileSettings();
    for (std::size_t i = 0; i < fields.size(); ++i)
    {
        if (fields[i].value != plain[i].value)
        {
            lines.push_back(fields[i].name + " = " + fields[i].value);
        }
    }
}

/// @return what is said about users of one kind
Lines
LinesOf(const ScenarioParameters& parameters, const ClientGroup& group)
{
    Lines lines;
    if (group.share)
    {
        lines.push_back("share = " + FormatNumber(100 * *group.share) + "%");
    }
    if (!group.serverGroup.empty())
    {
        lines.push_back("server = " + group.serverGroup);
    }
    const Lines changed = Changed(parameters.With(group, ServerGroup()), "Workload");
    lines.insert(lines.end(), changed.begin(), changed.end());
    AddProfile(parameters, group.client, lines);
    return lines;
}

/// @return what is said about servers of one kind
Lines
LinesOf(const ScenarioParameters& parameters, const ServerGroup& group)
{
    Lines lines = Changed(parameters.With(ClientGroup(), group), "Servers");
    AddProfile(parameters, group.server, lines);
    return lines;
}

/// @return what a client's own link does
std::string
AccessLabel(const ScenarioParameters& parameters, const ClientGroup& group)
{
    if (!group.HasAccess())
    {
        return "";
    }
    const ScenarioParameters view = parameters.With(group, ServerGroup());
    std::string label = "its own link\\n";
    for (const char* name : {"access-delay", "access-rate", "access-loss"})
    {
        const std::string value = Value(view, name);
        if (value != "none" && value != "0s")
        {
            label += Quoted(value) + "\\n";
        }
    }
    return label;
}

/// @return what one direction of the link that all share does
Lines
LaneLines(const ScenarioParameters& parameters, const std::string& title, const std::string& suffix)
{
    Lines lines{title + ":"};
    for (const char* always : {"delay", "bandwidth", "queue"})
    {
        lines.push_back(std::string("  ") + always + " = " + Value(parameters, always + suffix));
    }
    for (const std::string& line : Changed(parameters, "Path"))
    {
        const std::string name = line.substr(0, line.find(' '));
        const std::string stem = name.substr(0, name.size() - std::min(name.size(), suffix.size()));
        if (name == stem + suffix && stem != "delay" && stem != "bandwidth" && stem != "queue")
        {
            lines.push_back("  " + stem + line.substr(name.size()));
        }
    }
    return lines;
}

/// @return the version of IP, where it is not the usual one
Lines
VersionLine(const ScenarioParameters& parameters)
{
    const std::string version = Value(parameters, "ip");
    return version == Value(ScenarioParameters(), "ip") ? Lines() : Lines{"ip = " + version};
}

/// @return such as "200 clients"
std::string
Counted(uint32_t count, const std::string& what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void
Node(std::ostream& dot,
     const std::string& name,
     const std::string& label,
     const char* colour,
     const char* style = "rounded,filled")
{
    dot << "  " << name << " [label=\"" << label << "\", fillcolor=\"" << colour << "\", style=\""
        << style << "\"];\n";
}

} // namespace

std::string
ToDot(const ScenarioParameters& parameters)
{
    const auto clients = parameters.AllClients();
    const auto servers = parameters.AllServers();
    std::ostringstream dot;
    dot << "digraph scenario {\n  graph [rankdir=LR, bgcolor=\"white\", ranksep=0.7];\n"
        << "  node [shape=box, color=\"" << INK << "\", fontcolor=\"" << INK
        << "\", fontname=\"sans-serif\", fontsize=11];\n"
        << "  edge [color=\"" << INK << "\", fontcolor=\"" << INK
        << "\", fontname=\"sans-serif\", fontsize=10, "
        << "arrowhead=none];\n";
    const Lines box = Changed(parameters, "Middlebox");
    const std::string inner = box.empty() ? "link" : "middlebox";
    for (std::size_t i = 0; i < clients.size(); ++i)
    {
        const std::string node = "clients" + std::to_string(i);
        const std::string& name = clients[i].groupName;
        Node(dot,
             node,
             Label((name.empty() ? "" : name + ": ") + Counted(clients[i].clients, "client"),
                   LinesOf(parameters, clients[i])),
             HOST);
        dot << "  " << node << " -> " << inner << " [label=\""
            << AccessLabel(parameters, clients[i]) << "\"];\n";
    }
    if (!box.empty())
    {
        Node(dot, inner, Label(inner, box), "white", "rounded,filled,dashed");
        dot << "  " << inner << " -> link;\n";
    }
    if (!parameters.events.empty())
    {
        Lines events;
        for (const ScenarioEvent& event : parameters.events)
        {
            events.push_back(event.Text());
        }
        Node(dot, "events", Label("events", events), "white", "filled,dotted");
        dot << "  events -> " << inner << " [style=invis];\n";
    }
    Lines lanes = VersionLine(parameters);
    const Lines there = LaneLines(parameters, "clients to servers", "-forward");
    const Lines back = LaneLines(parameters, "servers to clients", "-reverse");
    lanes.insert(lanes.end(), there.begin(), there.end());
    lanes.insert(lanes.end(), back.begin(), back.end());
    Node(dot, "link", Label("the link", lanes), LANE);
    for (std::size_t i = 0; i < servers.size(); ++i)
    {
        const std::string node = "servers" + std::to_string(i);
        const std::string& name = servers[i].serverName;
        Node(dot,
             node,
             Label((name.empty() ? "" : name + ": ") + Counted(servers[i].servers, "server"),
                   LinesOf(parameters, servers[i])),
             HOST);
        dot << "  link -> " << node << ";\n";
    }
    dot << "}\n";
    return dot.str();
}

} // namespace synfin
} // namespace ns3
