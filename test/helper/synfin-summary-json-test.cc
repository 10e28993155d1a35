/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-summary-json.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Json = nlohmann::ordered_json;

/// @return summary.json of a run of parameters that no scenario has
Json
Written(const RunSummary& summary)
{
    return Json::parse(ToJson(summary, {{"flows", 3}}));
}

} // namespace

TEST(SummaryJson, HasEveryKeyInTheOrderOfTheList)
{
    const Json json = Written(RunSummary());
    std::vector<std::string> listed;
    for (const SummaryKey& key : SummaryKeys())
    {
        ASSERT_TRUE(json.contains(Json::json_pointer("/" + key.path))) << key.path;
        const Json value = json.at(Json::json_pointer("/" + key.path));
        EXPECT_TRUE(key.isNullable || !value.is_null()) << key.path;
        const std::string top = key.path.substr(0, key.path.find('/'));
        if (listed.empty() || listed.back() != top)
        {
            listed.push_back(top);
        }
    }
    std::vector<std::string> written;
    for (const auto& item : json.items())
    {
        written.push_back(item.key());
    }
    EXPECT_EQ(written, listed);
}

TEST(SummaryJson, HasTheParametersAsTheyAreTold)
{
    EXPECT_EQ(Written(RunSummary()).at("parameters"), Json({{"flows", 3}}));
}

TEST(SummaryJson, TellsSeedAndRun)
{
    RunSummary summary;
    summary.seed = 7;
    summary.run = 11;
    const Json run = Written(summary).at("run");
    EXPECT_EQ(run.at("seed"), 7);
    EXPECT_EQ(run.at("run"), 11);
}

TEST(SummaryJson, HasNullForDropsThatNobodyKnows)
{
    RunSummary summary;
    summary.counters.finsAnsweredByReset = 2;
    const Json known = Written(summary);
    summary.dropsAreKnown = false;
    const Json unknown = Written(summary);
    EXPECT_EQ(known.at("drops").size(), static_cast<std::size_t>(DROP_REASON_COUNT));
    for (const auto& item : known.at("drops").items())
    {
        EXPECT_EQ(item.value(), 0) << item.key();
        EXPECT_TRUE(unknown.at("drops").at(item.key()).is_null()) << item.key();
    }
    EXPECT_EQ(known.at("harm").at("old_duplicate_accepted"), 0);
    EXPECT_TRUE(unknown.at("harm").at("old_duplicate_accepted").is_null());
    EXPECT_EQ(unknown.at("harm").at("fin_answered_by_reset"), 2);
}
