/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-situation.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Options = std::vector<std::pair<std::string, std::string>>;

/// Sets options, all of which are good.
Situation
Make(const Options& options)
{
    Situation situation;
    for (const auto& [option, value] : options)
    {
        const auto error = situation.Set(option, value);
        EXPECT_FALSE(error) << option << " " << value << ": " << error->accepted;
    }
    return situation;
}

Options
Written(const Situation& situation)
{
    Options options;
    for (const Setting& setting : situation.ToOptions())
    {
        options.emplace_back(setting.name, setting.value);
    }
    return options;
}

} // namespace

TEST(Situation, WritesNothingThatIsAsUsual)
{
    EXPECT_EQ(Written(Situation()), Options());
    Situation usual;
    for (const SituationOption& option : SituationOptions())
    {
        if (!option.initial.empty())
        {
            EXPECT_FALSE(usual.Set(option.name, option.initial)) << option.name;
        }
    }
    EXPECT_EQ(Written(usual), Options());
}

TEST(Situation, ReadsWhatItWrites)
{
    const Options all{{"scenario", "half-close"},
                      {"at", "2s=client:send:7"},
                      {"at", "0ns=server:listen"},
                      {"at", "3s=server:flood:4"},
                      {"until", "9s"},
                      {"profile", "freebsd"},
                      {"client-profile", "linux"},
                      {"server-profile", "rfc9293"},
                      {"set", "client:mss=1000"},
                      {"set", "syn_retries=3"},
                      {"two-msl", "2s"},
                      {"delay", "10ms"},
                      {"lose", "ack2:2"},
                      {"lose", "client.3"},
                      {"delay-segment", "syn=1s"},
                      {"duplicate", "fin1=10ms"},
                      {"reorder", "server.2"},
                      {"loss", "0.25"},
                      {"seed", "7"},
                      {"isn", "5,6"},
                      {"numbers", "absolute"}};
    const Situation situation = Make(all);
    EXPECT_FALSE(situation.Validate());
    const Options written = Written(situation);
    Options expected = all;
    expected[2].second = "0s=server:listen";
    EXPECT_EQ(written, expected);
    EXPECT_EQ(Written(Make(written)), written);
}

TEST(Situation, ListsWithCommasAreSeveralValues)
{
    EXPECT_EQ(Written(Make({{"lose", "syn,ack2:2"}, {"duplicate", "ack,fin1=1s"}})),
              (Options{{"lose", "syn"},
                       {"lose", "ack2:2"},
                       {"duplicate", "ack=10ms"},
                       {"duplicate", "fin1=1s"}}));
}

TEST(Situation, RefusesWhatItCannotRead)
{
    const Options bad{{"scenario", "abnormal"},
                      {"closer", "nobody"},
                      {"profile", "minix"},
                      {"client-profile", ""},
                      {"set", "mss"},
                      {"set", "mss=0"},
                      {"set", "middle:mss=1000"},
                      {"two-msl", "-1s"},
                      {"at", "1s=client:dance"},
                      {"at", "1s=nobody:close"},
                      {"at", "client:close"},
                      {"at", "1s=client:close:3"},
                      {"at", "1s=client:send:0"},
                      {"until", "soon"},
                      {"delay", "2000s"},
                      {"lose", "ack3"},
                      {"lose", "client.0"},
                      {"lose", "client.x"},
                      {"lose", "syn,"},
                      {"delay-segment", "syn"},
                      {"delay-segment", "syn=x"},
                      {"duplicate", "syn=x"},
                      {"reorder", "syn=1s"},
                      {"loss", "1.5"},
                      {"loss", "nan"},
                      {"seed", "0"},
                      {"isn", "1,2,3"},
                      {"isn", "4294967296"},
                      {"numbers", "odd"},
                      {"no-such-option", "1"}};
    for (const auto& [option, value] : bad)
    {
        Situation situation;
        const auto error = situation.Set(option, value);
        ASSERT_TRUE(error) << option << " " << value;
        EXPECT_EQ(error->setting.name, option);
        EXPECT_EQ(error->setting.value, value);
        EXPECT_NE(error->accepted, "") << option << " " << value;
        EXPECT_EQ(Written(situation), Options()) << option << " " << value;
    }
}

TEST(Situation, RefusesWhatContradictsItself)
{
    EXPECT_TRUE(Make({{"closer", "server"}, {"scenario", "refused"}}).Validate());
    EXPECT_FALSE(Make({{"closer", "server"}}).Validate());
}

TEST(Situation, ProfilesAreOfAnEndOrOfBoth)
{
    const Situation situation = Make({{"profile", "freebsd"},
                                      {"server-profile", "linux"},
                                      {"set", "server:mss=900"},
                                      {"set", "syn_retries=2"},
                                      {"two-msl", "3s"}});
    EXPECT_EQ(situation.ProfileOf(0).mss, Profile::Preset("freebsd")->mss);
    EXPECT_EQ(situation.ProfileOf(1).mss, 900u);
    EXPECT_EQ(situation.ProfileOf(1).rto_min, Profile::Preset("linux")->rto_min);
    for (int side = 0; side < 2; ++side)
    {
        EXPECT_EQ(situation.ProfileOf(side).syn_retries, 2u);
        EXPECT_EQ(situation.ProfileOf(side).TimeWait(), Seconds(3));
    }
}
