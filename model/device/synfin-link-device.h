/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_DEVICE_H
#define SYNFIN_LINK_DEVICE_H

#include "synfin-link-channel.h"

#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/synfin-link-frame.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-device
/// @{

/**
 * @brief One end of a LinkChannel, for any ns-3 stack: what PointToPointNetDevice is to a
 * PointToPointChannel.
 *
 * Frames are the same (a PppHeader, then IPv4 or IPv6), and so are the times when nothing impairs
 * them. The channel holds the queue, which is drop-tail and tells nobody when it has room, as
 * without PointToPointHelper's flow control: no queue disc is installed by default, and one that
 * somebody installs never has to wait. FqCoDel and its like ask the device for its MTU through a
 * NetDeviceQueueInterface: aggregate one, or call their SetQuantum.
 *
 * Trace sources have their usual names and moments. A frame that the queue has no room for is a
 * MacTxDrop; one that the link loses is a PhyTxDrop when its transmission ends; LinkDrop sees both,
 * with the reason. A frame that the link corrupts arrives with a wrong TCP or UDP checksum when
 * ns-3 computes checksums (Node::ChecksumEnabled). When it does not, and for what has no such
 * checksum, nobody above could tell, so the device drops it as a PhyRxDrop, like a network adapter
 * that checks the frame's own check sequence.
 *
 * Transmissions are events only for those who listen when a frame enters. At the same nanosecond, a
 * frame that waited for the wire begins to be sent before another one arrives.
 */
class LinkDevice : public NetDevice
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /// Signature of the trace source LinkDrop.
    using DropTracedCallback = void (*)(Ptr<const Packet> frame, LinkDrop reason);

    /// Connects this device to a channel; the first one sends forward.
    void Attach(Ptr<LinkChannel> channel);

    /// The link is up from now on.
    void NotifyLinkUp();

    /// @return 0 when the device sends forward, 1 when it sends in reverse
    std::size_t GetSide() const;

    /**
     * @brief A frame arrives.
     * @param frame with its PPP header
     * @param corrupted it was damaged on the way
     */
    void Receive(Ptr<const Packet> frame, bool corrupted);

    /// Frames come from another rank.
    void ReceiveFromElsewhere();

    /**
     * @brief Fixes the random streams of what this device sends.
     * @param stream number of the first stream
     * @return how many streams are used
     */
    int64_t AssignStreams(int64_t stream);

    /// @name As NetDevice describes them
    /// @{
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;
    /// @}

  protected:
    void DoDispose() override;

  private:
    using FrameTrace = TracedCallback<Ptr<const Packet>>;

    /// A frame whose transmission somebody wants to see begin.
    struct Waiting
    {
        Time start; //!< when it begins
        Ptr<const Packet> frame;
    };

    static TypeId MakeTypeId();
    void TraceTransmission(Ptr<const Packet> frame, const LinkTransmission& transmission);
    void BeginTransmissions();
    void EndTransmission(Ptr<const Packet> frame, LinkDrop drop);
    void TakeFromElsewhere(Ptr<Packet> frame);
    Address GetRemote() const;

    Ptr<Node> m_node;                        //!< where the device is
    Ptr<LinkChannel> m_channel;              //!< what it sends over
    std::size_t m_side{0};                   //!< which end of it
    uint32_t m_ifIndex{0};                   //!< index on the node
    uint16_t m_mtu{LINK_MTU};                //!< largest packet that IP may send
    Mac48Address m_address;                  //!< not in the frames
    std::deque<Waiting> m_waiting;           //!< for their transmissions, in their order
    bool m_crosses{false};                   //!< frames come from another rank
    bool m_linkUp{false};                    //!< both ends are there
    TracedCallback<> m_linkChange;           //!< who wants to know when the link is up
    ReceiveCallback m_receive;               //!< takes packets up
    PromiscReceiveCallback m_promiscReceive; //!< takes packets up, if somebody wants them

    /// @name Trace sources
    /// @{
    FrameTrace m_macTx;
    FrameTrace m_macTxDrop;
    FrameTrace m_macPromiscRx;
    FrameTrace m_macRx;
    FrameTrace m_phyTxBegin;
    FrameTrace m_phyTxEnd;
    FrameTrace m_phyTxDrop;
    FrameTrace m_phyRxEnd;
    FrameTrace m_phyRxDrop;
    FrameTrace m_sniffer;
    FrameTrace m_promiscSniffer;
    TracedCallback<Ptr<const Packet>, LinkDrop> m_linkDrop;
    /// @}
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_DEVICE_H
