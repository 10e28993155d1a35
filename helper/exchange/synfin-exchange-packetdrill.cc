/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-packetdrill.h"

#include "synfin-exchange-command.h"
#include "synfin-packetdrill-segment.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace ns3
{
namespace synfin
{

namespace
{

/// Writes the script of one end, in order.
class Script
{
  public:
    Script(const Play& play, int end)
        : m_play(play),
          m_end(end)
    {
    }

    /// @return the script
    std::string Write();

  private:
    /// A segment that leaves or reaches the end.
    struct Passage
    {
        Time time;
        bool isArrival;
        std::size_t segment;
    };

    std::vector<Passage> Passages() const;
    bool Causes(const TimedAction& action, const Passage& passage) const;
    void Pass(const Passage& passage);
    bool Makes(State from, State to, const Passage& passage) const;
    void Accept(const Passage& passage);
    void Read(const Passage& passage);
    void Call(const PlayAction& action);
    void Open(Time time, bool listens);
    void Line(Time time, const std::string& text);
    void Stop(const std::string& why);
    std::string Socket() const;

    const Play& m_play;
    int m_end;
    std::array<std::optional<uint32_t>, 2> m_iss; //!< 0 in the script
    std::string m_text;
    bool m_isOver{false};             //!< packetdrill cannot do what follows
    int m_next{3};                    //!< the next descriptor; 0 to 2 are taken
    std::optional<int> m_listener;    //!< descriptors
    std::optional<int> m_connection;  //!< the same
    uint32_t m_expected{0};           //!< the next octet of the peer
    std::map<int32_t, int32_t> m_gap; //!< what arrived beyond it: begin and end
};

void
Script::Line(Time time, const std::string& text)
{
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.6f", time.GetSeconds());
    std::string shown = seconds; // packetdrill counts microseconds
    shown.erase(shown.find_last_not_of('0') + 1);
    shown.erase(shown.find_last_not_of('.') + 1);
    m_text += std::string(shown.size() < 8 ? 8 - shown.size() : 0, ' ') + shown + " " + text + "\n";
}

void
Script::Stop(const std::string& why)
{
    m_text += "// " + why + "\n";
    m_isOver = true;
}

std::string
Script::Socket() const
{
    return std::to_string(m_connection ? *m_connection : m_listener.value_or(0));
}

// The rows of a ladder have what happens at an end in its order.
std::vector<Script::Passage>
Script::Passages() const
{
    std::vector<Passage> passages;
    for (const LadderRow& row : m_play.rows)
    {
        const bool isArrival = row.from != m_end;
        const bool isPart = isArrival ? row.arrow == LadderRow::Arrow::WHOLE ||
                                            row.arrow == LadderRow::Arrow::ARRIVAL
                                      : row.arrow != LadderRow::Arrow::ARRIVAL;
        if (row.segment && isPart)
        {
            passages.push_back({*row.cells[m_end].time, isArrival, *row.segment});
        }
    }
    return passages;
}

// @return true when the segment may be what that call sends
bool
Script::Causes(const TimedAction& action, const Passage& passage) const
{
    if (passage.isArrival)
    {
        return false;
    }
    const Segment& segment = m_play.segments[passage.segment].segment;
    switch (action.verb)
    {
    case Verb::CONNECT:
        return segment.Has(Segment::SYN);
    case Verb::SEND:
        return segment.payload > 0;
    case Verb::CLOSE:
    case Verb::SHUTDOWN:
        return segment.Has(Segment::FIN);
    case Verb::ABORT:
        return segment.Has(Segment::RST);
    case Verb::LISTEN:
    case Verb::CRASH:
    case Verb::OLD_SYN:
    case Verb::OLD_DATA:
    case Verb::OLD_RST:
    case Verb::FLOOD:
        return false;
    }
    return false;
}

void
Script::Open(Time time, bool listens)
{
    const int descriptor = m_next++;
    const std::string number = std::to_string(descriptor);
    Line(descriptor == 3 ? Time(0) : time, "socket(..., SOCK_STREAM, IPPROTO_TCP) = " + number);
    if (listens)
    {
        Line(time, "setsockopt(" + number + ", SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
        Line(time, "bind(" + number + ", ..., ...) = 0");
        Line(time, "listen(" + number + ", 1) = 0");
        m_listener = descriptor;
        return;
    }
    Line(time, "fcntl(" + number + ", F_SETFL, O_RDWR|O_NONBLOCK) = 0");
    if (m_end == 0 && m_play.situation.scenario == ExchangeScenario::KEEP_ALIVE)
    {
        Line(time, "setsockopt(" + number + ", SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0");
    }
    Line(time, "connect(" + number + ", ..., ...) = -1 EINPROGRESS (Operation now in progress)");
    m_connection = descriptor;
    m_iss = {};
}

void
Script::Call(const PlayAction& done)
{
    const auto& [time, side, verb, amount] = done.action;
    const bool isClosed = verb == Verb::CLOSE && done.result == CallError::NO_CONNECTION;
    if (done.result != CallError::NONE && !isClosed) // the descriptor is there until it is closed
    {
        m_text += std::string("// ") + ToString(verb) + ": " + ToString(done.result) + "\n";
        return;
    }
    switch (verb)
    {
    case Verb::LISTEN:
    case Verb::CONNECT:
        Open(time, verb == Verb::LISTEN);
        return;
    case Verb::SEND:
        Line(time,
             "write(" + Socket() + ", ..., " + std::to_string(amount) +
                 ") = " + std::to_string(amount));
        return;
    case Verb::SHUTDOWN:
        Line(time, "shutdown(" + Socket() + ", SHUT_WR) = 0");
        return;
    case Verb::ABORT:
        Line(time,
             "setsockopt(" + Socket() + ", SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0");
        Line(time, "close(" + Socket() + ") = 0");
        return;
    case Verb::CLOSE:
        Line(time, "close(" + Socket() + ") = 0");
        return;
    case Verb::CRASH:
        Stop("Here the host crashes, which packetdrill cannot do.");
        return;
    case Verb::FLOOD:
        Stop("Here SYNs of other hosts arrive, which packetdrill cannot send.");
        return;
    case Verb::OLD_SYN:
    case Verb::OLD_DATA:
    case Verb::OLD_RST:
        return; // the other end sees them
    }
}

// @return true when an arrival makes the end change its state like that
bool
Script::Makes(State from, State to, const Passage& passage) const
{
    return std::any_of(m_play.transitions.begin(),
                       m_play.transitions.end(),
                       [&](const PlayTransition& transition) {
                           return transition.side == m_end && transition.time == passage.time &&
                                  transition.segment == passage.segment &&
                                  transition.from == from && transition.to == to;
                       });
}

// A passive open is complete: the user takes the connection at once.
void
Script::Accept(const Passage& passage)
{
    const bool isOpen = Makes(State::SYN_RCVD, State::ESTABLISHED, passage) ||
                        Makes(State::LISTEN, State::ESTABLISHED, passage); // of a SYN cookie
    if (isOpen && m_listener)
    {
        m_connection = m_next++;
        Line(passage.time,
             "accept(" + std::to_string(*m_listener) +
                 ", ..., ...) = " + std::to_string(*m_connection));
    }
}

// The user reads at once whatever is in order.
void
Script::Read(const Passage& passage)
{
    const PlaySegment& arrived = m_play.segments[passage.segment];
    const Segment& segment = arrived.segment;
    const uint32_t begin = segment.seq.GetValue();
    if (segment.Has(Segment::SYN))
    {
        m_expected = begin + 1;
        m_gap.clear();
    }
    const bool isDropped = std::any_of(m_play.drops.begin(),
                                       m_play.drops.end(),
                                       [&passage, this](const PlayDrop& drop) {
                                           return drop.side == m_end && drop.time == passage.time &&
                                                  drop.segment == passage.segment;
                                       });
    if (segment.payload == 0 || isDropped || !m_connection)
    {
        return;
    }
    const auto first = static_cast<int32_t>(begin - m_expected);
    m_gap[first] = std::max(m_gap[first], first + static_cast<int32_t>(segment.payload));
    int32_t octets = 0;
    while (!m_gap.empty() && m_gap.begin()->first <= octets)
    {
        octets = std::max(octets, m_gap.begin()->second);
        m_gap.erase(m_gap.begin());
    }
    if (octets > 0)
    {
        std::map<int32_t, int32_t> rest;
        for (const auto& [from, to] : m_gap)
        {
            rest[from - octets] = to - octets;
        }
        m_gap = rest;
        m_expected += octets;
        Line(passage.time,
             "read(" + Socket() + ", ..., " + std::to_string(octets) +
                 ") = " + std::to_string(octets));
    }
}

void
Script::Pass(const Passage& passage)
{
    if (!m_listener && !m_connection)
    {
        Line(Time(0), "socket(..., SOCK_STREAM, IPPROTO_TCP) = 3"); // no script is without events
        Stop("Here a segment reaches a host without a socket, where packetdrill sends none.");
        return;
    }
    const PlaySegment& segment = m_play.segments[passage.segment];
    auto& iss = m_iss[segment.from];
    if (segment.segment.Has(Segment::SYN))
    {
        const uint32_t seq = segment.segment.seq.GetValue();
        const bool isOther = passage.isArrival && m_listener && iss.value_or(seq) != seq;
        if (isOther && !Makes(State::TIME_WAIT, State::SYN_RCVD, passage))
        {
            Stop(
                "Here another connection begins; packetdrill counts from the first one's numbers.");
            return;
        }
        iss = iss.value_or(seq);
    }
    const uint32_t otherIss = m_iss[1 - segment.from].value_or(0);
    Line(passage.time,
         (passage.isArrival ? "< " : "> ") +
             PacketdrillText(segment.segment, iss.value_or(0), otherIss));
    if (passage.isArrival)
    {
        Accept(passage);
        Read(passage);
    }
}

std::string
Script::Write()
{
    m_text = "// " + CommandOf(m_play, Language::EN) + "\n// The " + SIDE_NAMES[m_end] +
             ", profile " + m_play.ends[m_end].profile + ".\n\n";
    std::vector<PlayAction> actions;
    for (const PlayAction& action : m_play.actions)
    {
        if (action.action.side == m_end)
        {
            actions.push_back(action);
        }
    }
    auto action = actions.begin();
    for (const Passage& passage : Passages())
    {
        while (!m_isOver && action != actions.end() &&
               (action->action.time < passage.time ||
                (action->action.time == passage.time && Causes(action->action, passage))))
        {
            Call(*action++);
        }
        if (!m_isOver)
        {
            Pass(passage);
        }
    }
    while (!m_isOver && action != actions.end())
    {
        Call(*action++);
    }
    return m_text;
}

} // namespace

std::string
PlayToPacketdrill(const Play& play, int end)
{
    return Script(play, end).Write();
}

} // namespace synfin
} // namespace ns3
