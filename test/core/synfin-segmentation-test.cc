/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a user says of the octets that it sends decides where segments end, and when they go.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 536; //!< of a peer that says nothing

/// That segment is the next, with or without PSH.
void
ExpectPushed(Exchange& tcp, uint32_t seq, uint32_t octets, bool isPushed = true)
{
    tcp.ExpectSent(Data(seq, 301, octets));
    EXPECT_EQ(tcp.LastSent().Has(Segment::PSH), isPushed) << seq;
}

constexpr SendMarks MORE{true, false};
constexpr SendMarks END{false, true};

} // namespace

/// Minshall's variant (Linux tcp_minshall_check()): behind full segments a small one goes at once.
TEST(Nagle, WaitsForSmallSegmentsOnly)
{
    Exchange tcp = Exchange::Established(Exchange::Plain("linux"));
    tcp.Send(MSS + 10);
    ExpectPushed(tcp, 101, MSS, false);
    ExpectPushed(tcp, 637, 10);
    tcp.Send(20);
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(301, 637)); // the small one is still on its way
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(301, 647));
    ExpectPushed(tcp, 647, 20);
}

/// MSG_MORE: full segments go, the rest waits for what follows (Linux tcp_nagle_check()).
TEST(SendMarks, MoreFollows)
{
    Profile profile = Exchange::Plain();
    profile.nagle = false;
    Exchange tcp = Exchange::Established(profile);
    tcp.Send(40, MORE);
    tcp.Send(30, MORE);
    tcp.ExpectNothingSent();
    tcp.Send(5);
    ExpectPushed(tcp, 101, 75);
    tcp.Send(MSS + 50, MORE);
    ExpectPushed(tcp, 176, MSS, false);
    tcp.ExpectNothingSent();
    // An acknowledgement lets the rest go, without PSH: the user has not said that it is all.
    tcp.Receive(Ack(301, 712));
    ExpectPushed(tcp, 712, 50, false);
}

/// Nothing in flight, and nothing follows: it goes when RTO has gone by (tcp_check_probe_timer()).
TEST(SendMarks, WhatWaitsDoesNotWaitForEver)
{
    Exchange tcp = Exchange::Established();
    tcp.Send(40, MORE);
    tcp.Advance(Seconds(1));
    ExpectPushed(tcp, 101, 40);
    tcp.Receive(Ack(301, 141));
}

/// TCP_CORK holds what is not full also when acknowledgements come; TCP_NODELAY pushes it.
TEST(SendMarks, Corked)
{
    Exchange tcp = Exchange::Established();
    ConnectionOptions options;
    options.cork = true;
    tcp.SetOptions(options);
    tcp.Send(MSS + 50);
    ExpectPushed(tcp, 101, MSS, false);
    tcp.Receive(Ack(301, 637));
    tcp.ExpectNothingSent();
    options.cork = false;
    tcp.SetOptions(options);
    ExpectPushed(tcp, 637, 50);
    tcp.Receive(Ack(301, 687));
    options.cork = true;
    tcp.SetOptions(options);
    tcp.Send(10);
    tcp.ExpectNothingSent();
    options.nagle = false;
    tcp.SetOptions(options);
    ExpectPushed(tcp, 687, 10);
}

/// MSG_EOR: no segment carries the end of a record and what follows it, sent again or not.
TEST(SendMarks, Records)
{
    Exchange tcp = Exchange::Established();
    tcp.Send(MSS);
    ExpectPushed(tcp, 101, MSS);
    tcp.Send(30, END);
    tcp.ExpectNothingSent(); // the last one, as Nagle's algorithm says
    tcp.Send(40, END);
    ExpectPushed(tcp, 637, 30);
    tcp.Send(MSS + 20);
    ExpectPushed(tcp, 667, 40);
    ExpectPushed(tcp, 707, MSS, false);
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(301, 637));
    tcp.Advance(Seconds(1));
    ExpectPushed(tcp, 637, 30);
    tcp.Receive(Ack(301, 667));
    ExpectPushed(tcp, 667, 40);
    ExpectPushed(tcp, 707, MSS, false);
    tcp.Receive(Ack(301, 1243));
    ExpectPushed(tcp, 1243, 20);
}
