/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-exchange-answers.h"
#include "ns3/synfin-exchange-drawings.h"
#include "ns3/synfin-exchange-json.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Json = nlohmann::ordered_json;

Json
Ask(const Json& request)
{
    return Json::parse(Answer(request.dump()));
}

/// @return a request about a situation, which is JSON
Json
About(const char* what, const std::string& situation = "[]")
{
    return {{"do", what}, {"situation", Json::parse(situation)}, {"lang", "en"}};
}

} // namespace

TEST(Answer, PlayIsWhatTheProgramPrints)
{
    Situation situation;
    EXPECT_FALSE(situation.Set("lose", "ack2"));
    const Json answer = Ask(About("play", R"([["lose", "ack2"]])"));
    EXPECT_EQ(answer, Json::parse(PlayToJson(situation, Language::EN)));
    EXPECT_EQ(answer["situation"].dump(), R"([["lose","ack2"]])");
    EXPECT_EQ(answer["segments"][6]["name"], "ack2");
    EXPECT_EQ(answer["segments"][6]["fate"], "lost");
    EXPECT_EQ(answer["segments"][6]["arrivals_ns"], Json::array());
    EXPECT_EQ(answer["segments"][0]["ack"], Json());
    EXPECT_EQ(answer["transitions"][1]["section"], "3.10.1");
    EXPECT_EQ(answer["ends"][0]["two_msl_ns"], 60000000000);
    for (const Json& row : answer["rows"])
    {
        EXPECT_TRUE(row["segment"].is_null() || row["segment"] < answer["segments"].size());
    }
}

TEST(Answer, LanguagesDifferInTextsAlone)
{
    Json request = About("play");
    Json english = Ask(request);
    request["lang"] = "zh";
    Json chinese = Ask(request);
    EXPECT_NE(english["rows"], chinese["rows"]);
    for (Json* play : {&english, &chinese})
    {
        for (Json& row : (*play)["rows"])
        {
            row.erase("notes");
        }
        for (Json& fact : (*play)["knowledge"])
        {
            fact.erase("text");
        }
    }
    EXPECT_EQ(english, chinese);
}

TEST(Answer, DrawsInEachFormat)
{
    Json request = About("draw", R"([["scenario", "refused"], ["set", "mss=1000"]])");
    for (const std::string& format : DrawingFormats())
    {
        request["format"] = format;
        EXPECT_NE(Ask(request)["text"], "") << format;
    }
    request["format"] = "command";
    EXPECT_EQ(Ask(request)["text"], "synfin-walkthrough --scenario refused --set mss=1000\n");
    // What is never sent is left out: the program refuses it, and the rest happens all the same.
    Json never = About(
        "draw",
        R"([["scenario", "refused"], ["lose", "ack2,client.9"], ["duplicate", "syn=1s,fin1=2s"]])");
    never["format"] = "command";
    EXPECT_EQ(Ask(never)["text"], "synfin-walkthrough --scenario refused --duplicate syn=1s\n");
    request["format"] = "packetdrill";
    const Json client = Ask(request);
    request["end"] = "server";
    EXPECT_NE(Ask(request), client);
    request["end"] = "both";
    EXPECT_EQ(Ask(request)["error"], "end both: accepted is client or server");
    request["format"] = "oil";
    EXPECT_TRUE(Ask(request).contains("error"));
}

TEST(Answer, DescribesWhatThereIsToChooseFrom)
{
    const Json answer = Ask({{"do", "describe"}});
    EXPECT_EQ(answer["scenarios"].size(), static_cast<std::size_t>(EXCHANGE_SCENARIO_COUNT));
    EXPECT_EQ(answer["edges"].size(), LegalEdges().size());
    EXPECT_EQ(answer["fields"].size(), ProfileFields().size());
    for (const Json& option : answer["options"])
    {
        for (const Json& choice : option["choices"])
        {
            const Json setting = Json::array({option["name"], choice});
            const Json said = Ask(About("play", Json::array({setting}).dump()));
            EXPECT_FALSE(said.contains("error")) << option["name"] << choice;
        }
    }
}

TEST(Answer, Handshakes)
{
    Json request = About("handshakes");
    request["count"] = 3;
    EXPECT_EQ(Ask(request).dump(), R"({"latency_ns":[100000000,100000000,100000000],"failed":0})");
    request["situation"] = Json::parse(R"([["loss", "1"]])");
    EXPECT_EQ(Ask(request).dump(), R"({"latency_ns":[],"failed":3})");
    // At 30 % loss, a round trip without a timeout has the probability 0.7 * 0.7.
    request["situation"] = Json::parse(R"([["loss", "0.3"]])");
    request["count"] = 2000;
    const Json answer = Ask(request);
    const auto& latencies = answer["latency_ns"];
    const auto quick = std::count(latencies.begin(), latencies.end(), Json(100000000));
    EXPECT_NEAR(static_cast<double>(quick) / 2000, 0.49, 0.04);
    // Each has the seed of its place.
    request["first"] = 1001;
    request["count"] = 1000;
    const Json rest = Ask(request);
    EXPECT_TRUE(
        std::equal(rest["latency_ns"].rbegin(), rest["latency_ns"].rend(), latencies.rbegin()));
}

TEST(Answer, WrongRequestsAreAnsweredByOneLine)
{
    for (const std::string& request : {std::string(),
                                       std::string("{"),
                                       std::string("[]"),
                                       std::string("{}"),
                                       std::string("{\"do\": 1}"),
                                       std::string("\xff\xfe"),
                                       About("dance").dump(),
                                       About("play", R"("normal")").dump(),
                                       About("play", R"(["normal"])").dump(),
                                       About("play", R"([["scenario", "normal", "x"]])").dump(),
                                       About("play", R"([["scenario", 1]])").dump(),
                                       About("play", R"([["scenario", "abnormal"]])").dump(),
                                       About("play", R"([["no\nline", "\n"]])").dump()})
    {
        const Json answer = Json::parse(Answer(request));
        ASSERT_TRUE(answer.contains("error")) << request;
        EXPECT_EQ(answer["error"].get<std::string>().find('\n'), std::string::npos) << request;
    }
    Json request = About("handshakes");
    request["count"] = -1;
    EXPECT_TRUE(Ask(request).contains("error"));
    request["count"] = 1e9;
    EXPECT_TRUE(Ask(request).contains("error"));
}
