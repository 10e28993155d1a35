/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MIDDLEBOX_H
#define SYNFIN_MIDDLEBOX_H

#include "synfin-conntrack.h"
#include "synfin-firewall.h"
#include "synfin-nat.h"

#include "ns3/nstime.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-segment.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/// What becomes of segments of which the firewall knows nothing.
enum class FirewallExpired : uint8_t
{
    SILENCE,
    RST, //!< to the sender
};

/// What stands between clients and servers.
struct MiddleboxParameters
{
    bool nat{false};                 //!< the clients share one address
    PortRange natPorts{1024, 65535}; //!< of the shared address
    Time natTimeout{Seconds(120)};   //!< after it the NAT forgets a connection that has ended
    uint32_t natBlock{0};            //!< ports of each client; 0: all are everybody's

    std::optional<Time> firewallIdle{};    //!< a connection may be silent so long; nothing: none
    Time firewallOpening{Seconds(4 * 60)}; //!< the same, before the first answer
    Time firewallClosing{Seconds(4 * 60)}; //!< the same, from the first FIN or RST on
    FirewallExpired firewallExpired{FirewallExpired::SILENCE}; //!< what comes later

    uint32_t conntrack{0};                //!< entries of the table; 0: there is none
    Time conntrackTimeWait{Seconds(120)}; //!< that TIME_WAIT keeps an entry

    /// @return true where there is anything
    bool HasMiddlebox() const
    {
        return nat || firewallIdle || conntrack > 0;
    }
};

/// Why a segment does not get through a middlebox.
enum class MiddleboxDrop : uint8_t
{
    NONE,           //!< it does
    FIREWALL,       //!< the firewall knows nothing of its connection
    CONNTRACK_FULL, //!< connection tracking had no room for it
    NAT_NO_PORT,    //!< the NAT had no port for it
    NAT_UNKNOWN,    //!< the NAT knows nothing of its connection
};

/// What a middlebox counted; zeros for what it is not.
struct MiddleboxCounters
{
    Nat::Counters nat;             //!< of the NAT
    Firewall::Counters firewall;   //!< of the firewall
    Conntrack::Counters conntrack; //!< of connection tracking
};

/// What stands between hosts inside and outside: a firewall, then connection tracking, then a NAT,
/// each where it is asked for.
class Middlebox
{
  public:
    /// What becomes of a segment.
    struct Outcome
    {
        std::optional<FourTuple> onward; //!< its connection on the other side; nothing: it is gone
        bool isReset{false};             //!< its sender gets ResetFor() it
        MiddleboxDrop drop{MiddleboxDrop::NONE}; //!< why it is gone
    };

    /**
     * @param parameters what there is
     * @param natAddress the one that hosts share behind a NAT
     */
    Middlebox(const MiddleboxParameters& parameters, AddressId natAddress);

    /**
     * @brief A host inside sends a segment.
     * @param inside the connection as the host sees it
     * @param segment the segment
     * @param now the time
     */
    Outcome Outward(const FourTuple& inside, const Segment& segment, Time now);

    /**
     * @brief A segment arrives from outside.
     * @param outside the connection as seen outside, its end inside first
     * @param segment the segment
     * @param now the time
     */
    Outcome Inward(const FourTuple& outside, const Segment& segment, Time now);

    /// @return what it counted so far
    MiddleboxCounters GetCounters() const;

    /// @return the NAT, if there is one
    Nat* GetNat()
    {
        return m_nat ? &*m_nat : nullptr;
    }

  private:
    /// @return nothing when the segment passes firewall and tracking
    std::optional<Outcome> Stops(const FourTuple& inside,
                                 const Segment& segment,
                                 bool isOut,
                                 Time now);

    std::optional<Firewall> m_firewall;
    std::optional<Conntrack> m_conntrack;
    std::optional<Nat> m_nat;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MIDDLEBOX_H
