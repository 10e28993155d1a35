/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXPLORED_WORLD_H
#define SYNFIN_EXPLORED_WORLD_H

#include "synfin-explored-scenario.h"
#include "synfin-observer.h"

#include "ns3/synfin-stack.h"

#include <array>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// One thing that may happen next.
struct Choice
{
    enum Kind : uint8_t
    {
        DELIVER,   //!< the segment that has been under way longest arrives
        ARRIVE,    //!< one that had been put aside arrives
        LOSE,      //!< the segment that has been under way longest is lost
        DUPLICATE, //!< it arrives, and a copy of it is put aside
        DELAY,     //!< it is put aside: others will overtake it
        TIMEOUT,   //!< time goes on until the host's next timer goes off
        ACCEPT,    //!< from here on user calls, CONNECT being the first one of an active open
        CONNECT,
        SEND, //!< one octet
        READ, //!< all there is
        SHUTDOWN,
        CLOSE,
        ABORT,
    };

    Kind kind{DELIVER};
    uint8_t host{0};  //!< where: the receiving host, for what happens to segments
    uint8_t index{0}; //!< which of those put aside

    /// @return true when a user makes it
    bool IsUsers() const
    {
        return kind >= ACCEPT;
    }
};

/**
 * @brief Two Stacks, their users, and a network that does to segments what the choices say.
 *
 * Time: each host has a clock, and it moves only when a timer goes off. The other host's clock
 * follows, but not beyond its own next timer; so how the timers of both hosts interleave is free
 * within a second, the length of a retransmission timeout, whereas long waits (TIME_WAIT,
 * FIN_WAIT_2, keep-alive) come in order and outlive all segments.
 */
class ExploredWorld
{
  public:
    /// No longer wait than this while a segment is under way; ExploredScenario::late bounds how
    /// often, so that all segments arrive within one MSL.
    static const Time PATIENCE;

    explicit ExploredWorld(const ExploredScenario& scenario);

    /// @return all that may happen next
    std::vector<Choice> Choices() const;

    /// Lets it happen.
    void Apply(const Choice& choice);

    /// Writes each segment and change of state to a stream from now on.
    void NarrateTo(std::ostream* narration)
    {
        m_narration = narration;
    }

    /// @return the first property that was violated, or nothing
    const std::string& Violation() const
    {
        return m_observer.Violation();
    }

    /// @return true when no connection, timer or segment is left
    bool IsQuiet() const;

    /// @return the state of that host's connection
    State StateOf(uint32_t host) const;

    /// @return true when the network has lost, duplicated, reordered or delayed anything
    bool WasDisturbed() const;

    /// @return what the observer knows
    const Observer& Observed() const
    {
        return m_observer;
    }

  private:
    friend class StateDigest;

    struct Host
    {
        std::unique_ptr<Stack> stack;
        FourTuple tuple;
        Time clock;
        ConnectionId listener;
        ConnectionId connection;        //!< that the user has
        uint32_t connects{0};           //!< left
        uint32_t octets{0};             //!< left to send
        bool hasClosed{false};          //!< the user called Shutdown or Close
        bool hasLeft{false};            //!< the user called Close
        std::vector<SegmentOut> coming; //!< under way to this host, in order
        std::vector<SegmentOut> aside;  //!< put aside, as good as without order
    };

    void AddUserChoices(uint8_t host, std::vector<Choice>& choices) const;
    bool MayGoOff(uint32_t host) const;
    Time Wait(uint32_t host) const;
    /// @return by how much the other's clock follows when the host's timer goes off: up to the
    /// moment before its own timer
    Time Follows(uint32_t host) const;
    bool IsUnderWay() const;

    ConnectionOptions ConnectOptions(uint32_t i) const;
    void Teach();
    void Open(uint8_t i);
    void Call(const Choice& choice);
    void GoOff(uint32_t host);
    void Deliver(uint32_t host, const SegmentOut& segment);
    void Drain(uint32_t host, const SegmentOut* arriving);
    void Launch(uint32_t from, SegmentOut segment);
    SegmentOut TakeFirst(uint32_t host);
    void PutAside(uint32_t host, const SegmentOut& segment);
    template <typename What>
    void Narrate(uint32_t host, const What& what) const;

    ExploredScenario m_scenario;
    uint32_t m_loss;      //!< left
    uint32_t m_duplicate; //!< left
    uint32_t m_reorder;   //!< left
    uint32_t m_late;      //!< left
    std::array<Host, 2> m_hosts;
    Observer m_observer;
    Actions m_actions;
    std::ostream* m_narration{nullptr};
};

/// @return what happens, such as "user 0 calls CLOSE"
std::string ToString(const Choice& choice);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXPLORED_WORLD_H
