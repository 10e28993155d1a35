/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-tracking.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @name TrackedConnection::flags
/// @{
constexpr uint8_t FIN_OUT = 1;
constexpr uint8_t FIN_IN = 2;

/// @}

} // namespace

ConnectionPhase
NextPhase(TrackedConnection& connection, const Segment& segment, bool isOut)
{
    // Linux tcp_conntracks[]; a segment with FIN counts as a FIN alone.
    const bool isFin = segment.Has(Segment::FIN);
    const auto phase = static_cast<ConnectionPhase>(connection.phase);
    connection.flags |= isFin ? (isOut ? FIN_OUT : FIN_IN) : 0;
    const bool isLastAck = phase == ConnectionPhase::LAST_ACK && !isFin &&
                           segment.Has(Segment::ACK) && !segment.Has(Segment::SYN);
    if (segment.Has(Segment::RST) || isLastAck || phase == ConnectionPhase::OVER)
    {
        return ConnectionPhase::OVER;
    }
    if (connection.flags == (FIN_OUT | FIN_IN))
    {
        return ConnectionPhase::LAST_ACK;
    }
    if (connection.flags != 0)
    {
        return ConnectionPhase::CLOSING;
    }
    return phase == ConnectionPhase::OPENING && !isOut ? ConnectionPhase::OPEN : phase;
}

ConnectionPhase
Reopened(TrackedConnection& connection)
{
    connection.flags = 0;
    return ConnectionPhase::OPENING;
}

Segment
ResetFor(const Segment& segment)
{
    Segment reset = segment.Has(Segment::ACK) ? Rst(segment.ack.GetValue())
                                              : RstAck(0, segment.End().GetValue());
    reset.incarnation = segment.incarnation;
    return reset;
}

} // namespace synfin
} // namespace ns3
