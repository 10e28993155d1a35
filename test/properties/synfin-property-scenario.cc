/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-property-scenario.h"

#include "synfin-end-bound.h"

#include "ns3/synfin-fast-open.h"

#include <algorithm>
#include <map>
#include <ostream>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr int CLIENT = 0;
constexpr int SERVER = 1;
constexpr uint16_t PORT = 80;

// ---- What a host is like ----

void
DrawTimes(Profile& p, Random& random)
{
    p.rto_max = random.OneOf({Seconds(5), Seconds(60), Seconds(120)});
    p.rto_min = random.OneOf({MilliSeconds(10), MilliSeconds(200), Seconds(1)});
    p.rto_initial = random.OneOf({MilliSeconds(100), Seconds(1), Seconds(3)});
    p.rto_fallback = random.OneOf({Seconds(1), Seconds(3)});
    p.syn_retries = random.Below(8);
    p.syn_linear_timeouts = random.Below(5);
    p.synack_retries = random.Below(8);
    p.retries2 = 1 + random.Below(15);
    p.retries1 = random.Below(p.retries2 + 1);
    p.orphan_retries = random.Below(10);
    p.user_timeout = random.OneOf({Seconds(0), Seconds(10), Minutes(5)});
    p.connect_timeout = random.OneOf({Seconds(0), Seconds(5), Seconds(75)});
    p.keepalive = random.Chance(0.5);
    p.keepalive_time = random.OneOf({Seconds(10), Minutes(10)});
    p.keepalive_intvl = random.OneOf({Seconds(1), Seconds(75)});
    p.keepalive_probes = 1 + random.Below(9);
    p.fin_timeout = random.OneOf({Seconds(0), Seconds(1), Seconds(60), Seconds(90)});
    p.linger2 = random.OneOf({Seconds(0), Seconds(0), Seconds(-1), Seconds(5)});
    p.defer_accept = random.OneOf({Seconds(0), Seconds(0), Seconds(1), Seconds(20)});
    p.time_wait = random.OneOf({Seconds(1), Seconds(60), Minutes(4)});
    p.delayed_ack_timeout = random.OneOf({MilliSeconds(1), MilliSeconds(40), MilliSeconds(500)});
}

void
DrawLimits(Profile& p, Random& random)
{
    p.max_syn_backlog = 1 + random.Below(4);
    p.syncookies = random.Below(3);
    p.bsd_cookies = random.Chance(0.5);
    p.syn_queue_full = random.Below(3);
    p.syncache_hashsize = random.OneOf({0U, 0U, 1U, 4U});
    p.syncache_bucketlimit = 1 + random.Below(3);
    p.somaxconn = 1 + random.Below(4);
    p.abort_on_overflow = random.Chance(0.5);
    p.max_orphans = random.OneOf({0U, 1U, UINT32_MAX});
    p.max_tw_buckets = random.OneOf({0U, 1U, 2U, UINT32_MAX});
    p.tw_reuse = random.Below(3);
    p.tw_reuse_delay = random.OneOf({Seconds(0), Seconds(1)});
    p.tw_reopen = random.Chance(0.8);
    p.tw_reopen_returns = random.Chance(0.5);
    p.tw_restart_any_ack = random.Chance(0.5);
    p.rfc1337 = random.Chance(0.5);
    p.ip_local_port_range = {40000, static_cast<uint16_t>(40000 + random.Below(6))};
    p.port_selection = random.OneOf({PortSelection::RFC6056_1,
                                     PortSelection::RFC6056_2,
                                     PortSelection::RFC6056_3,
                                     PortSelection::RFC6056_4,
                                     PortSelection::RFC6056_5,
                                     PortSelection::LINUX});
    p.bind_address_no_port = random.Chance(0.5);
    p.challenge_ack_limit = random.OneOf({0U, 1U, 10U, UINT32_MAX});
    // Without it two ends that refuse each other's ACKs answer them without end, and each copy that
    // the network makes goes round with them.
    p.invalid_ratelimit = random.OneOf({MilliSeconds(50), MilliSeconds(500)});
    p.synack_ratelimit = random.OneOf({Seconds(0), MilliSeconds(500)});
    p.duplicate_syn_restarts = random.Chance(0.3);
    p.dupack_threshold = 1 + random.Below(4);
    p.retries_as_time = random.Chance(0.5);
    p.rto_min_bounds_variance = random.Chance(0.5);
    p.fin_wait_2_record = random.Chance(0.5);
    p.tw_syn_ends = random.Chance(0.5);
    p.keepalive_user_timeout = random.Chance(0.5);
    p.dsack = random.Chance(0.5);
    p.sack_fin = random.Chance(0.5);
    p.ecn = random.Below(6);
    p.ecn_synack_fallback = random.Below(3);
}

/// A preset with small windows and segments, so that little data means many segments; in half of
/// the cases its other policies are by chance, too.
Profile
AnyProfile(Random& random)
{
    const auto& names = Profile::PresetNames();
    Profile p = *Profile::Preset(names[random.Below(static_cast<uint32_t>(names.size()))]);
    if (random.Chance(0.5))
    {
        DrawTimes(p, random);
    }
    if (random.Chance(0.5))
    {
        DrawLimits(p, random);
    }
    p.mss = 100 + random.Below(500);
    p.rmem = random.Chance(0.1) ? 1 << 30 : 300 + random.Below(6000);
    p.timestamps = random.Chance(0.5);
    p.window_scaling = random.Chance(0.5);
    p.sack = random.Chance(0.5);
    p.delayed_ack = random.Chance(0.5);
    p.nagle = random.Chance(0.5);
    p.fastopen = random.Chance(0.3) ? FastOpen::CLIENT | FastOpen::SERVER : 0;
    // Something must end an orphan in FIN_WAIT_2 whose peer is gone.
    p.keepalive = p.keepalive || (p.fin_timeout.IsZero() && p.linger2.IsZero());
    return p;
}

ConnectionOptions
AnyOptions(Random& random)
{
    ConnectionOptions options;
    if (random.Chance(0.7))
    {
        return options;
    }
    if (random.Chance(0.3))
    {
        options.synRetries = random.Below(6);
    }
    if (random.Chance(0.3))
    {
        options.dataRetries = random.Below(6);
    }
    if (random.Chance(0.3))
    {
        options.userTimeout = Seconds(random.Below(30));
    }
    if (random.Chance(0.3))
    {
        options.rtoInitial = MilliSeconds(100 + random.Below(3000));
    }
    if (random.Chance(0.3))
    {
        options.mss = 64 + random.Below(500);
    }
    if (random.Chance(0.3))
    {
        options.receiveBuffer = 256 + random.Below(5000);
    }
    return options;
}

/// @param worst share of segments that get lost
Weather
AnyWeather(Random& random, double worst, Time lifetime)
{
    Weather weather;
    weather.loss = worst * random.Below(4) / 3;
    weather.duplication = 0.1 * random.Below(3);
    weather.stale = random.Chance(0.3) ? 0.05 : 0;
    weather.delay = MilliSeconds(1 + random.Below(200));
    weather.jitter = MilliSeconds(random.Chance(0.3) ? 0 : random.Below(400));
    weather.lifetime = lifetime;
    return weather;
}

// ---- What users do ----

/// What is left of an orderly user's task.
struct Task
{
    uint32_t toSend; //!< octets
    bool isSlow;     //!< reads now and then only
};

/// Orderly users of a host: each sends all, shuts down, reads to the end of the stream, closes.
/// @return true when one of them is still there
bool
Serve(TwoHosts& world, int host, std::map<uint64_t, Task>& tasks, Random& random)
{
    bool isBusy = false;
    for (auto& [key, end] : world.Ends(host))
    {
        if (!end.alive)
        {
            continue;
        }
        isBusy = true;
        const ConnectionId id = Account::IdOf(key);
        const auto entry = tasks.try_emplace(key, Task{random.Below(8000), random.Chance(0.3)});
        Task& task = entry.first->second;
        if (task.toSend > 0)
        {
            const uint32_t octets = std::min(task.toSend, 1 + random.Below(3000));
            task.toSend -= octets;
            world.Send(host, id, octets);
        }
        if (!task.isSlow || random.Chance(0.2))
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
    return isBusy;
}

void
BeOrderly(TwoHosts& world, Random& random)
{
    std::array<std::map<uint64_t, Task>, 2> tasks;
    const uint32_t wanted = 1 + random.Below(3);
    for (uint32_t i = 0; i < wanted; ++i)
    {
        world.Connect(CLIENT, 0, PORT);
    }
    bool isBusy = true;
    for (int round = 0; round < 100 && isBusy; ++round)
    {
        world.RunUntil(world.Now() + random.Below(Seconds(3)));
        world.Accept(SERVER);
        isBusy = Serve(world, CLIENT, tasks[CLIENT], random);
        isBusy = Serve(world, SERVER, tasks[SERVER], random) || isBusy;
    }
}

/// One call of a user who does anything at any time.
void
DoAnything(TwoHosts& world, Random& random)
{
    const int host = static_cast<int>(random.Below(2));
    const ConnectionId id = world.Any(host);
    const uint32_t what = random.Below(12);
    if (what == 0)
    {
        world.Connect(CLIENT, 0, PORT);
        return;
    }
    if (what == 1)
    {
        // Both at once, to the same pair of ports.
        const auto port = static_cast<uint16_t>(1000 + random.Below(3));
        world.Connect(CLIENT, port, port);
        world.Connect(SERVER, port, port);
        return;
    }
    if (what == 2 || what == 3)
    {
        world.Accept(SERVER);
        return;
    }
    if (!id.IsValid())
    {
        return;
    }
    ConnectionOptions options;
    switch (what)
    {
    case 4:
    case 5:
        world.Send(host, id, 1 + random.Below(4000));
        break;
    case 6:
    case 7:
        world.Read(host, id, random.Below(2000));
        break;
    case 8:
        world.Shutdown(host, id);
        break;
    case 9:
        world.Close(host, id);
        break;
    case 10:
        if (random.Chance(0.3))
        {
            world.Abort(host, id); // also what a zero linger means
        }
        break;
    case 11:
        options.nagle = random.Chance(0.5);
        options.delayedAck = random.Chance(0.5);
        world.SetOptions(host, id, options);
        break;
    }
}

void
BeUnruly(TwoHosts& world, Random& random)
{
    const uint32_t steps = 5 + random.Below(60);
    const Time pause = random.OneOf({MilliSeconds(100), Seconds(1), Seconds(20)});
    for (uint32_t step = 0; step < steps; ++step)
    {
        world.RunUntil(world.Now() + random.Below(pause));
        DoAnything(world, random);
    }
}

} // namespace

Totals
RunPropertyScenario(uint64_t seed, uint64_t number, std::ostream* log)
{
    Random random(seed, number);
    const std::array<Profile, 2> profiles{AnyProfile(random), AnyProfile(random)};
    const std::array<ConnectionOptions, 2> options{AnyOptions(random), AnyOptions(random)};
    // A copy may be so old that it meets the next incarnation, but none outlives TIME_WAIT.
    const Time lifetime = std::min(profiles[0].TimeWait(), profiles[1].TimeWait()) / 2;
    const bool isOrderly = random.Chance(0.3);
    Weather weather = AnyWeather(random, isOrderly ? 0.2 : 0.6, lifetime);
    if (random.Chance(0.2))
    {
        weather.dark = MilliSeconds(random.Below(20000));
    }
    if (log)
    {
        for (int host : {CLIENT, SERVER})
        {
            *log << "host " << host << ":";
            for (const ProfileField& field : ProfileFields())
            {
                *log << " " << field.name << "=" << profiles[host].Get(field.name);
            }
            *log << "\n";
        }
        *log << "network: loss " << weather.loss << ", duplication " << weather.duplication
             << ", stale " << weather.stale << " up to " << lifetime.GetSeconds() << " s, delay "
             << weather.delay.GetSeconds() << " s, jitter " << weather.jitter.GetSeconds()
             << " s, dark from " << weather.dark.GetSeconds() << " s\n";
    }

    TwoHosts world(profiles, options, weather, random, log);
    world.Listen(SERVER, PORT, random.Below(4));
    isOrderly ? BeOrderly(world, random) : BeUnruly(world, random);

    // In the end the network goes on, is perfect, or goes dark.
    Weather last = weather;
    const uint32_t end = random.Below(3);
    if (end == 1)
    {
        last = Weather{};
        last.delay = weather.delay;
    }
    if (end == 2)
    {
        last.dark = world.Now();
    }
    world.RunToTheEnd(last);
    return world.Summary();
}

} // namespace synfin
} // namespace ns3
