/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Explores every state of two Stacks that talk to each other, and proves that none is wrong.
 *
 * Ends with 0 when all properties hold, with 1 and the shortest counterexample when one does not.
 */

#include "synfin-explorer.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-output-file.h"
#include "ns3/synfin-output-files.h"
#include "ns3/synfin-parse.h"

#include <boost/program_options.hpp>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

using namespace ns3::synfin;
namespace po = boost::program_options;

namespace
{

/// What the command line says.
struct Request
{
    ExploredScenario scenario;
    uint32_t limit{200000000};
    uint32_t window{0}; //!< octets of receive buffer, 0 for the profile's
    std::string pairs;  //!< where to write the pairs of states
};

const std::map<std::string, Defect> DEFECTS = {
    {"none", Defect::NONE},
    {"deaf-time-wait", Defect::DEAF_TIME_WAIT},
    {"blind-ack", Defect::BLIND_ACK},
    {"lost-fin-bit", Defect::LOST_FIN_BIT},
    {"shifted-data", Defect::SHIFTED_DATA},
    {"echo", Defect::ECHO},
};

const std::map<std::string, ExploredFastOpen> FAST_OPENS = {
    {"no", ExploredFastOpen::NO},
    {"asks", ExploredFastOpen::ASKS},
    {"cookie", ExploredFastOpen::COOKIE},
    {"refused", ExploredFastOpen::REFUSED},
};

std::vector<std::string>
Split(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
    {
        parts.push_back(part);
    }
    return parts;
}

[[noreturn]] void
Refuse(const std::string& option, const std::string& value, const std::string& accepted)
{
    throw BadInput("--" + option + " " + Brief(value) + ": give " + accepted);
}

std::array<Profile, 2>
ProfilesOf(const po::variables_map& given, uint32_t retries)
{
    const auto text = given["profile"].as<std::string>();
    auto names = Split(text);
    if (names.size() == 1)
    {
        names.push_back(names[0]);
    }
    std::array<Profile, 2> profiles;
    for (std::size_t i : {0, 1})
    {
        const auto preset = names.size() == 2 ? Profile::Preset(names[i]) : std::nullopt;
        if (!preset)
        {
            Refuse("profile", text, "one of rfc9293, linux, linux-4, freebsd, or two as A,B");
        }
        profiles[i] = Shrink(*preset, retries);
        for (const std::string& field : given["set"].as<std::vector<std::string>>())
        {
            const auto equals = field.find('=');
            const auto accepted =
                equals == std::string::npos
                    ? std::optional<std::string>("FIELD=VALUE")
                    : profiles[i].Set(field.substr(0, equals), field.substr(equals + 1));
            if (accepted)
            {
                Refuse("set", field, *accepted);
            }
        }
    }
    return profiles;
}

/// An option that is a number.
struct Bound
{
    const char* name;
    uint32_t* value; //!< holds the default
    uint32_t low;
    uint32_t high;
    const char* help;
};

std::vector<Bound>
BoundsOf(Request& request)
{
    ExploredScenario& s = request.scenario;
    return {
        {"window", &request.window, 0, 65535, "octets of receive buffer; 0 for the profile's"},
        {"connects", &s.connects, 1, 5, "how often a host may open actively"},
        {"retries", &s.retries, 1, 5, "retransmissions of everything"},
        {"loss", &s.loss, 0, 5, "segments that may be lost"},
        {"duplicate", &s.duplicate, 0, 5, "segments that may arrive twice"},
        {"reorder", &s.reorder, 0, 5, "segments that others may overtake"},
        {"late", &s.late, 0, 5, "timers that may go off while a segment is under way"},
        {"limit", &request.limit, 1, 1000000000, "gives up beyond so many states"},
    };
}

po::options_description
Options(Request& request)
{
    po::options_description options("usage: synfin-explore [options]");
    auto add = options.add_options();
    const auto word = [&add](const char* name, const char* value, const char* help) {
        add(name, po::value<std::string>()->default_value(value), help);
    };
    add("help,h", "this text");
    word("profile", "rfc9293", "both hosts' profile, or client's,server's");
    add("set",
        po::value<std::vector<std::string>>()->composing()->default_value({}, ""),
        "FIELD=VALUE of both profiles, after they were shrunk (again and again)");
    word("opens", "active", "active (host 1 listens) or simultaneous");
    word("fast-open",
         "no",
         "no, or what the client knows: asks (nothing), cookie, refused (a wrong one)");
    word("closes", "close,shutdown,abort", "what users may do: close, and perhaps shutdown, abort");
    word("data", "1", "octets that each user may send, or client's,server's");
    for (const Bound& bound : BoundsOf(request))
    {
        add(bound.name,
            po::value<std::string>()->default_value(std::to_string(*bound.value)),
            bound.help);
    }
    word("defect",
         "none",
         "plants a fault: deaf-time-wait, blind-ack, lost-fin-bit, shifted-data, echo");
    add("pairs", po::value(&request.pairs), "writes the pairs of states that were met, as CSV");
    return options;
}

void
ReadBounds(const po::variables_map& given, Request& request)
{
    for (const Bound& bound : BoundsOf(request))
    {
        const auto text = given[bound.name].as<std::string>();
        const auto number = ParseUnsigned(text);
        if (!number || *number < bound.low || *number > bound.high)
        {
            Refuse(bound.name,
                   text,
                   "an integer from " + std::to_string(bound.low) + " to " +
                       std::to_string(bound.high));
        }
        *bound.value = static_cast<uint32_t>(*number);
    }
}

void
ReadFastOpen(const po::variables_map& given, ExploredScenario& scenario)
{
    const auto fastOpen = FAST_OPENS.find(given["fast-open"].as<std::string>());
    if (fastOpen == FAST_OPENS.end() ||
        (fastOpen->second != ExploredFastOpen::NO && scenario.simultaneous))
    {
        Refuse("fast-open",
               given["fast-open"].as<std::string>(),
               "no, or with --opens active asks, cookie, refused");
    }
    scenario.fastOpen = fastOpen->second;
    for (Profile& profile : scenario.profiles)
    {
        profile.fastopen =
            scenario.fastOpen == ExploredFastOpen::NO ? 0 : FastOpen::CLIENT | FastOpen::SERVER;
        profile.fastopen_blackhole_timeout = ns3::Time(0);
    }
}

void
ReadWords(const po::variables_map& given, ExploredScenario& scenario)
{
    const auto opens = given["opens"].as<std::string>();
    if (opens != "active" && opens != "simultaneous")
    {
        Refuse("opens", opens, "active or simultaneous");
    }
    scenario.simultaneous = opens == "simultaneous";

    const auto closes = given["closes"].as<std::string>();
    bool mayClose = false;
    scenario.mayShutdown = scenario.mayAbort = false;
    for (const std::string& word : Split(closes))
    {
        bool* const which = word == "close"      ? &mayClose
                            : word == "shutdown" ? &scenario.mayShutdown
                            : word == "abort"    ? &scenario.mayAbort
                                                 : nullptr;
        if (!which)
        {
            Refuse("closes", closes, "close, and after a comma shutdown, abort");
        }
        *which = true;
    }
    if (!mayClose)
    {
        Refuse("closes", closes, "close as well: else users never leave");
    }

    const auto data = Split(given["data"].as<std::string>());
    for (std::size_t i : {0, 1})
    {
        const auto octets = data.empty() || data.size() > 2
                                ? std::nullopt
                                : ParseUnsigned(data[std::min(i, data.size() - 1)]);
        if (!octets || *octets > 32)
        {
            Refuse("data", given["data"].as<std::string>(), "0 to 32 octets, or two such as 1,0");
        }
        scenario.data[i] = static_cast<uint32_t>(*octets);
    }

    const auto defect = DEFECTS.find(given["defect"].as<std::string>());
    if (defect == DEFECTS.end())
    {
        Refuse("defect", given["defect"].as<std::string>(), "one that --help names");
    }
    scenario.defect = defect->second;
}

/// @return nothing when only help was wanted
std::optional<Request>
ReadCommandLine(int argc, char* argv[])
{
    Request request;
    const auto options = Options(request);
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(options).positional({}).run(), given);
    po::notify(given);
    if (given.count("help"))
    {
        std::cout << options;
        return std::nullopt;
    }
    ReadBounds(given, request);
    ExploredScenario& scenario = request.scenario;
    scenario.profiles = ProfilesOf(given, scenario.retries);
    for (Profile& profile : scenario.profiles)
    {
        profile.rmem = request.window > 0 ? request.window : profile.rmem;
    }
    ReadWords(given, scenario);
    ReadFastOpen(given, scenario);
    return request;
}

double
PeakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024.0;
}

void
WritePairs(const Explorer& explorer, OutputFiles& files)
{
    std::ostringstream out;
    out << "client,server,peace,disturbed,broken,both,legal\n";
    for (int client = 0; client < STATE_COUNT; ++client)
    {
        for (int server = 0; server < STATE_COUNT; ++server)
        {
            const auto a = static_cast<State>(client);
            const auto b = static_cast<State>(server);
            const uint8_t met = explorer.Met(a, b);
            out << a << ',' << b;
            for (const Circumstance bit : {IN_PEACE, DISTURBED, BROKEN, DISTURBED_AND_BROKEN})
            {
                out << ',' << ((met & bit) ? 1 : 0);
            }
            out << ',' << IsLegalPair(a, b) << '\n';
        }
    }
    const std::string text = out.str();
    OutputFile file(files.Paths().front(), Compression::NONE);
    file.Write(text.data(), text.size());
    file.Close();
    files.Commit();
}

void
PrintCounterexample(const Explorer& explorer, const ExploredScenario& scenario)
{
    std::cout << "VIOLATION: " << explorer.Violation() << "\n\n"
              << "    host 0" << std::string(34, ' ') << "host 1\n";
    ExploredWorld world(scenario);
    world.NarrateTo(&std::cout);
    for (const Choice& choice : explorer.Counterexample())
    {
        world.Apply(choice);
    }
    std::cout << '\n';
}

int
Explore(const Request& request)
{
    std::unique_ptr<OutputFiles> files; // before the hours that the exploration may take
    if (!request.pairs.empty())
    {
        files = std::make_unique<OutputFiles>("--pairs " + request.pairs,
                                              request.pairs,
                                              std::vector<std::string>{""},
                                              true,
                                              nullptr);
    }
    const auto begin = std::chrono::steady_clock::now();
    const bool isTerminal = isatty(STDERR_FILENO);
    Explorer explorer(request.scenario);
    explorer.Run(request.limit, [isTerminal](const Explorer& e) {
        if (isTerminal)
        {
            std::cerr << '\r' << e.Graph().StateCount() << " states, " << e.Expanded()
                      << " of them done, depth " << e.Depth() << std::flush;
        }
    });
    if (isTerminal)
    {
        std::cerr << "\r\033[K";
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    if (!explorer.Violation().empty())
    {
        PrintCounterexample(explorer, request.scenario);
    }
    std::cout << explorer.Graph().StateCount() << " states, " << explorer.Graph().EdgeCount()
              << " transitions, depth " << explorer.Depth() << ", " << explorer.Graph().QuietCount()
              << " with both ends closed; " << std::fixed << std::setprecision(1) << spent.count()
              << " s, " << std::setprecision(0) << PeakMegabytes() << " MB\n";
    if (files)
    {
        WritePairs(explorer, *files);
    }
    return explorer.Violation().empty() ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    try
    {
        const auto request = ReadCommandLine(argc, argv);
        return request ? Explore(*request) : 0;
    }
    catch (const BadInput& error)
    {
        std::cerr << MessageLine("synfin-explore", error.what()) << '\n';
    }
    catch (const std::runtime_error& error)
    {
        std::cerr << MessageLine("synfin-explore", error.what()) << '\n';
        return 1;
    }
    catch (const po::error& error)
    {
        std::cerr << MessageLine("synfin-explore", std::string(error.what()) + "; see --help")
                  << '\n';
    }
    return 2;
}
