/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-parse.h"

#include <array>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the size of the unit of a name, nothing when it is none
std::optional<long double>
SizeOf(const std::vector<Unit>& units, const std::string& name)
{
    for (const Unit& unit : units)
    {
        if (unit.name == name)
        {
            return static_cast<long double>(unit.size);
        }
    }
    return std::nullopt;
}

bool
IsDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// @return where the decimal digits that start at position end
std::size_t
SkipDigits(const std::string& text, std::size_t position)
{
    while (position < text.size() && IsDigit(text[position]))
    {
        ++position;
    }
    return position;
}

/// @return how many characters at the start are a decimal number ("-1.5e3"), 0 when none are
std::size_t
NumberLength(const std::string& text)
{
    std::size_t position = 0;
    if (position < text.size() && (text[position] == '-' || text[position] == '+'))
    {
        ++position;
    }
    const std::size_t integer = SkipDigits(text, position);
    std::size_t digits = integer - position;
    position = integer;
    if (position < text.size() && text[position] == '.')
    {
        const std::size_t fraction = SkipDigits(text, position + 1);
        digits += fraction - position - 1;
        position = fraction;
    }
    if (digits == 0)
    {
        return 0;
    }
    if (position < text.size() && (text[position] == 'e' || text[position] == 'E'))
    {
        std::size_t exponent = position + 1;
        if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+'))
        {
            ++exponent;
        }
        const std::size_t end = SkipDigits(text, exponent);
        // "1e" is the number 1 and a unit "e".
        position = end > exponent ? end : position;
    }
    return position;
}

/// @return true where the value read lost digits of the text because it is nearly 0
template <typename T>
bool
IsTooSmall(T value, const std::string& text)
{
    const bool hasDigits =
        text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string::npos;
    return hasDigits && !std::isnormal(value);
}

/// @return the value of text that NumberLength accepted as a whole, nothing when it is out of range
template <typename T>
std::optional<T>
ReadNumber(const std::string& text)
{
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    T value = 0;
    stream >> value;
    if (stream.fail() || !std::isfinite(value) || IsTooSmall(value, text))
    {
        return std::nullopt;
    }
    return value;
}

/**
 * Multiplies and rounds to the nearest integer.
 * @return nothing when the result does not fit or is negative
 */
std::optional<int64_t>
Scale(long double value, long double factor)
{
    const long double scaled = value * factor;
    if (!(scaled >= 0) || scaled >= static_cast<long double>(std::numeric_limits<int64_t>::max()))
    {
        return std::nullopt;
    }
    return static_cast<int64_t>(std::llround(scaled));
}

/// @return the nanoseconds of a time with its unit, or of a 0 without; nothing if bad or negative
std::optional<long double>
ReadNanoseconds(const std::string& text)
{
    const std::size_t length = NumberLength(text);
    if (length == 0)
    {
        return std::nullopt;
    }
    const auto value = ReadNumber<long double>(text.substr(0, length));
    if (!value || std::signbit(*value))
    {
        return std::nullopt;
    }
    const std::string unit = text.substr(length);
    if (unit.empty() && *value == 0)
    {
        return 0;
    }
    const auto size = SizeOf(TimeUnits(), unit);
    return size ? std::make_optional(*value * *size) : std::nullopt;
}

/// @return true for what would be another time, or none at all, in whole nanoseconds; what a script
/// prints for a third of a second is not
bool
IsTooFine(long double nanoseconds)
{
    constexpr long double MOST = 1e-3L; // of the time, by which rounding may change it
    return std::abs(nanoseconds - std::round(nanoseconds)) > MOST * nanoseconds;
}

} // namespace

const std::vector<Unit>&
TimeUnits()
{
    static const std::vector<Unit> UNITS{{"d", 86400LL * 1000 * 1000 * 1000},
                                         {"h", 3600LL * 1000 * 1000 * 1000},
                                         {"min", 60LL * 1000 * 1000 * 1000},
                                         {"s", 1000LL * 1000 * 1000},
                                         {"ms", 1000LL * 1000},
                                         {"us", 1000LL},
                                         {"ns", 1LL}};
    return UNITS;
}

const std::vector<Unit>&
RateUnits()
{
    static const std::vector<Unit> UNITS = [] {
        const std::vector<Unit> bare{{"bps", 1}, {"b/s", 1}, {"Bps", 8}, {"B/s", 8}};
        std::vector<Unit> units = bare;
        int64_t decimal = 1;
        int64_t binary = 1;
        for (const std::string prefix : {"k", "M", "G", "T"})
        {
            decimal *= 1000;
            binary *= 1024;
            for (const std::string& letter :
                 prefix == "k" ? std::vector<std::string>{"k", "K"} : std::vector{prefix})
            {
                for (const Unit& unit : bare)
                {
                    units.push_back({letter + unit.name, decimal * unit.size});
                    units.push_back({letter + "i" + unit.name, binary * unit.size});
                }
            }
        }
        return units;
    }();
    return UNITS;
}

std::optional<Time>
ParseTime(const std::string& text)
{
    const auto nanoseconds = ReadNanoseconds(text);
    if (!nanoseconds || IsTooFine(*nanoseconds))
    {
        return std::nullopt;
    }
    const auto whole = Scale(*nanoseconds, 1);
    return whole ? std::make_optional(NanoSeconds(*whole)) : std::nullopt;
}

std::string
WhyNoTime(const std::string& text)
{
    const auto nanoseconds = ReadNanoseconds(text);
    return nanoseconds && IsTooFine(*nanoseconds) ? "; this is no whole number of nanoseconds" : "";
}

std::optional<double>
ParseNumber(const std::string& text)
{
    if (text.empty() || NumberLength(text) != text.size())
    {
        return std::nullopt;
    }
    return ReadNumber<double>(text);
}

std::optional<uint64_t>
ParseUnsigned(const std::string& text)
{
    if (text.empty() || SkipDigits(text, 0) != text.size())
    {
        return std::nullopt;
    }
    uint64_t value = 0;
    for (const char c : text)
    {
        const uint64_t digit = static_cast<uint64_t>(c - '0');
        if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10)
        {
            return std::nullopt;
        }
        value = value * 10 + digit;
    }
    return value;
}

std::optional<bool>
ParseBool(const std::string& text)
{
    if (text == "true" || text == "1" || text == "on" || text == "yes")
    {
        return true;
    }
    if (text == "false" || text == "0" || text == "off" || text == "no")
    {
        return false;
    }
    return std::nullopt;
}

std::optional<uint64_t>
ParseRate(const std::string& text)
{
    const std::size_t length = NumberLength(text);
    if (length == 0)
    {
        return std::nullopt;
    }
    const auto value = ReadNumber<long double>(text.substr(0, length));
    const auto unit = SizeOf(RateUnits(), text.substr(length));
    if (!value || !unit)
    {
        return std::nullopt;
    }
    const auto bits = Scale(*value, *unit);
    if (!bits || (*bits == 0 && *value != 0))
    {
        return std::nullopt;
    }
    return static_cast<uint64_t>(*bits);
}

std::string
FormatTime(Time time)
{
    const int64_t nanoseconds = time.GetNanoSeconds();
    if (nanoseconds == 0)
    {
        return "0s";
    }
    // The last unit, the nanosecond, divides every time.
    auto unit = TimeUnits().begin();
    while (nanoseconds % unit->size != 0)
    {
        ++unit;
    }
    return std::to_string(nanoseconds / unit->size) + unit->name;
}

std::string
FormatNumber(double number)
{
    // Digits before the point, so that 100 is not written as 1e+02.
    const double magnitude = number == 0 ? 0 : std::floor(std::log10(std::fabs(number)));
    constexpr int most = std::numeric_limits<double>::max_digits10;
    std::string text;
    for (int digits = magnitude > 0 && magnitude < most ? static_cast<int>(magnitude) + 1 : 1;
         digits <= most;
         ++digits)
    {
        std::ostringstream stream;
        stream.imbue(std::locale::classic());
        stream.precision(digits);
        stream << number;
        text = stream.str();
        if (ParseNumber(text) == number)
        {
            break;
        }
    }
    return text;
}

std::string
FormatRate(uint64_t bitsPerSecond)
{
    static const std::array<const char*, 5> units{"bps", "kbps", "Mbps", "Gbps", "Tbps"};
    std::size_t unit = 0;
    while (unit + 1 < units.size() && bitsPerSecond != 0 && bitsPerSecond % 1000 == 0)
    {
        bitsPerSecond /= 1000;
        ++unit;
    }
    return std::to_string(bitsPerSecond) + units[unit];
}

} // namespace synfin
} // namespace ns3
