/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_MIDDLEBOX_H
#define SYNFIN_SCENARIO_MIDDLEBOX_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"
#include "synfin-scenario-router.h"

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-middlebox-answers.h"
#include "ns3/synfin-middlebox.h"

#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Makes the middlebox of a scenario.
void MakeMiddlebox(const ScenarioParameters& parameters,
                   const ScenarioHosts& hosts,
                   AddressTable& addresses,
                   std::optional<Middlebox>& box);

/// A middlebox where packets pass: in the clients' router.
class ScenarioPacketBox
{
  public:
    /**
     * @param box what it does to segments; outlives this
     * @param addresses who gives the ids; outlives this
     * @param agenda the clock; outlives this
     * @param router where it is, by which its own packets leave; outlives this
     */
    ScenarioPacketBox(Middlebox& box,
                      AddressTable& addresses,
                      Agenda& agenda,
                      ScenarioRouter& router);

    /**
     * @brief A packet comes by; what is not TCP passes.
     * @param frame with its headers, which may change
     * @param isOut it comes from a client
     * @return why it is gone, or NONE: it is not
     */
    MiddleboxDrop Passes(ScenarioRouter::AccessFrame& frame, bool isOut);

  private:
    void Send(const MiddleboxAnswers::Answer& answer);

    Middlebox& m_box;
    AddressTable& m_addresses;
    Agenda& m_agenda;
    ScenarioRouter& m_router;
    MiddleboxAnswers m_answers; //!< its own
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_MIDDLEBOX_H
