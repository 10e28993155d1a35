/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation-options.h"

#include "synfin-situation-values.h"

#include "ns3/synfin-parse.h"
#include "ns3/synfin-table.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

using S = Situation;
using Reader = SituationReader;

const std::vector<std::string> CLOSERS{"client", "server", "both"};

/// How much later a copy arrives unless told.
const char* const COPY_LATER = "10ms";

/// As in synfin-run.
constexpr uint64_t MAX_SEED = 4294944442;

bool
ReadField(S& s, const std::string& text, std::string& accepted)
{
    std::array<Profile, 2> any;
    if (const auto problem = SetField(any, text))
    {
        accepted = *problem;
        return false;
    }
    s.fields.push_back(text);
    return true;
}

bool
AddAction(S& s, const std::string& text, std::string& accepted)
{
    const auto action = ReadAction(text, accepted);
    if (action)
    {
        s.actions.push_back(*action);
    }
    return action.has_value();
}

std::vector<std::string>
WriteActions(const S& s)
{
    std::vector<std::string> texts;
    for (const TimedAction& action : s.actions)
    {
        texts.push_back(ToString(action));
    }
    return texts;
}

bool
ReadPreset(std::string& preset, const std::string& text, bool orAuto, std::string& accepted)
{
    std::vector<std::string> names = Profile::PresetNames();
    if (orAuto)
    {
        names.emplace_back("auto");
    }
    const auto place = Choose(text, names, accepted);
    preset = place ? names[*place] : preset;
    return place.has_value();
}

template <typename T>
bool
Keep(T& place, const std::optional<T>& value)
{
    place = value.value_or(place);
    return value.has_value();
}

bool
KeepTime(std::optional<Time>& place, const std::string& text, std::string& accepted)
{
    const auto time = ReadTime(text, MOST_TIME, accepted);
    place = time ? time : place;
    return time.has_value();
}

std::vector<std::string>
OneTime(const std::optional<Time>& time)
{
    return time ? std::vector{FormatTime(*time)} : std::vector<std::string>();
}

/// The options that say what happens.
std::vector<Reader>
StoryReaders()
{
    static const auto SCENARIOS = NamesOf<ExchangeScenario>(EXCHANGE_SCENARIO_COUNT);
    return {
        {{"scenario", "NAME", "what the users do", false, "normal", SCENARIOS},
         [](S& s, const std::string& text, std::string& accepted) {
             const auto place = Choose(text, SCENARIOS, accepted);
             s.scenario = place ? static_cast<ExchangeScenario>(*place) : s.scenario;
             return place.has_value();
         },
         [](const S& s) { return std::vector<std::string>{ToString(s.scenario)}; }},
        {{"closer", "END", "who closes first in the scenario normal", false, "client", CLOSERS},
         [](S& s, const std::string& text, std::string& accepted) {
             const auto place = Choose(text, CLOSERS, accepted);
             s.closer = place ? static_cast<S::Closer>(*place) : s.closer;
             return place.has_value();
         },
         [](const S& s) { return std::vector{CLOSERS[static_cast<int>(s.closer)]}; }},
        {{"at",
          "TIME=SIDE:VERB",
          "what a user, or fate, does besides: listen, connect, send:OCTETS, close, shutdown, "
          "abort, crash, old-syn, old-data, old-rst or flood:SYNS",
          true,
          "",
          {}},
         &AddAction,
         &WriteActions},
        {{"until", "TIME", "stop there", false, "", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return KeepTime(s.until, text, accepted);
         },
         [](const S& s) { return OneTime(s.until); }},
    };
}

/// The options that say whose TCP it is.
std::vector<Reader>
ProfileReaders()
{
    std::vector<std::string> ends = Profile::PresetNames();
    ends.emplace_back("auto");
    return {
        {{"profile",
          "NAME",
          "TCP of both ends",
          false,
          Profile::DEFAULT_PRESET,
          Profile::PresetNames()},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadPreset(s.profile, text, false, accepted);
         },
         [](const S& s) { return std::vector{s.profile}; }},
        {{"client-profile", "NAME", "TCP of the client; auto: as --profile", false, "auto", ends},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadPreset(s.ownProfiles[0], text, true, accepted);
         },
         [](const S& s) { return std::vector{s.ownProfiles[0]}; }},
        {{"server-profile", "NAME", "TCP of the server; auto: as --profile", false, "auto", ends},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadPreset(s.ownProfiles[1], text, true, accepted);
         },
         [](const S& s) { return std::vector{s.ownProfiles[1]}; }},
        {{"set",
          "FIELD=VALUE",
          "a field of the profile, of one end with client: or server: before it",
          true,
          "",
          {}},
         &ReadField,
         [](const S& s) { return s.fields; }},
        {{"two-msl", "TIME", "2MSL of both ends", false, "", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             std::array<Profile, 2> any;
             const auto problem = SetField(any, "time_wait=" + text);
             accepted = problem.value_or("");
             return !problem && KeepTime(s.twoMsl, text, accepted);
         },
         [](const S& s) { return OneTime(s.twoMsl); }},
    };
}

/// The options that say what the path does.
std::vector<Reader>
PathReaders()
{
    return {
        {{"delay", "TIME", "one-way delay", false, "50ms", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return Keep(s.delay, ReadTime(text, Seconds(1000), accepted));
         },
         [](const S& s) { return std::vector{FormatTime(s.delay)}; }},
        {{"lose",
          "SEGMENT",
          "drop a segment: syn, synack, ack, fin1, ack1, fin2, ack2, data; ack2:2 is its second "
          "copy, client.3 the third that the client sends, and a list has commas",
          true,
          "",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.lose, text, nullptr, accepted);
         },
         [](const S& s) { return WriteChoices(s.lose, false); }},
        {{"delay-segment", "SEGMENT=TIME", "a segment arrives that much later", true, "", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.delayed, text, "", accepted);
         },
         [](const S& s) { return WriteChoices(s.delayed, true); }},
        {{"duplicate",
          "SEGMENT[=TIME]",
          "a copy arrives that much later, 10ms unless told",
          true,
          "",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.duplicated, text, COPY_LATER, accepted);
         },
         [](const S& s) { return WriteChoices(s.duplicated, true); }},
        {{"reorder",
          "SEGMENT",
          "a segment arrives right behind the next one of its sender, a second late at most",
          true,
          "",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.reordered, text, nullptr, accepted);
         },
         [](const S& s) { return WriteChoices(s.reordered, false); }},
    };
}

/// The options of what is drawn at random, and of sequence numbers.
std::vector<Reader>
NumberReaders()
{
    return {
        {{"loss", "PROBABILITY", "that a segment is lost, for each besides", false, "0", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             const auto loss = ParseNumber(text);
             accepted = "a probability from 0 to 1";
             return loss && *loss >= 0 && *loss <= 1 && Keep(s.loss, loss);
         },
         [](const S& s) { return std::vector{FormatNumber(s.loss)}; }},
        {{"seed",
          "N",
          "of the random numbers: losses, the hosts' keys, and where their clocks stand "
          "(timer_hz) when it begins",
          false,
          "1",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             const auto seed = ParseUnsigned(text);
             accepted = "an integer from 1 to " + std::to_string(MAX_SEED);
             const bool isGood = seed && *seed >= 1 && *seed <= MAX_SEED;
             s.seed = isGood ? static_cast<uint32_t>(*seed) : s.seed;
             return isGood;
         },
         [](const S& s) { return std::vector{std::to_string(s.seed)}; }},
        {{"isn",
          "N[,M]",
          "the first sequence number of the client, and of the server, as it is shown; auto: what "
          "their stacks choose",
          false,
          "auto",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return Keep(s.isn, ReadNumbers(text, accepted));
         },
         [](const S& s) { return std::vector{WriteNumbers(s.isn)}; }},
        {{"numbers",
          "KIND",
          "sequence numbers as they are shown",
          false,
          "relative",
          {"relative", "absolute"}},
         [](S& s, const std::string& text, std::string& accepted) {
             const auto place = Choose(text, {"relative", "absolute"}, accepted);
             s.showsAbsolute = place ? *place == 1 : s.showsAbsolute;
             return place.has_value();
         },
         [](const S& s) {
             return std::vector<std::string>{s.showsAbsolute ? "absolute" : "relative"};
         }},
    };
}

} // namespace

const std::vector<SituationReader>&
SituationReaders()
{
    static const std::vector<Reader> READERS = [] {
        std::vector<Reader> all = StoryReaders();
        for (const auto& more : {ProfileReaders(), PathReaders(), NumberReaders()})
        {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return READERS;
}

} // namespace synfin
} // namespace ns3
