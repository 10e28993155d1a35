/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ACTIONS_H
#define SYNFIN_ACTIONS_H

#include "synfin-four-tuple.h"
#include "synfin-segment.h"
#include "synfin-state.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Names a connection (or a listener) of one Stack; never reused within a run.
 *
 * It stays valid until the Notification that ends it; a stale one is answered with NO_CONNECTION.
 */
struct ConnectionId
{
    uint32_t slot{0};       //!< index within the Stack
    uint32_t generation{0}; //!< 0 names nothing

    /// @return true when it was ever given out
    bool IsValid() const
    {
        return generation != 0;
    }

    /// @return true when both name the same connection
    bool operator==(const ConnectionId& other) const
    {
        return slot == other.slot && generation == other.generation;
    }

    /// @return true when they do not
    bool operator!=(const ConnectionId& other) const
    {
        return !(*this == other);
    }

    /// @return one integer, for use as a key
    uint64_t Key() const
    {
        return (static_cast<uint64_t>(generation) << 32) | slot;
    }
};

/// How a user call ended; a peer's misbehaviour is never an error.
enum class CallError : uint8_t
{
    NONE,           //!< accepted
    NO_CONNECTION,  //!< the id names nothing (any more)
    NO_PORT,        //!< every local port towards that destination is taken (EADDRNOTAVAIL)
    ADDRESS_IN_USE, //!< the four-tuple, or the listener's address and port, is taken (EADDRINUSE)
    BAD_ADDRESS,    //!< port 0, or the any-address, as destination
    CLOSING,        //!< the user closed already: no more data
    WOULD_BLOCK,    //!< nothing to accept, or no room for more data
    BAD_OPTIONS,    //!< ConnectionOptions::Validate() objects (EINVAL)
};

/// @return the error's name in lower case, such as "no_port"
const char* ToString(CallError error);

/// What Connect, Listen and Accept of a Stack return.
struct Opened
{
    CallError error{CallError::NONE}; //!< NONE, or why there is no connection
    ConnectionId id;                  //!< of the connection or listener; invalid with an error
    FourTuple tuple;                  //!< with the local port that was chosen
    uint32_t incarnation{0};          //!< for observers
};

/// What the user of a SEND says of the end of its octets.
struct SendMarks
{
    bool hasMore{false};    //!< more follows at once: no small segment yet, and no PSH (MSG_MORE)
    bool endsRecord{false}; //!< no segment carries this end and what follows it (MSG_EOR)
};

/// What a segment on its way out is, so that traces need not guess; Meaning() says what each is.
enum class SegmentKind : uint8_t
{
    NEW,
    RETRANSMIT,
    PROBE,
    CHALLENGE,
    FORGED,
};

/// How many kinds there are.
constexpr int SEGMENT_KIND_COUNT = static_cast<int>(SegmentKind::FORGED) + 1;

/// @return the kind's name in lower case, such as "retransmit"
const char* ToString(SegmentKind kind);

/// @return what the kind means, in a line
const char* Meaning(SegmentKind kind);

/// A segment that the caller must put on the wire.
struct SegmentOut
{
    FourTuple tuple;         //!< from local to remote
    ConnectionId connection; //!< invalid when no connection sends it (CLOSED, TIME_WAIT)
    Segment segment;         //!< header and payload size
    uint64_t streamOffset{
        0}; //!< where the payload starts in the stream of bytes that the user sent
    SegmentKind kind{SegmentKind::NEW}; //!< why it is sent
};

/// What the user of a connection or of a listener learns.
struct Notification
{
    /// What there is to learn.
    enum Kind : uint8_t
    {
        CONNECTED,    //!< an active open completed
        ACCEPTABLE,   //!< (listener) a connection waits in the accept queue: call Accept; comes
                      //!< before what that connection received
        PAYLOAD,      //!< keep octets [skip, skip + size) of the arriving segment at streamOffset
        READABLE,     //!< size more octets are in order, up to streamOffset
        ACKNOWLEDGED, //!< the peer has all octets before streamOffset; size of them are new
        PEER_CLOSED,  //!< the peer's FIN was reached: end of the stream
        SENT_FIN,     //!< our FIN was acknowledged
        CLOSED,      //!< the connection ended in order; the id is now invalid (TIME_WAIT may go on)
        RESET,       //!< it was reset by the peer, not closed (MUST-12); the id is now invalid
        REFUSED,     //!< an active open met a RST; the id is now invalid
        TIMED_OUT,   //!< retransmissions, user timeout or keep-alive gave up; the id is now invalid
        UNREACHABLE, //!< a hard ICMP error ended the open; the id is now invalid
        ABORTED,     //!< the user's own Abort is done; the id is now invalid
        R1_REACHED,  //!< delivery is in trouble: advise the user and IP (RFC 9293 MUST-20, SHLD-9)
        SOFT_ERROR,  //!< a soft ICMP error arrived (RFC 9293 MUST-47, SHLD-25)
    };

    ConnectionId connection;  //!< whom it concerns
    Kind kind{CONNECTED};     //!< what happened
    uint32_t skip{0};         //!< PAYLOAD: octets of the segment's payload to skip
    uint32_t size{0};         //!< PAYLOAD, READABLE, ACKNOWLEDGED: octets
    uint64_t streamOffset{0}; //!< PAYLOAD, READABLE, ACKNOWLEDGED: position in the stream, from 0
};

/// @param kind a notification's
/// @return true when it ends its connection, so that the id means nothing any more
bool IsLast(Notification::Kind kind);

/// One change of state, as the traces record it.
struct Transition
{
    FourTuple tuple;                 //!< the connection, as its host sees it
    State from{State::CLOSED};       //!< the old state
    State to{State::CLOSED};         //!< the new state
    Cause cause{Cause::ACTIVE_OPEN}; //!< why
    uint32_t incarnation{0};         //!< ConnectionOptions::incarnation, at both ends; 0: none
    Time since;                      //!< when the old state was entered
};

/// Why an arriving segment, or a part of its meaning, was dropped; Meaning() says what each is.
enum class DropReason : uint8_t
{
    CLOSED_PORT,
    RST_TO_NOBODY,
    LISTEN_NO_SYN,
    SYN_WITH_FIN,
    LISTEN_UNEXPECTED_ACK,
    SYN_QUEUE_FULL,
    ACCEPT_QUEUE_FULL,
    DUPLICATE_SYN,
    DEFERRED_ACK,
    UNACCEPTABLE_ACK,
    OUT_OF_WINDOW,
    PAWS,
    PAWS_PASSIVE,
    NO_TIMESTAMPS,
    RST_OUT_OF_WINDOW,
    RST_CHALLENGED,
    SYN_CHALLENGED,
    NO_ACK,
    RST_IN_TIME_WAIT,
    OLD_SYN_IN_TIME_WAIT,
    TIME_WAIT_DUPLICATE,
    AFTER_CLOSE,
    MALFORMED,
    BAD_ADDRESS,
};

/// How many drop reasons there are.
constexpr int DROP_REASON_COUNT = static_cast<int>(DropReason::BAD_ADDRESS) + 1;

/// @return the reason's name in lower case, such as "out_of_window"
const char* ToString(DropReason reason);

/// @return what the reason means, in a line
const char* Meaning(DropReason reason);

/// A dropped segment, as the traces record it.
struct Drop
{
    FourTuple tuple;                            //!< as its host sees it
    DropReason reason{DropReason::CLOSED_PORT}; //!< why
    Segment segment;                            //!< all of it
};

/**
 * @brief All that a call into the core asks of its caller, to be drained after the call returned.
 *
 * Within each list the order is that of events. Reuse one object: the lists keep their memory.
 */
struct Actions
{
    std::vector<SegmentOut> segments;        //!< to send
    std::vector<Notification> notifications; //!< to the users
    std::vector<Transition> transitions;     //!< for the traces
    std::vector<Drop> drops;                 //!< for the traces

    /// Forgets everything, keeps the memory.
    void Clear()
    {
        segments.clear();
        notifications.clear();
        transitions.clear();
        drops.clear();
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ACTIONS_H
