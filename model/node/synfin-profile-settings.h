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

/// @addtogroup synfin-node
/// @{

/// A Profile in the making: a preset, the defaults of ns-3's own attributes that are stronger than
/// it, and fields that are stronger than both, in whatever order they are set.
class ProfileSettings
{
  public:
    ProfileSettings();

    /**
     * @brief Chooses the preset.
     * @param preset one of Profile::PresetNames()
     * @return nothing when it was done, else one line that says what would be accepted
     */
    std::optional<std::string> SetPreset(const std::string& preset);

    /**
     * @brief Takes a profile in the place of a preset.
     * @param profile the value of each field that is not set by itself
     */
    void SetBase(const Profile& profile);

    /**
     * @brief Sets a field by itself.
     * @param field its name
     * @param value in the form of Profile::Set; "" takes the preset's again
     * @return nothing when it was done, else one line that says what would be accepted
     */
    std::optional<std::string> SetField(const std::string& field, const std::string& value);

    /// Sets what the defaults of ns-3's own attributes say.
    /// @param fields values in the form of Profile::Set, by field
    void SetStock(const std::map<std::string, std::string>& fields);

    /// @return the name of the preset that was chosen last
    const std::string& GetPreset() const;

    /// @return what comes of both
    const Profile& GetProfile() const;

  private:
    /// Puts m_stock and m_overrides on m_base.
    void Compose();

    std::string m_preset{Profile::DEFAULT_PRESET};  //!< the preset that was chosen last
    Profile m_base;                                 //!< what the fields start from
    std::map<std::string, std::string> m_stock;     //!< fields set by ns-3's own attributes
    std::map<std::string, std::string> m_overrides; //!< fields set by themselves
    Profile m_profile;                              //!< what comes of all three
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_SETTINGS_H
