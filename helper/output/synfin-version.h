/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_VERSION_H
#define SYNFIN_VERSION_H

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/// What --version prints and what results carry.
constexpr const char* VERSION = "0.2.0";

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_VERSION_H
