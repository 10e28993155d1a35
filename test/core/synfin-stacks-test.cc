/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What the presets named after stacks come to: the ladder of SYNs, and TIME_WAIT.
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A SYN is sent again at those seconds, and the open is over at the last one.
void
ExpectSyns(const char* preset, const std::vector<int>& again, int over)
{
    Profile profile = Exchange::Plain(preset);
    profile.timer_hz = 0;
    auto tcp = Exchange::SynSent(profile);
    for (const int second : again)
    {
        tcp.Advance(Seconds(second) - tcp.Now());
        tcp.ExpectSentAt(Seconds(second), Syn(100));
    }
    tcp.Advance(Seconds(over) - NanoSeconds(1) - tcp.Now());
    EXPECT_EQ(tcp.State(), State::SYN_SENT) << preset;
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::CLOSED) << preset;
    tcp.ExpectNothingSent();
}

} // namespace

/// XNU tcp_syn_backoff, ended by TCPTV_KEEP_INIT.
TEST(Stacks, MacOsRepeatsSynsLinearlyForAWhile)
{
    ExpectSyns("macos", {1, 2, 3, 4, 5, 7, 11, 19, 35, 67}, 75);
}

/// MaxSynRetransmissions 4, InitialRto 1 s.
TEST(Stacks, WindowsRepeatsItsSynFourTimes)
{
    ExpectSyns("windows", {1, 3, 7, 15}, 31);
}

/// ConnCount 6, ConnTimeout 3 s; its own last wait is 96 s.
TEST(Stacks, Ns3RepeatsItsSynFiveTimes)
{
    ExpectSyns("ns3", {3, 9, 21, 45, 93}, 153);
}

/// Linux 4.9 has no linear timeouts.
TEST(Stacks, Linux49DoublesFromTheStart)
{
    ExpectSyns("linux-4.9", {1, 3, 7, 15, 31, 63}, 127);
}

TEST(Stacks, TimeWait)
{
    const std::vector<std::pair<const char*, int>> lengths = {{"linux-4.9", 60},
                                                              {"macos", 30},
                                                              {"windows", 120},
                                                              {"ns3", 240}};
    for (const auto& [preset, seconds] : lengths)
    {
        EXPECT_EQ(Profile::Preset(preset)->TimeWait(), Seconds(seconds)) << preset;
    }
}
