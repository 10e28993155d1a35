/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-two-hosts.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr int SERVER = 1;

/// One of the presets with small windows and segments, so that little data means many segments.
Profile
AnyProfile(std::mt19937& random)
{
    const auto& names = Profile::PresetNames();
    Profile profile = *Profile::Preset(names[random() % names.size()]);
    profile.mss = 100 + random() % 500;
    profile.rmem = 300 + random() % 6000;
    profile.timestamps = random() % 2 == 0;
    profile.window_scaling = random() % 2 == 0;
    profile.sack = random() % 2 == 0;
    profile.delayed_ack = random() % 2 == 0;
    profile.nagle = random() % 2 == 0;
    // Something must end an orphan in FIN_WAIT_2 whose peer is gone.
    if (profile.fin_timeout.IsZero())
    {
        profile.keepalive = true;
        profile.keepalive_time = Minutes(10);
    }
    return profile;
}

Weather
AnyWeather(std::mt19937& random, double worst)
{
    Weather weather;
    weather.loss = worst * (random() % 4) / 3;
    weather.duplication = 0.1 * (random() % 3);
    weather.delay = MilliSeconds(1 + random() % 200);
    weather.jitter = MilliSeconds(random() % 3 == 0 ? 0 : random() % 400);
    return weather;
}

/// What is left of an orderly user's task.
struct Task
{
    uint64_t toSend; //!< octets
    bool lingers;    //!< reads slowly
};

/// An orderly user: sends all, shuts down, reads to the end of the stream, closes.
void
Serve(TwoHosts& world, int host, std::map<uint64_t, Task>& tasks)
{
    std::vector<uint64_t> keys;
    for (const auto& [key, end] : world.Ends(host))
    {
        if (end.alive)
        {
            keys.push_back(key);
        }
    }
    for (uint64_t key : keys)
    {
        const auto id = TwoHosts::IdOf(key);
        const auto isNew = tasks.emplace(key, Task{world.Random(8000), world.Chance(0.3)});
        Task& task = isNew.first->second;
        auto& end = world.Ends(host).at(key);
        if (task.toSend > 0)
        {
            const auto octets = std::min<uint64_t>(task.toSend, 1 + world.Random(3000));
            task.toSend -= octets;
            world.Send(host, id, static_cast<uint32_t>(octets));
        }
        if (!task.lingers || world.Chance(0.2))
        {
            world.Read(host, id, end.unread);
        }
        if (end.alive && task.toSend == 0 && !end.finSent)
        {
            world.Shutdown(host, id);
        }
        if (end.alive && end.peerClosed && end.unread == 0 && task.toSend == 0)
        {
            world.Close(host, id);
        }
    }
}

/// In the end every user closes; nothing may stay behind.
void
EveryoneLeaves(TwoHosts& world)
{
    world.CloseListener(SERVER);
    for (int host : {0, 1})
    {
        for (const auto& [key, end] : world.Ends(host))
        {
            if (end.alive)
            {
                world.Close(host, TwoHosts::IdOf(key));
            }
        }
    }
    world.RunToTheEnd();
    world.ExpectGone();
}

/// Both ends of every connection whose ends were orderly have all octets.
int
ExpectAllDelivered(TwoHosts& world, uint32_t seed)
{
    int orderly = 0;
    for (const auto& [key, client] : world.Ends(0))
    {
        for (const auto& [other, server] : world.Ends(1))
        {
            if (server.tuple != client.tuple.Reverse() || server.how != Notification::CLOSED ||
                client.how != Notification::CLOSED || !client.peerClosed || !server.peerClosed)
            {
                continue;
            }
            ++orderly;
            EXPECT_EQ(server.readable, client.sent) << "seed " << seed;
            EXPECT_EQ(client.readable, server.sent) << "seed " << seed;
            EXPECT_EQ(client.acknowledged, client.sent) << "seed " << seed;
            EXPECT_EQ(server.acknowledged, server.sent) << "seed " << seed;
        }
    }
    return orderly;
}

} // namespace

/// Orderly users over a bad network: all octets arrive, and nothing stays behind.
TEST(Random, OrderlyUsers)
{
    int connections = 0;
    int orderly = 0;
    for (uint32_t seed = 1; seed <= 250 && !testing::Test::HasFailure(); ++seed)
    {
        std::mt19937 random(seed);
        const std::array<Profile, 2> profiles{AnyProfile(random), AnyProfile(random)};
        TwoHosts world(profiles, AnyWeather(random, 0.2), seed);
        world.Listen(SERVER, 80, 8);
        std::map<uint64_t, Task> tasks[2];
        const int wanted = 1 + static_cast<int>(world.Random(3));
        for (int i = 0; i < wanted; ++i)
        {
            world.Connect(0, 0, 80);
        }
        for (int round = 0; round < 400; ++round)
        {
            world.RunUntil(world.Now() + MilliSeconds(1 + world.Random(3000)));
            world.Accept(SERVER);
            Serve(world, 0, tasks[0]);
            Serve(world, 1, tasks[1]);
        }
        EveryoneLeaves(world);
        connections += wanted;
        orderly += ExpectAllDelivered(world, seed);
    }
    // With a fifth of all segments lost hardly any connection fails.
    EXPECT_GT(orderly, connections * 95 / 100) << "of " << connections;
}

/// Users who do anything at any time: both ends always end, and what arrived is what was sent.
TEST(Random, UnrulyUsers)
{
    for (uint32_t seed = 1; seed <= 1500 && !testing::Test::HasFailure(); ++seed)
    {
        std::mt19937 random(seed + 100000);
        const std::array<Profile, 2> profiles{AnyProfile(random), AnyProfile(random)};
        Weather weather = AnyWeather(random, 0.6);
        if (random() % 4 == 0)
        {
            weather.dark = MilliSeconds(random() % 20000);
        }
        TwoHosts world(profiles, weather, seed);
        world.Listen(SERVER, 80, random() % 4);
        for (int step = 0; step < 40; ++step)
        {
            world.RunUntil(world.Now() + MilliSeconds(world.Random(1000)));
            const int host = static_cast<int>(world.Random(2));
            const ConnectionId id = world.Any(host);
            switch (world.Random(10))
            {
            case 0:
                world.Connect(0, 0, 80);
                break;
            case 1: {
                // Both at once, to the same pair of ports.
                const auto port = static_cast<uint16_t>(1000 + world.Random(3));
                world.Connect(0, port, port);
                world.Connect(1, port, port);
                break;
            }
            case 2:
            case 3:
                world.Accept(SERVER);
                break;
            case 4:
            case 5:
                if (id.IsValid())
                {
                    world.Send(host, id, 1 + world.Random(4000));
                }
                break;
            case 6:
                if (id.IsValid())
                {
                    world.Read(host, id, world.Random(2000));
                }
                break;
            case 7:
                if (id.IsValid())
                {
                    world.Shutdown(host, id);
                }
                break;
            case 8:
                if (id.IsValid())
                {
                    world.Close(host, id);
                }
                break;
            case 9:
                if (id.IsValid() && world.Chance(0.3))
                {
                    world.Abort(host, id);
                }
                break;
            }
        }
        EveryoneLeaves(world);
    }
}
