/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-answers.h"

#include "synfin-exchange-drawings.h"
#include "synfin-exchange-json.h"
#include "synfin-exchange-player.h"
#include "synfin-exchange-sections.h"

#include "ns3/synfin-message.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

/// More would keep a page waiting.
constexpr uint64_t MOST_HANDSHAKES = 100000;

/// What is wrong with a request, in a line; or its answer.
struct Reply
{
    Json json;
    std::string error{};
};

Reply
Wrong(const std::string& error)
{
    return {Json(), error};
}

/// @return a member of a request as text, "" without one
std::string
TextOf(const Json& request, const char* member)
{
    const auto found = request.find(member);
    return found != request.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Reads a request's situation. @return what is wrong with it, in a line; "" when it was read
std::string
ReadSituation(const Json& request, Situation& situation)
{
    const auto list = request.find("situation");
    if (list == request.end() || !list->is_array())
    {
        return "situation: accepted is a list of [option, value]";
    }
    const auto refusal = [](const SettingError& error) {
        return Printable(error.setting.name) + " " + Brief(error.setting.value) + ": accepted is " +
               error.accepted;
    };
    for (const Json& setting : *list)
    {
        const bool isPair = setting.is_array() && setting.size() == 2 && setting[0].is_string() &&
                            setting[1].is_string();
        if (!isPair)
        {
            return "situation: accepted is a list of [option, value]";
        }
        const auto error =
            situation.Set(setting[0].get<std::string>(), setting[1].get<std::string>());
        if (error)
        {
            return refusal(*error);
        }
    }
    const auto error = situation.Validate();
    return error ? refusal(*error) : "";
}

Reply
Draw(const Json& request, const Situation& situation, Language language)
{
    const std::string format = TextOf(request, "format");
    const auto& formats = DrawingFormats();
    if (std::find(formats.begin(), formats.end(), format) == formats.end())
    {
        return Wrong("format " + Brief(format) + ": accepted is one of " + Join(formats));
    }
    DrawingStyle style;
    style.language = language;
    const std::string end = request.contains("end") ? TextOf(request, "end") : SIDE_NAMES[0];
    style.end = end == SIDE_NAMES[1] ? 1 : 0;
    if (end != SIDE_NAMES[style.end])
    {
        return Wrong("end " + Brief(end) + ": accepted is client or server");
    }
    return {{{"text", DrawPlay(PlaySituation(situation, language), format, style)}}};
}

Reply
Handshakes(const Json& request, Situation situation)
{
    const auto numberOf = [&request](const char* member, uint64_t usual) {
        const auto found = request.find(member);
        return found == request.end()        ? std::optional<uint64_t>(usual)
               : found->is_number_unsigned() ? std::optional(found->get<uint64_t>())
                                             : std::nullopt;
    };
    const auto count = numberOf("count", 1000);
    const auto first = numberOf("first", 1);
    if (!count || *count > MOST_HANDSHAKES)
    {
        return Wrong("count: accepted is an integer from 0 to " + std::to_string(MOST_HANDSHAKES));
    }
    if (!first || *first < 1 || *first > UINT32_MAX - MOST_HANDSHAKES)
    {
        return Wrong("first: accepted is a seed");
    }
    Json latencies = Json::array();
    uint64_t failed = 0;
    for (uint64_t i = 0; i < *count; ++i)
    {
        situation.seed = static_cast<uint32_t>(*first + i);
        const auto latency = ExchangePlayer(situation, Language::EN).RunHandshake();
        latency ? latencies.push_back(latency->GetNanoSeconds()) : void(++failed);
    }
    return {{{"latency_ns", latencies}, {"failed", failed}}};
}

template <typename E>
Json
NamesAndMeanings(int count)
{
    Json list = Json::array();
    for (int i = 0; i < count; ++i)
    {
        const E value = static_cast<E>(i);
        list.push_back({{"name", ToString(value)}, {"meaning", Meaning(value)}});
    }
    return list;
}

Json
OptionsToJson()
{
    Json list = Json::array();
    for (const SituationOption& option : SituationOptions())
    {
        list.push_back({{"name", option.name},
                        {"value", option.value},
                        {"help", option.help},
                        {"repeatable", option.isRepeatable},
                        {"default", option.initial},
                        {"choices", option.choices}});
    }
    return list;
}

Json
ProfilesToJson()
{
    Json list = Json::array();
    for (const std::string& name : Profile::PresetNames())
    {
        list.push_back({{"name", name}, {"fields", FieldsOf(*Profile::Preset(name))}});
    }
    return list;
}

Json
FieldsToJson()
{
    Json list = Json::array();
    for (const ProfileField& field : ProfileFields())
    {
        list.push_back({{"name", field.name},
                        {"unit", field.unit},
                        {"low", field.low},
                        {"high", field.high},
                        {"or_zero", field.orZero},
                        {"source", field.source},
                        {"help", field.help}});
    }
    return list;
}

Json
EdgesToJson()
{
    Json list = Json::array();
    for (const Edge& edge : LegalEdges())
    {
        list.push_back({{"from", ToString(edge.from)},
                        {"to", ToString(edge.to)},
                        {"in_figure", edge.isInFigure},
                        {"when", edge.when},
                        {"section", SectionOf(edge)}});
    }
    return list;
}

Reply
Describe()
{
    return {{{"scenarios", NamesAndMeanings<ExchangeScenario>(EXCHANGE_SCENARIO_COUNT)},
             {"options", OptionsToJson()},
             {"profiles", ProfilesToJson()},
             {"fields", FieldsToJson()},
             {"states", NamesAndMeanings<State>(STATE_COUNT)},
             {"edges", EdgesToJson()},
             {"causes", NamesAndMeanings<Cause>(CAUSE_COUNT)},
             {"drops", NamesAndMeanings<DropReason>(DROP_REASON_COUNT)},
             {"verbs", NamesAndMeanings<Verb>(VERB_COUNT)},
             {"segments", SegmentNames()},
             {"formats", DrawingFormats()}}};
}

Reply
Reason(const Json& request)
{
    if (!request.is_object())
    {
        return Wrong("a request is a JSON object");
    }
    const std::string lang = TextOf(request, "lang");
    if (!lang.empty() && lang != "en" && lang != "zh")
    {
        return Wrong("lang " + Brief(lang) + ": accepted is one of en, zh");
    }
    const Language language = lang == "zh" ? Language::ZH : Language::EN;
    const std::string what = TextOf(request, "do");
    if (what == "describe")
    {
        return Describe();
    }
    if (what != "play" && what != "draw" && what != "handshakes")
    {
        return Wrong("do " + Brief(what) + ": accepted is one of play, draw, describe, handshakes");
    }
    Situation situation;
    const std::string error = ReadSituation(request, situation);
    if (!error.empty())
    {
        return Wrong(error);
    }
    return what == "play"   ? Reply{ToJson(PlaySituation(situation, language))}
           : what == "draw" ? Draw(request, situation, language)
                            : Handshakes(request, situation);
}

} // namespace

std::string
Answer(const std::string& request)
{
    const Reply reply = Reason(Json::parse(request, nullptr, false));
    const Json answer = reply.error.empty() ? reply.json : Json{{"error", reply.error}};
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace synfin
} // namespace ns3
