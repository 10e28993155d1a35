/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile-settings.h"

#include "ns3/abort.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-message.h"

namespace ns3
{
namespace synfin
{

ProfileSettings::ProfileSettings()
    : m_base(*Profile::Preset(m_preset)),
      m_profile(m_base)
{
}

void
ProfileSettings::Compose()
{
    m_profile = m_base;
    for (const auto* fields : {&m_stock, &m_overrides})
    {
        for (const auto& one : *fields)
        {
            const std::optional<std::string> error = m_profile.Set(one.first, one.second);
            NS_ABORT_MSG_IF(error, *error); // it was accepted before
        }
    }
}

void
ProfileSettings::SetStock(const std::map<std::string, std::string>& fields)
{
    m_stock = fields;
    Compose();
}

void
ProfileSettings::SetBase(const Profile& profile)
{
    m_base = profile;
    Compose();
}

std::optional<std::string>
ProfileSettings::SetPreset(const std::string& preset)
{
    const std::optional<Profile> profile = Profile::Preset(preset);
    if (!profile)
    {
        std::string names;
        for (const std::string& name : Profile::PresetNames())
        {
            names += (names.empty() ? "" : ", ") + name;
        }
        const std::string near = DidYouMean(preset, Profile::PresetNames());
        return "no profile \"" + preset + "\"; there are " + names + (near.empty() ? "" : "; ") +
               near;
    }
    m_preset = preset;
    SetBase(*profile);
    return {};
}

std::optional<std::string>
ProfileSettings::SetField(const std::string& field, const std::string& value)
{
    if (value.empty())
    {
        m_overrides.erase(field);
        Compose();
        return {};
    }
    Profile changed = m_profile;
    std::optional<std::string> error = changed.Set(field, value);
    if (!error && ProfileFieldName(field) == "congestion_control")
    {
        error = CongestionProblem(changed);
    }
    if (!error)
    {
        m_profile = changed;
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
