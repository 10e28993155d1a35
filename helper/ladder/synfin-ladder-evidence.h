/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_EVIDENCE_H
#define SYNFIN_LADDER_EVIDENCE_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-segment.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// What the numbers of a segment say to the end where it arrives.
struct Evidence
{
    bool isSeen{false};       //!< its SYN, data or FIN has arrived before
    bool isAhead{false};      //!< something that was sent before it has not
    bool isNewAck{false};     //!< it acknowledges more than all before
    bool isUnsentAck{false};  //!< it acknowledges what that end has not sent
    bool answersProbe{false}; //!< it is the first thing to arrive after a probe
};

/**
 * @brief Compares the numbers of what arrives at either end with those of all that was sent and has
 * arrived there, in the present connection of that end.
 */
class LadderEvidence
{
  public:
    /// An end sends a segment.
    void Sent(int side, const Segment& segment, SegmentKind kind);

    /// A segment arrives at an end. @return what its numbers say
    Evidence Received(int side, const Segment& segment);

    /// The end dropped what arrived there last: as if it had not arrived.
    void Dropped(int side);

    /// Another connection begins at an end.
    void Begin(int side);

  private:
    using Number = SequenceNumber32;

    /// What is known at one end.
    struct End
    {
        std::optional<Number> irs;                     //!< of the peer's SYN
        std::optional<Number> next;                    //!< all before it has arrived
        std::vector<std::pair<Number, Number>> beyond; //!< what arrived behind a gap
        std::optional<Number> sent;                    //!< right after all that this end sent
        std::optional<Number> acknowledged;            //!< the same of what is acknowledged
        bool isProbing{false};                         //!< nothing arrived since its probe
    };

    static void Take(End& end, Number begin, Number behind);

    std::array<End, 2> m_ends;
    std::array<End, 2> m_before; //!< the last arrival
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_EVIDENCE_H
