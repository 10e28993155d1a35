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

constexpr uint32_t INITIAL_WINDOW = 10; // RFC 6928

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

} // namespace

std::string
CongestionName(TypeId type)
{
    std::string name = type.GetName();
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
    std::string accepted;
    for (const std::string& one : names)
    {
        accepted += (accepted.empty() ? "" : ", ") + one;
    }
    const std::string near = DidYouMean(name, names);
    return accepted + (near.empty() ? "" : "; " + near);
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

CongestionFactory
MakeCongestionFactory(const Profile& profile)
{
    const std::optional<TypeId> type = FindCongestionType(profile.congestion_control);
    NS_ABORT_MSG_UNLESS(type, profile.congestion_control << " is no congestion control");
    return [type](ConnectionId, uint32_t mss) {
        return std::make_unique<CongestionOps>(MakeCongestionOps(*type),
                                               mss,
                                               INITIAL_WINDOW,
                                               UINT32_MAX);
    };
}

} // namespace synfin
} // namespace ns3
