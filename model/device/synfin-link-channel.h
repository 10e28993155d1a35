/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_CHANNEL_H
#define SYNFIN_LINK_CHANNEL_H

#include "ns3/channel.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-arrival-queue.h"
#include "ns3/synfin-connection-namer.h"
#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-link-parameters.h"
#include "ns3/synfin-link-result.h"
#include "ns3/synfin-link-streams.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-device
/// @{

class LinkDevice;

/// What a sender can know of a frame's transmission.
struct LinkTransmission
{
    LinkDrop drop{LinkDrop::NONE}; //!< QUEUE: it is never transmitted
    Time start;                    //!< when the transmission begins; see LinkResult::IsSent
    Time end;                      //!< when it ends
    bool isSent{true};             //!< false: no room in the queue, or it waits there for ever
};

/**
 * @brief A link between two LinkDevices, with everything that LinkParameters can do to frames, in
 * each direction on its own.
 *
 * Device 0 sends forward, device 1 in reverse. Each direction has one pending event, its earliest
 * delivery, however many frames are under way (a frame that overtakes the one that is next adds
 * one). Frames that arrive at the same time arrive in the order in which they entered; on an agenda
 * each takes a turn of its own.
 *
 * Between two ranks (see synfin-rank.h) everything is drawn where the frame is sent, and arrives by
 * ns-3's own way: with a delay that is never 0, and without loss by name, whose names depend on
 * what both directions carry.
 */
class LinkChannel : public Channel
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /// @return how many frames the queues of both directions have marked (ECN)
    uint64_t Marked() const
    {
        return m_directions[0].marked + m_directions[1].marked;
    }

    /// Takes 2 * LinkStreams::COUNT of the random streams that ns-3 gives out by itself.
    LinkChannel();

    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    /**
     * @brief Connects the next device; with the second, the link is up.
     * @return 0 for the device that sends forward, 1 for the other
     */
    std::size_t Attach(Ptr<LinkDevice> device);

    /**
     * @brief Says what a direction does, before the first frame. Ends the program with a line that
     * says what is wrong when the parameters do not agree with each other.
     * @param side of the device that sends
     * @param parameters for its frames
     */
    void SetParameters(std::size_t side, const LinkParameters& parameters);
    /// @return what happens to the frames of the device of that side
    const LinkParameters& GetParameters(std::size_t side) const;

    /// @return the time that a frame is under way at least, in either direction: the lookahead of
    /// ranks (attribute Delay)
    Time GetLeastDelay() const;

    /**
     * @brief Fixes the random streams of a direction, before the first frame.
     * @param side of the device that sends
     * @param stream the first of LinkStreams::COUNT
     */
    void SetStream(std::size_t side, uint64_t stream);

    /**
     * @brief Lets an agenda say what comes first at one instant; without one it is the simulator.
     * @param agenda outlives what the channel delivers; set when both devices are on their nodes
     */
    void SetAgenda(Agenda& agenda);

    /// Hears of frames that never arrive, as they enter: the side of their sender, the reason
    /// (NONE: it waits for ever, as the rate stays 0).
    using DropEar = std::function<void(std::size_t side, const Ptr<const Packet>&, LinkDrop)>;

    /// Who hears of them, or an empty one.
    void SetDropEar(DropEar ear);

    /// Independent losses are sampled with other probabilities, from the first frame on: those
    /// whose packet has an IncarnationTag. @param importance which outlives the channel
    void SetImportance(ImportanceLoss& importance)
    {
        m_importance = &importance;
    }

    /**
     * @brief A frame enters; the simulation's seed and run are those of the first one's time.
     * @param side of the device that sends
     * @param frame the frame, PPP header included; not to be changed any more
     * @return what becomes of its transmission
     */
    LinkTransmission Send(std::size_t side, Ptr<Packet> frame);

  protected:
    void DoDispose() override;

  private:
    /// A frame under way.
    struct Frame
    {
        int64_t at;               //!< when it arrives, in time steps
        Ptr<const Packet> packet; //!< with its PPP header
        bool corrupted;           //!< it arrives damaged
    };

    /// A delivery on the agenda.
    class Delivery : public Agenda::Item
    {
      public:
        Delivery(LinkChannel& channel, std::size_t side);
        void Ring() override;

      private:
        LinkChannel& m_channel;
        std::size_t m_side; //!< of the device that sends
    };

    /// What one device sends.
    struct Direction
    {
        Ptr<LinkDevice> sender;            //!< the device
        LinkParameters parameters;         //!< what happens to its frames
        LinkStreams streams;               //!< random numbers
        std::optional<LinkDirection> link; //!< from the first frame of the channel on
        ArrivalQueue<Frame> frames;        //!< under way
        uint64_t marked{0};                //!< frames that the queue told CE
        std::vector<int64_t> wakes;        //!< when events are pending, the earliest last
        std::optional<Delivery> delivery;  //!< on the agenda, if there is one
    };

    void Start();
    /// Learns whether the link goes from rank to rank, once both devices are on their nodes. Ends
    /// the program with a line that says why when it cannot.
    void FindRanks();
    /// A frame arrives on another rank.
    void SendElsewhere(std::size_t side,
                       const Ptr<const Packet>& frame,
                       const LinkArrival& arrival);
    SegmentCopy NameOf(std::size_t side, Ptr<const Packet> frame);
    void Arm(std::size_t side);
    void Deliver(std::size_t side);

    std::array<Direction, 2> m_directions; //!< by side
    std::size_t m_devices{0};              //!< how many are attached
    bool m_losesByName{false};             //!< some direction does
    bool m_crosses{false};                 //!< it goes from rank to rank
    AddressTable m_addresses;              //!< of those that m_namer names
    ConnectionNamer m_namer;               //!< asked when m_losesByName
    Agenda* m_agenda{nullptr};             //!< says what comes first, if anybody does
    DropEar m_onDrop;                      //!< hears of what never arrives
    ImportanceLoss* m_importance{nullptr}; //!< samples losses, if anybody does
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_CHANNEL_H
