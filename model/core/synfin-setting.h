/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SETTING_H
#define SYNFIN_SETTING_H

#include <array>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// One parameter as text: its name and its value.
struct Setting
{
    std::string name;      //!< as it is written
    std::string value;     //!< in the form that the field reads
    std::string file{};    //!< that says so; empty: the command line, or a script
    std::string section{}; //!< of that file, where each field has its own line ("set" is the name)
    std::string typed{};   //!< TypedAs() of the setting that this one stands for, if it does
};

/// The ends of a connection, as "client:" and "server:" before the field of a profile say whose it
/// is.
constexpr std::array<const char*, 2> END_PREFIXES{"client:", "server:"};

/// @return the one of END_PREFIXES that a field begins with, or "": it is of both ends
std::string EndPrefix(const std::string& field);

/// @return ProfileFieldName() of a field that may begin with one of END_PREFIXES, which stays
std::string EndFieldName(const std::string& field);

/// Why a setting was refused.
struct SettingError
{
    Setting setting;      //!< the one at fault
    std::string accepted; //!< what would be accepted, in one line
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SETTING_H
