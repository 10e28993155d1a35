/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-two-hosts.h"

#include "synfin-end-bound.h"
#include "synfin-memory-meter.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

/// More events than this in one scenario would mean that they never end.
constexpr uint64_t MOST_STEPS = 300000;

/// Blocks of memory that a Stack keeps for the next connections: tables, queues and the lists of
/// its Actions, whatever there was. A single one that stays with a connection would show up.
constexpr int64_t MOST_BLOCKS = 40;

} // namespace

void
Totals::Add(const Totals& other)
{
    connections += other.connections;
    segments += other.segments;
    octets += other.octets;
    complete += other.complete;
    for (std::size_t i = 0; i < ends.size(); ++i)
    {
        ends[i] += other.ends[i];
    }
    longest = std::max(longest, other.longest);
    blocks = std::max(blocks, other.blocks);
}

class TwoHosts::RandomWindow : public CongestionController
{
  public:
    RandomWindow(uint32_t mss, Random& random, int64_t& count)
        : m_mss(mss),
          m_window(mss * (1 + random.Below(10))),
          m_count(count)
    {
        ++m_count;
    }

    ~RandomWindow() override
    {
        --m_count;
    }

    uint32_t Window() const override
    {
        return m_window;
    }

    uint32_t Threshold() const override
    {
        return m_threshold;
    }

    void OnDelivered(const Delivery& delivery) override
    {
        m_window += delivery.mayGrow ? std::min(delivery.acknowledged, m_mss) : 0;
    }

    void OnLoss(Loss loss, uint32_t flight) override
    {
        m_before = m_window;
        m_threshold = std::max(flight / 2, 2 * m_mss);
        m_window = loss == Loss::FAST_RETRANSMIT ? m_threshold : m_mss;
    }

    void SetWindow(uint32_t octets) override
    {
        m_window = octets;
    }

    void OnRecovered() override
    {
        m_window = m_threshold;
    }

    void OnUndo() override
    {
        m_window = std::max(m_window, m_before);
    }

    void OnIdle(Time, Time, bool) override
    {
        m_window = std::min(m_window, 2 * m_mss);
    }

  private:
    uint32_t m_mss;
    uint32_t m_window;
    uint32_t m_threshold{1U << 30};
    uint32_t m_before{0}; //!< window before the last loss
    int64_t& m_count;     //!< how many there are
};

TwoHosts::TwoHosts(const std::array<Profile, 2>& profiles,
                   const std::array<ConnectionOptions, 2>& options,
                   const Weather& weather,
                   Random& random,
                   std::ostream* log)
    : m_options(options),
      m_profiles(profiles),
      m_weather(weather),
      m_random(random),
      m_log(log)
{
    for (int host : {0, 1})
    {
        const auto congestion = [this, host](ConnectionId, uint32_t mss) {
            return std::make_unique<RandomWindow>(mss, m_random, m_hosts[host]->controllers);
        };
        m_hosts[host] = std::make_unique<Host>(profiles[host],
                                               IsnSecret{random.Next(), random.Next()},
                                               congestion);
    }
}

// ---- User calls ----

template <typename Function>
auto
TwoHosts::Call(int host, const char* what, const Function& function)
{
    if (m_log)
    {
        Log(host, what);
    }
    const auto result = [&] {
        const MemoryMeter meter(m_hosts[host]->blocks);
        return function(m_hosts[host]->stack);
    }();
    Drain(host, nullptr);
    return result;
}

void
TwoHosts::Connect(int host, uint16_t localPort, uint16_t remotePort)
{
    const FourTuple tuple{host + 1U, 2U - host, localPort, remotePort};
    ConnectionOptions options = m_options[host];
    if (m_profiles[host].fastopen != 0 && m_random.Chance(0.7))
    {
        options.fastOpenData = 1 + m_random.Below(3000);
    }
    const Stack::Opened opened = Call(host, "connect", [&](Stack& stack) {
        return stack.Connect(tuple, options, m_now, m_actions);
    });
    if (opened.error == CallError::NONE)
    {
        Account::End& end = m_hosts[host]->account.Open(opened.id);
        end.tuple = opened.tuple;
        end.sent += options.fastOpenData.value_or(0);
    }
}

void
TwoHosts::Listen(int host, uint16_t port, uint32_t backlog)
{
    Host& h = *m_hosts[host];
    ConnectionOptions options = m_options[host];
    if (m_profiles[host].fastopen != 0)
    {
        options.fastOpenQueue = 1 + m_random.Below(4);
    }
    h.listener = Call(host, "listen", [&](Stack& stack) {
                     return stack.Listen(ANY_ADDRESS, port, backlog, options, m_now, m_actions);
                 }).id;
    h.account.AddListener(h.listener);
}

void
TwoHosts::CloseListener(int host)
{
    Call(host, "close the listener", [&](Stack& stack) {
        return stack.Close(m_hosts[host]->listener, m_now, m_actions);
    });
}

void
TwoHosts::Accept(int host)
{
    Host& h = *m_hosts[host];
    const Stack::Opened opened =
        Call(host, "accept", [&](Stack& stack) { return stack.Accept(h.listener); });
    if (opened.error == CallError::NONE)
    {
        h.account.Open(opened.id).tuple = opened.tuple;
    }
}

void
TwoHosts::Send(int host, ConnectionId id, uint32_t octets)
{
    Account::End& end = m_hosts[host]->account.Open(id);
    end.sent += octets;
    const CallError error =
        Call(host, "send", [&](Stack& stack) { return stack.Send(id, octets, m_now, m_actions); });
    end.sent -= error == CallError::NONE ? 0 : octets;
}

void
TwoHosts::Read(int host, ConnectionId id, uint64_t octets)
{
    Account::End& end = m_hosts[host]->account.Open(id);
    octets = std::min(octets, end.unread);
    end.unread -= octets;
    Call(host, "read", [&](Stack& stack) {
        return stack.Receive(id, static_cast<uint32_t>(octets), m_now, m_actions);
    });
}

void
TwoHosts::Shutdown(int host, ConnectionId id)
{
    m_hosts[host]->account.Open(id).finSent = true;
    Call(host, "shutdown", [&](Stack& stack) { return stack.Shutdown(id, m_now, m_actions); });
}

void
TwoHosts::Close(int host, ConnectionId id)
{
    m_hosts[host]->account.Open(id).finSent = true;
    Call(host, "close", [&](Stack& stack) { return stack.Close(id, m_now, m_actions); });
}

void
TwoHosts::Abort(int host, ConnectionId id)
{
    Call(host, "abort", [&](Stack& stack) { return stack.Abort(id, m_now, m_actions); });
}

void
TwoHosts::SetOptions(int host, ConnectionId id, const ConnectionOptions& options)
{
    Call(host, "set options", [&](Stack& stack) {
        return stack.SetOptions(id, options, m_now, m_actions);
    });
}

ConnectionId
TwoHosts::Any(int host)
{
    // The first living one from a random place on.
    auto& ends = Ends(host);
    if (ends.empty())
    {
        return {};
    }
    auto at = std::next(ends.begin(), m_random.Below(static_cast<uint32_t>(ends.size())));
    for (std::size_t i = 0; i < ends.size(); ++i)
    {
        if (at->second.alive)
        {
            return Account::IdOf(at->first);
        }
        at = std::next(at) == ends.end() ? ends.begin() : std::next(at);
    }
    return {};
}

// ---- Time ----

bool
TwoHosts::Step(Time end)
{
    Time next = m_flights.empty() ? Time::Max() : m_flights.front().at;
    int timer = -1;
    for (int host : {0, 1})
    {
        const auto deadline = m_hosts[host]->stack.NextDeadline();
        if (deadline && *deadline < next)
        {
            next = *deadline;
            timer = host;
        }
    }
    if (next == Time::Max() || next > end)
    {
        return false;
    }
    Require(next >= m_now, "a deadline in the past");
    Require(++m_steps < MOST_STEPS, "events without end");
    m_now = next;
    if (timer >= 0)
    {
        Call(timer, "deadline", [&](Stack& stack) {
            stack.HandleDeadline(m_now, m_actions);
            return 0;
        });
        return true;
    }
    std::pop_heap(m_flights.begin(), m_flights.end());
    const Flight flight = m_flights.back();
    m_flights.pop_back();
    Arrive(flight);
    return true;
}

void
TwoHosts::Arrive(const Flight& flight)
{
    Host& host = *m_hosts[flight.to];
    const FourTuple tuple = flight.out.tuple.Reverse();
    // What is due at the same time is not the segment's doing.
    Call(flight.to, "deadline", [&](Stack& stack) {
        stack.HandleDeadline(m_now, m_actions);
        return 0;
    });
    host.account.Hear(tuple, m_now);
    if (m_log)
    {
        std::ostringstream text;
        text << "< " << tuple.localPort << " " << flight.out.segment;
        Log(flight.to, text.str());
    }
    {
        const MemoryMeter meter(host.blocks);
        host.stack.SegmentArrives(tuple, flight.out.segment, m_now, m_actions);
    }
    // No amplification: at most one segment in answer that has neither text nor SYN nor FIN.
    const auto bare =
        std::count_if(m_actions.segments.begin(),
                      m_actions.segments.end(),
                      [](const SegmentOut& out) { return out.segment.Length() == 0; });
    Require(bare <= 1, "two answers to one segment");
    Drain(flight.to, &flight.out);
}

void
TwoHosts::RunUntil(Time end)
{
    while (Step(end))
    {
    }
    m_now = end;
}

void
TwoHosts::RunToTheEnd(const Weather& weather)
{
    CloseListener(1);
    for (int host : {0, 1})
    {
        for (const auto& [key, end] : Ends(host))
        {
            if (end.alive)
            {
                Close(host, Account::IdOf(key));
            }
        }
        m_hosts[host]->account.SetBound(m_now,
                                        SilenceBound(m_profiles[host], m_options[host]),
                                        FinWait2Bound(m_profiles[host], m_options[host]));
    }
    m_weather = weather;
    while (Step(Time::Max()))
    {
    }
    CheckAllArrived();
    for (int host : {0, 1})
    {
        const Host& h = *m_hosts[host];
        h.account.CheckGone();
        Require(h.controllers == 0, "in the end there is still congestion control");
        Require(h.blocks <= MOST_BLOCKS, "in the end memory is still taken");
        m_totals.blocks = std::max(m_totals.blocks, h.blocks);
        m_totals.segments += h.stack.Counters().segmentsSent;
        const Time bound = SilenceBound(m_profiles[host], m_options[host]);
        m_totals.longest = std::max(m_totals.longest,
                                    h.account.LongestSilence().GetSeconds() / bound.GetSeconds());
    }
}

// ---- The network ----

void
TwoHosts::Launch(int from, const SegmentOut& out)
{
    if (m_log)
    {
        std::ostringstream text;
        text << "> " << out.tuple.localPort << " " << out.segment;
        Log(from, text.str());
    }
    if (m_now >= m_weather.dark)
    {
        return;
    }
    if (!m_random.Chance(m_weather.loss))
    {
        Fly(from, out, m_random.Below(m_weather.jitter));
    }
    if (m_random.Chance(m_weather.duplication))
    {
        Fly(from, out, m_random.Below(m_weather.jitter));
    }
    if (m_random.Chance(m_weather.stale))
    {
        Fly(from, out, m_random.Below(m_weather.lifetime));
    }
}

void
TwoHosts::Fly(int from, const SegmentOut& out, Time delay)
{
    m_flights.push_back({m_now + m_weather.delay + delay, ++m_launched, 1 - from, out});
    EcnCodepoint& ecn = m_flights.back().out.segment.ecn;
    ecn = IsEct(ecn) && m_random.Chance(m_weather.marks) ? EcnCodepoint::CE : ecn;
    std::push_heap(m_flights.begin(), m_flights.end());
}

// ---- The books ----

void
TwoHosts::Drain(int host, const SegmentOut* arriving)
{
    for (const Transition& transition : m_actions.transitions)
    {
        if (m_log)
        {
            std::ostringstream text;
            text << transition.tuple.localPort << " " << transition.from << " -> " << transition.to
                 << " (" << transition.cause << ")";
            Log(host, text.str());
        }
        if (transition.to == State::CLOSED && transition.tuple.remotePort != 0)
        {
            ++m_totals.ends[static_cast<std::size_t>(transition.cause)];
        }
    }
    m_hosts[host]->account.Take(m_actions, m_now, arriving);
    for (const Notification& notification : m_actions.notifications)
    {
        if (notification.kind == Notification::PEER_CLOSED)
        {
            Require(arriving, "the stream ended without a segment");
            CheckStream(host, notification, *arriving);
        }
    }
    for (const SegmentOut& out : m_actions.segments)
    {
        Launch(host, out);
    }
    m_actions.Clear();
}

void
TwoHosts::CheckStream(int receiver, const Notification& end, const SegmentOut& last)
{
    // Who reaches the end of the stream has all of it.
    const Account::End& got = m_hosts[receiver]->account.Open(end.connection);
    const Account::End& sent = m_hosts[1 - receiver]->account.Open(last.connection);
    Require(sent.finSent, "the stream ended, but its sender had not closed");
    Require(got.readable == sent.sent, "the stream ended before all of it was there");
}

void
TwoHosts::CheckAllArrived()
{
    // Who has its FIN acknowledged knows that all octets have been delivered.
    for (int host : {0, 1})
    {
        std::map<uint64_t, const Account::End*> receivers;
        for (const auto& [key, end] : Ends(1 - host))
        {
            if (end.peer.IsValid())
            {
                receivers[end.peer.Key()] = &end;
            }
        }
        for (const auto& [key, end] : Ends(host))
        {
            ++m_totals.connections;
            m_totals.octets += end.readable;
            m_totals.complete += end.peerClosed ? 1 : 0;
            const auto receiver = receivers.find(key);
            const uint64_t delivered = receiver == receivers.end() ? 0 : receiver->second->readable;
            Require(delivered <= end.sent, "more was delivered than sent");
            Require(delivered >= end.acknowledged, "less was delivered than acknowledged");
            Require(!end.finAcknowledged || delivered == end.sent,
                    "a FIN was acknowledged, and not everything was delivered");
        }
    }
}

void
TwoHosts::Log(int host, const std::string& text) const
{
    // Two columns, one for each host.
    *m_log << std::fixed << std::setprecision(6) << std::setw(14) << m_now.GetSeconds()
           << std::string(host == 0 ? 2 : 62, ' ') << text << "\n";
}

} // namespace synfin
} // namespace ns3
