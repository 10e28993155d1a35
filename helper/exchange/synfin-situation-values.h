/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SITUATION_VALUES_H
#define SYNFIN_SITUATION_VALUES_H

#include "synfin-situation.h"

#include "ns3/nstime.h"
#include "ns3/synfin-profile.h"

#include <array>
#include <cstddef>
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

/// @name How the values of a situation's options are read; what is bad, accepted tells what would
/// do
/// @{

/// The longest time that an option takes.
extern const Time MOST_TIME;

/// @return the place of a word in a list; nothing when it is not there
std::optional<std::size_t> Choose(const std::string& text,
                                  const std::vector<std::string>& names,
                                  std::string& accepted);

/// @return a time
std::optional<Time> ReadTime(const std::string& text, Time most, std::string& accepted);

/// @return the part of a text before a mark, all of it where there is none; the text keeps the rest
std::string TakeUntil(std::string& text, char mark);

/**
 * @brief Reads a list such as "ack2:2,client.3", and adds it.
 * @param choices receives them
 * @param list the text
 * @param later each may have =TIME behind it, and this is the time of those without; "": each has;
 * nullptr: none has
 * @param accepted what would be accepted
 * @return false when it is bad
 */
bool ReadChoices(std::vector<SegmentChoice>& choices,
                 const std::string& list,
                 const char* later,
                 std::string& accepted);

/// @return each choice as ReadChoices reads it
std::vector<std::string> WriteChoices(const std::vector<SegmentChoice>& choices, bool times);

/// @return what is done when, from such as "2s=client:send:100"
std::optional<TimedAction> ReadAction(const std::string& whole, std::string& accepted);

/// @return the same as text
std::string ToString(const TimedAction& action);

/// @return the numbers of "auto", "N" or "N,M": of the client, and of the server
std::optional<std::array<std::optional<uint32_t>, 2>> ReadNumbers(const std::string& text,
                                                                  std::string& accepted);

/// @return the same as text
std::string WriteNumbers(const std::array<std::optional<uint32_t>, 2>& numbers);

/// Sets a field of one profile or of both, FIELD=VALUE with client: or server: before it or not.
/// @return nothing when it was done, else what would be accepted
std::optional<std::string> SetField(std::array<Profile, 2>& profiles, const std::string& text);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SITUATION_VALUES_H
