/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROFILE_NAME_H
#define SYNFIN_PROFILE_NAME_H

#include <string>

namespace ns3
{
namespace synfin
{

/// @return the name of a Profile's field of a name that may be its sysctl's: "syn_retries" of
/// "tcp_syn_retries" and of "net.ipv4.tcp_syn_retries"; what is no field's stays as it is
std::string ProfileFieldName(const std::string& name);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_NAME_H
