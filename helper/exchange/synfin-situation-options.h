/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SITUATION_OPTIONS_H
#define SYNFIN_SITUATION_OPTIONS_H

#include "synfin-situation.h"

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// An option, and how it is read and written.
struct SituationReader
{
    SituationOption option; //!< which
    /// Reads a value. @return false when it is bad; accepted then says what would do
    bool (*set)(Situation& situation, const std::string& text, std::string& accepted);
    /// @return the values as set() reads them
    std::vector<std::string> (*get)(const Situation& situation);
};

/// @return all options of a situation
const std::vector<SituationReader>& SituationReaders();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SITUATION_OPTIONS_H
