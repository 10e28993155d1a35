/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-scenario-parameters.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

TEST(ScenarioParameters, DefaultsAreAcceptedAsTheyArePrinted)
{
    const ScenarioParameters defaults;
    EXPECT_FALSE(defaults.Validate());
    for (const auto& field : ScenarioFields())
    {
        if (field.get)
        {
            ScenarioParameters parameters;
            const std::string text = field.get(defaults);
            EXPECT_FALSE(parameters.Apply({{field.name, text}})) << field.name;
            EXPECT_EQ(field.get(parameters), text) << field.name;
        }
    }
}

TEST(ScenarioParameters, TheGeneralComesBeforeTheParticularInWhateverOrder)
{
    ScenarioParameters parameters;
    ASSERT_FALSE(parameters.Apply({{"set", "syn_retries=1"},
                                   {"set", "server:msl=3s"},
                                   {"loss-reverse", "0.5"},
                                   {"msl", "4s"},
                                   {"profile", "freebsd"},
                                   {"loss", "0.1"}}));
    EXPECT_EQ(parameters.profileName, "freebsd");
    EXPECT_EQ(parameters.client.profile.syn_retries, 1U);
    EXPECT_EQ(parameters.client.profile.msl, Seconds(4));
    EXPECT_EQ(parameters.server.profile.msl, Seconds(3));
    EXPECT_EQ(parameters.forward.Get("loss"), "0.1");
    EXPECT_EQ(parameters.reverse.Get("loss"), "0.5");
}

TEST(ScenarioParameters, TheLastOfSeveralCounts)
{
    ScenarioParameters parameters;
    ASSERT_FALSE(parameters.Apply({{"connections", "5"},
                                   {"set", "syn_retries=1"},
                                   {"connections", "6"},
                                   {"set", "syn_retries=2"}}));
    EXPECT_EQ(parameters.connections, 6U);
    EXPECT_EQ(parameters.client.profile.syn_retries, 2U);
}

TEST(ScenarioParameters, BothEndsComeBeforeOne)
{
    ScenarioParameters parameters;
    ASSERT_FALSE(parameters.Apply({{"set", "server:time_wait=7s"},
                                   {"set", "time_wait=5s"},
                                   {"server-profile", "freebsd"},
                                   {"profile", "rfc9293"}}));
    EXPECT_EQ(parameters.PresetOf(parameters.client), "rfc9293");
    EXPECT_EQ(parameters.PresetOf(parameters.server), "freebsd");
    EXPECT_EQ(parameters.client.profile.TimeWait(), Seconds(5));
    EXPECT_EQ(parameters.server.profile.TimeWait(), Seconds(7));
    EXPECT_EQ(parameters.TimeWait(), Seconds(5));
    parameters.closer = Closer::SERVER;
    EXPECT_EQ(parameters.TimeWait(), Seconds(7));
    parameters.closer = Closer::BOTH;
    EXPECT_EQ(parameters.TimeWait(), Seconds(7));
}

TEST(ScenarioParameters, ClientsAreAsManyAsTheirOwnPortsAndTimeWaitAskFor)
{
    const auto clients = [](const std::string& client, const std::string& server) {
        ScenarioParameters parameters;
        EXPECT_FALSE(parameters.Apply({{"client-profile", client},
                                       {"server-profile", server},
                                       {"rate", "1000"},
                                       {"connections", "1000000"}}));
        parameters.Resolve();
        return parameters.clients;
    };
    EXPECT_EQ(clients("linux", "rfc9293"), clients("linux", "linux"));
    EXPECT_EQ(clients("rfc9293", "linux"), clients("rfc9293", "rfc9293"));
    EXPECT_GT(clients("rfc9293", "linux"), clients("linux", "linux"));
}

TEST(ScenarioParameters, SaysWhichSettingIsAtFault)
{
    ScenarioParameters parameters;
    auto error = parameters.Apply({{"connections", "5"}, {"delay", "soon"}});
    ASSERT_TRUE(error);
    EXPECT_EQ(error->setting.name, "delay");
    EXPECT_EQ(error->setting.value, "soon");
    EXPECT_NE(error->accepted.find("50ms"), std::string::npos);
    error = parameters.Apply({{"no-such", "1"}});
    ASSERT_TRUE(error);
    EXPECT_EQ(error->setting.name, "no-such");
}

TEST(ScenarioParameters, EachDirectionOfTheLinkIsSetByItselfOrWithTheOther)
{
    ScenarioParameters parameters;
    ASSERT_FALSE(parameters.Apply({{"queue-reverse", "7p"}, {"queue", "64KiB"}}));
    EXPECT_EQ(FindScenarioField("queue-forward")->get(parameters), parameters.forward.Get("queue"));
    EXPECT_EQ(parameters.reverse.Get("queue"), "7p");
    EXPECT_NE(parameters.forward.Get("queue"), parameters.reverse.Get("queue"));
    EXPECT_TRUE(parameters.Apply({{"queue", "0p"}}));
    EXPECT_TRUE(parameters.Apply({{"loss-forward", "1.5"}}));
    EXPECT_TRUE(parameters.Apply({{"schedule", "12s loss=1; 10s loss=0"}}));
}

TEST(ScenarioParameters, FieldsThatDisagreeAreNamed)
{
    ScenarioParameters parameters;
    ASSERT_FALSE(parameters.Apply({{"set", "rto_max=100ms"}}));
    const auto error = parameters.Validate();
    ASSERT_TRUE(error);
    EXPECT_NE(error->setting.value.find("rto_max=100ms"), std::string::npos);
}

TEST(ScenarioParameters, TwoWaysToSetTheSameMustNotDisagree)
{
    const std::vector<std::vector<Setting>> refused{
        {{"congestion", "cubic"}, {"set", "congestion_control=bbr"}},
        {{"set", "tcp_congestion_control=bbr"}, {"congestion", "cubic"}},
        {{"msl", "1s"}, {"set", "msl=2s"}},
        {{"msl", "1s"}, {"set", "time_wait=3s"}},
    };
    for (const auto& settings : refused)
    {
        const auto error = ScenarioParameters().Apply(settings);
        ASSERT_TRUE(error) << settings[0].value;
        EXPECT_NE(error->accepted.find("one of the two"), std::string::npos) << error->accepted;
    }
    const std::vector<std::vector<Setting>> accepted{
        {{"congestion", "cubic"}, {"set", "congestion_control=cubic"}},
        {{"congestion", "cubic"}, {"set", "client:congestion_control=bbr"}},
        {{"msl", "1s"}, {"set", "time_wait=2s"}},
        {{"msl", "1s"}, {"set", "time_wait=2000ms"}, {"set", "msl=1000ms"}},
        {{"msl", "1s"}, {"set", "time_wait=auto"}},
        {{"set", "msl=1s"}, {"set", "time_wait=3s"}},
        {{"congestion", "bbr"}, {"congestion", "cubic"}, {"set", "congestion_control=cubic"}},
    };
    for (const auto& settings : accepted)
    {
        EXPECT_FALSE(ScenarioParameters().Apply(settings)) << settings[1].value;
    }
}

TEST(ScenarioParameters, WhatSetsBothMustHaveAnEffectOnOne)
{
    const std::vector<std::vector<Setting>> refused{
        {{"loss-forward", "1%"}, {"loss-reverse", "2%"}, {"loss", "3%"}},
        {{"set", "client:mss=500"}, {"set", "server:mss=600"}, {"set", "mss=600"}},
        {{"set", "client:congestion_control=bbr"},
         {"set", "server:congestion_control=cubic"},
         {"congestion", "cubic"}},
    };
    for (const auto& settings : refused)
    {
        const auto error = ScenarioParameters().Apply(settings);
        ASSERT_TRUE(error) << settings.back().value;
        EXPECT_EQ(error->setting.value, settings[2].value);
        EXPECT_NE(error->accepted.find("leave it no effect"), std::string::npos);
    }
    const std::vector<std::vector<Setting>> accepted{
        {{"loss-forward", "1%"}, {"loss", "3%"}},
        {{"loss-forward", "3%"}, {"loss-reverse", "0.03"}, {"loss", "3%"}},
        // A file of results has all three.
        {{"profile", "linux"}, {"client-profile", "freebsd"}, {"server-profile", "freebsd"}},
        {{"set", "client:mss=500"}, {"set", "mss=600"}},
    };
    for (const auto& settings : accepted)
    {
        EXPECT_FALSE(ScenarioParameters().Apply(settings)) << settings[0].value;
    }
}

TEST(ScenarioParameters, AQueueMarksBelowItsLimit)
{
    const auto error = [](const std::vector<Setting>& settings) {
        ScenarioParameters parameters;
        EXPECT_FALSE(parameters.Apply(settings));
        const auto wrong = parameters.Validate();
        return wrong ? wrong->setting.name : "";
    };
    EXPECT_EQ(error({{"queue", "20p"}, {"ecn-threshold", "19p"}}), "");
    EXPECT_EQ(error({{"queue", "20p"}, {"ecn-threshold", "20p"}}), "ecn-threshold-forward");
    EXPECT_EQ(error({{"queue-reverse", "20p"}, {"ecn-threshold", "30p"}}), "ecn-threshold-reverse");
    EXPECT_EQ(error({{"queue", "20kB"}, {"ecn-threshold", "21kB"}}), "ecn-threshold-forward");
    EXPECT_EQ(error({{"queue", "20kB"}, {"ecn-threshold", "30p"}}), ""); // how large packets are
    EXPECT_EQ(error({{"queue", "20p"}, {"ecn-threshold", "30p"}, {"schedule", "1s queue=40p"}}),
              "");
    EXPECT_EQ(error({{"queue", "20p"}, {"schedule", "1s ecn-threshold=20p"}}),
              "ecn-threshold-forward");
}
