/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BAD_INPUT_H
#define SYNFIN_BAD_INPUT_H

#include "ns3/synfin-message.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/// What the user asked for cannot be accepted: one line that names the option, its value and what
/// is accepted.
class BadInput : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/**
 * @param option as it was typed, such as "--loss"
 * @param value what was typed behind it; shortened so that the rest has room in the line
 * @param accepted such as "a time", with what was wrong behind a semicolon where that is not plain
 * @return the message
 */
inline BadInput
Refused(const std::string& option, const std::string& value, const std::string& accepted)
{
    constexpr std::size_t ROOM = 160; // of a line, less the name of the program and "accepted is"
    const std::size_t used = std::min(ROOM, option.size() + accepted.size());
    const std::string shown = Brief(value, std::clamp<std::size_t>(ROOM - used, 24, 60));
    return BadInput(Brief(option, 90) + " " + (shown.empty() ? "''" : shown) + ": accepted is " +
                    accepted);
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BAD_INPUT_H
