/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_TEXT_H
#define SYNFIN_LINK_TEXT_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// @return the setting's name in LinkSettings::Names(): "bandwidth" for "rate", as netem calls it
std::string LinkSettingOf(const std::string& name);

/// @return what lies between the separators, empty parts included; at least one part
std::vector<std::string> SplitText(const std::string& text, char separator);

/// @return a probability or correlation such as "1%", "0.01", "1"; nothing unless it is in [0,1]
std::optional<double> ParseProbability(const std::string& text);

/**
 * @brief Reads some of a list of probabilities, in order; the rest keep their values.
 * @param parts one or more texts
 * @param values where they go
 * @return false when there are too many, or one is no probability
 */
bool ParseProbabilities(const std::vector<std::string>& parts, const std::vector<double*>& values);

/**
 * @brief Reads P[,CORRELATION].
 * @return what is accepted, where that was something else; a CORRELATION wants a P above 0, for it
 *         says nothing of what never happens
 */
std::optional<std::string> ParseCorrelated(const std::string& text,
                                           const char* accepted,
                                           double& probability,
                                           double& correlation);

/// What a message says about a CORRELATION of what never happens.
extern const char* const NOTHING_TO_CORRELATE;

/// What every message about a probability says.
extern const char* const ACCEPTED_PROBABILITY;

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_TEXT_H
