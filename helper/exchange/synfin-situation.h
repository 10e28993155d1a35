/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SITUATION_H
#define SYNFIN_SITUATION_H

#include "ns3/nstime.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-setting.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// How the ends are called.
constexpr std::array<const char*, 2> SIDE_NAMES{"client", "server"};

/// The stories that users can play.
enum class ExchangeScenario : uint8_t
{
    NORMAL,
    SIMULTANEOUS_OPEN,
    SIMULTANEOUS_CLOSE,
    HALF_CLOSE,
    REFUSED,
    RESET,
    HALF_OPEN,
    OLD_DUPLICATE_SYN,
    KEEP_ALIVE,
    TIME_WAIT_REUSE,
    TIME_WAIT_ASSASSINATION,
    SYN_FLOOD,
    MANUAL,
};

/// How many scenarios there are.
constexpr int EXCHANGE_SCENARIO_COUNT = static_cast<int>(ExchangeScenario::MANUAL) + 1;

/// @return the scenario's name, such as "half-close"
const char* ToString(ExchangeScenario scenario);

/// @return what happens in it, in a line
const char* Meaning(ExchangeScenario scenario);

/// What a user, or fate, can do at one end.
enum class Verb : uint8_t
{
    LISTEN,
    CONNECT,
    SEND,
    CLOSE,
    SHUTDOWN,
    ABORT,
    CRASH,
    OLD_SYN,
    OLD_DATA,
    OLD_RST,
    FLOOD,
};

/// How many verbs there are.
constexpr int VERB_COUNT = static_cast<int>(Verb::FLOOD) + 1;

/// @return the verb's name, such as "old-syn"
const char* ToString(Verb verb);

/// @return what it does, in a line
const char* Meaning(Verb verb);

/// One deed at one end, at its time.
struct TimedAction
{
    Time time;                //!< when
    int side{0};              //!< 0 the client, 1 the server
    Verb verb{Verb::CONNECT}; //!< what
    uint32_t amount{0};       //!< octets of SEND, SYNs of FLOOD
};

/// A segment that a situation names.
struct SegmentChoice
{
    std::optional<SegmentCopy> copy; //!< by its place in the life of the connection
    int side{0};                     //!< or by who sends it,
    uint32_t ordinal{0};             //!< and the how manyth it is, from 1
    Time time{0};                    //!< of delay-segment and duplicate: how much later

    /// @return true when it is that one
    bool Names(const SegmentCopy& sent, int from, uint32_t number) const;
};

/// @return such as "fin1:2", "client.3"; the time is not told
std::string ToString(const SegmentChoice& choice);

/// @return the words with commas between them
std::string Join(const std::vector<std::string>& words);

/// An option of a situation.
struct SituationOption
{
    const char* name;    //!< as in "--name value" and "#name=value"
    const char* value;   //!< what the value is, such as "TIME"
    const char* help;    //!< what it does
    bool isRepeatable;   //!< it may be given several times
    std::string initial; //!< its value unless given; "" for repeatable ones and those without
    std::vector<std::string> choices; //!< the values there are; empty: not a choice
};

/// @return all options, in the order in which ToOptions() writes them
const std::vector<SituationOption>& SituationOptions();

/**
 * @brief What two users, two hosts and the path between them do: everything that decides a play.
 *
 * The same situation is a command line, a link and a request; Set() reads an option of any of them.
 */
struct Situation
{
    /// Who closes first in ExchangeScenario::NORMAL.
    enum class Closer : uint8_t
    {
        CLIENT,
        SERVER,
        BOTH, //!< at the same instant
    };

    ExchangeScenario scenario{ExchangeScenario::NORMAL};    //!< what users do
    Closer closer{Closer::CLIENT};                          //!< who closes first
    std::string profile{Profile::DEFAULT_PRESET};           //!< TCP of both ends
    std::array<std::string, 2> ownProfiles{"auto", "auto"}; //!< of one end; auto: as of both
    std::vector<std::string> fields;                        //!< of profiles, FIELD=VALUE
    Time delay{MilliSeconds(50)};                           //!< one way
    double loss{0};                                         //!< probability, for each segment
    uint32_t seed{1};                                       //!< of losses, clocks and hosts' keys
    std::array<std::optional<uint32_t>, 2> isn;             //!< as shown; nothing: the stack's own
    bool showsAbsolute{false};                              //!< labels have absolute numbers
    std::optional<Time> twoMsl;                             //!< 2MSL of both ends
    std::vector<SegmentChoice> lose;                        //!< never arrive
    std::vector<SegmentChoice> delayed;                     //!< arrive so much later
    std::vector<SegmentChoice> duplicated;                  //!< arrive again so much later
    std::vector<SegmentChoice> reordered;                   //!< arrive right behind the next one
    std::vector<TimedAction> actions;                       //!< besides those of the scenario
    std::optional<Time> until;                              //!< the end, if nothing ends before

    /**
     * @brief Reads an option.
     * @param option its name
     * @param value its value; of a repeatable option one more, or a list with commas
     * @return nothing when it was read, else what would be accepted
     */
    std::optional<SettingError> Set(const std::string& option, const std::string& value);

    /// @return nothing when the options agree with each other, else the one at fault
    std::optional<SettingError> Validate() const;

    /// @return the options that differ from their defaults, as Set() reads them
    std::vector<Setting> ToOptions() const;

    /// @return the TCP of an end
    Profile ProfileOf(int side) const;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SITUATION_H
