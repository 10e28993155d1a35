/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-ladder-label.h"
#include "ns3/synfin-ladder-phrases.h"
#include "ns3/synfin-ladder-steps.h"
#include "ns3/synfin-ladder-text.h"
#include "ns3/synfin-ladder.h"
#include "ns3/synfin-segment-namer.h"

#include <array>
#include <deque>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t CLIENT = 4;
constexpr uint32_t SERVER = 7;

/// Plays trace records by hand, in milliseconds; the client's ISS is 1000, the server's 5000.
class Script
{
  public:
    explicit Script(Language language = Language::EN)
        : m_steps(CLIENT, SERVER, language)
    {
    }

    Script& At(int64_t milliseconds)
    {
        m_now = MilliSeconds(milliseconds);
        return *this;
    }

    Script& Change(uint32_t host, State from, State to, Cause cause)
    {
        TransitionRecord record;
        record.time = m_now;
        record.host = host;
        record.transition.from = from;
        record.transition.to = to;
        record.transition.cause = cause;
        m_steps.Transition(record);
        return *this;
    }

    Script& Send(uint32_t host, const Segment& segment, SegmentKind kind = SegmentKind::NEW)
    {
        m_underway[SideOf(host)].push_back(m_sent++);
        m_steps.Sent(Record(host, segment, kind), Name(host, segment), false);
        return *this;
    }

    Script& Lose(uint32_t host, const Segment& segment, SegmentKind kind = SegmentKind::NEW)
    {
        ++m_sent;
        m_steps.Sent(Record(host, segment, kind), Name(host, segment), true);
        return *this;
    }

    Script& Receive(uint32_t host, const Segment& segment)
    {
        std::deque<std::size_t>& underway = m_underway[1 - SideOf(host)];
        m_steps.Received(Record(host, segment, SegmentKind::NEW), underway.front());
        underway.pop_front();
        return *this;
    }

    /// @return the drawing without lifelines that carry nothing, as lines
    std::vector<std::string> Draw(const LadderStyle& style = {}) const
    {
        const Ladder ladder(style, {Seconds(60), Seconds(60)});
        std::istringstream text(ladder.Draw(m_steps.InitialStates(), m_steps.Rows(), {}));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);)
        {
            lines.push_back(line);
        }
        return lines;
    }

  private:
    SegmentRecord Record(uint32_t host, const Segment& segment, SegmentKind kind) const
    {
        SegmentRecord record;
        record.time = m_now;
        record.host = host;
        record.segment = segment;
        record.kind = kind;
        return record;
    }

    static int SideOf(uint32_t host)
    {
        return host == CLIENT ? 0 : 1;
    }

    LadderName Name(uint32_t host, const Segment& segment)
    {
        const int side = SideOf(host);
        LadderName name;
        name.copy = m_namer.Name(side, segment);
        name.name = ToString(name.copy);
        const auto ack = segment.Has(Segment::ACK)
                             ? std::optional<int64_t>(m_namer.RelativeAck(side, segment))
                             : std::nullopt;
        name.label = SegmentLabel(name.name, segment, m_namer.RelativeSeq(side, segment), ack);
        return name;
    }

    LadderSteps m_steps;
    SegmentNamer m_namer;
    std::size_t m_sent{0};
    std::array<std::deque<std::size_t>, 2> m_underway; //!< by sender, in their order
    Time m_now;
};

Script
Handshake(Language language = Language::EN)
{
    Script script(language);
    script.At(0)
        .Change(SERVER, State::CLOSED, State::LISTEN, Cause::PASSIVE_OPEN)
        .Change(CLIENT, State::CLOSED, State::SYN_SENT, Cause::ACTIVE_OPEN)
        .Send(CLIENT, Syn(1000))
        .At(50)
        .Receive(SERVER, Syn(1000))
        .Change(SERVER, State::LISTEN, State::SYN_RCVD, Cause::SYN_RECEIVED)
        .Send(SERVER, SynAck(5000, 1001))
        .At(100)
        .Receive(CLIENT, SynAck(5000, 1001))
        .Change(CLIENT, State::SYN_SENT, State::ESTABLISHED, Cause::SYN_ACK_RECEIVED)
        .Send(CLIENT, Ack(1001, 5001))
        .At(150)
        .Receive(SERVER, Ack(1001, 5001))
        .Change(SERVER, State::SYN_RCVD, State::ESTABLISHED, Cause::ACK_RECEIVED);
    return script;
}

/// Both ends close at one second; their FINs cross.
Script
SimultaneousClose()
{
    Script script = Handshake();
    script.At(1000)
        .Change(CLIENT, State::ESTABLISHED, State::FIN_WAIT_1, Cause::USER_CLOSE)
        .Send(CLIENT, FinAck(1001, 5001))
        .Change(SERVER, State::ESTABLISHED, State::FIN_WAIT_1, Cause::USER_CLOSE)
        .Send(SERVER, FinAck(5001, 1001))
        .At(1050)
        .Receive(SERVER, FinAck(1001, 5001))
        .Change(SERVER, State::FIN_WAIT_1, State::CLOSING, Cause::FIN_RECEIVED)
        .Send(SERVER, Ack(5002, 1002))
        .Receive(CLIENT, FinAck(5001, 1001))
        .Change(CLIENT, State::FIN_WAIT_1, State::CLOSING, Cause::FIN_RECEIVED)
        .Send(CLIENT, Ack(1002, 5002))
        .At(1100)
        .Receive(CLIENT, Ack(5002, 1002))
        .Change(CLIENT, State::CLOSING, State::TIME_WAIT, Cause::ACK_RECEIVED)
        .Receive(SERVER, Ack(1002, 5002))
        .Change(SERVER, State::CLOSING, State::TIME_WAIT, Cause::ACK_RECEIVED);
    return script;
}

std::string
Joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
    {
        text += line + "\n";
    }
    return text;
}

} // namespace

TEST(LadderText, WideCharactersTakeTwoColumns)
{
    EXPECT_EQ(DisplayWidth(std::string("abc")), 3);
    EXPECT_EQ(DisplayWidth(std::string("客户端")), 6);
    EXPECT_EQ(DisplayWidth(std::string("SYN 丢了。")), 10);
    EXPECT_EQ(DisplayWidth(std::string("├─▶")), 3);
    EXPECT_EQ(PadLeft("客户端", 8), "  客户端");
    EXPECT_EQ(PadRight("客户端", 4), "客户端");
}

TEST(LadderText, WrapsBetweenWordsAndWideCharacters)
{
    EXPECT_EQ(Wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(Wrap("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
    EXPECT_EQ(Wrap("", 4), (std::vector<std::string>{""}));
    EXPECT_EQ(Wrap("应答丢了", 4), (std::vector<std::string>{"应答", "丢了"}));
    // A line does not begin with a full stop, and a Latin word is not torn apart.
    EXPECT_EQ(Wrap("应答。丢了", 4), (std::vector<std::string>{"应", "答。", "丢了"}));
    // Nor does it end with an opening bracket.
    EXPECT_EQ(Wrap("应（丢）", 4), (std::vector<std::string>{"应", "（丢）"}));
    EXPECT_EQ(Wrap("等 SYN", 4), (std::vector<std::string>{"等", "SYN"}));
}

TEST(LadderText, SurvivesOctetsThatAreNotUtf8)
{
    EXPECT_EQ(DisplayWidth(std::string("\xff\xe5\x80")), 3);
}

TEST(LadderPhrases, EveryPhraseHasWordsInBothLanguages)
{
    for (int i = 0; i <= static_cast<int>(Phrase::WHY_TIME_WAIT); ++i)
    {
        const auto phrase = static_cast<Phrase>(i);
        EXPECT_FALSE(Say(phrase, Language::EN).empty());
        EXPECT_NE(Say(phrase, Language::EN), Say(phrase, Language::ZH)) << i;
    }
    EXPECT_EQ(Say(Phrase::TIMER_RESENDS, Language::EN, "1").substr(0, 3), "1 s");
}

TEST(Ladder, DrawsTheHandshake)
{
    LadderStyle style;
    style.ascii = true;
    const std::string blank = std::string(22, ' ') + "|" + std::string(52, ' ') + "|";
    const std::vector<std::string> expected = {
        " time (s) client                                                             server       "
        "time (s)",
        "          CLOSED      |                                                    | LISTEN",
        "    0.000 SYN_SENT    |-- syn [SYN] Seq=0 -------------------------------->| SYN_RCVD     "
        "   0.050",
        "                      | Server knows: the client can send, I can receive.  |",
        blank,
        "    0.100 ESTABLISHED |<------------------ synack [SYN, ACK] Seq=0 Ack=1 --|              "
        "  "
        " 0.050",
        "                      | Client knows: both of us can send and receive.     |",
        blank,
        "    0.100             |-- ack [ACK] Seq=1 Ack=1 -------------------------->| ESTABLISHED  "
        "   0.150",
        "                      | Server knows it too now: what it sends arrives.    |",
        blank,
    };
    EXPECT_EQ(Joined(Handshake().Draw(style)), Joined(expected));
}

TEST(Ladder, CrossingSegmentsAreDrawnInTimeOrder)
{
    const auto lines = SimultaneousClose().Draw();
    std::vector<std::string> arrows;
    for (const auto& line : lines)
    {
        if (line.find("──") != std::string::npos && line.find(" 1.") != std::string::npos)
        {
            arrows.push_back(line);
        }
    }
    const std::vector<std::vector<std::string>> expected = {
        {"1.000 FIN_WAIT_1  ├── fin1 [FIN, ACK] Seq=1 Ack=1 ──", "── (a)  │"},
        {"│  (b) ──", "── fin2 [FIN, ACK] Seq=1 Ack=1 ──┤ FIN_WAIT_1      1.000"},
        {"│  (a) fin1 ──", "──▶│ CLOSING         1.050"},
        {"│  (c) ──", "── ack1 [ACK] Seq=2 Ack=2 ──┤                 1.050"},
        {"1.050 CLOSING     │◀──", "── fin2 (b)  │"},
        {"1.050             ├── ack2 [ACK] Seq=2 Ack=2 ──", "── (d)  │"},
        {"1.100 TIME_WAIT   │◀──", "── ack1 (c)  │"},
        {"│  (d) ack2 ──", "──▶│ TIME_WAIT       1.100"},
    };
    ASSERT_EQ(arrows.size(), expected.size()) << Joined(lines);
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
        for (const auto& part : expected[i])
        {
            EXPECT_NE(arrows[i].find(part), std::string::npos) << part << "\n" << arrows[i];
        }
    }
}

TEST(Ladder, LostSegmentsEndInACross)
{
    Script script;
    script.At(0)
        .Change(SERVER, State::CLOSED, State::LISTEN, Cause::PASSIVE_OPEN)
        .Change(CLIENT, State::CLOSED, State::SYN_SENT, Cause::ACTIVE_OPEN)
        .Lose(CLIENT, Syn(1000))
        .At(1000)
        .Send(CLIENT, Syn(1000), SegmentKind::RETRANSMIT)
        .At(1050)
        .Receive(SERVER, Syn(1000))
        .Change(SERVER, State::LISTEN, State::SYN_RCVD, Cause::SYN_RECEIVED)
        .Lose(SERVER, SynAck(5000, 1001));
    const std::string text = Joined(script.Draw());
    EXPECT_NE(text.find("├── syn [SYN] Seq=0 ────────────────── ✗             │\n"),
              std::string::npos)
        << text;
    EXPECT_NE(
        text.find("│             ✗ ──── synack [SYN, ACK] Seq=0 Ack=1 ──┤                 1.050\n"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("syn:2 [SYN] Seq=0"), std::string::npos);
    EXPECT_NE(text.find("1 s without an answer: sent again."), std::string::npos);
}

TEST(Ladder, EveryLineHasTheSameWidthInBothLanguages)
{
    for (const auto language : {Language::EN, Language::ZH})
    {
        LadderStyle style;
        style.language = language;
        for (const auto& line : Handshake(language).Draw(style))
        {
            const auto departure = line.rfind("┤");
            const auto bar = departure != std::string::npos ? departure : line.rfind("│");
            if (bar != std::string::npos)
            {
                // The right lifeline is at one column, whatever stands before it.
                EXPECT_EQ(DisplayWidth(line.substr(0, bar)), 75) << line;
            }
            EXPECT_LE(DisplayWidth(line), 98) << line;
        }
    }
}

TEST(Ladder, ColoursOnlyWhenAsked)
{
    LadderStyle style;
    EXPECT_EQ(Joined(Handshake().Draw(style)).find('\033'), std::string::npos);
    style.colour = true;
    EXPECT_NE(Joined(Handshake().Draw(style)).find("\033[1mESTABLISHED\033[0m"), std::string::npos);
}
