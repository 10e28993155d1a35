/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-port-table.h"

#include <optional>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

/// Nobody looks at one port after the other: a choice asks about the port that it chooses and no
/// other, however many are taken, and about none when all are.
TEST(PortTableCost, OneQuestionAChoice)
{
    for (int selection = 0; selection < PORT_SELECTION_COUNT; ++selection)
    {
        Profile profile = *Profile::Preset("linux");
        profile.port_selection = static_cast<PortSelection>(selection);
        const IsnGenerator isn(IsnSecret{1, 2}, Seconds(1));
        PortTable ports(profile, isn);
        FourTuple tuple{1, 2, 0, 80};
        uint32_t asked = 0;
        uint32_t chosen = 0;
        const auto isFree = [&asked](uint16_t) {
            ++asked;
            return true;
        };
        for (int i = 0; i < 30000; ++i)
        {
            const auto port = ports.Choose(tuple, Time(0), isFree);
            if (port)
            {
                ++chosen;
                tuple.localPort = *port;
                ports.Take(tuple);
            }
        }
        EXPECT_EQ(asked, chosen) << ToString(profile.port_selection);
        EXPECT_EQ(ports.Taken(), chosen);
        // The two that draw at random may miss a few.
        EXPECT_GT(chosen, 28200U) << ToString(profile.port_selection);
    }
}

/// tw_reuse=1: a port on offer is found like any other, in its turn, and given to one connection
/// only.
TEST(PortTableCost, OffersAreTakenInTurn)
{
    Profile profile = Exchange::Ports(3000, 3009);
    profile.port_selection = PortSelection::RFC6056_3;
    const IsnGenerator isn(IsnSecret{1, 2}, Seconds(1));
    PortTable ports(profile, isn);
    FourTuple tuple{1, 2, 0, 80};
    const auto any = [](uint16_t) { return true; };
    std::vector<uint16_t> order;
    for (int i = 0; i < 10; ++i)
    {
        order.push_back(ports.Choose(tuple, Time(0), any).value());
        tuple.localPort = order.back();
        ports.Take(tuple);
    }
    for (const int i : {7, 2, 5})
    {
        tuple.localPort = order[i];
        ports.OfferAfter(tuple, Seconds(1));
    }
    EXPECT_EQ(ports.Choose(tuple, Seconds(1), any), std::nullopt);
    // The counter is back at the start: 2, 5 and 7 follow.
    const Time later = Seconds(1) + NanoSeconds(1);
    for (const int i : {2, 5, 7})
    {
        tuple.localPort = ports.Choose(tuple, later, any).value();
        EXPECT_EQ(tuple.localPort, order[i]);
        ports.Release(tuple); // the old connection
        ports.Take(tuple);    // the new one
    }
    EXPECT_EQ(ports.Choose(tuple, later, any), std::nullopt);
    EXPECT_EQ(ports.Taken(), 10U);
}
