/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SUMMARY_KEY_KINDS_H
#define SYNFIN_SUMMARY_KEY_KINDS_H

#include "synfin-summary-json.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/**
 * @file
 * Makes a SummaryKey, one function per kind of value; and adds keys that have a file of their own.
 */

/// @return the number, or null
inline nlohmann::ordered_json
OrNull(const std::optional<double>& value)
{
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

/// @return a key that counts something
inline SummaryKey
Count(const std::string& path, const char* unit, std::string help, SummaryKey::Value value)
{
    return {path, "integer", unit, false, std::move(help), std::move(value)};
}

/// @return a key that is a number
inline SummaryKey
Number(const std::string& path, const char* unit, std::string help, SummaryKey::Value value)
{
    return {path, "number", unit, false, std::move(help), std::move(value)};
}

/// @return a key that may be null: there is nothing to tell then
inline SummaryKey
Figure(const std::string& path, const char* unit, std::string help, SummaryKey::Value value)
{
    return {path, "number", unit, true, std::move(help), std::move(value)};
}

/// Adds the keys of users' connections that are attempted to several addresses.
void AddUserKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of what is half open at servers.
void AddSynReceivedKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of who guesses at connections of others.
void AddBlindKeys(std::vector<SummaryKey>& keys);
/// Adds the keys of what attackers sent.
void AddAttackKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of what listeners cost their hosts.
void AddQueueKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of what is rare, where connections have weights.
void AddRareKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of the window that is measured.
void AddWindowKeys(std::vector<SummaryKey>& keys);

/// Adds the keys of what stands between clients and servers.
void AddMiddleboxKeys(std::vector<SummaryKey>& keys);

/// Marks the keys that are told of each group of users, too, and adds the one that tells them.
void AddGroupKeys(std::vector<SummaryKey>& keys);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SUMMARY_KEY_KINDS_H
