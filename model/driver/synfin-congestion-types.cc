/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-congestion-types.h"

#include "synfin-congestion-ops.h"

#include "ns3/abort.h"
#include "ns3/object-factory.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-profile.h"
#include "ns3/tcp-congestion-ops.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace ns3
{
namespace synfin
{

namespace
{

/// Asks an object where the TypeId does not say: that of TcpCubic has another parent up to 3.42.
bool
IsCongestionControl(TypeId type)
{
    if (!type.HasConstructor() || type == TcpCongestionOps::GetTypeId())
    {
        return false;
    }
    TypeId socket;
    const bool isSocket =
        TypeId::LookupByNameFailSafe("ns3::TcpSocketBase", &socket) && type.IsChildOf(socket);
    return type.IsChildOf(TcpCongestionOps::GetTypeId()) || (isSocket && MakeCongestionOps(type));
}

/// @return a type's name as CongestionName() has it
std::string
ShortName(std::string name)
{
    const std::size_t colon = name.rfind(':');
    name.erase(0, colon == std::string::npos ? 0 : colon + 1);
    name.erase(0, name.compare(0, 3, "Tcp") == 0 && name.size() > 3 ? 3 : 0);
    std::string small;
    for (const char c : name)
    {
        const auto octet = static_cast<unsigned char>(c);
        small += std::isalnum(octet) ? std::string(1, static_cast<char>(std::tolower(octet))) : "";
    }
    return small;
}

/// @return such as "did you mean newreno?"; empty where no name is near
std::string
Nearest(const std::string& name, const std::vector<std::string>& names)
{
    constexpr std::size_t LEAST = 3; // letters that are not in names by accident
    const std::string typed = ShortName(name);
    if (typed == "reno")
    {
        // ns3::TcpNewReno is what papers call Reno, ns3::TcpLinuxReno what Linux does.
        return "did you mean newreno, or linuxreno, which is Linux's reno?";
    }
    std::string with; // that it is a part of
    for (const std::string& one : names)
    {
        const bool isPart = typed.size() >= LEAST && one.find(typed) != std::string::npos;
        with += isPart ? (with.empty() ? "" : " or ") + one : "";
    }
    return with.empty() ? DidYouMean(typed, names) : "did you mean " + with + "?";
}

} // namespace

std::string
CongestionName(TypeId type)
{
    return ShortName(type.GetName());
}

std::vector<std::string>
CongestionNames()
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(static_cast<uint16_t>(i));
        if (IsCongestionControl(type))
        {
            names.push_back(CongestionName(type));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string
CongestionList()
{
    std::string list;
    for (const std::string& one : CongestionNames())
    {
        list += (list.empty() ? "" : ", ") + one;
    }
    return list;
}

std::optional<TypeId>
FindCongestionType(const std::string& name)
{
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(static_cast<uint16_t>(i));
        if (CongestionName(type) == name && IsCongestionControl(type))
        {
            return type;
        }
    }
    return std::nullopt;
}

std::optional<std::string>
CongestionProblem(const Profile& profile)
{
    const std::string& name = profile.congestion_control;
    if (FindCongestionType(name))
    {
        return std::nullopt;
    }
    const std::vector<std::string> names = CongestionNames();
    if (const std::string near = Nearest(name, names); !near.empty())
    {
        return "one of ns-3's that --help lists; " + near; // both have no room in a line
    }
    return CongestionList();
}

bool
AsksSimulator(const std::string& name)
{
    // The Renos have no clock, and ours is told the time.
    return name != "newreno" && name != "linuxreno" && name != "linuxcubic";
}

Ptr<TcpCongestionOps>
MakeCongestionOps(TypeId type)
{
    if (!type.HasConstructor())
    {
        return nullptr;
    }
    ObjectFactory factory;
    factory.SetTypeId(type);
    return DynamicCast<TcpCongestionOps>(factory.Create());
}

HostCongestion
MakeHostCongestion(TypeId type, const InitialWindows& initial)
{
    const Ptr<TcpCongestionOps> asked = MakeCongestionOps(type);
    NS_ABORT_MSG_UNLESS(asked,
                        type.GetName() << " is no congestion control (CongestionOps, SocketType)");
    HostCongestion host;
    host.ecn = CongestionOps::NeedsOf(asked);
    host.factory = [type, initial](ConnectionId id, uint32_t mss) {
        const InitialWindow begin = initial ? initial(id) : InitialWindow();
        return std::make_unique<CongestionOps>(MakeCongestionOps(type),
                                               mss,
                                               begin.segments,
                                               begin.threshold);
    };
    return host;
}

HostCongestion
MakeHostCongestion(const Profile& profile)
{
    const std::optional<TypeId> type = FindCongestionType(profile.congestion_control);
    NS_ABORT_MSG_UNLESS(type, profile.congestion_control << " is no congestion control");
    return MakeHostCongestion(*type, {});
}

} // namespace synfin
} // namespace ns3
