/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_TIMERS_H
#define SYNFIN_EXCHANGE_TIMERS_H

#include "synfin-exchange-play.h"

#include "ns3/synfin-stack.h"

#include <array>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// Watches the timers of a connection at both ends.
class ExchangeTimers
{
  public:
    /// Looks at an end after something happened there.
    /// @param side which
    /// @param stack its TCP
    /// @param tuple the connection, as that end sees it
    /// @param now the time
    void Look(int side, const Stack& stack, const FourTuple& tuple, Time now);

    /// A timer is set anew, perhaps to the same time, for a kernel's clock has steps: Look() sees
    /// it.
    void Restart(int side, PlayTimerKind kind);

    /// @return all timers; those that still run end now
    std::vector<PlayTimer> Finish(Time now);

  private:
    /// How many kinds there are.
    static constexpr std::size_t KINDS = static_cast<std::size_t>(PlayTimerKind::TIME_WAIT) + 1;

    void Set(int side, PlayTimerKind kind, const std::optional<Time>& due, Time now);

    std::array<std::array<std::optional<std::size_t>, KINDS>, 2> m_running; //!< in m_all
    std::array<std::array<bool, KINDS>, 2> m_isAnew{}; //!< by side and kind: Restart() said so
    std::vector<PlayTimer> m_all;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_TIMERS_H
