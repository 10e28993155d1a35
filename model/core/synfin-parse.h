/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PARSE_H
#define SYNFIN_PARSE_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// A unit as it is written behind a number, such as "ms" or "Mbps".
struct Unit
{
    std::string name; //!< as it is written
    int64_t size;     //!< in nanoseconds of a time, in bits per second of a rate
};

/// @return the units that ns3::Time knows and that are a whole number of nanoseconds, the largest
/// first
const std::vector<Unit>& TimeUnits();

/// @return the units of rates, as ns3::DataRate writes them: [kKMGT][i](b|B)(ps|/s)
const std::vector<Unit>& RateUnits();

/// @name Text to value, whole text or nothing; never aborts, unlike the constructors of ns3::Time
/// and ns3::DataRate.
/// @{

/// @return a time such as "50ms", "1.5s", "2min", "0s" (a unit is obligatory, except for 0);
/// nothing if bad or negative, or if it is no whole number of nanoseconds, to a thousandth of it
std::optional<Time> ParseTime(const std::string& text);

/// @return what there is to say of a text that ParseTime refuses though it looks like a time, to be
/// put behind what is accepted; "" of any other
std::string WhyNoTime(const std::string& text);

/// @return a finite number
std::optional<double> ParseNumber(const std::string& text);

/// @return an unsigned integer in decimal
std::optional<uint64_t> ParseUnsigned(const std::string& text);

/// @return true for "true", "1", "on", "yes", false for "false", "0", "off", "no"
std::optional<bool> ParseBool(const std::string& text);

/// @return bits per second of a rate such as "1Gbps", "100Mbps", "8kbps", "56000bps"; nothing when
/// it is none, or is less than 1 bit per second but not 0
std::optional<uint64_t> ParseRate(const std::string& text);

/// @}

/// @return the time in the largest unit in which it is a whole number, such as "50ms"; ParseTime
/// reads it back exactly
std::string FormatTime(Time time);

/// @return the shortest decimal text that ParseNumber reads back exactly, such as "0.1"
std::string FormatNumber(double number);

/// @return the rate in the largest unit in which it is a whole number, such as "1Gbps"; ParseRate
/// reads it back exactly
std::string FormatRate(uint64_t bitsPerSecond);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PARSE_H
