/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A buffer of 1000 octets that may become 2000; every segment is acknowledged.
Profile
Tuned()
{
    Profile profile = Exchange::Plain();
    profile.rmem = 1000;
    profile.rmem_max = 2000;
    profile.window_from_buffer = true;
    profile.delayed_ack = false;
    return profile;
}

/// A connection whose round trip takes 100 ms.
class Reader
{
  public:
    explicit Reader(const Profile& profile, const ConnectionOptions& options = {})
        : m_tcp(profile)
    {
        m_tcp.Connect(options);
        m_tcp.ExpectSent(Syn(100));
        m_tcp.Advance(MilliSeconds(100));
        m_tcp.Receive(SynAck(300, 101));
        m_tcp.ExpectSent(Ack(101, 301));
    }

    /// So many octets come, and are read. @return the window that tells of it
    uint32_t Take(uint32_t octets)
    {
        m_tcp.Receive(Data(m_next, 101, octets));
        m_next += octets;
        m_tcp.ExpectSent(Ack(101, m_next));
        const uint32_t window = m_tcp.LastSent().window + octets; // it was unread yet
        m_tcp.Read(octets);
        m_tcp.TakeSent();
        return window;
    }

    void Wait(Time span)
    {
        m_tcp.Advance(span);
    }

  private:
    Exchange m_tcp;
    uint32_t m_next{301};
};

} // namespace

/// More than three quarters of half the buffer in half a round trip: half as much again.
TEST(BufferTuning, ABufferThatIsUsedGrows)
{
    Reader reader(Tuned());
    EXPECT_EQ(reader.Take(100), 1000U);
    EXPECT_EQ(reader.Take(276), 1000U);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 1500U);
    EXPECT_EQ(reader.Take(562), 1500U); // that segment was the last of the count before
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 2000U); // rmem_max
    EXPECT_EQ(reader.Take(800), 2000U);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 2000U);
}

TEST(BufferTuning, OneThatIsNotStays)
{
    Reader reader(Tuned());
    reader.Take(100);
    reader.Take(275);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 1000U);
    reader.Take(200); // the count began anew
    reader.Take(175);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 1000U);
}

/// In half a round trip: what takes longer to come does not need more.
TEST(BufferTuning, CountsHalfARoundTrip)
{
    Reader reader(Tuned());
    reader.Take(100);
    reader.Take(200);
    reader.Wait(MilliSeconds(51));
    reader.Take(300);
    reader.Take(300);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 1000U);
}

/// SO_RCVBUF: the user's size stays.
TEST(BufferTuning, NotWhereTheUserGaveASize)
{
    ConnectionOptions options;
    options.receiveBuffer = 1000;
    Reader reader(Tuned(), options);
    reader.Take(100);
    reader.Take(276);
    reader.Wait(MilliSeconds(51));
    EXPECT_EQ(reader.Take(100), 1000U);
}
