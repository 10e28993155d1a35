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
                                   {"set", "msl=3s"},
                                   {"loss-reverse", "0.5"},
                                   {"msl", "4s"},
                                   {"profile", "freebsd"},
                                   {"loss", "0.1"}}));
    EXPECT_EQ(parameters.profileName, "freebsd");
    EXPECT_EQ(parameters.client.profile.syn_retries, 1U);
    EXPECT_EQ(parameters.client.profile.msl, Seconds(3));
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
