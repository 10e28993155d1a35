/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a receiver's SACK option tells: RFC 2018 4, RFC 2883. The blocks are those of a live Linux
// 6.18 that got the same segments.

#include "synfin-exchange.h"

#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A connection that has SACK, accepted; what comes is acknowledged at once.
Exchange
WithSack(const char* preset)
{
    Profile profile = Exchange::Plain(preset);
    profile.sack = true;
    profile.delayed_ack = false;
    Exchange tcp = Exchange::Listening(profile);
    Segment syn = Syn(300);
    syn.sackPermitted = true;
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    return tcp;
}

/// The octets [first, last] of the peer arrive, and its FIN. @return what the answer says:
/// "ACK: LEFT-RIGHT ...", relative to the peer's ISS
std::string
Tell(Exchange& tcp, uint32_t first, uint32_t last, bool fin = false)
{
    Segment segment = Data(300 + first, tcp.Tcb()->SndUna().GetValue(), last + 1 - first);
    segment.ack = SequenceNumber32(101);
    segment.flags |= fin ? Segment::FIN : 0;
    tcp.Receive(segment);
    std::ostringstream os;
    for (const Segment& sent : tcp.TakeSent())
    {
        os << sent.ack.GetValue() - 300 << ":";
        for (std::size_t i = 0; i < sent.sackCount; ++i)
        {
            os << " " << sent.sack[i].left.GetValue() - 300 << "-"
               << sent.sack[i].right.GetValue() - 300;
        }
    }
    return os.str();
}

} // namespace

/// The newest block, then the others in the order in which they were told; what is pushed out of
/// four stays out. RFC 2018 4.
TEST(SackBlocks, TheMostRecentFirst)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        Exchange tcp = WithSack(preset.c_str());
        EXPECT_EQ(Tell(tcp, 11, 20), "1: 11-21") << preset;
        EXPECT_EQ(Tell(tcp, 31, 40), "1: 31-41 11-21");
        EXPECT_EQ(Tell(tcp, 51, 60), "1: 51-61 31-41 11-21");
        EXPECT_EQ(Tell(tcp, 71, 80), "1: 71-81 51-61 31-41 11-21");
        EXPECT_EQ(Tell(tcp, 91, 100), "1: 91-101 71-81 51-61 31-41");
        EXPECT_EQ(Tell(tcp, 41, 50), "1: 31-61 91-101 71-81");
        EXPECT_EQ(Tell(tcp, 1, 10), "21: 31-61 91-101 71-81");
        EXPECT_EQ(Tell(tcp, 21, 30), "61: 91-101 71-81");
        EXPECT_EQ(Tell(tcp, 61, 100), tcp.Tcp().GetProfile().dsack ? "101: 71-81" : "101:");
    }
}

/// A FIN that is out of order is in its block. Linux tcp_data_queue_ofo().
TEST(SackBlocks, AFinCounts)
{
    Exchange tcp = WithSack("linux");
    EXPECT_EQ(Tell(tcp, 11, 10, true), "1: 11-12");
    EXPECT_EQ(Tell(tcp, 1, 5), "6: 11-12");
    EXPECT_EQ(Tell(tcp, 6, 10), "12:");
    tcp = WithSack("linux");
    EXPECT_EQ(Tell(tcp, 11, 20), "1: 11-21");
    EXPECT_EQ(Tell(tcp, 21, 30, true), "1: 11-32");
    // FreeBSD tcp_do_segment(): tlen is without the FIN.
    tcp = WithSack("freebsd");
    EXPECT_EQ(Tell(tcp, 11, 10, true), "1:");
    EXPECT_EQ(Tell(tcp, 12, 30, true), "1: 12-31");
}

/// What arrived twice comes first, once. RFC 2883 4; Linux tcp_dsack_set(), tcp_send_dupack().
TEST(DSack, OldData)
{
    Exchange tcp = WithSack("linux");
    EXPECT_EQ(Tell(tcp, 1, 10), "11:");
    EXPECT_EQ(Tell(tcp, 1, 10), "11: 1-11");
    EXPECT_EQ(Tell(tcp, 5, 14), "15: 5-11");
    EXPECT_EQ(Tell(tcp, 31, 40), "15: 31-41");
    EXPECT_EQ(Tell(tcp, 35, 44), "15: 35-41 31-45");
    EXPECT_EQ(Tell(tcp, 25, 64), "15: 31-45 25-65");
    EXPECT_EQ(Tell(tcp, 15, 34), "65: 25-35");
    EXPECT_EQ(Tell(tcp, 65, 64), "");          // nothing
    EXPECT_EQ(Tell(tcp, 64, 64), "65: 64-65"); // a keep-alive probe with an octet
}

/// Of several stretches the first is told.
TEST(DSack, TheFirstOfMany)
{
    Exchange tcp = WithSack("linux");
    Tell(tcp, 11, 30);
    Tell(tcp, 51, 60);
    EXPECT_EQ(Tell(tcp, 15, 19), "1: 15-20 11-31 51-61");
    EXPECT_EQ(Tell(tcp, 21, 60), "1: 21-31 11-61");
}

/// So does a FIN, alone or with what it followed, before it counts and after.
TEST(DSack, AFinAgain)
{
    Exchange tcp = WithSack("linux");
    EXPECT_EQ(Tell(tcp, 11, 10, true), "1: 11-12");
    EXPECT_EQ(Tell(tcp, 11, 10, true), "1: 11-12 11-12");
    EXPECT_EQ(Tell(tcp, 1, 10), "12:");
    EXPECT_EQ(Tell(tcp, 11, 10, true), "12: 11-12");
    EXPECT_EQ(Tell(tcp, 6, 10, true), "12: 6-12");
    EXPECT_EQ(Tell(tcp, 1, 5), "12: 1-6");
}

/// The ACK that takes the FIN tells nothing. Linux tcp_fin(), tcp_sack_reset().
TEST(DSack, NotWithTheFin)
{
    Exchange tcp = WithSack("linux");
    Tell(tcp, 31, 40);
    EXPECT_EQ(Tell(tcp, 51, 60, true), "1: 51-62 31-41");
    EXPECT_EQ(Tell(tcp, 1, 50), "62:");
}

/// Who does not know RFC 2883 tells what waits, and who has no SACK tells nothing.
TEST(DSack, IsOfTheProfile)
{
    Exchange tcp = WithSack("rfc9293");
    EXPECT_EQ(Tell(tcp, 1, 10), "11:");
    EXPECT_EQ(Tell(tcp, 1, 10), "11:");
    EXPECT_EQ(Tell(tcp, 31, 40), "11: 31-41");
    EXPECT_EQ(Tell(tcp, 31, 40), "11: 31-41");
    Exchange without = Exchange::Accepted(Exchange::Plain("linux"));
    without.Receive(Data(301, 101, 10));
    without.ExpectSent(Ack(101, 311));
    without.Receive(Data(301, 101, 10));
    without.ExpectSent(Ack(101, 311));
    EXPECT_EQ(without.LastSent().sackCount, 0);
}
