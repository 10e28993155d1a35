/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

using S = Situation;
using Choices = std::vector<SegmentChoice>;

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

/// The end of time for options.
const Time MOST = Seconds(1e6);

/// How much later a copy arrives unless told.
const Time COPY_LATER = MilliSeconds(10);

/// As in synfin-run.
constexpr uint64_t MAX_SEED = 4294944442;

constexpr uint32_t MAX_OCTETS = 1000000;
constexpr uint32_t MAX_FLOOD = 10000;

template <typename E>
std::vector<std::string>
NamesOf(int count)
{
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i)
    {
        names.emplace_back(ToString(static_cast<E>(i)));
    }
    return names;
}

/// @return the place of a word in a list; nothing when it is not there, and accepted says what is
std::optional<std::size_t>
Choose(const std::string& text, const std::vector<std::string>& names, std::string& accepted)
{
    const auto place = std::find(names.begin(), names.end(), text);
    if (place != names.end())
    {
        return place - names.begin();
    }
    const std::string near = DidYouMean(text, names);
    accepted = "one of " + Join(names) + (near.empty() ? "" : "; " + near);
    return std::nullopt;
}

std::optional<Time>
ReadTime(const std::string& text, Time most, std::string& accepted)
{
    const auto time = ParseTime(text);
    if (!time || *time > most)
    {
        accepted = "a time from 0 to " + FormatTime(most) + ", such as 50ms" + WhyNoTime(text);
        return std::nullopt;
    }
    return time;
}

/// @return the part of a text before a mark, all of it where there is none; the text keeps the rest
std::string
TakeUntil(std::string& text, char mark)
{
    const std::size_t end = std::min(text.find(mark), text.size());
    std::string part = text.substr(0, end);
    text.erase(0, end + 1);
    return part;
}

std::optional<int>
ReadSide(const std::string& text)
{
    const auto* side = std::find(SIDE_NAMES.begin(), SIDE_NAMES.end(), text);
    return side == SIDE_NAMES.end() ? std::nullopt : std::optional<int>(side - SIDE_NAMES.begin());
}

std::optional<SegmentChoice>
ReadChoice(std::string text, std::string& accepted)
{
    SegmentChoice choice;
    choice.copy = ParseSegmentCopy(text);
    if (choice.copy)
    {
        return choice;
    }
    const auto side = ReadSide(TakeUntil(text, '.'));
    const auto number = ParseUnsigned(text);
    if (!side || !number || *number < 1 || *number > 1000)
    {
        accepted = AcceptedSegmentCopies() + ", or client.N, server.N: the N-th that it sends";
        return std::nullopt;
    }
    choice.side = *side;
    choice.ordinal = static_cast<uint32_t>(*number);
    return choice;
}

/// Reads a list such as "ack2:2,client.3", each with =TIME behind it where there is a time.
bool
ReadChoices(Choices& choices, const std::string& list, const Time* later, std::string& accepted)
{
    Choices read;
    for (std::string rest = list + ","; !rest.empty();)
    {
        std::string item = TakeUntil(rest, ',');
        const bool hasTime = item.find('=') != std::string::npos;
        const auto choice = ReadChoice(later ? TakeUntil(item, '=') : item, accepted);
        if (!choice)
        {
            return false;
        }
        read.push_back(*choice);
        if (later && (hasTime || later->IsZero()))
        {
            const auto time = ReadTime(item, MOST, accepted);
            if (!time)
            {
                accepted = "SEGMENT=TIME with " + accepted;
                return false;
            }
            read.back().time = *time;
        }
        else if (later)
        {
            read.back().time = *later;
        }
    }
    choices.insert(choices.end(), read.begin(), read.end());
    return true;
}

std::vector<std::string>
WriteChoices(const Choices& choices, bool times)
{
    std::vector<std::string> texts;
    for (const SegmentChoice& choice : choices)
    {
        texts.push_back(ToString(choice) + (times ? "=" + FormatTime(choice.time) : ""));
    }
    return texts;
}

bool
ReadAction(S& s, std::string text, std::string& accepted)
{
    static const std::vector<std::string> VERBS = NamesOf<Verb>(VERB_COUNT);
    accepted = "TIME=SIDE:VERB with a side of client, server, and a verb of " + Join(VERBS) +
               "; send:OCTETS (1 to " + std::to_string(MAX_OCTETS) + "), flood:SYNS (1 to " +
               std::to_string(MAX_FLOOD) + ")";
    TimedAction action;
    const auto time = ParseTime(TakeUntil(text, '='));
    const auto side = ReadSide(TakeUntil(text, ':'));
    const bool hasAmount = text.find(':') != std::string::npos;
    std::string none;
    const auto verb = Choose(TakeUntil(text, ':'), VERBS, none);
    if (!time || *time > MOST || !side || !verb)
    {
        return false;
    }
    action.time = *time;
    action.side = *side;
    action.verb = static_cast<Verb>(*verb);
    const bool counts = action.verb == Verb::SEND || action.verb == Verb::FLOOD;
    action.amount = !counts ? 0 : action.verb == Verb::SEND ? 100 : 16;
    if (hasAmount)
    {
        const auto amount = ParseUnsigned(text);
        if (!counts || !amount || *amount < 1 ||
            *amount > (action.verb == Verb::SEND ? MAX_OCTETS : MAX_FLOOD))
        {
            return false;
        }
        action.amount = static_cast<uint32_t>(*amount);
    }
    s.actions.push_back(action);
    return true;
}

std::vector<std::string>
WriteActions(const S& s)
{
    std::vector<std::string> texts;
    for (const TimedAction& action : s.actions)
    {
        texts.push_back(FormatTime(action.time) + "=" + SIDE_NAMES[action.side] + ":" +
                        ToString(action.verb) +
                        (action.amount > 0 ? ":" + std::to_string(action.amount) : ""));
    }
    return texts;
}

/// Sets a field of one profile or of both, FIELD=VALUE with client: or server: before it or not.
std::optional<std::string>
SetField(std::array<Profile, 2>& profiles, const std::string& text)
{
    const std::string prefix = EndPrefix(text);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
    {
        return "FIELD=VALUE";
    }
    const std::string name = text.substr(prefix.size(), equals - prefix.size());
    if (name.find(':') != std::string::npos)
    {
        return "FIELD=VALUE with a field of the profile; client: and server: before it are the "
               "ends that there are";
    }
    for (int side = 0; side < 2; ++side)
    {
        if (prefix.empty() || prefix == END_PREFIXES[side])
        {
            if (const auto problem = profiles[side].Set(name, text.substr(equals + 1)))
            {
                return problem;
            }
        }
    }
    return std::nullopt;
}

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
ReadNumbers(S& s, std::string text, std::string& accepted)
{
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
    const auto time = ReadTime(text, MOST, accepted);
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
         &ReadAction,
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
