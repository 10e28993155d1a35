/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The attributes and trace sources of L4Protocol.

#include "synfin-l4-protocol.h"
#include "synfin-profile-accessor.h"
#include "synfin-stock-attributes.h"
#include "synfin-stream-socket.h"

#include "ns3/abort.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"
#include "ns3/object-map.h"
#include "ns3/string.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(L4Protocol);

TypeId
L4Protocol::GetTypeId()
{
    static TypeId tid = MakeTypeId();
    return tid;
}

TypeId
L4Protocol::MakeTypeId()
{
    TypeId tid =
        TypeId("ns3::synfin::L4Protocol")
            .SetParent<IpL4Protocol>()
            .SetGroupName("Synfin")
            .AddConstructor<L4Protocol>()
            .AddAttribute(
                "Profile",
                "The preset from which all fields start: rfc9293, linux, linux-4, freebsd.",
                StringValue(Profile::DEFAULT_PRESET),
                MakeStringAccessor(&L4Protocol::SetPresetAttribute, &L4Protocol::GetPreset),
                Create<ProfileChecker>("Profile"))
            .AddAttribute("CongestionOps",
                          "Type of congestion control, a child of ns3::TcpCongestionOps; that "
                          "itself: what congestion_control names, as "
                          "ns3::TcpL4Protocol::SocketType or the preset has it.",
                          TypeIdValue(TcpCongestionOps::GetTypeId()),
                          MakeTypeIdAccessor(&L4Protocol::m_congestionType),
                          MakeTypeIdChecker())
            .AddAttribute("SocketType",
                          "CongestionOps under the name that it has in ns3::TcpL4Protocol.",
                          TypeId::ATTR_GET | TypeId::ATTR_SET,
                          TypeIdValue(TcpCongestionOps::GetTypeId()),
                          MakeTypeIdAccessor(&L4Protocol::m_congestionType),
                          MakeTypeIdChecker())
            .AddAttribute("SocketList",
                          "The sockets that there are, in the order in which they were made; each "
                          "keeps its number.",
                          ObjectMapValue(),
                          MakeObjectMapAccessor(&L4Protocol::m_sockets),
                          MakeObjectMapChecker<StreamSocket>())
            .AddTraceSource("Transition",
                            "A connection or a listener changed its state.",
                            MakeTraceSourceAccessor(&L4Protocol::transition),
                            "ns3::synfin::StackTraces::TransitionCallback")
            .AddTraceSource("SegmentSent",
                            "A segment goes out.",
                            MakeTraceSourceAccessor(&L4Protocol::segmentSent),
                            "ns3::synfin::StackTraces::SegmentCallback")
            .AddTraceSource("SegmentReceived",
                            "A segment arrived.",
                            MakeTraceSourceAccessor(&L4Protocol::segmentReceived),
                            "ns3::synfin::StackTraces::SegmentCallback")
            .AddTraceSource("Drop",
                            "An arriving segment was dropped, for a reason with a name.",
                            MakeTraceSourceAccessor(&L4Protocol::drop),
                            "ns3::synfin::StackTraces::DropCallback");
    for (const ProfileField& field : ProfileFields())
    {
        const std::string help = std::string(field.help) + " Unit: " + field.unit +
                                 ". Source: " + field.source + ". Empty: as the preset says.";
        tid.AddAttribute(field.name,
                         help,
                         StringValue(""),
                         Create<ProfileAccessor>(field.name),
                         Create<ProfileChecker>(field.name));
    }
    return tid;
}

const Profile&
L4Protocol::GetProfile() const
{
    return m_settings.GetProfile();
}

std::optional<std::string>
L4Protocol::SetPreset(const std::string& preset)
{
    if (m_driver)
    {
        return "the profile cannot be changed once TCP is in use";
    }
    return m_settings.SetPreset(preset);
}

std::optional<std::string>
L4Protocol::SetProfile(const Profile& profile)
{
    if (m_driver)
    {
        return "the profile cannot be changed once TCP is in use";
    }
    m_settings.SetBase(profile);
    return {};
}

std::optional<std::string>
L4Protocol::SetField(const std::string& field, const std::string& value)
{
    if (m_driver)
    {
        return field + " cannot be changed once TCP is in use";
    }
    return m_settings.SetField(field, value);
}

bool
L4Protocol::SetPresetAttribute(std::string preset)
{
    const std::optional<std::string> error = SetPreset(preset);
    if (error)
    {
        ExplainRefusal("Profile", preset, *error);
    }
    return !error;
}

TypeId
L4Protocol::CongestionType() const
{
    if (m_congestionType != TcpCongestionOps::GetTypeId())
    {
        return m_congestionType;
    }
    const std::string& name = GetProfile().congestion_control;
    const auto chosen = AttributeDefault(TcpL4Protocol::GetTypeId(), "SocketType").Chosen();
    const auto* type = dynamic_cast<const TypeIdValue*>(PeekPointer(chosen));
    if (type && CongestionName(type->Get()) == name)
    {
        return type->Get();
    }
    const std::optional<TypeId> found = FindCongestionType(name);
    NS_ABORT_MSG_UNLESS(found, name << " is no congestion control (congestion_control)");
    return *found;
}

void
L4Protocol::NotifyConstructionCompleted()
{
    IpL4Protocol::NotifyConstructionCompleted();
    CheckEnvironment(GetTypeId());
    m_settings.SetStock(ProfileFromStockAttributes());
}

std::string
L4Protocol::GetPreset() const
{
    return m_settings.GetPreset();
}

} // namespace synfin
} // namespace ns3
