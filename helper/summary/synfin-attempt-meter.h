/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ATTEMPT_METER_H
#define SYNFIN_ATTEMPT_METER_H

#include "ns3/nstime.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/**
 * @brief Attempts to connect over time, and how many of them found no port, in constant memory.
 *
 * They are counted in windows of one width, which doubles when time goes on past the last of
 * WINDOWS.
 */
class AttemptMeter
{
  public:
    static constexpr std::size_t WINDOWS =
        512; //!< how many there are at most; two become one when it would be more

    /// What happened from the begin of a window until just before its end.
    struct Window
    {
        uint64_t attempted{0}; //!< attempts in all
        uint64_t noPort{0};    //!< of those, without a free port
    };

    /// Counts an attempt.
    void Record(Time when, bool hadPort)
    {
        auto place = PlaceOf(when);
        while (place >= WINDOWS)
        {
            Widen();
            place = PlaceOf(when);
        }
        if (place >= m_windows.size())
        {
            m_windows.resize(place + 1);
        }
        ++m_windows[place].attempted;
        m_windows[place].noPort += hadPort ? 0 : 1;
        m_someHadNone = m_someHadNone || !hadPort;
    }

    /// Counts those of another one, too.
    void Add(AttemptMeter other)
    {
        while (other.m_width < m_width)
        {
            other.Widen();
        }
        while (m_width < other.m_width)
        {
            Widen();
        }
        m_windows.resize(std::max(m_windows.size(), other.m_windows.size()));
        for (std::size_t i = 0; i < other.m_windows.size(); ++i)
        {
            m_windows[i].attempted += other.m_windows[i].attempted;
            m_windows[i].noPort += other.m_windows[i].noPort;
        }
        m_someHadNone = m_someHadNone || other.m_someHadNone;
    }

    /// @return how long a window is
    Time Width() const
    {
        return m_width;
    }

    /// @return the windows from 0 on to that of the last attempt
    const std::vector<Window>& Windows() const
    {
        return m_windows;
    }

    /// @return whether any attempt was without a port
    bool SomeHadNone() const
    {
        return m_someHadNone;
    }

  private:
    std::size_t PlaceOf(Time when) const
    {
        return static_cast<std::size_t>(when.GetTimeStep() / m_width.GetTimeStep());
    }

    void Widen()
    {
        m_width = m_width + m_width;
        for (std::size_t i = 0; i < m_windows.size(); ++i)
        {
            const Window window = m_windows[i];
            m_windows[i] = Window();
            m_windows[i / 2].attempted += window.attempted;
            m_windows[i / 2].noPort += window.noPort;
        }
        m_windows.resize((m_windows.size() + 1) / 2);
    }

    Time m_width{MilliSeconds(1)};
    std::vector<Window> m_windows;
    bool m_someHadNone{false};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ATTEMPT_METER_H
