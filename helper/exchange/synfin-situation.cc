/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation.h"

#include "synfin-situation-values.h"

#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

using S = Situation;

/// An option, and how it is read and written.
struct Reader
{
    SituationOption option;
    /// Reads a value. @return false when it is bad; accepted then says what would do
    bool (*set)(S& s, const std::string& text, std::string& accepted);
    /// @return the values as set() reads them
    std::vector<std::string> (*get)(const S& s);
};

const std::vector<std::string> CLOSERS{"client", "server", "both"};

/// How much later a copy arrives unless told.
const Time COPY_LATER = MilliSeconds(10);

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

bool
ReadNumbers(S& s, const std::string& whole, std::string& accepted)
{
    std::string text = whole;
    accepted = "auto, or N or N,M: the first sequence number of the client, and of the server";
    if (text == "auto")
    {
        s.isn = {};
        return true;
    }
    const bool hasTwo = text.find(',') != std::string::npos;
    std::array<std::optional<uint32_t>, 2> numbers;
    for (int side = 0; side < (hasTwo ? 2 : 1); ++side)
    {
        const auto number = ParseUnsigned(TakeUntil(text, ','));
        if (!number || *number > UINT32_MAX || (side == 1 && !text.empty()))
        {
            return false;
        }
        numbers[side] = static_cast<uint32_t>(*number);
    }
    s.isn = numbers;
    return true;
}

std::vector<std::string>
WriteNumbers(const S& s)
{
    return {!s.isn[0]
                ? "auto"
                : std::to_string(*s.isn[0]) + (s.isn[1] ? "," + std::to_string(*s.isn[1]) : "")};
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

/// The options that say what happens, and under which TCP.
std::vector<Reader>
StoryReaders()
{
    static const auto SCENARIOS = NamesOf<ExchangeScenario>(EXCHANGE_SCENARIO_COUNT);
    std::vector<std::string> ends = Profile::PresetNames();
    ends.emplace_back("auto");
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
          "drop a segment: syn, synack, ack, fin1, ack1, fin2, ack2 or data, ack2:2 is its second "
          "copy; client.3 is the third that the client sends",
          true,
          "",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.lose, text, nullptr, accepted);
         },
         [](const S& s) { return WriteChoices(s.lose, false); }},
        {{"delay-segment", "SEGMENT=TIME", "a segment arrives that much later", true, "", {}},
         [](S& s, const std::string& text, std::string& accepted) {
             static const Time OBLIGATORY(0);
             return ReadChoices(s.delayed, text, &OBLIGATORY, accepted);
         },
         [](const S& s) { return WriteChoices(s.delayed, true); }},
        {{"duplicate",
          "SEGMENT[=TIME]",
          "a copy arrives that much later, 10ms unless told",
          true,
          "",
          {}},
         [](S& s, const std::string& text, std::string& accepted) {
             return ReadChoices(s.duplicated, text, &COPY_LATER, accepted);
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
        {{"loss", "PROBABILITY", "of each segment, besides", false, "0", {}},
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
         &ReadNumbers,
         &WriteNumbers},
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

const std::vector<Reader>&
Readers()
{
    static const std::vector<Reader> READERS = [] {
        std::vector<Reader> all = StoryReaders();
        const std::vector<Reader> path = PathReaders();
        all.insert(all.end(), path.begin(), path.end());
        return all;
    }();
    return READERS;
}

} // namespace

const std::vector<SituationOption>&
SituationOptions()
{
    static const std::vector<SituationOption> OPTIONS = [] {
        std::vector<SituationOption> options;
        for (const Reader& reader : Readers())
        {
            options.push_back(reader.option);
        }
        return options;
    }();
    return OPTIONS;
}

std::optional<SettingError>
Situation::Set(const std::string& option, const std::string& value)
{
    std::vector<std::string> names;
    for (const Reader& reader : Readers())
    {
        if (reader.option.name == option)
        {
            std::string accepted;
            return reader.set(*this, value, accepted)
                       ? std::nullopt
                       : std::optional(SettingError{{option, value}, accepted});
        }
        names.emplace_back(reader.option.name);
    }
    std::string accepted;
    Choose(option, names, accepted);
    return SettingError{{option, value}, accepted};
}

std::optional<SettingError>
Situation::Validate() const
{
    for (int side = 0; side < 2; ++side)
    {
        if (const auto problem = ProfileOf(side).Validate())
        {
            return SettingError{{"set", fields.empty() ? "" : fields.back()}, *problem};
        }
    }
    if (closer != Closer::CLIENT && scenario != ExchangeScenario::NORMAL)
    {
        return SettingError{{"closer", CLOSERS[static_cast<int>(closer)]},
                            "client, unless the scenario is normal"};
    }
    return std::nullopt;
}

std::vector<Setting>
Situation::ToOptions() const
{
    std::vector<Setting> settings;
    const Situation usual;
    for (const Reader& reader : Readers())
    {
        const auto values = reader.get(*this);
        if (values != reader.get(usual))
        {
            for (const std::string& value : values)
            {
                settings.push_back({reader.option.name, value});
            }
        }
    }
    return settings;
}

Profile
Situation::ProfileOf(int side) const
{
    const std::string& own = ownProfiles[side];
    std::array<Profile, 2> profiles;
    profiles[side] = *Profile::Preset(own == "auto" ? profile : own);
    for (const std::string& field : fields)
    {
        SetField(profiles, field);
    }
    if (twoMsl)
    {
        profiles[side].time_wait = *twoMsl;
    }
    return profiles[side];
}

} // namespace synfin
} // namespace ns3
