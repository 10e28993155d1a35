/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-contradictions.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::array<const char*, 2> SIDES{"-forward", "-reverse"};

/// A setting, and what of the parameters it is about.
struct Claim
{
    const Setting* setting;
    std::string identity;             //!< of the option, or "set " and the field
    std::vector<std::string> targets; //!< of one end or one direction each
    bool isOfOne;                     //!< of that end or direction alone
};

/// @return a field of both ends
std::vector<std::string>
BothEnds(const std::string& field)
{
    return {END_PREFIXES[0] + field, END_PREFIXES[1] + field};
}

/// @return what "set" is about
Claim
ClaimOfField(const Setting& setting)
{
    const std::string field = EndFieldName(setting.value.substr(0, setting.value.find('=')));
    const bool isOfOne = !EndPrefix(field).empty();
    return {&setting, "set " + field, isOfOne ? std::vector{field} : BothEnds(field), isOfOne};
}

/// @return what a setting is about; no targets where no other can be about that
Claim
ClaimOf(const Setting& setting)
{
    const std::string& name = setting.name;
    Claim claim{&setting, name, {}, false};
    if (name == "set")
    {
        claim = ClaimOfField(setting);
    }
    else if (name == "congestion")
    {
        claim.targets = BothEnds("congestion_control");
    }
    else if (name == "msl")
    {
        claim.targets = BothEnds("msl");
        const auto waits = BothEnds("time_wait");
        claim.targets.insert(claim.targets.end(), waits.begin(), waits.end());
    }
    else if (FindScenarioField(name + SIDES[0]) != nullptr)
    {
        claim.targets = {name + SIDES[0], name + SIDES[1]};
    }
    else
    {
        claim.isOfOne = std::any_of(SIDES.begin(), SIDES.end(), [&](const std::string side) {
            return name.size() > side.size() &&
                   name.compare(name.size() - side.size(), side.size(), side) == 0;
        });
        claim.targets = claim.isOfOne ? std::vector{name} : claim.targets;
    }
    return claim;
}

/// @return the value that a setting gives one of its targets, as results would have it
std::string
ValueOf(const Claim& claim, const std::string& target)
{
    ScenarioParameters alone;
    std::string ignored;
    FindScenarioField(claim.setting->name)->set(alone, claim.setting->value, ignored);
    const std::string prefix = EndPrefix(target);
    if (prefix.empty())
    {
        return FindScenarioField(target)->get(alone);
    }
    const Profile& profile = (prefix == END_PREFIXES[0] ? alone.client : alone.server).profile;
    const std::string field = target.substr(prefix.size());
    return field == "time_wait" ? FormatTime(profile.TimeWait()) : profile.Get(field);
}

bool
Has(const Claim& claim, const std::string& target)
{
    return std::count(claim.targets.begin(), claim.targets.end(), target) > 0;
}

/// @return true where two ways to set the same give it different values
bool
Disagree(const Claim& a, const Claim& b)
{
    return a.isOfOne == b.isOfOne && a.identity != b.identity &&
           std::any_of(a.targets.begin(), a.targets.end(), [&](const std::string& target) {
               return Has(b, target) && ValueOf(a, target) != ValueOf(b, target);
           });
}

/// @return those that leave a setting of both ends or directions nothing, or none
std::vector<const Claim*>
InPlaceOf(const Claim& general, const std::vector<Claim>& claims)
{
    std::vector<const Claim*> instead;
    bool isOther = false;
    for (const std::string& target : general.targets)
    {
        const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) {
            return claim.isOfOne && Has(claim, target);
        });
        if (found == claims.end())
        {
            return {};
        }
        instead.push_back(&*found);
        isOther = isOther || ValueOf(general, target) != ValueOf(*found, target);
    }
    return isOther ? instead : std::vector<const Claim*>();
}

/// @return what the settings are about, each once
std::vector<Claim>
ClaimsOf(const std::vector<Setting>& settings)
{
    std::vector<Claim> claims;
    std::map<std::string, std::size_t> places;
    for (const Setting& setting : settings)
    {
        const Claim claim = ClaimOf(setting);
        const bool isWait = claim.identity.find("time_wait") != std::string::npos;
        const bool isAuto = isWait && setting.value.find("=auto") != std::string::npos;
        if (claim.targets.empty() || isAuto)
        {
            continue;
        }
        const auto place = places.emplace(claim.identity, claims.size());
        if (place.second)
        {
            claims.push_back(claim);
        }
        else
        {
            claims[place.first->second] = claim;
        }
    }
    return claims;
}

} // namespace

std::optional<SettingError>
FindContradiction(const std::vector<Setting>& settings)
{
    const std::vector<Claim> claims = ClaimsOf(settings);
    std::map<std::string, std::vector<const Claim*>> byTarget;
    for (const Claim& claim : claims)
    {
        for (const std::string& target : claim.targets)
        {
            for (const Claim* other : byTarget[target])
            {
                if (Disagree(*other, claim))
                {
                    return SettingError{*claim.setting,
                                        "what " + TypedAs(*other->setting) +
                                            " says, too, or one of the two alone"};
                }
            }
            byTarget[target].push_back(&claim);
        }
    }
    for (const Claim& claim : claims)
    {
        const auto instead = claim.isOfOne ? std::vector<const Claim*>() : InPlaceOf(claim, claims);
        if (!instead.empty())
        {
            return SettingError{*claim.setting,
                                "nothing beside " + TypedAs(*instead.front()->setting) + " and " +
                                    TypedAs(*instead.back()->setting) +
                                    ", which leave it no effect"};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
