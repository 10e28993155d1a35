/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONGESTION_TYPES_H
#define SYNFIN_CONGESTION_TYPES_H

#include "ns3/ptr.h"
#include "ns3/synfin-congestion.h"
#include "ns3/type-id.h"

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

/// @param profile whose congestion_control is used; it must be one
/// @return what makes the controllers of a host whose sockets set nothing themselves
CongestionFactory MakeCongestionFactory(const Profile& profile);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONGESTION_TYPES_H
