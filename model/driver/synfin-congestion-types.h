/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONGESTION_TYPES_H
#define SYNFIN_CONGESTION_TYPES_H

#include "ns3/ptr.h"
#include "ns3/synfin-congestion.h"
#include "ns3/synfin-ecn.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class TcpCongestionOps;

namespace synfin
{

struct Profile;

/// @addtogroup synfin-driver
/// @{

/**
 * @file
 * ns-3's congestion controls by the names that a profile has for them: ns3::TcpLinuxReno is
 * linuxreno.
 */

/// @param type of a congestion control
/// @return its name: the type's without namespaces and Tcp, its letters small
std::string CongestionName(TypeId type);

/// @return the names of all congestion controls that are registered, in their order
std::vector<std::string> CongestionNames();

/// @return CongestionNames() with commas between them
std::string CongestionList();

/// @param name such as "cubic"
/// @return the type of that name, if it is registered and a congestion control
std::optional<TypeId> FindCongestionType(const std::string& name);

/// @param profile whose congestion_control may be of no type
/// @return nothing when there is one, else what would be accepted
std::optional<std::string> CongestionProblem(const Profile& profile);

/// @param name of a congestion control
/// @return true when it asks the simulator for the time, as far as is known: all but a few do
bool AsksSimulator(const std::string& name);

/// @param type any
/// @return a new object of it, or nullptr when it is no congestion control
Ptr<TcpCongestionOps> MakeCongestionOps(TypeId type);

/// What a sender begins with.
struct InitialWindow
{
    uint32_t segments{10};          //!< cwnd (RFC 6928)
    uint32_t threshold{UINT32_MAX}; //!< ssthresh in octets
};

/// @return what the sender of a connection begins with
using InitialWindows = std::function<InitialWindow(ConnectionId)>;

/// The congestion control of a host.
struct HostCongestion
{
    CongestionFactory factory; //!< makes the controllers of its connections
    EcnNeeds ecn;              //!< what they ask of ECN
};

/// @param type of the congestion control; it must be one
/// @param initial what its senders begin with; nothing: InitialWindow()
HostCongestion MakeHostCongestion(TypeId type, const InitialWindows& initial);

/// @param profile whose congestion_control is used; it must be one
HostCongestion MakeHostCongestion(const Profile& profile);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONGESTION_TYPES_H
