/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_STOCK_LIMITS_H
#define SYNFIN_SCENARIO_STOCK_LIMITS_H

#include "synfin-scenario-parameters.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @file
 * What --stack ns3 cannot do: of each option and each field of the profile, whether ns3's TCP takes
 * it, is refused it, or goes without it.
 */

/// @return nothing, or what is asked for and cannot be with ns-3's TCP
std::optional<SettingError> StockRefusal(const ScenarioParameters& parameters);

/// @return the fields of a profile that ScenarioStockHost gives ns-3's sockets
const std::set<std::string>& StockFields();

/**
 * @param parameters resolved
 * @param typed settings as they came; those of a file count where they differ from the default, for
 *        a file may hold every field
 * @return what makes no difference with ns-3's TCP, as NAME=VALUE, each once
 */
std::set<std::string> StockIgnored(const ScenarioParameters& parameters,
                                   const std::vector<Setting>& typed);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_STOCK_LIMITS_H
