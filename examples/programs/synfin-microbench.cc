/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What the parts of the core cost by themselves, with few and with many connections: look-up,
 * TIME_WAIT, deadlines, segments, listeners. Its options are those of Google Benchmark that it
 * names.
 */

#include "synfin-microbench-options.h"
#include "synfin-program.h"

#include "ns3/simulator.h"
#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-deadline-queue.h"
#include "ns3/synfin-stack.h"
#include "ns3/synfin-syn-cookie.h"
#include "ns3/synfin-time-wait-table.h"
#include "ns3/synfin-tuple-index.h"

#include <benchmark/benchmark.h>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the n-th connection towards one server: 28,232 ports for each client
FourTuple
TupleOf(uint32_t n)
{
    return {1, 2 + n / 28232, 80, static_cast<uint16_t>(32768 + n % 28232)};
}

void
LookUp(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    std::vector<FourTuple> tuples;
    TupleIndex index;
    for (uint32_t n = 0; n < size; ++n)
    {
        tuples.push_back(TupleOf(n));
        index.Insert(tuples.back(), n);
    }
    std::mt19937 random(1);
    const auto tupleAt = [&tuples](uint32_t n) -> const FourTuple& { return tuples[n]; };
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(index.Find(tuples[random() % size], tupleAt));
    }
}

BENCHMARK(LookUp)->Arg(1000)->Arg(100000)->Arg(10000000);

/// One connection enters TIME_WAIT, the oldest leaves it.
void
TimeWait(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    const Profile profile = *Profile::Preset("linux");
    const TimerWheel exact;
    TimeWaitTable table(profile, exact);
    uint32_t next = 0;
    const auto add = [&]() {
        TimeWaitRecord record;
        record.tuple = TupleOf(next);
        table.Add(record, std::nullopt, NanoSeconds(next++));
    };
    while (table.Size() < size)
    {
        add();
    }
    for (auto _ : state)
    {
        add();
        benchmark::DoNotOptimize(table.Remove(table.First()));
    }
}

BENCHMARK(TimeWait)->Arg(1000)->Arg(100000)->Arg(10000000);

/// A retransmission timeout is asked for and comes, with timeouts of four lengths pending.
void
Deadlines(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    constexpr int64_t LENGTHS[] = {40000000, 200000000, 300000000, 1000000000};
    DeadlineQueue queue;
    int64_t now = 0;
    uint32_t calls = 0;
    const auto push = [&]() {
        now += 10000;
        queue.Push(now + LENGTHS[calls % 4], {calls, 1});
        ++calls;
    };
    while (calls < size)
    {
        push();
    }
    for (auto _ : state)
    {
        push();
        auto first = queue.Top();
        benchmark::DoNotOptimize(first);
        queue.Pop();
    }
}

BENCHMARK(Deadlines)->Arg(1000)->Arg(100000)->Arg(1000000);

/// A connection's whole life from Stack to Stack, without a simulator: seven segments.
void
Life(benchmark::State& state)
{
    Profile profile = *Profile::Preset("linux");
    // So that as many as asked for are in TIME_WAIT when a life begins every millisecond.
    profile.time_wait = MilliSeconds(state.range(0));
    profile.ip_local_port_range = {1024, 65535};
    Stack client(profile, {1, 2});
    Stack server(profile, {3, 4});
    Actions fromClient;
    Actions fromServer;
    Time now(0);
    const ConnectionId listener = server.Listen(2, 80, 128, {}, now, fromServer).id;
    const auto deliver = [&now](Actions& from, Stack& to, Actions& answers) {
        const std::vector<SegmentOut> segments = std::move(from.segments);
        from.Clear();
        for (const SegmentOut& out : segments)
        {
            to.SegmentArrives(out.tuple.Reverse(), out.segment, now, answers);
        }
    };
    const auto live = [&]() {
        now += MilliSeconds(1);
        const Stack::Opened opened = client.Connect({1, 2, 0, 80}, {}, now, fromClient);
        deliver(fromClient, server, fromServer); // SYN
        deliver(fromServer, client, fromClient); // SYN-ACK
        deliver(fromClient, server, fromServer); // ACK
        const Stack::Opened accepted = server.Accept(listener);
        client.Close(opened.id, now, fromClient);
        deliver(fromClient, server, fromServer); // FIN
        deliver(fromServer, client, fromClient); // ACK
        server.Close(accepted.id, now, fromServer);
        deliver(fromServer, client, fromClient); // FIN
        deliver(fromClient, server, fromServer); // ACK
        fromServer.Clear();
    };
    while (client.CountOf(State::TIME_WAIT) + 1 < state.range(0))
    {
        live();
    }
    for (auto _ : state)
    {
        live();
    }
    if (server.Counters().segmentsReceived == 0 || server.CountOf(State::LAST_ACK) > 0)
    {
        state.SkipWithError("the lives did not end");
    }
}

BENCHMARK(Life)->Arg(1000)->Arg(16000)->Arg(60000);

/// A host with connections that wait to be accepted at port 80.
class Unaccepted
{
  public:
    explicit Unaccepted(uint32_t size)
        : tcp(ProfileFor(size), {1, 2})
    {
        tcp.Listen(1, 80, size, {}, m_now, out);
        for (uint32_t n = 0; n < size; ++n)
        {
            Open(n);
        }
    }

    /// The n-th connection comes.
    void Open(uint32_t n)
    {
        out.Clear();
        tcp.SegmentArrives(TupleOf(n), Syn(1000), m_now, out);
        const uint32_t iss = out.segments.back().segment.seq.GetValue();
        tcp.SegmentArrives(TupleOf(n), Ack(1001, iss + 1), m_now, out);
        out.Clear();
    }

    /// It is reset.
    void Reset(uint32_t n)
    {
        tcp.SegmentArrives(TupleOf(n), Rst(1001), m_now, out);
        out.Clear();
    }

    Stack tcp;
    Actions out;

  private:
    static Profile ProfileFor(uint32_t size)
    {
        Profile profile = *Profile::Preset("linux");
        profile.somaxconn = profile.max_syn_backlog = size;
        return profile;
    }

    const Time m_now{MilliSeconds(1)};
};

/// A listener comes and goes, without SO_REUSEADDR, on a host with many connections.
void
ListenAndClose(benchmark::State& state)
{
    Unaccepted host(static_cast<uint32_t>(state.range(0)));
    ConnectionOptions options;
    options.reuseAddress = false;
    for (auto _ : state)
    {
        const ConnectionId id = host.tcp.Listen(1, 81, 1, options, MilliSeconds(1), host.out).id;
        host.tcp.Close(id, MilliSeconds(1), host.out);
        host.out.Clear();
    }
}

BENCHMARK(ListenAndClose)->Arg(1000)->Arg(100000)->Arg(400000);

/// One of many connections in an accept queue is reset, and another one comes.
void
AcceptQueue(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    Unaccepted host(size);
    std::mt19937 random(1);
    for (auto _ : state)
    {
        const uint32_t n = random() % size;
        host.Reset(n);
        host.Open(n);
    }
    if (host.tcp.CountOf(State::ESTABLISHED) != size)
    {
        state.SkipWithError("a connection got lost");
    }
}

BENCHMARK(AcceptQueue)->Arg(1000)->Arg(100000)->Arg(400000);

/// Cookies for as many addresses, none of them met lately.
void
Cookie(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    const IsnGenerator isn({1, 2}, MicroSeconds(4));
    uint32_t next = 0;
    for (auto _ : state)
    {
        const FourTuple tuple{1, 2 + next++ % size, 80, 1024};
        auto cookie = LinuxCookie::Make(isn, tuple, SequenceNumber32(1000), 1460, Seconds(1));
        benchmark::DoNotOptimize(cookie);
    }
}

BENCHMARK(Cookie)->Arg(1000);

/// A host whose SYN queue is full gets a SYN, and answers by a cookie.
void
Flood(benchmark::State& state)
{
    const auto size = static_cast<uint32_t>(state.range(0));
    Profile profile = *Profile::Preset("linux");
    profile.somaxconn = size;
    Stack tcp(profile, {1, 2});
    Actions out;
    const Time now = MilliSeconds(1);
    tcp.Listen(1, 80, size - 1, {}, now, out);
    uint32_t next = 0;
    Segment syn = Syn(1000);
    syn.mss = 1460;
    const auto receive = [&]() {
        out.Clear();
        tcp.SegmentArrives({1, 2 + next, 80, 1024}, syn, now, out);
        ++next;
    };
    while (tcp.HalfOpenCount() < size)
    {
        receive();
    }
    for (auto _ : state)
    {
        receive();
    }
    if (tcp.Counters().CountOf(StackEvent::COOKIE_SENT) + size != next)
    {
        state.SkipWithError("a SYN got no cookie");
    }
}

BENCHMARK(Flood)->Arg(1000)->Arg(100000)->Arg(400000);

/// Keeps what the library says on std::cerr while it lives.
class Silence
{
  public:
    Silence()
        : m_before(std::cerr.rdbuf(m_said.rdbuf()))
    {
    }

    ~Silence()
    {
        std::cerr.rdbuf(m_before);
    }

    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

    std::string Said() const
    {
        return m_said.str();
    }

  private:
    std::ostringstream m_said;
    std::streambuf* m_before;
};

int
Main(int argc, char** argv)
{
    std::vector<std::string> words = MicrobenchWords(argc, argv);
    if (words.empty())
    {
        return 0;
    }
    std::vector<char*> pointers;
    for (std::string& word : words)
    {
        pointers.push_back(&word[0]);
    }
    Simulator::Run(); // until the simulator runs, ns-3 keeps a list of all objects of type Time
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    std::string said;
    {
        const Silence silence;
        count = static_cast<int>(benchmark::RunSpecifiedBenchmarks());
        said = silence.Said();
    }
    if (count == 0)
    {
        throw BadInput("--benchmark_filter '" + benchmark::GetBenchmarkFilter() +
                       "': accepted is " + MICROBENCH_FILTER);
    }
    std::cerr << said;
    return 0;
}

} // namespace

int
main(int argc, char** argv)
{
    return RunProgram("synfin-microbench", &Main, argc, argv);
}
