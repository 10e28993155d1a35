/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-emulate-options.h"

#include "synfin-command-line.h"
#include "synfin-help-text.h"
#include "synfin-language.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-version.h"

#include <boost/program_options.hpp>
#include <iostream>
#include <net/if.h>
#include <set>

namespace ns3
{
namespace synfin
{

namespace po = boost::program_options;

namespace
{

using Words = std::vector<std::string>;

[[noreturn]] void
Refuse(const std::string& option, const std::string& value, const std::string& accepted)
{
    throw Refused("--" + option, value, accepted);
}

std::string
Join(const Words& words)
{
    std::string text;
    for (const auto& word : words)
    {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

po::options_description
Options()
{
    const auto text = [](const char* value, const char* name) {
        return po::value<std::string>()->default_value(value)->value_name(name);
    };
    const auto value = [](const char* name) { return po::value<std::string>()->value_name(name); };
    const auto list = [](const char* name) {
        return po::value<Words>()->composing()->value_name(name);
    };
    const std::string services = "SERVICE is " + Join(ServiceNames());
    po::options_description options("Options", 98, 60);
    auto add = options.add_options();
    add("serve", list("PORT/SERVICE"), ("listen on PORT; " + services + " (repeatable)").c_str());
    add("connect",
        list("ADDRESS:PORT/SERVICE"),
        "connect to ADDRESS, [ADDRESS] with IPv6 (repeatable)");
    add("local-port", value("PORT"), "the port from which --connect connects");
    add("octets", text("1000000", "N"), "what the service source sends");
    add("tap", text("synfin0", "NAME"), "the TAP device, made here");
    add("tap-address", text("10.7.0.1/24", "ADDRESS/BITS"), "the kernel's address on it");
    add("address", text("10.7.0.2", "ADDRESS"), "the simulated host's, in the same subnet");
    add("profile",
        text(Profile::DEFAULT_PRESET, "NAME"),
        ("its TCP: " + Join(Profile::PresetNames())).c_str());
    add("set", list("FIELD=VALUE"), "a field of the profile (repeatable)");
    add("delay", text("0s", "TIME"), "hold back what the host sends: the round-trip time");
    add("duration",
        value("TIME"),
        "end after that time (else at Ctrl-C, and without --serve when all connections are "
        "closed)");
    add("print", "print a line per change of state");
    add("out", value("DIR"), "write transitions.csv and segments.csv into DIR");
    add("force", "replace the results that DIR holds");
    add("lang", value("LANG"), LANGUAGE_HELP);
    add("help", "print this and end");
    add("version", "print the version and end");
    return options;
}

Time
ParseTimeOption(const std::string& option, const std::string& text)
{
    const auto time = ParseTime(text);
    if (!time)
    {
        Refuse(option, text, "a time, such as 50ms" + WhyNoTime(text));
    }
    return *time;
}

/// @return a port, or nothing
std::optional<uint16_t>
ParsePort(const std::string& text)
{
    const auto port = ParseUnsigned(text);
    if (!port || *port == 0 || *port > UINT16_MAX)
    {
        return std::nullopt;
    }
    return static_cast<uint16_t>(*port);
}

IpAddress
ParseAddress(const std::string& option, const std::string& text)
{
    const auto address = IpAddress::Parse(text);
    if (!address)
    {
        Refuse(option, text, "an IPv4 or IPv6 address");
    }
    return *address;
}

TapSettings
ParseTap(const std::string& name, const std::string& subnet)
{
    TapSettings tap;
    if (name.empty() || name.size() >= IFNAMSIZ || name.find_first_of("/ %") != std::string::npos)
    {
        Refuse("tap", name, "the name of a network device, up to 15 characters");
    }
    tap.name = name;
    const std::size_t slash = subnet.find('/');
    const auto address = IpAddress::Parse(subnet.substr(0, slash));
    const auto bits = ParseUnsigned(slash == std::string::npos ? "" : subnet.substr(slash + 1));
    if (!address || !bits || *bits == 0 || *bits > address->Bits() - 1)
    {
        Refuse("tap-address", subnet, "an IPv4 or IPv6 address and the length of its prefix");
    }
    tap.address = *address;
    tap.prefix = static_cast<uint32_t>(*bits);
    return tap;
}

EmulateOptions::Served
ParseServed(const std::string& text)
{
    const std::size_t slash = text.find('/');
    const auto port = ParsePort(text.substr(0, slash));
    const auto service = ParseService(slash == std::string::npos ? "" : text.substr(slash + 1));
    if (!port || !service)
    {
        Refuse("serve", text, "PORT/SERVICE with a service of " + Join(ServiceNames()));
    }
    return {*port, *service};
}

EmulateOptions::Connected
ParseConnected(const std::string& text, bool ipv6)
{
    const std::size_t slash = text.rfind('/');
    const std::size_t colon = text.rfind(':', slash);
    std::string host = text.substr(0, colon);
    if (ipv6 && host.size() > 2 && host.front() == '[' && host.back() == ']')
    {
        host = host.substr(1, host.size() - 2);
    }
    const auto address = IpAddress::Parse(host);
    const auto port =
        ParsePort(colon == std::string::npos ? "" : text.substr(colon + 1, slash - colon - 1));
    const auto service = ParseService(slash == std::string::npos ? "" : text.substr(slash + 1));
    if (!address || address->ipv6 != ipv6 || !port || !service)
    {
        Refuse("connect",
               text,
               std::string(ipv6 ? "[IPv6 address]" : "IPv4 address") +
                   ":PORT/SERVICE with a service of " + Join(ServiceNames()));
    }
    if (ipv6)
    {
        return {Inet6SocketAddress(Ipv6Address(host.c_str()), *port), *service};
    }
    return {InetSocketAddress(Ipv4Address(host.c_str()), *port), *service};
}

/// Reads --profile and --set.
void
ParseProfile(const po::variables_map& given, ScenarioParameters& host)
{
    std::vector<Setting> settings{{"profile", given["profile"].as<std::string>()}};
    for (const auto& one : given.count("set") != 0 ? given["set"].as<Words>() : Words())
    {
        if (!EndPrefix(one).empty())
        {
            Refuse("set", one, "FIELD=VALUE: there is one end here, whichever it turns out to be");
        }
        settings.push_back({"set", one});
    }
    if (const auto error = host.Apply(settings))
    {
        Refuse(error->setting.name, error->setting.value, error->accepted);
    }
    if (const auto error = host.server.profile.Validate())
    {
        Refuse("set", settings.back().value, *error);
    }
}

/// Reads what decides who talks to whom.
void
ParseRoles(const po::variables_map& given, EmulateOptions& options)
{
    std::set<uint16_t> ports;
    for (const auto& one : given.count("serve") != 0 ? given["serve"].as<Words>() : Words())
    {
        options.serve.push_back(ParseServed(one));
        if (!ports.insert(options.serve.back().port).second)
        {
            Refuse("serve", one, "each port once");
        }
    }
    for (const auto& one : given.count("connect") != 0 ? given["connect"].as<Words>() : Words())
    {
        options.connect.push_back(ParseConnected(one, options.address.ipv6));
    }
    if (options.serve.empty() && options.connect.empty())
    {
        throw BadInput("nothing to do: accepted is --serve PORT/SERVICE, --connect "
                       "ADDRESS:PORT/SERVICE, or both");
    }
    const std::string octets = given["octets"].as<std::string>();
    const auto count = ParseUnsigned(octets);
    if (!count)
    {
        Refuse("octets", octets, "a whole number, not negative");
    }
    options.octets = *count;
    if (given.count("local-port") != 0)
    {
        const std::string text = given["local-port"].as<std::string>();
        const auto port = ParsePort(text);
        if (!port || options.connect.size() != 1)
        {
            Refuse("local-port", text, "a port from 1 to 65535, with one --connect");
        }
        options.localPort = *port;
    }
}

EmulateOptions
Read(const po::variables_map& given)
{
    const auto text = [&given](const char* name) {
        return given.count(name) != 0 ? given[name].as<std::string>() : std::string();
    };
    EmulateOptions options;
    options.tap = ParseTap(text("tap"), text("tap-address"));
    options.address = ParseAddress("address", text("address"));
    const bool isSame = options.address.octets == options.tap.address.octets;
    if (isSame || !options.address.SharesPrefix(options.tap.address, options.tap.prefix))
    {
        Refuse("address", text("address"), "another address in the subnet of --tap-address");
    }
    ParseProfile(given, options.host);
    ParseRoles(given, options);
    options.delay = ParseTimeOption("delay", text("delay"));
    if (given.count("duration") != 0)
    {
        options.duration = ParseTimeOption("duration", text("duration"));
    }
    if (given.count("out") != 0)
    {
        options.out = text("out");
        if (options.out.empty())
        {
            Refuse("out", "''", "the name of a directory");
        }
    }
    options.force = given.count("force") != 0;
    options.print = given.count("print") != 0;
    return options;
}

} // namespace

std::optional<EmulateOptions>
ParseEmulateOptions(int argc, char* argv[])
{
    const po::options_description options = Options();
    const po::variables_map given = ReadValues(argc, argv, options);
    CheckLanguage(given);
    if (given.count("help") != 0)
    {
        std::cout << Tr("synfin-emulate: a simulated host behind a TAP device, for real programs "
                        "to talk to")
                  << "\n\n"
                  << OptionsText("Options", options, 98) << "\n"
                  << Tr("Example, as root: synfin-emulate --serve 80/http --print, and elsewhere")
                  << "\n         curl http://10.7.0.2/\n";
        return std::nullopt;
    }
    if (given.count("version") != 0)
    {
        std::cout << "synfin-emulate " << VERSION << "\n";
        return std::nullopt;
    }
    return Read(given);
}

} // namespace synfin
} // namespace ns3
