/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SIMULATOR_AGENDA_H
#define SYNFIN_SIMULATOR_AGENDA_H

#include "synfin-agenda.h"

#include "ns3/event-impl.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/// The simulator as an agenda: an event for each call, so those of one instant come as they were
/// asked for, whoever's turn it were. Calls not made yet are taken back when it goes.
class SimulatorAgenda : public Agenda
{
  public:
    SimulatorAgenda() = default;
    ~SimulatorAgenda() override;
    SimulatorAgenda(const SimulatorAgenda&) = delete;
    SimulatorAgenda& operator=(const SimulatorAgenda&) = delete;

    Time Now() const override;
    void Schedule(Time at, Item& item) override;

  private:
    void Ring(uint64_t number, Item* item);

    uint64_t m_number{0};                                   //!< calls asked for so far
    std::unordered_map<uint64_t, Ptr<EventImpl>> m_pending; //!< by the number of the call
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SIMULATOR_AGENDA_H
