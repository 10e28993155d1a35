/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_HELPER_H
#define SYNFIN_LINK_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/synfin-link-parameters.h"
#include "ns3/trace-helper.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-helper
/// @{

/**
 * @brief Connects pairs of nodes by links with impairments: the counterpart of PointToPointHelper.
 *
 *     LinkHelper link;
 *     link.SetBoth("delay", "50ms");
 *     link.SetForward("loss", "gemodel:1%,30%");
 *     link.SetReverse("schedule", "10s loss=1; 12s loss=0");
 *     NetDeviceContainer devices = link.Install(client, server);
 *     link.EnablePcap("link", devices);
 *
 * Names and values are those of LinkParameters::Set. A mistake ends the program with a line that
 * says what is accepted; who would rather be told fills LinkParameters first.
 */
class LinkHelper : public PcapHelperForDevice
{
  public:
    /// @name What happens to frames from the first node to the second
    /// @{

    /// Sets one parameter.
    void SetForward(const std::string& name, const std::string& value);
    /// Sets all of them.
    void SetForward(const LinkParameters& parameters);
    /// @}

    /// @name What happens to frames from the second node to the first
    /// @{

    /// Sets one parameter.
    void SetReverse(const std::string& name, const std::string& value);
    /// Sets all of them.
    void SetReverse(const LinkParameters& parameters);
    /// @}

    /// @name What happens to frames of either direction
    /// @{

    /// Sets one parameter.
    void SetBoth(const std::string& name, const std::string& value);
    /// Sets all of them.
    void SetBoth(const LinkParameters& parameters);
    /// @}

    /// Sets an attribute of LinkDevice, such as Mtu.
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /// @name Puts a device on each of two nodes and a link between them
    /// @{

    /// @return the devices, in the order of the nodes
    NetDeviceContainer Install(Ptr<Node> first, Ptr<Node> second) const;
    /// @return the devices, in the order of the nodes, of which there are two
    NetDeviceContainer Install(const NodeContainer& pair) const;
    /// @}

    /**
     * @brief Fixes the random streams of what these devices send; other devices are passed over.
     * @param devices the devices
     * @param stream number of the first stream
     * @return how many streams are used: LinkStreams::COUNT for each device
     */
    int64_t AssignStreams(const NetDeviceContainer& devices, int64_t stream) const;

    /// Called by the methods of PcapHelperForDevice: writes a capture of a LinkDevice.
    void EnablePcapInternal(std::string prefix,
                            Ptr<NetDevice> device,
                            bool promiscuous,
                            bool explicitFilename) override;

  private:
    LinkParameters m_forward;                    //!< first to second
    LinkParameters m_reverse;                    //!< second to first
    ObjectFactory m_device{MakeDeviceFactory()}; //!< makes LinkDevice

    static ObjectFactory MakeDeviceFactory();
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_HELPER_H
