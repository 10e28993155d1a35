/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-bench-run.h"

#include "ns3/synfin-scenario.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <type_traits>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return user and system time in microseconds
double
CpuMicroseconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return 1e6 * static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// The same scenario on every simulated subject: no data, traces off, the client closes.
ScenarioParameters
ParametersOf(const BenchRun& run)
{
    ScenarioParameters parameters;
    parameters.stack = run.subject == BenchSubject::NS3 ? StackKind::NS3 : StackKind::SYNFIN;
    const bool isBurst = run.subject == BenchSubject::SYNFIN_BURST;
    const bool isDirect = isBurst || run.subject == BenchSubject::SYNFIN_DIRECT;
    parameters.path = isDirect ? PathKind::DIRECT : PathKind::IP;
    parameters.connections = run.lives;
    parameters.rate = run.rate;
    parameters.arrivals = isBurst ? Arrivals::BURST : Arrivals::CONSTANT;
    parameters.closer = Closer::CLIENT;
    parameters.trace = TraceLevel::NONE;
    for (LinkParameters* link : {&parameters.forward, &parameters.reverse})
    {
        link->settings.delay = run.delay;
        if (run.loss > 0)
        {
            link->settings.loss = IndependentLoss{run.loss, 0};
        }
    }
    // As many in TIME_WAIT as were asked for, and lives of seven segments, as those of ns-3's TCP.
    Profile& client = parameters.client.profile; // it closes
    client.timer_hz = 0;
    client.time_wait = Seconds(run.timeWait / run.rate);
    parameters.server.profile.fin_ack_waits = false;
    if (isBurst)
    {
        // Several hosts, and a link that neither spreads their segments nor drops any.
        parameters.clients = 4 + run.lives / 20000;
        client.time_wait = Seconds(60);
        for (LinkParameters* link : {&parameters.forward, &parameters.reverse})
        {
            link->settings.bandwidth.reset();
        }
    }
    if (!isDirect)
    {
        // Two hosts on one link, not one hop more: ports for all by further addresses of the
        // client.
        const PortRange& ports = client.ip_local_port_range;
        parameters.clients = 1;
        client.max_tw_buckets = UINT32_MAX;
        parameters.addressesPerClient = 1 + run.timeWait / (ports.high - ports.low);
    }
    parameters.Resolve();
    return parameters;
}

BenchResult
RunScenario(const BenchRun& run)
{
    const ScenarioParameters parameters = ParametersOf(run);
    const uint64_t before = PeakRssBytes();
    Scenario scenario(parameters);
    const RunSummary summary = scenario.Run();
    const ConnectionResults& results = summary.connections;
    BenchResult result;
    result.ended = results.CountOf(CloseKind::ORDERLY);
    if (run.loss > 0)
    {
        result.ended = 0;
        for (const uint64_t count : results.outcomes)
        {
            result.ended += count;
        }
        result.ended -= results.CountOf(Outcome::NO_PORT);
    }
    result.timeWaitPeak = summary.timeWaitPeak;
    result.events = summary.events;
    result.bytes = PeakRssBytes() - before;
    return result;
}

/// Connect, accept, close, close, one life after the other, over loopback.
BenchResult
RunKernel(const BenchRun& run)
{
    const auto check = [](int value) {
        if (value < 0)
        {
            throw std::system_error(errno, std::generic_category(), "the kernel's TCP");
        }
        return value;
    };
    sockaddr_in address{};
    address.sin_family = AF_INET;
    const int listener = check(socket(AF_INET, SOCK_STREAM, 0));
    check(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)));
    socklen_t size = sizeof(address);
    check(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size));
    check(listen(listener, 128));
    BenchResult result;
    for (uint32_t i = 0; i < run.lives; ++i)
    {
        // Many destinations, or the ports would run out while TIME_WAIT lasts.
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i % 250);
        const int client = check(socket(AF_INET, SOCK_STREAM, 0));
        check(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof(address)));
        const int server = check(accept(listener, nullptr, nullptr));
        close(client);
        close(server);
        ++result.ended;
    }
    close(listener);
    return result;
}

/// What the child tells its parent.
struct Report
{
    BenchResult result;
    std::array<char, 160> failure{}; //!< why there is no result, and a zero
};

static_assert(std::is_trivially_copyable_v<Report>, "it goes through a pipe");

/// What the child does: runs, and tells its parent.
[[noreturn]] void
Child(const BenchRun& run, int channel)
{
    Report report;
    try
    {
        const double before = CpuMicroseconds();
        report.result = run.subject == BenchSubject::KERNEL ? RunKernel(run) : RunScenario(run);
        report.result.microseconds = CpuMicroseconds() - before;
    }
    catch (const std::exception& error)
    {
        std::string(error.what()).copy(report.failure.data(), report.failure.size() - 1);
    }
    _exit(write(channel, &report, sizeof(report)) == sizeof(report) ? 0 : 1);
}

} // namespace

const char*
ToString(BenchSubject subject)
{
    switch (subject)
    {
    case BenchSubject::SYNFIN_IP:
        return "synfin-ip";
    case BenchSubject::SYNFIN_DIRECT:
        return "synfin-direct";
    case BenchSubject::SYNFIN_BURST:
        return "synfin-burst";
    case BenchSubject::NS3:
        return "ns3";
    case BenchSubject::KERNEL:
        return "kernel";
    }
    return "?";
}

BenchResult
Measure(const BenchRun& run)
{
    int channel[2];
    if (pipe(channel) != 0)
    {
        throw std::runtime_error("no pipe");
    }
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error("no process");
    }
    if (child == 0)
    {
        Child(run, channel[1]);
    }
    close(channel[1]);
    Report report;
    const bool heard = read(channel[0], &report, sizeof(report)) == sizeof(report);
    close(channel[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const std::string who = ToString(run.subject);
    if (!heard || status != 0 || report.failure.front() != '\0')
    {
        const std::string why = report.failure.data();
        throw std::runtime_error("the run on " + who + " failed" + (why.empty() ? "" : ": " + why));
    }
    const BenchResult& result = report.result;
    if (result.ended != run.lives)
    {
        throw std::runtime_error("only " + std::to_string(result.ended) + " of " +
                                 std::to_string(run.lives) + " lives on " + who +
                                 " ended as they should");
    }
    return result;
}

} // namespace synfin
} // namespace ns3
