/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Opens connections at a constant rate, each from a port that no other one had, and prints for each
// how many ns it took to be established, or -errno; a connection that is established is reset at
// once. What takes longer than the patience is given up, and prints -ETIMEDOUT.

#include "synfin-kernel-clock.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <vector>

namespace
{

constexpr int FIRST_PORT = 20000;
constexpr int PORTS = 40000; //!< of each address

struct Attempt
{
    int socket;
    int64_t begun;
    int64_t result{-ETIMEDOUT};
};

sockaddr_in
At(uint32_t address, int port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_addr.s_addr = htonl(address);
    result.sin_port = htons(static_cast<uint16_t>(port));
    return result;
}

/// Begins to connect; from is the first of the client's addresses.
Attempt
Begin(uint32_t from, const sockaddr_in& to, int number)
{
    Attempt attempt{socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 0};
    const linger reset{1, 0};
    const sockaddr_in own = At(from + number / PORTS, FIRST_PORT + number % PORTS);
    if (attempt.socket < 0 ||
        setsockopt(attempt.socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) != 0 ||
        bind(attempt.socket, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
    {
        Fail("a socket");
    }
    attempt.begun = Now();
    if (connect(attempt.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ||
        errno != EINPROGRESS)
    {
        Fail("connect");
    }
    return attempt;
}

void
End(Attempt& attempt, int64_t now)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(attempt.socket, SOL_SOCKET, SO_ERROR, &error, &size);
    attempt.result = error == 0 ? now - attempt.begun : -error;
    close(attempt.socket);
    attempt.socket = -1;
}

/// As many open sockets as there may be.
void
RaiseLimit()
{
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
    {
        Fail("limits");
    }
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
    {
        Fail("limits");
    }
}

/// Connects so many times; @return all attempts, over or not
std::vector<Attempt>
ConnectAll(uint32_t from, const sockaddr_in& to, int count, double interval, int64_t patience)
{
    const int events = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Attempt> attempts;
    attempts.reserve(count);
    int open = 0;
    const int64_t start = Now();
    int64_t end = INT64_MAX;
    while (static_cast<int>(attempts.size()) < count || (open > 0 && Now() < end))
    {
        const auto number = static_cast<int>(attempts.size());
        int64_t next = number < count ? start + static_cast<int64_t>(number * interval) : end;
        if (number < count && Now() >= next)
        {
            attempts.push_back(Begin(from, to, number));
            epoll_event event{};
            event.events = EPOLLOUT;
            event.data.u32 = static_cast<uint32_t>(number);
            if (epoll_ctl(events, EPOLL_CTL_ADD, attempts.back().socket, &event) != 0)
            {
                Fail("epoll");
            }
            ++open;
            end = Now() + patience;
            next = Now(); // it looks what has come, and does not wait
        }
        epoll_event ready[256];
        const int64_t left = std::max<int64_t>(next - Now(), 0);
        const timespec wait = ToTimespec(left);
        const int some = epoll_pwait2(events, ready, 256, &wait, nullptr);
        const int64_t now = Now();
        for (int i = 0; i < some; ++i)
        {
            End(attempts[ready[i].data.u32], now);
            --open;
        }
    }
    return attempts;
}

} // namespace

int
main(int argc, char** argv)
{
    if (argc != 7)
    {
        std::fputs("synfin-kernel-client FROM TO PORT CONNECTIONS RATE PATIENCE_S\n", stderr);
        return 2;
    }
    RaiseLimit();
    const auto attempts = ConnectAll(ntohl(inet_addr(argv[1])),
                                     At(ntohl(inet_addr(argv[2])), std::atoi(argv[3])),
                                     std::atoi(argv[4]),
                                     1e9 / std::atof(argv[5]),
                                     std::atoll(argv[6]) * SECOND);
    for (const Attempt& attempt : attempts)
    {
        std::printf("%" PRId64 "\n", attempt.result);
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
}
