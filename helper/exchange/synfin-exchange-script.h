/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SCRIPT_H
#define SYNFIN_EXCHANGE_SCRIPT_H

#include "synfin-situation.h"

#include "ns3/nstime.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// What the users of a scenario do: to each thing that they learn, deeds of now or later.
class ExchangeScript
{
  public:
    /// The client, on the left.
    static constexpr int CLIENT = 0;
    /// The server, on the right.
    static constexpr int SERVER = 1;

    /// @param situation which
    explicit ExchangeScript(const Situation& situation);

    /// @return what is done without a cause
    std::vector<TimedAction> Begin() const;

    /// The end's connection is open: it connected, or it accepted. @return what follows
    std::vector<TimedAction> Opened(int side, Time now);

    /// The end has received the other's FIN. @return what follows
    std::vector<TimedAction> PeerClosed(int side, Time now) const;

    /// The end has entered TIME_WAIT. @return what follows
    std::vector<TimedAction> Waits(int side, Time now);

    /// The end has probed a silent peer. @return what follows
    std::vector<TimedAction> Probed(int side, Time now);

    /// @return true when the client asks for keep-alive
    bool KeepsAlive() const;

  private:
    /// @return who closes without having received a FIN; nothing: nobody does
    std::optional<Situation::Closer> FirstToClose() const;

    ExchangeScenario m_scenario;
    Situation::Closer m_closer;
    std::array<bool, 2> m_isOpen{};
    bool m_hasWaited{false}; //!< TIME_WAIT had its visitor
    bool m_hasProbed{false}; //!< the client has
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SCRIPT_H
