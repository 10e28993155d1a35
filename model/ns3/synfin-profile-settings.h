/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROFILE_SETTINGS_H
#define SYNFIN_PROFILE_SETTINGS_H

#include "ns3/synfin-profile.h"

#include <map>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// A Profile in the making: a preset, and fields that are stronger than it, in whatever order both
/// are set.
class ProfileSettings
{
  public:
    /**
     * @brief Chooses the preset.
     * @param preset one of Profile::PresetNames()
     * @return nothing when it was done, else one line that says what would be accepted
     */
    std::optional<std::string> SetPreset(const std::string& preset);

    /**
     * @brief Sets a field by itself.
     * @param field its name
     * @param value in the form of Profile::Set; "" takes the preset's again
     * @return nothing when it was done, else one line that says what would be accepted
     */
    std::optional<std::string> SetField(const std::string& field, const std::string& value);

    const std::string& GetPreset() const;

    /// @return what comes of both
    const Profile& GetProfile() const;

  private:
    std::string m_preset{"rfc9293"};                //!< what the fields start from
    std::map<std::string, std::string> m_overrides; //!< fields set by themselves
    Profile m_profile;                              //!< what comes of both
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_SETTINGS_H
