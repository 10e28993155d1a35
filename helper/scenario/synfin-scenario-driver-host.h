/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_DRIVER_HOST_H
#define SYNFIN_SCENARIO_DRIVER_HOST_H

#include "synfin-scenario-host.h"

#include "ns3/synfin-stack-driver.h"
#include "ns3/synfin-stack-user.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// A host of a scenario that runs synfin: the user of all of its connections, without a socket for
/// each.
class ScenarioDriverHost : public ScenarioHost, public StackUser
{
  public:
    /**
     * @param id of the node
     * @param addresses the node's
     * @param driver the host's TCP
     */
    ScenarioDriverHost(uint32_t id, std::vector<AddressId> addresses, StackDriver& driver);

    void Trace(TraceSink* sink, TraceSink::Told what) override;
    Opened Connect(const Opening& opening) override;
    void SendLoneSyn(const Opening& opening) override;
    void SetWitness(ForgeryWitness* witness) override;
    uint32_t WindowOf(const FourTuple& tuple) const override;
    FourTuple TupleOf(Handle handle) const override;
    bool SendForged(const FourTuple& tuple, const Segment& segment) override;
    void SetEar(SegmentEar* ear) override;
    void BeDeaf() override;
    void Listen(const Listening& listening) override;
    bool AcceptOne(uint32_t application) override;
    uint64_t Unlisten(uint32_t application) override;
    uint64_t Crash() override;
    void Restart() override;
    bool SetReachable(bool isReachable) override;
    void Send(Handle handle, uint32_t octets) override;
    void Take(Handle handle, uint32_t octets) override;
    void Shutdown(Handle handle) override;
    void Close(Handle handle) override;
    void Abort(Handle handle) override;
    StackCounters Counters() const override;
    EcnCounts GetEcnCounts() const override;

    void Notify(const Notification& notification, const Ptr<const Packet>& payload) override;

  private:
    /// Whose a slot of the Stack is.
    struct Seat
    {
        uint32_t generation{0};
        uint32_t end{0}; //!< of a listener: its application
    };

    /// What one application has.
    struct Application
    {
        std::vector<ConnectionId> listeners; //!< one for each address
        std::size_t turn{0};                 //!< of these: whose connections come first
    };

    static ConnectionId IdOf(Handle handle);
    void Assign(ConnectionId id, uint32_t end);
    bool Accept(ConnectionId listener);
    void Tell(uint32_t end, const Notification& notification);

    StackDriver& m_driver;
    std::vector<Seat> m_seats;               //!< by ConnectionId::slot
    std::vector<Application> m_applications; //!< that listen, or have
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_DRIVER_HOST_H
