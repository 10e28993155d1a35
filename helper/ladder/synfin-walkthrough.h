/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WALKTHROUGH_H
#define SYNFIN_WALKTHROUGH_H

#include "synfin-ladder-steps.h"

#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-stack-driver.h"
#include "ns3/synfin-stack-user.h"
#include "ns3/synfin-trace-record.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// The stories that a walkthrough can tell.
enum class WalkthroughScenario : uint8_t
{
    NORMAL,             //!< the client opens and closes, the server closes in turn
    SIMULTANEOUS_OPEN,  //!< both ends open towards each other
    SIMULTANEOUS_CLOSE, //!< both ends close at the same instant
    HALF_CLOSE,         //!< the server goes on sending after the client has closed
    REFUSED,            //!< nobody listens
    RESET,              //!< the client aborts
};

/// @return the names of all scenarios, in their order, such as "half-close"
const std::vector<std::string>& WalkthroughScenarioNames();

/// What a walkthrough is made from.
struct WalkthroughParameters
{
    WalkthroughScenario scenario{WalkthroughScenario::NORMAL}; //!< what happens
    std::vector<SegmentCopy> lose;                             //!< what the path drops
    Time delay{MilliSeconds(50)};                              //!< one way
    std::array<Profile, 2> profiles{*Profile::Preset(Profile::DEFAULT_PRESET),
                                    *Profile::Preset(Profile::DEFAULT_PRESET)}; //!< of both ends
};

/**
 * @brief Simulates one connection between two nodes that run synfin's stack, and hands its trace
 * records to a ladder.
 */
class Walkthrough
{
  public:
    /// Node ids of the two ends.
    static constexpr uint32_t CLIENT = 0; //!< of the end that opens, on the left
    static constexpr uint32_t SERVER = 1; //!< of the end that listens, on the right

    /**
     * @param parameters what happens
     * @param steps hears every record of both ends
     */
    Walkthrough(const WalkthroughParameters& parameters, LadderSteps& steps);
    ~Walkthrough();
    Walkthrough(const Walkthrough&) = delete;
    Walkthrough& operator=(const Walkthrough&) = delete;

    /// Runs until nothing is left to happen, then destroys the simulation.
    void Run();

    /// @return those segments of WalkthroughParameters::lose that were never sent
    std::vector<SegmentCopy> NeverSent() const;

  private:
    /// The application at one end.
    class Application : public StackUser
    {
      public:
        Application(Walkthrough& walkthrough, int side);
        void Notify(const Notification& notification, const Ptr<const Packet>& payload) override;

      private:
        Walkthrough& m_walkthrough;
        int m_side;
    };

    void BuildNodes();
    StackDriver& DriverOf(int side) const;
    void Open();
    void Opened(int side);
    void PeerClosed(int side);
    void Close(int side);
    void Shutdown();
    void Abort();
    void SendMore(uint32_t count);
    void OnSent(const SegmentRecord& record);

    WalkthroughParameters m_parameters;
    LadderSteps& m_steps;
    std::shared_ptr<AddressTable> m_addresses{std::make_shared<AddressTable>()}; //!< of both ends
    SegmentNamer m_namer;
    std::array<Application, 2> m_applications;
    std::array<ConnectionId, 2> m_connections;
    std::array<std::deque<bool>, 2> m_fates; //!< of the segments under way towards that side: lost?
    std::vector<SegmentCopy> m_neverSent;
    NodeContainer m_nodes;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WALKTHROUGH_H
