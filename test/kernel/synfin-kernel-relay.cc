/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A link between two network namespaces of this machine: a TUN device in each, and between them
// this process, which delays every packet by the same time and loses each with the probability of
// its direction, independently. It says "ready" when the devices are there, and lives until its
// standard input ends. Beside these it loses the segments that LOSE names, such as 0.1,1.2: the
// first one from the first namespace, and the second one from the other. Its log has a line for
// each TCP segment: when it came (ns), from which namespace (0 or 1), source and destination port,
// flags, and whether it was lost.

#include "synfin-kernel-clock.h"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <poll.h>
#include <random>
#include <sched.h>
#include <set>
#include <sstream>
#include <string>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <vector>

namespace
{

constexpr std::size_t LARGEST = 65536; //!< octets of a packet

struct Packet
{
    int64_t due; //!< ns
    int to;      //!< which end
    std::vector<uint8_t> octets;
};

/// @return a TUN device in a namespace that has a name
int
OpenTun(const std::string& space)
{
    const int handle = open(("/run/netns/" + space).c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0 || setns(handle, CLONE_NEWNET) != 0)
    {
        Fail(space);
    }
    close(handle);
    const int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0)
    {
        Fail("/dev/net/tun");
    }
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strcpy(request.ifr_name, "tun");
    if (ioctl(device, TUNSETIFF, &request) != 0)
    {
        Fail("TUNSETIFF");
    }
    return device;
}

/// What lies between the two ends.
class Relay
{
  public:
    Relay(int left,
          int right,
          int64_t delay,
          double loss,
          double lossBack,
          uint64_t seed,
          FILE* log,
          const std::string& lose)
        : m_ends{left, right},
          m_delay(delay),
          m_loss{loss, lossBack},
          m_random(seed),
          m_log(log)
    {
        std::istringstream list(lose);
        for (std::string one; std::getline(list, one, ',');)
        {
            m_lose[one.at(0) - '0'].insert(std::stoi(one.substr(2)));
        }
    }

    /// Until standard input ends.
    void Run()
    {
        for (;;)
        {
            pollfd events[] = {{m_ends[0], POLLIN, 0},
                               {m_ends[1], POLLIN, 0},
                               {STDIN_FILENO, POLLIN, 0}};
            timespec wait{};
            if (!m_queue.empty())
            {
                const int64_t left = std::max<int64_t>(m_queue.front().due - Now(), 0);
                wait = ToTimespec(left);
            }
            ppoll(events, 3, m_queue.empty() ? nullptr : &wait, nullptr);
            if (events[2].revents != 0)
            {
                return;
            }
            Take(0);
            Take(1);
            Deliver();
        }
    }

  private:
    /// Takes what an end has sent.
    void Take(int from)
    {
        for (ssize_t size; (size = read(m_ends[from], m_buffer.data(), m_buffer.size())) > 0;)
        {
            const int64_t now = Now();
            const bool isTcp = IsTcp(size);
            m_count[from] += isTcp ? 1 : 0;
            const bool lost =
                m_draw(m_random) < m_loss[from] || (isTcp && m_lose[from].count(m_count[from]) > 0);
            if (m_log && isTcp)
            {
                Log(now, from, lost);
            }
            if (!lost)
            {
                m_queue.push_back(
                    {now + m_delay, 1 - from, {m_buffer.begin(), m_buffer.begin() + size}});
            }
        }
    }

    void Deliver()
    {
        for (const int64_t now = Now(); !m_queue.empty() && m_queue.front().due <= now;
             m_queue.pop_front())
        {
            const Packet& packet = m_queue.front();
            if (write(m_ends[packet.to], packet.octets.data(), packet.octets.size()) < 0 &&
                errno != EIO)
            {
                Fail("a packet"); // EIO: that end is down already
            }
        }
    }

    /// @return true when what was read last is a TCP segment in IPv4
    bool IsTcp(ssize_t size) const
    {
        return m_buffer[0] >> 4 == 4 && m_buffer[9] == IPPROTO_TCP && size >= HeaderSize() + 20;
    }

    int HeaderSize() const
    {
        return (m_buffer[0] & 15) * 4;
    }

    void Log(int64_t at, int from, bool lost)
    {
        const uint8_t* tcp = m_buffer.data() + HeaderSize();
        const int source = tcp[0] << 8 | tcp[1];
        const int destination = tcp[2] << 8 | tcp[3];
        std::fprintf(m_log,
                     "%" PRId64 ",%d,%d,%d,%d,%d\n",
                     at,
                     from,
                     source,
                     destination,
                     tcp[13],
                     lost ? 1 : 0);
    }

    int m_ends[2];
    int64_t m_delay; //!< ns
    double m_loss[2];
    std::mt19937_64 m_random;
    std::uniform_real_distribution<double> m_draw;
    FILE* m_log;
    int m_count[2] = {0, 0};    //!< segments that an end has sent
    std::set<int> m_lose[2];    //!< which of them are lost
    std::deque<Packet> m_queue; //!< in the order of its times, since all wait as long
    std::vector<uint8_t> m_buffer = std::vector<uint8_t>(LARGEST);
};

} // namespace

int
main(int argc, char** argv)
{
    if (argc < 7 || argc > 9)
    {
        std::fputs("synfin-kernel-relay NAMESPACE NAMESPACE DELAY_MS LOSS LOSS_BACK SEED [LOG.csv "
                   "[LOSE]]\n",
                   stderr);
        return 2;
    }
    FILE* log = argc >= 8 ? std::fopen(argv[7], "w") : nullptr;
    if (argc >= 8 && !log)
    {
        Fail(argv[7]);
    }
    Relay relay(OpenTun(argv[1]),
                OpenTun(argv[2]),
                std::atoll(argv[3]) * (SECOND / 1000),
                std::atof(argv[4]),
                std::atof(argv[5]),
                std::strtoull(argv[6], nullptr, 10),
                log,
                argc == 9 ? argv[8] : "");
    // Lateness shows in what is measured: before everybody else, where that is allowed.
    const sched_param priority{1};
    sched_setscheduler(0, SCHED_FIFO, &priority);
    std::puts("ready");
    std::fflush(stdout);
    relay.Run();
    if (log && std::fclose(log) != 0)
    {
        Fail(argv[7]);
    }
    return 0;
}
