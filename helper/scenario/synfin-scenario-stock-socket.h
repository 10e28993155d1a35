/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_STOCK_SOCKET_H
#define SYNFIN_SCENARIO_STOCK_SOCKET_H

#include "ns3/nstime.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-state.h"
#include "ns3/tcp-socket-base.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

class ScenarioStockHost;

/**
 * @brief ns-3's own TCP socket, which tells its host of each change of state, also before anybody
 * accepted it.
 *
 * It behaves as TcpSocketBase does: nothing is overridden but the copy that a listener makes of
 * itself.
 */
class ScenarioStockSocket : public TcpSocketBase
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    ScenarioStockSocket();
    /// What a listener makes of itself for a new connection.
    ScenarioStockSocket(const ScenarioStockSocket& listener);

    /// Whom to tell; copies tell the same.
    void SetHost(ScenarioStockHost* host);

    /// What the host keeps of a connection.
    struct Observed
    {
        FourTuple tuple;            //!< as this host sees it
        State state{State::CLOSED}; //!< in the words of synfin's traces
        Time since;                 //!< when the state was entered
        uint32_t number{0};         //!< of the connection, the same at both ends
        uint32_t end{UINT32_MAX};   //!< the user's number, when it has one
        uint32_t unsent{0};         //!< octets that did not fit into the socket's buffer yet
        uint32_t syns{0};           //!< sent, with or without ACK
        uint32_t fins{0};           //!< sent
        SequenceNumber32 next;      //!< right after the highest octet of data sent
        bool hasSentData{false};    //!< `next` means something
        bool mustClose{false};      //!< the user closed while octets were unsent
        bool metReset{false};       //!< the last segment that came was a RST
    };

    Observed observed; //!< what the host notes down here

  protected:
    /// @return a copy for a new connection, which tells the same host
    Ptr<TcpSocketBase> Fork() override;

  private:
    void OnState(TcpStates_t from, TcpStates_t to);

    ScenarioStockHost* m_host{nullptr};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_STOCK_SOCKET_H
