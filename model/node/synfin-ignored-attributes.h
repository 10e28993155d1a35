/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_IGNORED_ATTRIBUTES_H
#define SYNFIN_IGNORED_ATTRIBUTES_H

#include "ns3/type-id.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief Gives a type the attributes of one of ns-3's own that it does not have yet: they do
 * nothing, and whoever sets one is told so.
 * @param type the type
 * @param stock ns-3's own
 */
void AddIgnoredAttributes(TypeId& type, TypeId stock);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_IGNORED_ATTRIBUTES_H
