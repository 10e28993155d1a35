/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-json.h"

#include "synfin-exchange-sections.h"

#include "ns3/synfin-ladder-label.h"

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

Json
NanosecondsOf(Time time)
{
    return time.GetNanoSeconds();
}

/// @return the value as JSON, null without one
template <typename T>
Json
OrNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

/// @return null for ""
Json
SectionToJson(const std::string& section)
{
    return section.empty() ? Json() : Json(section);
}

template <typename T, typename F>
Json
ListOf(const std::vector<T>& list, const F& toJson)
{
    Json all = Json::array();
    for (const T& one : list)
    {
        all.push_back(toJson(one));
    }
    return all;
}

const char*
ToString(LadderRow::Arrow arrow)
{
    switch (arrow)
    {
    case LadderRow::Arrow::NONE:
        return "none";
    case LadderRow::Arrow::WHOLE:
        return "whole";
    case LadderRow::Arrow::LOST:
        return "lost";
    case LadderRow::Arrow::DEPARTURE:
        return "departure";
    case LadderRow::Arrow::ARRIVAL:
        return "arrival";
    }
    return "";
}

Json
ToJson(const PlayEnd& end, int side)
{
    return {{"name", SIDE_NAMES[side]},
            {"profile", end.profile},
            {"two_msl_ns", NanosecondsOf(end.timeWait)},
            {"initial_state", ToString(end.initial)},
            {"isn", OrNull(end.isn)},
            {"in_time_wait_ns", end.inTimeWait ? NanosecondsOf(end.inTimeWait->length) : Json()}};
}

Json
SegmentToJson(const PlaySegment& segment, std::size_t id)
{
    const bool hasAck = segment.ack.has_value();
    const auto number = [&segment](uint32_t ordinal) {
        return std::string(SIDE_NAMES[segment.from]) + "." + std::to_string(ordinal);
    };
    return {{"id", id},
            {"name", segment.name},
            {"copy", segment.copy.copy},
            {"ordinal", segment.isInjected ? Json() : Json(number(segment.ordinal))},
            {"from", segment.from},
            {"flags", FlagNames(segment.segment)},
            {"seq", segment.seq},
            {"ack", OrNull(segment.ack)},
            {"absolute_seq", segment.absoluteSeq},
            {"absolute_ack", hasAck ? Json(segment.absoluteAck) : Json()},
            {"window", segment.segment.window},
            {"octets", segment.segment.payload},
            {"options", segment.options},
            {"label", segment.label},
            {"kind", ToString(segment.kind)},
            {"injected", segment.isInjected},
            {"sent_ns", NanosecondsOf(segment.sent)},
            {"arrivals_ns", ListOf(segment.arrivals, NanosecondsOf)},
            {"fate", ToString(segment.fate)},
            {"why", SectionToJson(ToString(segment.why))}};
}

Json
RowToJson(const LadderRow& row)
{
    Json cells = Json::array();
    for (const LadderRow::Cell& cell : row.cells)
    {
        Json told = Json::object();
        if (cell.time)
        {
            told["time_ns"] = NanosecondsOf(*cell.time);
        }
        if (cell.state)
        {
            told["state"] = ToString(*cell.state);
        }
        cells.push_back(told);
    }
    return {{"cells", cells},
            {"arrow", ToString(row.arrow)},
            {"from", row.from},
            {"again", row.again},
            {"label", row.label},
            {"mark", row.mark},
            {"segment", OrNull(row.segment)},
            {"notes", row.notes}};
}

Json
TransitionToJson(const PlayTransition& transition)
{
    return {{"time_ns", NanosecondsOf(transition.time)},
            {"side", transition.side},
            {"from", ToString(transition.from)},
            {"to", ToString(transition.to)},
            {"cause", ToString(transition.cause)},
            {"section", SectionToJson(SectionOf(transition.from, transition.cause))},
            {"segment", OrNull(transition.segment)}};
}

Json
KnowledgeToJson(const PlayKnowledge& knowledge)
{
    return {{"time_ns", NanosecondsOf(knowledge.time)},
            {"side", knowledge.side},
            {"fact", ToString(knowledge.fact)},
            {"text", knowledge.text}};
}

Json
ActionToJson(const PlayAction& done)
{
    const bool isGood = done.result == CallError::NONE;
    return {{"time_ns", NanosecondsOf(done.action.time)},
            {"side", done.action.side},
            {"verb", ToString(done.action.verb)},
            {"octets", done.action.amount},
            {"result", isGood ? "ok" : ToString(done.result)}};
}

Json
TimerToJson(const PlayTimer& timer)
{
    return {{"side", timer.side},
            {"kind", ToString(timer.kind)},
            {"from_ns", NanosecondsOf(timer.from)},
            {"due_ns", NanosecondsOf(timer.due)},
            {"until_ns", NanosecondsOf(timer.until)},
            {"expired", timer.expired}};
}

Json
DropToJson(const PlayDrop& drop)
{
    return {{"time_ns", NanosecondsOf(drop.time)},
            {"side", drop.side},
            {"segment", OrNull(drop.segment)},
            {"reason", ToString(drop.reason)},
            {"meaning", Meaning(drop.reason)},
            {"section", SectionToJson(SectionOf(drop.reason))}};
}

} // namespace

nlohmann::ordered_json
ToJson(const Play& play)
{
    Json situation = Json::array();
    for (const Setting& setting : play.situation.ToOptions())
    {
        situation.push_back(Json::array({setting.name, setting.value}));
    }
    Json segments = Json::array();
    for (const PlaySegment& segment : play.segments)
    {
        segments.push_back(SegmentToJson(segment, segments.size()));
    }
    const auto neverSent = [](const Setting& setting) {
        return setting.value.substr(0, setting.value.find('='));
    };
    return {{"situation", situation},
            {"ends", Json::array({ToJson(play.ends[0], 0), ToJson(play.ends[1], 1)})},
            {"segments", segments},
            {"transitions", ListOf(play.transitions, TransitionToJson)},
            {"rows", ListOf(play.rows, RowToJson)},
            {"knowledge", ListOf(play.knowledge, KnowledgeToJson)},
            {"actions", ListOf(play.actions, ActionToJson)},
            {"timers", ListOf(play.timers, TimerToJson)},
            {"drops", ListOf(play.drops, DropToJson)},
            {"end_ns", NanosecondsOf(play.end)},
            {"complete", play.complete},
            {"never_sent", ListOf(play.neverSent, neverSent)}};
}

std::string
PlayToJson(const Situation& situation, Language language)
{
    return ToJson(PlaySituation(situation, language)).dump(1) + "\n";
}

} // namespace synfin
} // namespace ns3
