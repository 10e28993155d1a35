/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-helper.h"

#include "ns3/abort.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/synfin-link-channel.h"
#include "ns3/synfin-link-device.h"

namespace ns3
{
namespace synfin
{

namespace
{

void
SetOrAbort(LinkParameters& parameters, const std::string& name, const std::string& value)
{
    const auto accepted = parameters.Set(name, value);
    NS_ABORT_MSG_IF(accepted,
                    "the link does not take " << name << "=" << value
                                              << "; accepted: " << *accepted);
}

} // namespace

ObjectFactory
LinkHelper::MakeDeviceFactory()
{
    ObjectFactory factory;
    factory.SetTypeId(LinkDevice::GetTypeId());
    return factory;
}

void
LinkHelper::SetForward(const std::string& name, const std::string& value)
{
    SetOrAbort(m_forward, name, value);
}

void
LinkHelper::SetForward(const LinkParameters& parameters)
{
    m_forward = parameters;
}

void
LinkHelper::SetReverse(const std::string& name, const std::string& value)
{
    SetOrAbort(m_reverse, name, value);
}

void
LinkHelper::SetReverse(const LinkParameters& parameters)
{
    m_reverse = parameters;
}

void
LinkHelper::SetBoth(const std::string& name, const std::string& value)
{
    SetForward(name, value);
    SetReverse(name, value);
}

void
LinkHelper::SetBoth(const LinkParameters& parameters)
{
    SetForward(parameters);
    SetReverse(parameters);
}

void
LinkHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_device.Set(name, value);
}

NetDeviceContainer
LinkHelper::Install(Ptr<Node> first, Ptr<Node> second) const
{
    NS_ABORT_MSG_UNLESS(first && second, "synfin::LinkHelper::Install: no node");
    const Ptr<LinkChannel> channel = CreateObject<LinkChannel>();
    channel->SetParameters(0, m_forward);
    channel->SetParameters(1, m_reverse);
    NetDeviceContainer devices;
    for (const Ptr<Node>& node : {first, second})
    {
        const Ptr<LinkDevice> device = m_device.Create<LinkDevice>();
        device->SetAddress(Mac48Address::Allocate());
        node->AddDevice(device);
        device->Attach(channel);
        devices.Add(device);
    }
    return devices;
}

NetDeviceContainer
LinkHelper::Install(const NodeContainer& pair) const
{
    NS_ABORT_MSG_IF(pair.GetN() != 2, "a link has two ends, not " << pair.GetN());
    return Install(pair.Get(0), pair.Get(1));
}

int64_t
LinkHelper::AssignStreams(const NetDeviceContainer& devices, int64_t stream) const
{
    int64_t used = 0;
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        if (const auto device = DynamicCast<LinkDevice>(devices.Get(i)))
        {
            used += device->AssignStreams(stream + used);
        }
    }
    return used;
}

void
LinkHelper::EnablePcapInternal(std::string prefix,
                               Ptr<NetDevice> device,
                               bool,
                               bool explicitFilename)
{
    // EnablePcapAll comes here for every device of the simulation.
    const Ptr<LinkDevice> end = DynamicCast<LinkDevice>(device);
    if (!end)
    {
        return;
    }
    PcapHelper helper;
    const std::string name =
        explicitFilename ? prefix : helper.GetFilenameFromDevice(prefix, device);
    helper.HookDefaultSink<LinkDevice>(end,
                                       "PromiscSniffer",
                                       helper.CreateFile(name, std::ios::out, PcapHelper::DLT_PPP));
}

} // namespace synfin
} // namespace ns3
