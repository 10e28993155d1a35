/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROFILE_VENDORS_H
#define SYNFIN_PROFILE_VENDORS_H

#include "synfin-profile.h"

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// Presets of stacks that are known in part: by published code, by their vendor's text, or as far
/// as a profile can say what they do.
/// @{

/// @return the preset "macos"
Profile MacOs();
/// @return the preset "windows"
Profile Windows();
/// @return the preset "ns3"
Profile Ns3();

/// @}

/// @return the fields of which nobody has published what macOS does
std::vector<std::string> UnknownOfMacOs();
/// @return all fields but those that Microsoft documents
std::vector<std::string> UnknownOfWindows();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_VENDORS_H
