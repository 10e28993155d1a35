/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_TIME_H
#define SYNFIN_WASM_TIME_H

#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>

namespace ns3
{

/// @brief Stands in for ns3::Time: what the core asks of a time, at ns-3's resolution, nanoseconds.
class Time
{
  public:
    constexpr Time() = default;

    constexpr explicit Time(int64_t nanoseconds)
        : m_nanoseconds(nanoseconds)
    {
    }

    static constexpr Time Max()
    {
        return Time(std::numeric_limits<int64_t>::max());
    }

    constexpr int64_t GetTimeStep() const
    {
        return m_nanoseconds;
    }

    constexpr int64_t GetNanoSeconds() const
    {
        return m_nanoseconds;
    }

    constexpr int64_t GetMicroSeconds() const
    {
        return m_nanoseconds / 1000;
    }

    constexpr int64_t GetMilliSeconds() const
    {
        return m_nanoseconds / 1000000;
    }

    constexpr double GetSeconds() const
    {
        return static_cast<double>(m_nanoseconds) / 1e9;
    }

    constexpr bool IsZero() const
    {
        return m_nanoseconds == 0;
    }

    constexpr bool IsStrictlyPositive() const
    {
        return m_nanoseconds > 0;
    }

    constexpr bool IsStrictlyNegative() const
    {
        return m_nanoseconds < 0;
    }

    constexpr Time& operator+=(Time other)
    {
        m_nanoseconds += other.m_nanoseconds;
        return *this;
    }

    constexpr Time& operator-=(Time other)
    {
        m_nanoseconds -= other.m_nanoseconds;
        return *this;
    }

    friend constexpr Time operator+(Time a, Time b)
    {
        return a += b;
    }

    friend constexpr Time operator-(Time a, Time b)
    {
        return a -= b;
    }

    friend constexpr Time operator*(Time time, int64_t factor)
    {
        return Time(time.m_nanoseconds * factor);
    }

    friend constexpr Time operator*(int64_t factor, Time time)
    {
        return time * factor;
    }

    friend constexpr Time operator/(Time time, int64_t divisor)
    {
        return Time(time.m_nanoseconds / divisor);
    }

    friend constexpr bool operator==(Time a, Time b)
    {
        return a.m_nanoseconds == b.m_nanoseconds;
    }

    friend constexpr bool operator!=(Time a, Time b)
    {
        return !(a == b);
    }

    friend constexpr bool operator<(Time a, Time b)
    {
        return a.m_nanoseconds < b.m_nanoseconds;
    }

    friend constexpr bool operator>(Time a, Time b)
    {
        return b < a;
    }

    friend constexpr bool operator<=(Time a, Time b)
    {
        return !(b < a);
    }

    friend constexpr bool operator>=(Time a, Time b)
    {
        return !(a < b);
    }

  private:
    int64_t m_nanoseconds = 0;
};

constexpr Time
TimeStep(uint64_t steps)
{
    return Time(static_cast<int64_t>(steps));
}

constexpr Time
NanoSeconds(int64_t count)
{
    return Time(count);
}

constexpr Time
MicroSeconds(int64_t count)
{
    return Time(count * 1000);
}

constexpr Time
MilliSeconds(int64_t count)
{
    return Time(count * 1000000);
}

/// As ns-3 converts them: 64 binary digits after the point, and then to the nearest nanosecond.
inline Time
Seconds(double count)
{
    constexpr int DIGITS = 64;
    constexpr unsigned __int128 HALF = static_cast<unsigned __int128>(1) << (DIGITS - 1);
    const double whole = std::floor(count);
    const auto rest = static_cast<unsigned __int128>(std::ldexp(count - whole, DIGITS) + 0.5);
    return NanoSeconds(static_cast<int64_t>(whole) * 1000000000 +
                       static_cast<int64_t>((rest * 1000000000 + HALF) >> DIGITS));
}

inline Time
Minutes(double count)
{
    return Seconds(60 * count);
}

inline Time
Hours(double count)
{
    return Minutes(60 * count);
}

inline Time
Days(double count)
{
    return Hours(24 * count);
}

constexpr Time
Abs(Time time)
{
    return time.IsStrictlyNegative() ? Time() - time : time;
}

} // namespace ns3

#endif // SYNFIN_WASM_TIME_H
