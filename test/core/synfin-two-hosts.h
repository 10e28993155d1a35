/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TWO_HOSTS_H
#define SYNFIN_TWO_HOSTS_H

#include "ns3/synfin-stack.h"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
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
    Time delay;             //!< one way
    Time jitter;            //!< up to so much more, for each segment by itself: reorders
    Time dark{Time::Max()}; //!< from then on everything vanishes
};

/**
 * @brief Two Stacks, a network between them that loses, duplicates and reorders, and an account of
 * every octet, transition and notification, checked as it happens.
 */
class TwoHosts
{
  public:
    /// What the account knows of one connection at one host.
    struct End
    {
        int host{0};                                     //!< 0 or 1
        FourTuple tuple;                                 //!< as that host sees it
        uint64_t sent{0};                                //!< octets that the user sent
        uint64_t acknowledged{0};                        //!< of them, acknowledged
        uint64_t readable{0};                            //!< octets received in order
        uint64_t unread{0};                              //!< of them, not read yet
        bool peerClosed{false};                          //!< the peer's FIN was reached
        bool finSent{false};                             //!< Shutdown or Close was called
        bool alive{true};                                //!< its id is valid
        Notification::Kind how{Notification::CONNECTED}; //!< how it ended
        std::vector<bool> got;                           //!< which octets PAYLOAD announced
    };

    TwoHosts(const std::array<Profile, 2>& profiles, const Weather& weather, uint32_t seed);

    /// @name User calls
    /// @{
    ConnectionId Connect(int host, uint16_t localPort, uint16_t remotePort);
    void Listen(int host, uint16_t port, uint32_t backlog);
    void CloseListener(int host);
    void Accept(int host);
    void Send(int host, ConnectionId id, uint32_t octets);
    void Read(int host, ConnectionId id, uint64_t octets);
    void Shutdown(int host, ConnectionId id);
    void Close(int host, ConnectionId id);
    void Abort(int host, ConnectionId id);
    /// @}

    /// Lets everything happen up to that time.
    void RunUntil(Time end);
    /// Lets everything happen until nothing is left to happen; fails after a simulated month.
    void RunToTheEnd();
    /// Fails unless both hosts are as if nothing had ever been.
    void ExpectGone();

    /// @return a number in [0, below)
    uint32_t Random(uint32_t below)
    {
        return static_cast<uint32_t>(m_random() % below);
    }

    /// @return true so often
    bool Chance(double share)
    {
        return m_random() < share * 4294967296.0;
    }

    /// @return the account of a host's connections, by id
    std::map<uint64_t, End>& Ends(int host)
    {
        return m_hosts[host].ends;
    }

    /// @return a living connection of that host chosen by chance, or an invalid id
    ConnectionId Any(int host);
    /// @return the id that an End has
    static ConnectionId IdOf(uint64_t key);

    Time Now() const
    {
        return m_now;
    }

    const Stack& Tcp(int host) const
    {
        return *m_hosts[host].stack;
    }

  private:
    struct Host
    {
        std::unique_ptr<Stack> stack;
        ConnectionId listener;
        std::map<uint64_t, End> ends;
        std::map<std::array<uint32_t, 4>, State> states; //!< by tuple, without CLOSED
    };

    struct Flight
    {
        int to;
        SegmentOut out;
    };

    bool Step(Time end);
    void Drain(int host, const SegmentOut* arriving);
    void Launch(int from, const SegmentOut& out);
    void Check(int host, const Transition& transition);
    void Check(int host, const Notification& notification, const SegmentOut* arriving);
    End& EndOf(int host, ConnectionId id);
    std::string Where(int host) const;

    std::array<Host, 2> m_hosts;
    Weather m_weather;
    std::mt19937 m_random;
    uint32_t m_seed;
    Time m_now;
    std::multimap<Time, Flight> m_flights;
    Actions m_actions;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TWO_HOSTS_H
