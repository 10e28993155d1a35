/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The algorithms of port_selection, each by the ports that a host opens.

#include "synfin-exchange.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A host that opens connections and aborts them, and a destination for them.
class Chooser
{
  public:
    Chooser(const std::string& selection, uint16_t low, uint16_t high, uint64_t secret = 1)
        : m_stack(Policy(selection, low, high), IsnSecret{secret, 2})
    {
    }

    /// @return the port that was chosen, 0 for none
    uint16_t Open(AddressId remote = 2, uint16_t remotePort = 80)
    {
        const auto opened = m_stack.Connect({1, remote, 0, remotePort}, {}, Time(0), m_actions);
        m_actions.Clear();
        if (opened.error != CallError::NONE)
        {
            EXPECT_EQ(opened.error, CallError::NO_PORT);
            return 0;
        }
        m_open[opened.tuple.localPort] = opened.id;
        return opened.tuple.localPort;
    }

    /// Opens so many; returns the ports.
    std::vector<uint16_t> OpenMany(int count, AddressId remote = 2)
    {
        std::vector<uint16_t> ports;
        for (int i = 0; i < count; ++i)
        {
            ports.push_back(Open(remote));
        }
        return ports;
    }

    void Close(uint16_t port)
    {
        m_stack.Abort(m_open.at(port), Time(0), m_actions);
        m_actions.Clear();
        m_open.erase(port);
    }

  private:
    static Profile Policy(const std::string& selection, uint16_t low, uint16_t high)
    {
        Profile profile = Exchange::Ports(low, high);
        EXPECT_EQ(profile.Set("port_selection", selection), std::nullopt);
        return profile;
    }

    Stack m_stack;
    Actions m_actions;
    std::map<uint16_t, ConnectionId> m_open; //!< by local port
};

using Chosen = std::vector<uint16_t>;

} // namespace

/// Every algorithm but the second finds every port, and none twice.
TEST(PortSelectionAll, FillTheRange)
{
    for (const char* selection :
         {"rfc6056-1", "rfc6056-3", "rfc6056-4", "rfc6056-5", "linux", "ns3"})
    {
        Chooser host(selection, 3000, 3099);
        Chosen ports = host.OpenMany(100);
        std::sort(ports.begin(), ports.end());
        for (int i = 0; i < 100; ++i)
        {
            // The fifth may give up while there are ports: as many steps as ports can miss them.
            const bool isRandom = std::string(selection) == "rfc6056-5";
            EXPECT_TRUE(ports[i] == 3000 + i || isRandom) << selection << " " << i;
        }
        while (std::string(selection) == "rfc6056-5" && ports.front() == 0)
        {
            ports.front() = host.Open();
            std::sort(ports.begin(), ports.end());
        }
        EXPECT_EQ(std::set<uint16_t>(ports.begin(), ports.end()).size(), 100U) << selection;
        EXPECT_EQ(host.Open(), 0) << selection;
        host.Close(3042);
        uint16_t port = 0;
        for (int tries = 0; tries < 100 && port == 0; ++tries)
        {
            port = host.Open();
        }
        EXPECT_EQ(port, 3042) << selection;
    }
}

/// RFC 6056 3.3.1: from a random start, the next that is free.
TEST(PortSelectionRfc6056, SimpleRandomization)
{
    Chooser host("rfc6056-1", 3000, 3003);
    // With three of four taken, the search ends at the fourth, wherever it starts.
    const Chosen ports = host.OpenMany(4);
    for (int i = 0; i < 20; ++i)
    {
        host.Close(ports[2]);
        EXPECT_EQ(host.Open(), ports[2]);
    }
    // The first choice of many hosts is spread evenly: chi-square of 10 classes, 99.9 %.
    std::vector<int> counts(10);
    for (uint64_t secret = 0; secret < 1000; ++secret)
    {
        ++counts[Chooser("rfc6056-1", 3000, 3999, secret).Open() / 100 - 30];
    }
    double square = 0;
    for (const int count : counts)
    {
        square += (count - 100.0) * (count - 100.0) / 100;
    }
    EXPECT_LT(square, 27.88);
}

/// RFC 6056 3.3.1: who follows a run of taken ports is chosen more often, by as much as the run.
TEST(PortSelectionRfc6056, SimpleRandomizationFavoursWhoFollowsARun)
{
    Chooser host("rfc6056-1", 3000, 3099);
    Chosen ports = host.OpenMany(100);
    // 3000 to 3089 stay taken, ten are free: 3090 gets 91 of 100 starts.
    int first = 0;
    for (int i = 0; i < 1000; ++i)
    {
        for (uint16_t port = 3090; port < 3100 && i == 0; ++port)
        {
            host.Close(port);
        }
        const uint16_t port = host.Open();
        first += port == 3090 ? 1 : 0;
        host.Close(port);
    }
    EXPECT_NEAR(first, 910, 3.29 * std::sqrt(1000 * 0.91 * 0.09));
}

/// RFC 6056 3.3.2: all that are free are equally likely, and with one left of n the search fails
/// with probability (1 - 1/n)^n.
TEST(PortSelectionRfc6056, AnotherSimpleRandomization)
{
    for (const uint16_t size : {100, 1000}) // below and beyond what is drawn one by one
    {
        Chooser host("rfc6056-2", 3000, 3000 + size - 1);
        for (int taken = 0; taken < size;)
        {
            taken += host.Open() != 0 ? 1 : 0;
        }
        host.Close(3017);
        int failed = 0;
        for (int i = 0; i < 2000; ++i)
        {
            const uint16_t port = host.Open();
            EXPECT_TRUE(port == 0 || port == 3017);
            failed += port == 0 ? 1 : 0;
            if (port != 0)
            {
                host.Close(port);
            }
        }
        const double share = std::pow(1 - 1.0 / size, size);
        EXPECT_NEAR(failed / 2000.0, share, 3.29 * std::sqrt(share * (1 - share) / 2000));
        host.Close(3018);
        int low = 0;
        int found = 0;
        for (int i = 0; i < 2000; ++i)
        {
            const uint16_t port = host.Open();
            low += port == 3017 ? 1 : 0;
            found += port != 0 ? 1 : 0;
            if (port != 0)
            {
                host.Close(port);
            }
        }
        EXPECT_NEAR(low / static_cast<double>(found), 0.5, 3.29 * 0.5 / std::sqrt(found));
    }
}

/// RFC 6056 3.3.3: one counter for the host; each destination starts elsewhere.
TEST(PortSelectionRfc6056, SimpleHash)
{
    Chooser host("rfc6056-3", 10000, 59999);
    const Chosen a = host.OpenMany(3, 2);
    EXPECT_EQ(a, (Chosen{a[0], uint16_t(a[0] + 1), uint16_t(a[0] + 2)}));
    // What others opened meanwhile is skipped: "next_ephemeral" is the host's.
    const Chosen b = host.OpenMany(4, 3);
    EXPECT_EQ(b[3], b[0] + 3);
    EXPECT_NE(a[0], b[0]);
    EXPECT_EQ(host.Open(2), a[0] + 7);
    // Taken ports are skipped too, and count: around the range and back.
    Chooser small("rfc6056-3", 3000, 3004);
    const Chosen all = small.OpenMany(5);
    small.Close(all[1]);
    small.Close(all[2]);
    EXPECT_EQ(small.Open(), all[1]);
    small.Close(all[0]);
    EXPECT_EQ(small.Open(), all[2]);
    EXPECT_EQ(small.Open(), all[0]);
}

/// RFC 6056 3.3.4: destinations with different G do not see each other's counters.
TEST(PortSelectionRfc6056, DoubleHash)
{
    Chooser host("rfc6056-4", 10000, 59999);
    std::map<AddressId, uint16_t> last;
    for (AddressId remote = 2; remote < 22; ++remote)
    {
        last[remote] = host.Open(remote);
    }
    int own = 0;
    for (AddressId remote = 2; remote < 22; ++remote)
    {
        const int step = (host.Open(remote) - last[remote] + 50000) % 50000;
        EXPECT_GE(step, 1);
        EXPECT_LE(step, 20); // 20 were opened in between: the counter of all would say 20
        own += step < 20 ? 1 : 0;
    }
    EXPECT_EQ(own, 20); // ten counters for twenty destinations
    Chooser other("rfc6056-3", 10000, 59999);
    const uint16_t first = other.Open(2);
    for (AddressId remote = 3; remote < 22; ++remote)
    {
        other.Open(remote);
    }
    EXPECT_EQ((other.Open(2) - first + 50000) % 50000, 20);
}

/// RFC 6056 3.3.5: steps of 1 to 500, evenly.
TEST(PortSelectionRfc6056, RandomIncrements)
{
    Chooser host("rfc6056-5", 10000, 59999);
    uint16_t last = host.Open();
    double sum = 0;
    int least = 500;
    int most = 1;
    for (int i = 0; i < 10000; ++i)
    {
        host.Close(last);
        const uint16_t port = host.Open();
        const int step = (port - last + 50000) % 50000;
        sum += step;
        least = std::min(least, step);
        most = std::max(most, step);
        last = port;
    }
    EXPECT_EQ(least, 1);
    EXPECT_EQ(most, 500);
    EXPECT_NEAR(sum / 10000, 250.5, 3.29 * 500 / std::sqrt(12.0 * 10000));
}

/// Linux: ports with the parity of the lowest one until they are used up, then the others.
TEST(PortSelectionLinux, EvenThenOdd)
{
    for (const uint16_t low : {3000, 3001})
    {
        Chooser host("linux", low, low + 99);
        const Chosen ports = host.OpenMany(100);
        for (int i = 0; i < 100; ++i)
        {
            EXPECT_EQ((ports[i] - low) % 2, i < 50 ? 0 : 1) << i;
        }
        // An even one that is free again goes before any odd one.
        host.Close(ports[70]);
        host.Close(ports[20]);
        EXPECT_EQ(host.Open(), ports[20]);
        EXPECT_EQ(host.Open(), ports[70]);
        EXPECT_EQ(host.Open(), 0);
    }
}

/// Linux: "remaining &= ~1U": of an odd number of ports a search looks at all but one, the first,
/// or the last where it begins at the first, which it does in a quarter of all cases here.
TEST(PortSelectionLinux, AnOddNumber)
{
    std::map<uint16_t, int> found;
    int full = 0;
    for (uint64_t secret = 1; secret <= 400; ++secret)
    {
        for (const uint16_t port : {3001, 3004, 3005, 3009})
        {
            Chooser host("linux", 3001, 3009, secret);
            const Chosen ports = host.OpenMany(9);
            if (std::count(ports.begin(), ports.end(), 0) == 0)
            {
                ++full;
                host.Close(port); // the only one that is free
                const uint16_t chosen = host.Open();
                EXPECT_TRUE(chosen == port || chosen == 0);
                found[port] += chosen == port ? 1 : 0;
            }
        }
    }
    ASSERT_GT(full, 4 * 300);
    EXPECT_EQ(found[3004], full / 4);
    EXPECT_EQ(found[3005], full / 4);
    EXPECT_NEAR(4.0 * found[3001] / full, 0.25, 0.1);
    EXPECT_NEAR(4.0 * found[3009] / full, 0.75, 0.1);
    EXPECT_EQ(Chooser("linux", 3000, 3000).OpenMany(2), (Chosen{3000, 0}));
}

/// Linux: the counter of a destination goes on by 2 to 16, the noise of get_random_u32_below(8);
/// and by no less than what was searched.
TEST(PortSelectionLinux, Noise)
{
    Chooser host("linux", 10000, 59999);
    uint16_t last = host.Open();
    std::map<int, int> steps;
    for (int i = 0; i < 8000; ++i)
    {
        host.Close(last);
        const uint16_t port = host.Open();
        ++steps[(port - last + 50000) % 50000];
        last = port;
    }
    EXPECT_EQ(steps.size(), 8U);
    for (const auto& [step, count] : steps)
    {
        EXPECT_TRUE(step % 2 == 0 && step >= 2 && step <= 16) << step;
        EXPECT_NEAR(count, 1000, 3.89 * std::sqrt(8000 * 0.125 * 0.875)) << step; // 99.99 % each
    }
    // Where it starts is the destination's, and the host's secret.
    EXPECT_NE(Chooser("linux", 10000, 59999).Open(2), Chooser("linux", 10000, 59999).Open(3));
    EXPECT_NE(Chooser("linux", 10000, 59999, 1).Open(), Chooser("linux", 10000, 59999, 2).Open());
}

/// ns-3: one sequence for the host, from the second port of the range on; no port twice, whatever
/// the destination.
TEST(PortSelectionNs3, OneSequence)
{
    Chooser host("ns3", 49152, 49157);
    EXPECT_EQ(host.Open(2), 49153);
    EXPECT_EQ(host.Open(3), 49154);
    EXPECT_EQ(host.Open(2), 49155);
    host.Close(49153);
    EXPECT_EQ(host.OpenMany(4, 4), (Chosen{49156, 49157, 49152, 49153}));
    EXPECT_EQ(host.Open(5), 0);
}
