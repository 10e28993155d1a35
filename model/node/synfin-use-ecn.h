/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_USE_ECN_H
#define SYNFIN_USE_ECN_H

#include "ns3/attribute.h"
#include "ns3/type-id.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

class TcpSettings;

/**
 * @brief Reads what ns3::TcpSocketBase has as an enumeration, whose C++ type is another one in
 * every few versions of ns-3: by its words.
 * @param value of the attribute UseEcn: Off, On or AcceptOnly
 * @return the same as the profile's field ecn: 0, 1 or 2
 */
uint32_t EcnModeOf(const AttributeValue& value);

/**
 * @brief Adds the attribute UseEcn of ns3::TcpSocketBase.
 * @param type of TcpSettings
 * @param set takes a value of the field ecn
 * @param get gives one
 */
void AddUseEcn(TypeId& type,
               void (TcpSettings::*set)(uint32_t),
               uint32_t (TcpSettings::*get)() const);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_USE_ECN_H
