/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-rack.h"
#include "ns3/synfin-rate-reduction.h"
#include "ns3/synfin-scoreboard.h"
#include "ns3/synfin-spurious-loss.h"

#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return that number
SequenceNumber32
At(uint32_t number)
{
    return SequenceNumber32(number);
}

/// Ten segments of 100 octets from 0 to 1000, one each millisecond.
Scoreboard
TenSent()
{
    Scoreboard board;
    for (uint32_t i = 0; i < 10; ++i)
    {
        board.Sent(At(100 * i), At(100 * (i + 1)), MilliSeconds(i));
    }
    return board;
}

Scoreboard::News
Sack(Scoreboard& board, uint32_t left, uint32_t right)
{
    Scoreboard::News news;
    board.Sack({At(left), At(right)}, news);
    EXPECT_TRUE(board.IsConsistent());
    return news;
}

Scoreboard::News
Acknowledge(Scoreboard& board, uint32_t una)
{
    Scoreboard::News news;
    board.Acknowledge(At(una), news);
    EXPECT_TRUE(board.IsConsistent());
    return news;
}

/// @return "i200 L300 S500": octets in flight up to 200, lost up to 300, sacked up to 500; in
/// flight (again) and next to each other as one
std::string
Draw(const Scoreboard& board)
{
    std::ostringstream os;
    char last = 0;
    uint32_t end = 0;
    for (const Stretch& stretch : board)
    {
        const char letter = "iLrS"[static_cast<int>(stretch.fate)];
        if (last != 0 && letter != last)
        {
            os << last << end << " ";
        }
        last = letter;
        end = stretch.end.GetValue();
    }
    os << last << end;
    return os.str();
}

} // namespace

// ---- Scoreboard ----

/// What was sent at once and what has arrived are one stretch each.
TEST(Scoreboard, NeighboursAreOne)
{
    Scoreboard board;
    for (uint32_t i = 0; i < 10; ++i)
    {
        board.Sent(At(100 * i), At(100 * (i + 1)), Seconds(1));
    }
    EXPECT_EQ(board.end() - board.begin(), 1);
    Sack(board, 500, 600);
    Sack(board, 700, 800);
    EXPECT_EQ(Draw(board), "i500 S600 i700 S800 i1000");
    Sack(board, 600, 700);
    EXPECT_EQ(Draw(board), "i500 S800 i1000");
    EXPECT_EQ(board.end() - board.begin(), 3);
    EXPECT_EQ(board.InFlight(), 700U);
    EXPECT_EQ(board.Highest(), At(800));
}

TEST(Scoreboard, TellsWhatIsNew)
{
    Scoreboard board = TenSent();
    EXPECT_EQ(Sack(board, 300, 500).delivered, 200U);
    EXPECT_EQ(Sack(board, 300, 500).delivered, 0U);
    EXPECT_EQ(Sack(board, 200, 600).delivered, 200U);
    const Scoreboard::News news = Acknowledge(board, 800);
    EXPECT_EQ(news.delivered, 400U);
    EXPECT_EQ(news.sacked, 0U);
    EXPECT_EQ(news.newest->end, At(800));
    EXPECT_EQ(*news.sentOnceAt, MilliSeconds(7));
    EXPECT_EQ(*news.firstOriginal, At(0));
    EXPECT_EQ(Draw(board), "i1000");
}

/// What was never sent, and what is upside down, is not believed (RFC 6675 4).
TEST(Scoreboard, IgnoresNonsense)
{
    Scoreboard board = TenSent();
    Acknowledge(board, 100);
    for (const auto& [left, right] :
         std::vector<std::pair<uint32_t, uint32_t>>{{900, 1001}, {500, 500}, {600, 500}, {0, 100}})
    {
        EXPECT_EQ(Sack(board, left, right).delivered, 0U);
    }
    EXPECT_EQ(Draw(board), "i1000");
    EXPECT_EQ(Sack(board, 50, 200).delivered, 100U); // as much of it as there is
}

TEST(Scoreboard, LossAndRetransmission)
{
    Scoreboard board = TenSent();
    Sack(board, 200, 300);
    board.Lose(At(0), At(400));
    EXPECT_EQ(Draw(board), "L200 S300 L400 i1000");
    EXPECT_EQ(board.FirstLost()->begin, At(0));
    board.Sent(At(0), At(150), Seconds(1));
    EXPECT_EQ(Draw(board), "r150 L200 S300 L400 i1000");
    EXPECT_EQ(board.InFlight(), 750U);
    board.LoseAll();
    EXPECT_EQ(Draw(board), "L200 S300 L1000");
    board.Spare();
    EXPECT_EQ(Draw(board), "i200 S300 i1000");
    board.ForgetSacked();
    EXPECT_EQ(Draw(board), "i1000");
    const Scoreboard::News news = Acknowledge(board, 150);
    EXPECT_FALSE(news.sentOnceAt); // Karn
}

/// Something that was sent once came after something later: the network has changed the order.
TEST(Scoreboard, SeesReordering)
{
    Scoreboard board = TenSent();
    EXPECT_FALSE(Sack(board, 300, 400).isReordered);
    EXPECT_TRUE(Acknowledge(board, 100).isReordered);
    board = TenSent();
    Sack(board, 300, 400);
    board.Lose(At(0), At(100));
    board.Sent(At(0), At(100), Seconds(1));
    EXPECT_FALSE(Acknowledge(board, 100).isReordered); // the retransmission
}

/// What one acknowledgement tells of is in no order; how far others were ahead is known, too.
TEST(Scoreboard, OneAcknowledgementHasNoOrder)
{
    Scoreboard board = TenSent();
    Scoreboard::News news;
    board.Sack({At(700), At(800)}, news);
    board.Sack({At(300), At(400)}, news);
    board.Acknowledge(At(100), news);
    EXPECT_FALSE(news.isReordered);
    EXPECT_EQ(news.reorderedBy, 0U);
    EXPECT_EQ(Sack(board, 500, 600).reorderedBy, 300U);
    EXPECT_EQ(Acknowledge(board, 200).reorderedBy, 700U);
}

/// Where segments count, a block counts as far as it has whole ones (tcp_match_skb_to_sack()).
TEST(Scoreboard, CountsWholeSegments)
{
    Scoreboard board(100);
    board.Sent(At(0), At(300), Time(0));
    board.Sent(At(300), At(350), Time(0)); // a small one
    board.Sent(At(350), At(550), Time(0));
    EXPECT_EQ(Sack(board, 549, 550).sacked, 0U);
    EXPECT_EQ(Sack(board, 310, 350).sacked, 0U);
    EXPECT_EQ(Sack(board, 150, 350).sacked, 150U);
    EXPECT_EQ(Draw(board), "i200 S350 i550");
    EXPECT_EQ(Sack(board, 350, 500).sacked, 100U);
    EXPECT_EQ(Sack(board, 450, 550).sacked, 100U);
    EXPECT_EQ(Draw(board), "i200 S550");
}

/// Against a board of single octets, by chance.
TEST(Scoreboard, IsABoardOfOctets)
{
    std::mt19937 random(1);
    for (int run = 0; run < 300; ++run)
    {
        Scoreboard board;
        std::string model;
        uint32_t una = 0;
        for (int step = 0; step < 60; ++step)
        {
            const auto size = static_cast<uint32_t>(model.size());
            const uint32_t a = una + (size > una ? random() % (size - una) : 0);
            const uint32_t b = a + 1 + random() % 12;
            const uint32_t end = std::min(b, size);
            switch (random() % 6)
            {
            case 0:
            case 1:
                board.Sent(At(size), At(size + b - a), MilliSeconds(step));
                model += std::string(b - a, 'i');
                break;
            case 2:
                Sack(board, a, end);
                for (uint32_t i = a; i < end; ++i)
                {
                    model[i] = 'S';
                }
                break;
            case 3:
                board.Lose(At(a), At(end));
                for (uint32_t i = a; i < end; ++i)
                {
                    model[i] = model[i] == 'S' ? 'S' : 'L';
                }
                break;
            case 4:
                if (a < size)
                {
                    board.Sent(At(a), At(end), MilliSeconds(step));
                    for (uint32_t i = a; i < end; ++i)
                    {
                        model[i] = model[i] == 'L' ? 'r' : model[i];
                    }
                }
                break;
            default:
                Acknowledge(board, a);
                una = a;
            }
            std::string drawn(una, ' ');
            for (const Stretch& stretch : board)
            {
                drawn += std::string(stretch.Size(), "iLrS"[static_cast<int>(stretch.fate)]);
            }
            ASSERT_EQ(drawn.substr(una), model.substr(una)) << "run " << run << ", step " << step;
            ASSERT_TRUE(board.IsConsistent());
        }
    }
}

// ---- RACK ----

/// RFC 8985 6.2, step 5: what was sent a round trip and the reordering window before is lost.
TEST(Rack, WhatWasSentLongBeforeIsLost)
{
    Scoreboard board = TenSent();
    Rack rack;
    rack.Take(Sack(board, 300, 400), MilliSeconds(103), MilliSeconds(100));
    EXPECT_EQ(rack.Detect(board, MilliSeconds(25), MilliSeconds(103)), MilliSeconds(24));
    EXPECT_EQ(Draw(board), "i300 S400 i1000");
    EXPECT_EQ(rack.Detect(board, MilliSeconds(25), MilliSeconds(126)), MilliSeconds(1));
    EXPECT_EQ(Draw(board), "L200 i300 S400 i1000");
    EXPECT_EQ(rack.Detect(board, MilliSeconds(25), MilliSeconds(127)), Time(0));
    EXPECT_EQ(Draw(board), "L300 S400 i1000"); // what was sent later may still come
}

/// A retransmission that is lost is found, too.
TEST(Rack, FindsALostRetransmission)
{
    Scoreboard board = TenSent();
    Rack rack;
    rack.Take(Sack(board, 300, 400), MilliSeconds(103), MilliSeconds(100));
    rack.Detect(board, Time(0), MilliSeconds(103));
    board.Sent(At(0), At(300), MilliSeconds(103));
    board.Sent(At(1000), At(1100), MilliSeconds(104));
    rack.Take(Sack(board, 1000, 1100), MilliSeconds(204), MilliSeconds(100));
    rack.Detect(board, Time(0), MilliSeconds(204));
    EXPECT_EQ(Draw(board), "L300 S400 L1000 S1100");
}

/// RACK.rtt is that of the segment that was told of last, whatever was sent after it (6.2, step 2).
TEST(Rack, TheRoundTripIsThatOfTheLastSegment)
{
    Scoreboard board = TenSent();
    Rack rack;
    rack.Take(Sack(board, 100, 300), MilliSeconds(102), MilliSeconds(100));
    rack.Detect(board, Time(0), MilliSeconds(102));
    EXPECT_EQ(Draw(board), "L100 S300 i1000");
    board.Sent(At(0), At(100), MilliSeconds(102));
    rack.Take(Acknowledge(board, 400), MilliSeconds(203), MilliSeconds(100));
    EXPECT_EQ(rack.Detect(board, Time(0), MilliSeconds(203)), MilliSeconds(6));
    EXPECT_EQ(Draw(board), "i1000"); // 200 ms after it was sent, nothing is late yet
}

/// The acknowledgement of a retransmission that comes too soon is the original's (6.2, step 2).
TEST(Rack, ATooEarlyAnswerSaysNothing)
{
    Scoreboard board = TenSent();
    board.Sent(At(0), At(100), MilliSeconds(90));
    Rack rack;
    rack.Take(Acknowledge(board, 100), MilliSeconds(100), MilliSeconds(100));
    EXPECT_EQ(rack.Detect(board, Time(0), MilliSeconds(500)), Time(0));
    EXPECT_EQ(Draw(board), "i1000");
}

/// 6.2, step 4: none before reordering was seen, a quarter of a round trip, more after duplicates.
TEST(Rack, ReorderWindow)
{
    const Time rtt = MilliSeconds(100);
    Rack rack;
    EXPECT_EQ(rack.ReorderWindow(true, rtt, rtt), Time(0));
    EXPECT_EQ(rack.ReorderWindow(false, rtt, rtt), MilliSeconds(25));
    Scoreboard board = TenSent();
    Sack(board, 300, 400);
    rack.Take(Acknowledge(board, 100), MilliSeconds(105), rtt);
    EXPECT_EQ(rack.ReorderWindow(true, rtt, rtt), MilliSeconds(25));
    rack.TakeDuplicate(At(0), At(1000));
    rack.TakeDuplicate(At(500), At(1200)); // the same round trip
    EXPECT_EQ(rack.ReorderWindow(true, rtt, rtt), MilliSeconds(50));
    for (uint32_t i = 1; i < 9; ++i)
    {
        rack.TakeDuplicate(At(1000 * i), At(1000 * (i + 1)));
    }
    EXPECT_EQ(rack.ReorderWindow(true, rtt, rtt), rtt); // SRTT at most
    for (int i = 0; i < 16; ++i)
    {
        rack.EndRecovery();
    }
    EXPECT_EQ(rack.ReorderWindow(true, rtt, rtt), MilliSeconds(25));
}

// ---- PRR ----

/// RFC 9937 Figure 2, in segments: 20 in flight, ssthresh 10, the first is lost. Every second ACK
/// lets one out.
TEST(RateReduction, HalvesByTheClockOfTheAcks)
{
    RateReduction prr;
    prr.Begin(20);
    uint32_t inFlight = 19;
    uint32_t sent = 0;
    for (uint32_t ack = 1; ack <= 19; ++ack)
    {
        --inFlight;
        uint32_t window = prr.Window({1, inFlight, 10, 1, false});
        for (; inFlight < window; ++inFlight)
        {
            prr.Sent(1);
            ++sent;
        }
        if (ack <= 16)
        {
            EXPECT_EQ(sent, (ack + 1) / 2) << "after " << ack;
        }
    }
    EXPECT_EQ(inFlight, 10U);
}

/// Below ssthresh it grows back: by what is delivered, and one more where nothing else is lost.
TEST(RateReduction, SlowStartsWhereMuchIsLost)
{
    RateReduction prr;
    prr.Begin(2000);
    EXPECT_EQ(prr.Window({100, 200, 1000, 100, false}), 300U);
    prr.Sent(100);
    EXPECT_EQ(prr.Window({100, 200, 1000, 100, true}), 400U);
    prr.Sent(200);
    EXPECT_EQ(prr.Window({900, 950, 1000, 100, true}), 1000U); // ssthresh at most
}

// ---- Spurious losses ----

/// RFC 3522: an echo from before the retransmission; RFC 3708: all of them were duplicates.
TEST(SpuriousLoss, IsProved)
{
    SpuriousLoss loss;
    loss.Begin();
    EXPECT_FALSE(loss.IsProved(0)); // nothing was sent again
    loss.SentAgain(MilliSeconds(500));
    loss.SentAgain(MilliSeconds(600));
    EXPECT_FALSE(loss.IsProved(500));
    EXPECT_TRUE(loss.IsProved(499));
    EXPECT_FALSE(loss.IsProved(std::nullopt));
    loss.Duplicate();
    EXPECT_FALSE(loss.IsProved(std::nullopt));
    loss.Duplicate();
    EXPECT_TRUE(loss.IsProved(std::nullopt));
    loss.End();
    EXPECT_FALSE(loss.IsProved(std::nullopt));
}
