/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_PHRASES_H
#define SYNFIN_LADDER_PHRASES_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// The languages of the explanations.
enum class Language : uint8_t
{
    EN, //!< English
    ZH, //!< Chinese
};

/// What a ladder can say.
enum class Phrase : uint8_t
{
    CLIENT,    //!< head of the left column
    SERVER,    //!< head of the right column
    TIME_HEAD, //!< head of the outer columns

    LADDER_TITLE,   //!< what a drawing is
    STEPS_HEAD,     //!< head of the list of steps
    SENT_AGAIN_KEY, //!< of a line that is dashed
    LOST_KEY,       //!< of a line that ends in a cross
    ARRIVES_LATER,  //!< of a segment whose arrival is a step of its own
    ARRIVES,        //!< of that step

    SYN_PROVES,       //!< the first SYN arrived
    SYN_ACK_PROVES,   //!< the SYN-ACK arrived
    ACK_PROVES,       //!< the ACK that completes the handshake arrived
    ACK_IGNORED,      //!< the same arrived, and the handshake is not complete
    SYN_AGAIN,        //!< a SYN arrived that was seen before
    SYN_ACK_AGAIN,    //!< a SYN-ACK arrived that was seen before
    SYN_MEETS_SYN,    //!< a SYN arrived where an answer was expected
    SYN_MET_ACKED,    //!< simultaneous open: the acknowledgement of the own SYN arrived
    NOBODY_LISTENS,   //!< a SYN arrived at a closed port
    SYN_DROPPED,      //!< a SYN found no room at the listener
    SYN_MAKES_COOKIE, //!< a SYN found no room, and is answered all the same
    SYN_REOPENS,      //!< a SYN ends TIME_WAIT
    OLD_IN_TIME_WAIT, //!< something old arrived in TIME_WAIT
    UNKNOWN_HERE,     //!< a segment of a connection that the receiver does not know
    LISTENS_AGAIN,    //!< RST to a half-open connection
    PROBES,           //!< a probe, of keep-alive or of a closed window
    LISTENS,          //!< passive OPEN, later than at the begin
    USER_CLOSES,      //!< CLOSE that sends nothing at once
    NO_FIN_CAME,      //!< FIN_WAIT_2 is over
    CRASHED,          //!< the host crashes and restarts
    REFUSED,          //!< RST in answer to a SYN
    ABORT,            //!< the client aborts
    RESET,            //!< RST ended the connection
    RST_NOT_EXPECTED, //!< RST that changes nothing

    FIN1_PROVES,        //!< the first FIN arrived
    ACK1_PROVES,        //!< the first FIN was acknowledged
    FIN2_PROVES,        //!< the second FIN arrived
    FIN2_ACKS_TOO,      //!< the second FIN arrived and acknowledges the first
    ACK2_PROVES,        //!< the second FIN was acknowledged
    FIN1_AGAIN,         //!< fin1 arrived that was seen before
    FIN2_AGAIN,         //!< fin2 arrived in TIME_WAIT
    FIN_MEETS_FIN,      //!< a FIN arrived where its acknowledgement was expected
    FIN_MET_ACKED,      //!< simultaneous close: the acknowledgement of the own FIN arrived
    DATA_HALF_CLOSED,   //!< data arrived at the end that has closed
    DATA_ARRIVES,       //!< data arrived
    DATA_ACK_PROVES,    //!< data was acknowledged
    DATA_AGAIN,         //!< data arrived that was here before
    DATA_AHEAD,         //!< data arrived before what was sent before it
    DATA_FOR_NOBODY,    //!< data arrived at an end without a user
    FIN_AHEAD,          //!< a FIN arrived before what was sent before it
    COPY_ARRIVES,       //!< the path delivers a segment twice
    OLD_SYN_TAKEN,      //!< an old SYN arrived, and fits
    OLD_DATA_TAKEN,     //!< old data arrived, and fits
    FOREIGN_SYN,        //!< a SYN arrived that is not of this connection
    SYN_UNDOES,         //!< the same at a half-open connection
    SYN_TOO_LOW,        //!< a SYN arrived that does not end TIME_WAIT
    WRONG_ACK,          //!< during the handshake, what was not sent is acknowledged
    ACK_OF_UNSENT,      //!< the same, later
    NOT_IN_WINDOW,      //!< something is dropped because of its numbers
    NOT_EXPECTED,       //!< something is dropped because of its flags
    OLD_TIMESTAMP,      //!< something is dropped because of its timestamp
    NO_TIMESTAMP,       //!< something is dropped because it has none
    ACCEPT_QUEUE_FULL,  //!< something is dropped: no room for another connection
    COOKIE_RETURNS,     //!< the ACK that has a SYN cookie arrived
    RST_ASKED,          //!< a RST is answered by a challenge ACK
    RST_ENDS_TIME_WAIT, //!< a RST ends TIME_WAIT
    PROBE_ARRIVES,      //!< a probe arrived
    PROBE_ANSWERED,     //!< the answer to a probe arrived
    NOTHING_NEW,        //!< an acknowledgement of what was acknowledged before

    SYN_LOST,
    SYN_ACK_LOST,
    ACK_LOST,
    FIN1_LOST,
    ACK1_LOST,
    FIN2_LOST,
    ACK2_LOST,
    DATA_LOST,
    DATA_ACK_LOST,
    PROBE_LOST,
    RST_LOST,

    CALL_OF_NOTHING,   //!< a user's call that is refused; %1: the call
    CALL_IN_USE,       //!< the same
    CALL_AFTER_CLOSE,  //!< the same
    CALL_WITHOUT_ROOM, //!< the same
    FLOODED,           //!< SYNs of nobody arrive; %1: how many
    UNDER_WAY,         //!< of a segment that does not arrive before the end
    CUT_AT_SEGMENTS,   //!< the end: it would go on
    CUT_AT_TIME,       //!< the same

    I_CAN_SEND, //!< as a fact that an end knows, like those that follow
    I_CAN_RECEIVE,
    PEER_CAN_SEND,
    PEER_CAN_RECEIVE,
    PEER_KNOWS,
    PEER_HAS_CLOSED,
    MY_CLOSE_ARRIVED,
    PEER_IS_GONE,
    FORGETS_ALL,  //!< the host has crashed
    BEGINS_AGAIN, //!< what was known is of an earlier connection

    TIMER_RESENDS,       //!< %1: how long no answer came
    TIMER_RESENDS_STILL, //!< the same, though something came
    ANSWERED_AGAIN,      //!< a SYN-ACK because of a repeated SYN
    EXPIRED,             //!< TIME_WAIT is over
    GAVE_UP,             //!< too many retransmissions
    IN_SECONDS,          //!< %1: a number
    HERE_IT_IS,          //!< what 2MSL really was; %1: a time
    CUT_BY_RST,          //!< 2MSL did not pass; %1: a time
    CUT_BY_SYN,          //!< the same
    CUT_OTHERWISE,       //!< the same
    WHY_TIME_WAIT,       //!< %1: 2MSL
};

/**
 * @brief The words of a phrase.
 * @param phrase which
 * @param language in which language
 * @param argument what stands for %1
 * @return UTF-8 text
 */
std::string Say(Phrase phrase, Language language, const std::string& argument = "");

/**
 * @brief The words of a phrase about one end of the connection, and about the other.
 * @param phrase which
 * @param language in which language
 * @param side the end that stands for {me}: 0 the client, 1 the server; the other is {peer}
 * @param argument what stands for %1
 * @return UTF-8 text
 */
std::string SayOf(Phrase phrase, Language language, int side, const std::string& argument = "");

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_PHRASES_H
