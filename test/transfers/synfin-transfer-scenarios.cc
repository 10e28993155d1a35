/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-transfer-run.h"

namespace ns3
{
namespace synfin
{

namespace
{

TransferScenario
Named(const std::string& name, const std::string& rate, int rtt, double queueBdp, int seconds)
{
    TransferScenario scenario;
    scenario.name = name;
    scenario.rate = rate;
    scenario.rtt = MilliSeconds(rtt);
    scenario.queueBdp = queueBdp;
    scenario.duration = Seconds(seconds);
    return scenario;
}

std::vector<TransferScenario>
MakeScenarios()
{
    TransferScenario megabyte = Named("megabyte", "10Mbps", 100, 0, 120);
    megabyte.queue = 100;
    megabyte.octets = 1000000;
    TransferScenario light = Named("loss-0.1%", "100Mbps", 20, 1, 20);
    light.loss = 0.001;
    TransferScenario heavy = Named("loss-2%", "10Mbps", 50, 1, 60);
    heavy.loss = 0.02;
    TransferScenario reordered = Named("reordering", "50Mbps", 40, 1, 20);
    reordered.reorder = 0.01;
    TransferScenario flows = Named("ten-flows", "100Mbps", 40, 0.5, 20);
    flows.flows = 10;
    TransferScenario marked = Named("codel-ecn", "50Mbps", 40, 1, 20);
    marked.codel = true;
    TransferScenario rival = Named("against-newreno", "20Mbps", 40, 1, 60);
    rival.rival = true;
    TransferScenario fat = Named("fat-loss", "20Mbps", 100, 1, 60);
    fat.loss = 0.0002;
    TransferScenario shortMarked = Named("codel-ecn-20M", "20Mbps", 40, 1, 40);
    shortMarked.codel = true;
    return {
        megabyte,
        Named("gigabit", "1Gbps", 1, 1, 2),
        Named("gigabit-wan", "1Gbps", 20, 0.5, 5),
        Named("long-fat", "100Mbps", 200, 1, 40),
        Named("shallow-queue", "100Mbps", 20, 0.1, 20),
        Named("deep-queue", "10Mbps", 40, 2, 60),
        light,
        heavy,
        reordered,
        flows,
        marked,
        rival,
        fat,
        shortMarked,
    };
}

} // namespace

const std::vector<TransferScenario>&
TransferScenarios()
{
    static const std::vector<TransferScenario> SCENARIOS = MakeScenarios();
    return SCENARIOS;
}

} // namespace synfin
} // namespace ns3
