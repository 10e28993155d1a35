/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DIRECT_WIRE_H
#define SYNFIN_DIRECT_WIRE_H

#include "ns3/nstime.h"
#include "ns3/synfin-access-links.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-arrival-queue.h"
#include "ns3/synfin-connection-namer.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-middlebox.h"
#include "ns3/synfin-segment.h"
#include "ns3/synfin-trace-sink.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-direct
/// @{

class DirectCapture;
class MiddleboxAnswers;
class PathMtu;
class SegmentEar;
class StackDriver;

/**
 * @brief One direction of the link between two groups of hosts: segments go from Stack to Stack.
 *
 * Frames have the size that the real headers would give them. However many segments are on their
 * way, the agenda holds one call for all of them, the next delivery; each is a call of its own.
 */
class DirectWire
{
  public:
    /// Octets of a frame beside TCP: the point-to-point header, and that of IPv4 or IPv6.
    static constexpr uint32_t PPP_HEADER = 2;
    static constexpr uint32_t IPV4_HEADER = 20; //!< octets, RFC 791 without options
    static constexpr uint32_t IPV6_HEADER = 40; //!< octets, RFC 8200

    /**
     * @param parameters what happens to frames on the way
     * @param streams the direction's random streams
     * @param side 0 or 1: where the senders are
     * @param namer names segments when either direction loses some by name, else nullptr; it has to
     * see both directions, whichever loses, so they share it; outlives
     * the wire
     * @param agenda the clock of the direct path; outlives the wire
     */
    DirectWire(const LinkParameters& parameters,
               const LinkStreams& streams,
               int side,
               ConnectionNamer* namer,
               Agenda& agenda);

    /// Adds a host at the receiving side, reached under that address.
    void Attach(AddressId address, StackDriver& receiver);

    /// Who writes down what passes both ends; outlives the wire.
    void SetCapture(DirectCapture* capture)
    {
        m_capture = capture;
    }

    /**
     * @brief What stands at one end of this wire, between its hosts and itself.
     * @param box the middlebox; outlives the wire
     * @param answers takes what it sends of its own; outlives the wire
     * @param isAtBegin where its hosts are
     */
    void SetMiddlebox(Middlebox* box, MiddleboxAnswers* answers, bool isAtBegin)
    {
        (isAtBegin ? m_boxAtBegin : m_boxAtEnd) = box;
        m_answers = answers;
    }

    /// @param ear hears what arrives for addresses of ranges (AddressTable::AddRange), where nobody
    /// is; outlives the wire
    void SetEar(SegmentEar* ear)
    {
        m_ear = ear;
    }

    /// @param sink hears what is lost on the way; outlives the wire
    /// @param addresses behind the ids; outlive the wire
    void SetLossSink(TraceSink* sink, const AddressTable& addresses)
    {
        m_losses = sink;
        m_addresses = &addresses;
    }

    /**
     * @brief Tells of a segment that was lost, if somebody wants to know.
     * @param place where
     * @param reason why
     * @param tuple as its sender would see it there
     * @param segment which
     * @param host whose own link it was, if it was one
     */
    void Lose(LossPlace place,
              LossReason reason,
              const FourTuple& tuple,
              const Segment& segment,
              uint32_t host = 0) const;

    /// What is too large for the wire; outlives it.
    void SetPathMtu(PathMtu* mtu)
    {
        m_pathMtu = mtu;
    }

    /// Independent losses are sampled with other probabilities. @param importance which outlives
    /// the wire
    void SetImportance(ImportanceLoss& importance)
    {
        m_link.SetImportance(importance, static_cast<std::size_t>(m_side));
    }

    /// What a wire's ends are without links of their own: a segment, and what became of it.
    struct AccessFrame
    {
        FourTuple tuple;       //!< as the sender sees it before the wire, the receiver behind it
        Segment segment;       //!< which
        bool corrupted{false}; //!< its checksum will be wrong
        uint16_t identification{0}; //!< of IPv4, for a capture
    };

    /**
     * @brief Hosts at one end have links of their own: what they send goes through these before it
     * enters the wire, what they get behind it.
     * @param links where it goes; out of them it comes back to Pass() or Receive(); outlive the
     * wire
     * @param isAtBegin where the hosts are
     */
    void SetAccess(AccessLinks<AccessFrame>* links, bool isAtBegin)
    {
        (isAtBegin ? m_accessAtBegin : m_accessAtEnd) = links;
    }

    /// @param host whose address it is, where the receivers have links of their own
    void SetHost(AddressId address, uint32_t host);

    /// @param links how many before those of IPv6, where hosts have others for that
    void SetIpv6Links(uint32_t links)
    {
        m_ipv6Links = links;
    }

    /**
     * @brief Sends a segment.
     * @param host who sends it, whatever its source says
     * @param tuple as the sender sees it
     * @param segment the segment
     */
    void Send(uint32_t host, const FourTuple& tuple, const Segment& segment);

    /// Sends a segment from where the hosts' own links end: through the middlebox, if there is one.
    void Pass(const FourTuple& tuple, const Segment& segment, uint16_t identification);

    /// Puts a segment on the wire itself.
    void Enter(const FourTuple& tuple, const Segment& segment, uint16_t identification);

    /// Lets a segment go on to its receiver behind the wire, over the receiver's own link.
    void Leave(const FourTuple& tuple, const Segment& segment, bool corrupted);

    /// Hands a segment to its receiver.
    void Receive(const FourTuple& tuple, const Segment& segment, bool corrupted) const;

    /// @return how many segments the queue has marked (ECN)
    uint64_t Marked() const
    {
        return m_marked;
    }

  private:
    /// A segment on its way.
    struct Delivery
    {
        int64_t at{0};   //!< when it arrives, in time steps
        FourTuple tuple; //!< as the receiver sees it
        Segment segment;
        bool corrupted{false}; //!< its checksum will be wrong
        bool isMarked{false};  //!< its ECN field will say CE
    };

    uint16_t Identify(uint32_t host, const FourTuple& tuple) const;

    uint32_t HostOf(AddressId address) const
    {
        return m_hostOf[address & ~IPV6_ADDRESS] +
               ((address & IPV6_ADDRESS) != 0 ? m_ipv6Links : 0);
    }

    void Answer(const Middlebox::Outcome& outcome,
                const FourTuple& sent,
                const Segment& segment,
                bool isInside) const;
    void Arm(int64_t at);
    void Deliver();
    void HandOver(const Delivery& delivery);
    void Prefetch() const;

    LinkDirection m_link;
    LinkResult m_result;                   //!< what becomes of a segment, while it enters
    int m_side;                            //!< where the senders are
    ConnectionNamer* m_namer;              //!< where something is to be lost by name
    std::vector<StackDriver*> m_receivers; //!< by address without its family bit
    ArrivalQueue<Delivery> m_onTheWay;     //!< to their receivers
    Agenda& m_agenda;                      //!< our clock
    AgendaItem<DirectWire, &DirectWire::Deliver> m_deliver; //!< on the agenda
    int64_t m_armed{INT64_MAX};                             //!< time of the earliest pending call
    AccessLinks<AccessFrame>* m_accessAtBegin{nullptr};     //!< of the senders, if they have any
    AccessLinks<AccessFrame>* m_accessAtEnd{nullptr};       //!< of the receivers
    std::vector<uint32_t> m_hostOf;   //!< by address without its family bit, where there are such
    uint32_t m_ipv6Links{0};          //!< links before those of IPv6
    Middlebox* m_boxAtBegin{nullptr}; //!< at the senders, if there is one
    Middlebox* m_boxAtEnd{nullptr};   //!< at the receivers, if there is one
    MiddleboxAnswers* m_answers{nullptr};     //!< of either
    PathMtu* m_pathMtu{nullptr};              //!< where packets may be too large
    SegmentEar* m_ear{nullptr};               //!< where nobody is
    TraceSink* m_losses{nullptr};             //!< hears what is lost, if somebody wants it
    const AddressTable* m_addresses{nullptr}; //!< for it
    uint64_t m_marked{0};                     //!< segments that the queue told CE
    DirectCapture* m_capture{nullptr};        //!< hears of all that passes, if somebody wants it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DIRECT_WIRE_H
