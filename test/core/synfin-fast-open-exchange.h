/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FAST_OPEN_EXCHANGE_H
#define SYNFIN_FAST_OPEN_EXCHANGE_H

#include "synfin-exchange.h"

#include <utility>

namespace ns3
{
namespace synfin
{

/// Linux's, plain, with both sides of Fast Open.
inline Profile
Fast(const char* preset = "linux")
{
    Profile profile = Exchange::Plain(preset);
    profile.fastopen = FastOpen::CLIENT | FastOpen::SERVER;
    return profile;
}

/// Eight octets.
inline FastOpenCookie
Cookie(uint8_t first)
{
    FastOpenCookie cookie;
    cookie.size = 8;
    cookie.octets[0] = first;
    return cookie;
}

/// The same segment with a cookie, or asking for one.
inline Segment
With(Segment segment, const FastOpenCookie& cookie)
{
    segment.SetCookie(cookie);
    return segment;
}

/// The same segment with text.
inline Segment
Text(Segment segment, uint32_t payload)
{
    segment.payload = payload;
    return segment;
}

/// The same segment with the MSS of Ethernet.
inline Segment
Roomy(Segment segment)
{
    segment.mss = 1460;
    return segment;
}

/// MSG_FASTOPEN with so many octets.
inline ConnectionOptions
Sending(uint32_t octets)
{
    ConnectionOptions options;
    options.fastOpenData = octets;
    return options;
}

/// A SYN as it is sent, by the option and the text that it has.
inline void
ExpectSyn(Exchange& tcp, const FastOpenCookie& cookie, uint32_t payload)
{
    ASSERT_NO_FATAL_FAILURE();
    const auto sent = tcp.TakeSent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].flags, Segment::SYN);
    EXPECT_EQ(sent[0].seq, SequenceNumber32(100));
    EXPECT_EQ(sent[0].fastOpen, 2 + cookie.size);
    EXPECT_EQ(sent[0].Cookie(), cookie);
    EXPECT_EQ(sent[0].payload, payload);
}

/// The same with neither.
inline void
ExpectPlainSyn(Exchange& tcp)
{
    const auto sent = tcp.TakeSent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].flags, Segment::SYN);
    EXPECT_EQ(sent[0].fastOpen, 0);
    EXPECT_EQ(sent[0].payload, 0U);
}

/// A client that has met the server before, and is connecting with so many octets.
inline Exchange
Client(uint32_t octets, Profile profile = Fast())
{
    auto tcp = Exchange::Closed(profile);
    tcp.Connect(Sending(0));
    ExpectSyn(tcp, {}, 0);
    Segment synAck = With(SynAck(300, 101), Cookie(7));
    synAck.mss = 1000;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Abort();
    tcp.TakeSent();
    tcp.ExpectNotified(Notification::CONNECTED);
    EXPECT_EQ(tcp.Connect(Sending(octets)), CallError::NONE);
    return tcp;
}

/// A listener with so many places, and the peer's cookie.
inline std::pair<Exchange, FastOpenCookie>
Server(uint32_t places, Profile profile = Fast())
{
    auto tcp = Exchange::Closed(profile);
    ConnectionOptions options;
    options.fastOpenQueue = places;
    tcp.Listen(8, options);
    tcp.Receive(With(Syn(300), {}));
    tcp.ExpectSent(SynAck(100, 301));
    const FastOpenCookie cookie = tcp.LastSent().Cookie();
    EXPECT_EQ(cookie.size, 8);
    tcp.Receive(RstAck(301, 101));
    return {std::move(tcp), cookie};
}

inline uint64_t
Count(Exchange& tcp, StackEvent event)
{
    return tcp.Tcp().Counters().CountOf(event);
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FAST_OPEN_EXCHANGE_H
