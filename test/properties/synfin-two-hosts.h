/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TWO_HOSTS_H
#define SYNFIN_TWO_HOSTS_H

#include "synfin-account.h"
#include "synfin-random.h"

#include "ns3/synfin-stack.h"

#include <array>
#include <iosfwd>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What the network between the two hosts does to segments.
struct Weather
{
    double loss{0};         //!< share of segments that vanish
    double duplication{0};  //!< share of segments that arrive twice
    double stale{0};        //!< share of segments of which one more copy arrives much later
    double marks{0.1};      //!< share of the ECT segments that arrive with CE
    Time delay;             //!< one way
    Time jitter;            //!< up to so much more, for each segment by itself: reorders
    Time lifetime;          //!< up to so much more for a stale copy
    Time dark{Time::Max()}; //!< from then on everything vanishes
};

/// What there was in a scenario, or in many.
struct Totals
{
    uint64_t connections{0};                  //!< ends of connections
    uint64_t segments{0};                     //!< sent
    uint64_t octets{0};                       //!< delivered in order
    uint64_t complete{0};                     //!< streams whose end was reached
    std::array<uint64_t, CAUSE_COUNT> ends{}; //!< by the cause of the transition to CLOSED
    double longest{0}; //!< longest silence of an orphan, as a share of its bound
    int64_t blocks{0}; //!< most blocks of memory that a Stack kept in the end

    void Add(const Totals& other);
};

/**
 * @brief Two Stacks, and a network between them that loses, duplicates, delays and reorders, with
 * the books of both. Throws Violation.
 */
class TwoHosts
{
  public:
    /// @param profiles of host 0 and 1
    /// @param options of all connections of host 0 and 1
    /// @param weather of the network
    /// @param random where chance comes from; must outlive this
    /// @param log where everything that happens is written, or nullptr
    TwoHosts(const std::array<Profile, 2>& profiles,
             const std::array<ConnectionOptions, 2>& options,
             const Weather& weather,
             Random& random,
             std::ostream* log);

    /// @name User calls
    /// @{
    void Connect(int host, uint16_t localPort, uint16_t remotePort);
    void Listen(int host, uint16_t port, uint32_t backlog);
    void CloseListener(int host);
    void Accept(int host);
    void Send(int host, ConnectionId id, uint32_t octets);
    void Read(int host, ConnectionId id, uint64_t octets);
    void Shutdown(int host, ConnectionId id);
    void Close(int host, ConnectionId id);
    void Abort(int host, ConnectionId id);
    void SetOptions(int host, ConnectionId id, const ConnectionOptions& options);
    /// @}

    /// Lets everything happen up to that time.
    void RunUntil(Time end);
    /// All users leave; the network is from now on as given. Everything must end, in time.
    void RunToTheEnd(const Weather& weather);

    /// @return the connections of a host, those that ended too
    std::map<uint64_t, Account::End>& Ends(int host)
    {
        return m_hosts[host]->account.Ends();
    }

    /// @return a living connection of that host chosen by chance, or an invalid id
    ConnectionId Any(int host);

    Time Now() const
    {
        return m_now;
    }

    /// @return what there was, after the end
    const Totals& Summary() const
    {
        return m_totals;
    }

  private:
    /// Whatever congestion control says: a window that grows and shrinks by chance.
    class RandomWindow;

    struct Host
    {
        Host(const Profile& profile, IsnSecret secret, CongestionFactory congestion)
            : stack(profile, secret, std::move(congestion)),
              account(stack)
        {
        }

        Stack stack;
        Account account;
        ConnectionId listener;
        int64_t blocks{0};      //!< of memory that the Stack has taken since
        int64_t controllers{0}; //!< of congestion that exist
    };

    struct Flight
    {
        Time at;
        uint64_t order; //!< decides at equal times
        int to;
        SegmentOut out;

        bool operator<(const Flight& other) const
        {
            return at != other.at ? at > other.at : order > other.order; // the first on top
        }
    };

    template <typename Function>
    auto Call(int host, const char* what, const Function& function);
    bool Step(Time end);
    void Arrive(const Flight& flight);
    void Drain(int host, const SegmentOut* arriving);
    void Launch(int from, const SegmentOut& out);
    void Fly(int from, const SegmentOut& out, Time delay);
    void CheckStream(int receiver, const Notification& end, const SegmentOut& last);
    void CheckAllArrived();
    void Log(int host, const std::string& text) const;

    std::array<std::unique_ptr<Host>, 2> m_hosts;
    std::array<ConnectionOptions, 2> m_options;
    std::array<Profile, 2> m_profiles;
    Weather m_weather;
    Random& m_random;
    std::ostream* m_log;
    Time m_now;
    uint64_t m_launched{0};
    uint64_t m_steps{0};
    std::vector<Flight> m_flights; //!< a heap
    Actions m_actions;
    Totals m_totals;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TWO_HOSTS_H
