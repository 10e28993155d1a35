/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-property-scenario.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-profile.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

std::atomic<bool> g_stop{false}; //!< Ctrl-C, or a violation

/// What to do.
struct Options
{
    uint64_t scenarios{100000};
    uint64_t seed{1};
    uint64_t first{0};
    uint64_t jobs{1};
    std::optional<uint64_t> show; //!< one scenario, step by step
};

const char* const HELP =
    "synfin-properties: two hosts, a bad network and unpredictable users, many times over; in the "
    "end both ends are CLOSED.\n"
    "Usage: synfin-properties [options]\n"
    "  --scenarios N  how many (default 100000)\n"
    "  --seed S       of the series (default 1)\n"
    "  --first K      the number of the first one (default 0)\n"
    "  --jobs J       threads (default 1)\n"
    "  --show K       run scenario K of the series alone and print what happens\n"
    "  --help         print this and end\n";

[[noreturn]] void
Refuse(const std::string& message)
{
    std::cerr << MessageLine("synfin-properties", message) << "\n";
    std::exit(2);
}

Options
ParseOptions(int argc, char* argv[])
{
    Options options;
    std::vector<std::string> words; // --name=value is --name value
    for (int i = 1; i < argc; ++i)
    {
        const std::string word = argv[i];
        const std::size_t equals = word.compare(0, 2, "--") == 0 ? word.find('=') : word.npos;
        words.push_back(word.substr(0, equals));
        if (equals != word.npos)
        {
            words.push_back(word.substr(equals + 1));
        }
    }
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        const std::string& name = words[i];
        if (name == "--help")
        {
            std::cout << HELP;
            std::exit(0);
        }
        uint64_t shown = 0;
        uint64_t* target = name == "--scenarios" ? &options.scenarios
                           : name == "--seed"    ? &options.seed
                           : name == "--first"   ? &options.first
                           : name == "--jobs"    ? &options.jobs
                           : name == "--show"    ? &shown
                                                 : nullptr;
        if (!target)
        {
            Refuse(Brief(name) + ": accepted are the options that --help lists");
        }
        ++i;
        const auto value = i < words.size() ? ParseUnsigned(words[i]) : std::nullopt;
        if (!value || (target == &options.jobs && (*value < 1 || *value > 1000)))
        {
            Refuse(name + " " + (i < words.size() ? Brief(words[i]) : "") +
                   ": accepted is a whole number" +
                   (target == &options.jobs ? " from 1 to 1000" : ""));
        }
        *target = *value;
        options.show = target == &shown ? value : options.show;
    }
    return options;
}

/// The scenarios that are done, of all threads together.
class Run
{
  public:
    explicit Run(const Options& options)
        : m_options(options),
          m_isTerminal(isatty(STDERR_FILENO) != 0),
          m_start(std::chrono::steady_clock::now())
    {
    }

    /// Takes one number after the other until none is left.
    void Work()
    {
        Totals mine;
        uint64_t done = 0;
        for (uint64_t n = m_next++; n < m_options.scenarios && !g_stop; n = m_next++)
        {
            try
            {
                mine.Add(RunPropertyScenario(m_options.seed, m_options.first + n, nullptr));
                ++done;
            }
            catch (const Violation& violation)
            {
                g_stop = true;
                const std::lock_guard<std::mutex> lock(m_mutex);
                m_failed = true;
                std::cerr << "\nscenario " << m_options.first + n << " of seed " << m_options.seed
                          << ": " << violation.what() << "\nsynfin-properties --seed "
                          << m_options.seed << " --show " << m_options.first + n
                          << " prints what happened\n";
            }
            if (n % 1000 == 0)
            {
                ShowProgress(n);
            }
        }
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_totals.Add(mine);
        m_done += done;
    }

    /// @return the exit status
    int Report() const
    {
        if (m_isTerminal)
        {
            std::cerr << "\r\033[K";
        }
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_start;
        std::cout << m_done << " scenarios (seed " << m_options.seed << " from " << m_options.first
                  << "): " << m_totals.connections << " ends of connections, " << m_totals.segments
                  << " segments, " << m_totals.octets << " octets in order, " << m_totals.complete
                  << " streams to their end\nended by:";
        for (int cause = 0; cause < CAUSE_COUNT; ++cause)
        {
            const uint64_t count = m_totals.ends[static_cast<std::size_t>(cause)];
            if (count > 0)
            {
                std::cout << " " << ToString(static_cast<Cause>(cause)) << " " << count;
            }
        }
        std::cout << "\nlongest silence of an orphan: " << m_totals.longest
                  << " of its bound; most blocks of memory that a stack kept: " << m_totals.blocks
                  << "\nwall clock " << static_cast<int64_t>(wall.count()) << " s\n";
        return m_failed ? 1 : m_done < m_options.scenarios ? 130 : 0;
    }

  private:
    void ShowProgress(uint64_t n)
    {
        if (m_isTerminal)
        {
            const std::lock_guard<std::mutex> lock(m_mutex);
            std::cerr << "\r" << n << " of " << m_options.scenarios << " scenarios" << std::flush;
        }
    }

    const Options& m_options;
    bool m_isTerminal;
    std::chrono::steady_clock::time_point m_start;
    std::atomic<uint64_t> m_next{0};
    std::mutex m_mutex; //!< of what follows, and of the terminal
    Totals m_totals;
    uint64_t m_done{0};
    bool m_failed{false};
};

/// @return the exit status
int
Show(const Options& options)
{
    try
    {
        RunPropertyScenario(options.seed, *options.show, &std::cout);
    }
    catch (const Violation& violation)
    {
        std::cout << "violated: " << violation.what() << "\n";
        return 1;
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    Time::SetResolution(Time::NS);
    const Options options = ParseOptions(argc, argv);
    if (options.show)
    {
        return Show(options);
    }
    FindProfileField("msl"); // makes the table of names, whose memory is no stack's
    std::signal(SIGINT, [](int) { g_stop = true; });
    std::signal(SIGTERM, [](int) { g_stop = true; });
    Run run(options);
    std::vector<std::thread> threads;
    for (uint64_t i = 0; i < options.jobs; ++i)
    {
        threads.emplace_back([&run] { run.Work(); });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    return run.Report();
}
