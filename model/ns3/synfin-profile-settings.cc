/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile-settings.h"

#include "ns3/abort.h"

namespace ns3
{
namespace synfin
{

std::optional<std::string>
ProfileSettings::SetPreset(const std::string& preset)
{
    std::optional<Profile> profile = Profile::Preset(preset);
    if (!profile)
    {
        std::string names;
        for (const std::string& name : Profile::PresetNames())
        {
            names += (names.empty() ? "" : ", ") + name;
        }
        return "no profile \"" + preset + "\"; there are " + names;
    }
    for (const auto& one : m_overrides)
    {
        const std::optional<std::string> error = profile->Set(one.first, one.second);
        NS_ABORT_MSG_IF(error, *error); // it was accepted before
    }
    m_preset = preset;
    m_profile = *profile;
    return {};
}

std::optional<std::string>
ProfileSettings::SetField(const std::string& field, const std::string& value)
{
    if (value.empty())
    {
        return m_overrides.erase(field) > 0 ? SetPreset(m_preset) : std::nullopt;
    }
    const std::optional<std::string> error = m_profile.Set(field, value);
    if (!error)
    {
        m_overrides[field] = value;
    }
    return error;
}

const std::string&
ProfileSettings::GetPreset() const
{
    return m_preset;
}

const Profile&
ProfileSettings::GetProfile() const
{
    return m_profile;
}

} // namespace synfin
} // namespace ns3
