/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_H
#define SYNFIN_CONNECTION_H

#include "synfin-acknowledgement-policy.h"
#include "synfin-actions.h"
#include "synfin-buffer-tuning.h"
#include "synfin-connection-info.h"
#include "synfin-connection-options.h"
#include "synfin-connection-policy.h"
#include "synfin-host-context.h"
#include "synfin-listener.h"
#include "synfin-loss-probe.h"
#include "synfin-reassembly.h"
#include "synfin-round-trip-timer.h"
#include "synfin-segment.h"
#include "synfin-send-control.h"
#include "synfin-state.h"
#include "synfin-time-wait-table.h"
#include "synfin-timers.h"
#include "synfin-timestamp-option.h"
#include "synfin-window-scaling.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief One transmission control block, from its OPEN to TIME_WAIT or CLOSED.
 *
 * Only its Stack calls it, and removes it in CLOSED, LISTEN or TIME_WAIT; one file a concern.
 */
class Connection
{
    friend class StateDigest; // test/exploration

  public:
    /**
     * @param host what all connections of the host share; must outlive the connection
     * @param id its name
     * @param tuple its addresses and ports
     * @param options the user's switches
     */
    Connection(HostContext& host,
               ConnectionId id,
               const FourTuple& tuple,
               const ConnectionOptions& options);

    /// @name User calls (RFC 9293 3.10.1 to 3.10.6)
    /// @{

    /// Active OPEN: sends the SYN, with that initial sequence number.
    void OpenActive(SequenceNumber32 iss, const ConnectionOptions& options, Step& step);

    /// A SYN reached a listener, or reopens a connection in TIME_WAIT (MAY-2): sends the SYN-ACK.
    void OpenPassive(const Segment& syn, SequenceNumber32 iss, bool reopened, Step& step);

    /// SEND; as CheckSend says.
    CallError Send(uint32_t octets, SendMarks marks, Step& step);
    /// @return CLOSING after Shutdown or Close, WOULD_BLOCK beyond 2^30 octets queued, or NONE
    CallError CheckSend(uint32_t octets) const;
    /// RECEIVE: octets were taken out of the receive buffer.
    void Receive(uint32_t octets, Step& step);
    /// Half-close.
    CallError Shutdown(Step& step);
    /// CLOSE by a user who leaves.
    CallError Close(Step& step);
    /// ABORT: RST where the state calls for one, then CLOSED.
    void Abort(Cause cause, Notification::Kind notification, Step& step);
    /// As ABORT, but the peer hears nothing.
    void Forget(Cause cause, Step& step);
    /// Changes switches.
    void SetOptions(const ConnectionOptions& options, Step& step);

    /// @}
    /// @name Events
    /// @{

    /// SEGMENT ARRIVES (RFC 9293 3.10.7.3 and 3.10.7.4).
    void SegmentArrives(const Segment& segment, Step& step);
    /// ICMP reported an error about the segment that began at seq.
    void IcmpError(SequenceNumber32 seq, IcmpKind kind, uint32_t mtu, Step& step);
    /// Does what is due at step.now (RFC 9293 3.10.8).
    void HandleDeadline(Step& step);

    /// @return its deadlines
    const Timers& GetTimers() const
    {
        return m_timers;
    }

    /// @}
    /// @name Observation
    /// @{

    /// @return the state
    State GetState() const
    {
        return m_state;
    }

    /// @return true when its user left and it waits for ACKs, or more than as a record for a FIN
    bool IsOrphan() const;

    /// @return its name
    ConnectionId Id() const
    {
        return m_id;
    }

    /// @return the connection as this host sees it
    const FourTuple& Tuple() const
    {
        return m_tuple;
    }

    /// @return its number, for observers
    uint32_t Incarnation() const
    {
        return m_incarnation;
    }

    /// @return that of the peer's end, which is the same but after a simultaneous open
    uint32_t PeerIncarnation() const;

    /// @return true for a passive open (RFC 9293 MUST-11)
    bool IsPassive() const;

    /// @return true for a passive open whose user may have it before the handshake is done
    bool IsFastOpen() const;

    /// @return SND.UNA
    SequenceNumber32 SndUna() const
    {
        return m_sndUna;
    }

    /// @return SND.NXT
    SequenceNumber32 SndNxt() const
    {
        return m_sndNxt;
    }

    /// @return RCV.NXT
    SequenceNumber32 RcvNxt() const;

    /// @return SND.WND in octets
    uint32_t SndWnd() const;

    /// @return RCV.WND in octets, as last advertised
    uint32_t RcvWnd() const
    {
        return static_cast<uint32_t>(m_rcvEdge - m_rcvNxt);
    }

    /// @return octets in one full segment to the peer
    uint32_t EffectiveMss() const;
    /// @return the retransmission timeout in use
    Time Rto() const;

    /// @return what else a looker-on may ask
    ConnectionInfo Info() const;

    /// @return retransmission timeouts since the last progress
    uint32_t TimeoutCount() const;

    /// @return how long its TIME_WAIT lasts, if that is its user's choice
    std::optional<Time> OwnTimeWait() const;

    /// @return what TIME_WAIT needs to know; in TIME_WAIT only
    TimeWaitRecord ToTimeWait() const;

    /// @return true when the invariants hold
    bool IsConsistent() const;

    /// @}

  private:
    /// @name The one door (synfin-connection.cc)
    /// @{
    void Enter(State to, Cause cause, Step& step);
    void Terminate(State to, Cause cause, Notification::Kind notification, Step& step);
    void Notify(Notification::Kind kind, Step& step);
    void NotifyOctets(Notification::Kind kind, uint32_t octets, uint64_t end, Step& step);
    /// @}

    /// @name Timeouts (synfin-connection-timeouts.cc)
    /// @{
    void RetransmitTimeout(Step& step);
    void ArmLossProbe(Step& step);
    void ProbeLoss(Step& step);
    void ArmReorderTimer(Step& step);
    void ReorderTimeout(Step& step);
    bool IsRepairing() const;
    void PersistTimeout(Step& step);
    void KeepaliveTimeout(Step& step);
    bool IsGivenUp(const Step& step) const;
    uint32_t RetryLimit() const;
    void PeerIsAlive(Step& step);
    void ArmKeepalive(Step& step);
    void ArmUserTimeout(Step& step);
    /// @}

    /// @name An orphan in FIN_WAIT_2 (synfin-connection-fin-wait-2.cc)
    /// @{
    bool IsFinAhead(const Segment& segment) const;
    void WaitForFin(bool isLast, Step& step);
    void FinWait2Timeout(Step& step);
    void BecomeRecord(Time wait, Step& step);
    void ArrivesAtRecord(const Segment& segment, Step& step);
    bool IsInWindowOfRecord(const Segment& segment) const;
    /// @}

    /// @name SEGMENT ARRIVES, in the RFC's order (synfin-connection-input.cc, -answers.cc)
    /// @{
    bool CheckRepeatedSyn(const Segment& segment, Step& step);
    bool CheckTimestamps(const Segment& segment, Step& step);
    bool CheckSequence(const Segment& segment, Step& step);
    bool CheckRst(const Segment& segment, Step& step);
    bool CheckSyn(const Segment& segment, Step& step);
    bool CheckAck(const Segment& segment, Step& step);
    bool CheckAckRange(const Segment& segment, Step& step);
    void TakeAckOfRefused(const Segment& segment, Step& step);
    void TakeAck(const Segment& segment, Step& step);
    bool IsAcceptable(const Segment& segment) const;
    bool IsSimultaneousSynAck(const Segment& segment) const;
    bool IsAckAtTheEdge(const Segment& segment) const;
    bool IsRstAtFin(const Segment& segment) const;
    void AnswerInvalid(const Segment& segment, DropReason reason, Step& step);
    void Challenge(Step& step);
    void AnswerDuplicateSyn(Step& step);
    void Drop(const Segment& segment, DropReason reason, Step& step);
    /// @}

    /// @name What a segment carries (synfin-connection-text.cc)
    /// @{
    void TakeText(const Segment& segment, Step& step);
    void ReceiveText(const Segment& segment, Step& step);
    void QueueText(const Segment& segment, Step& step);
    void ReportText(const Segment& segment, SequenceNumber32 right);
    bool DeliverText(Step& step);
    void RefuseText(const Segment& segment, Step& step);
    void TakeMark(const Segment& segment, Step& step);
    void ScheduleAck(const Time& delay, Step& step);
    void AcknowledgeFin(Step& step);
    void ReceiveFin(Step& step);
    /// @}

    /// @name Handshakes (synfin-connection-open.cc)
    /// @{
    bool ArrivesInSynSent(const Segment& segment, Step& step);
    void RefuseAckInSynSent(const Segment& segment, Step& step);
    void AcceptOptions(const Segment& syn, Time now);
    bool CompleteHandshake(const Segment& segment, Step& step);
    void CompleteOpen(Cause cause, Step& step);
    void SynAcknowledged();
    /// @}

    /// @name Acknowledgements (synfin-connection-ack.cc)
    /// @{
    void SampleRoundTrip(const Segment& segment, Step& step);
    uint32_t Acknowledged(const Segment& segment, Scoreboard::News& news, Step& step);
    void FinAcknowledged(const Segment& segment, Step& step);
    SendControl::Echo EchoOf(const Segment& segment, bool isProgress);
    bool IsDuplicateAck(const Segment& segment, bool isSackNews) const;
    void FollowLosses(const SendControl::Ack& ack, const Scoreboard::News& news, Step& step);
    void TakeWindow(const Segment& segment);
    SequenceNumber32 FirstUnacknowledged() const;
    void UpdateSendWindow(const Segment& segment, Step& step);
    /// @}

    /// @name What goes out (synfin-connection-send.cc, -output.cc, -mtu.cc)
    /// @{
    void Output(Step& step, Tail tail = Tail::BY_RULE);
    bool IsTailHeld(Tail tail) const;
    void RetransmitFirst(Step& step);
    bool RetransmitLost(Step& step);
    bool IsPaced(Step& step);
    uint32_t SendRoom() const;
    uint32_t PeerRoom(SequenceNumber32 from) const;
    SendControl& Sending();
    void TransmitSyn(SegmentKind kind, Step& step);
    void TransmitAt(SequenceNumber32 seq, uint32_t room, SegmentKind kind, Step& step);
    bool IsFinDue(SequenceNumber32 end, uint32_t size) const;
    void SendAck(SegmentKind kind, Step& step);
    void SendRst(const Segment& rst, Step& step);
    void SendAbortingRst(Step& step);
    void Emit(Segment& segment, SegmentKind kind, uint64_t offset, Step& step);
    void ArmSendTimers(Step& step);
    void RestartRetransmit(Step& step);
    void TuneBuffer(uint32_t octets, const Step& step);
    uint32_t AdvertiseWindow();
    SequenceNumber32 WorthwhileEdge() const;
    uint64_t OffsetOf(SequenceNumber32 seq) const;
    bool MaySend() const;
    void TakePathMtu(uint32_t mtu, Step& step);
    void SuspectBlackHole(Step& step);
    void FollowSearch();
    /// @}

    /// @name Fast Open (synfin-connection-fast-open.cc)
    /// @{
    void OfferFastOpen(Segment& syn, Step& step);
    void AcceptFastOpen(const Segment& syn, Step& step);
    void FinishFastOpen(const Segment& synAck, Step& step);
    void LoseSynText(SequenceNumber32 from, Step& step);
    void LeaveFastOpen(bool isReset, Step& step);
    void SuspectFastOpen(Step& step);
    void TimeOutFastOpen(bool isLast, Step& step);
    bool TakesSynAckText(const Segment& synAck) const;

    /// @}

    /// @return the host's policies
    const Profile& Policy() const
    {
        return m_policy.Host();
    }

    HostContext& m_host;           //!< what the host shares
    ConnectionId m_id;             //!< its name
    FourTuple m_tuple;             //!< its addresses and ports
    uint32_t m_incarnation;        //!< for observers (ConnectionOptions::incarnation)
    ConnectionPolicy m_policy;     //!< what its user says, else the host
    State m_state{State::CLOSED};  //!< changed by Enter only
    uint32_t m_peerIncarnation;    //!< of the peer's end: another one after a simultaneous open
    Time m_since;                  //!< when m_state was entered
    bool m_passive{false};         //!< opened by a listener
    bool m_reopened{false};        //!< took over a connection in TIME_WAIT
    bool m_orphan{false};          //!< the user is gone (Close)
    bool m_closing{false};         //!< the user closed: a FIN follows the last octet
    bool m_isRecord{false};        //!< all that is left in FIN_WAIT_2 (Linux's timewait minisock)
    bool m_lastAckSeen{false};     //!< the handshake's last ACK came, and did not count
    bool m_synAcknowledged{false}; //!< our SYN was acknowledged
    uint8_t m_fastOpen{0};         //!< a set of FastOpen::Deed

    // Send sequence space (RFC 9293 3.3.1)
    SequenceNumber32 m_iss{0};       //!< ISS
    SequenceNumber32 m_sndUna{0};    //!< SND.UNA
    SequenceNumber32 m_sndNxt{0};    //!< SND.NXT, never pulled back
    SequenceNumber32 m_streamEnd{0}; //!< one past the user's last octet: the FIN's place
    SequenceNumber32 m_sndWl1{0};    //!< SND.WL1
    SequenceNumber32 m_sndWl2{0};    //!< SND.WL2
    uint32_t m_sndWnd{0};            //!< SND.WND in octets
    uint32_t m_maxSndWnd{0};         //!< MAX.SND.WND (RFC 5961 5.2)
    uint64_t m_ackedOctets{0};       //!< octets of the user's stream that were acknowledged
    uint32_t m_sendMss;              //!< SendMSS (RFC 9293 3.7.1)

    // Receive sequence space
    SequenceNumber32 m_irs{0};                 //!< IRS
    SequenceNumber32 m_rcvNxt{0};              //!< RCV.NXT
    SequenceNumber32 m_rcvEdge{0};             //!< RCV.NXT + RCV.WND, as far as ever advertised
    SequenceNumber32 m_lastAckSent{0};         //!< Last.ACK.sent (RFC 7323 4.3)
    uint32_t m_rcvBuffer;                      //!< octets in the receive buffer
    uint32_t m_unread{0};                      //!< octets in order that the user has not taken
    uint64_t m_rcvOctets{0};                   //!< octets of the peer's stream that are in order
    std::optional<SequenceNumber32> m_peerFin; //!< where the peer's FIN is, once it was seen
    Reassembly m_reassembly;                   //!< what waits beyond RCV.NXT
    std::unique_ptr<BufferTuning> m_tuning;    //!< made when data arrives (rmem_max)
    bool m_sackPermitted{false};               //!< SACK (RFC 2018)
    WindowScaling m_scaling;                   //!< window scaling (RFC 7323 2)
    TimestampOption m_timestamps;              //!< timestamps (RFC 7323 3)

    // Acknowledging, retransmission and recovery
    AcknowledgementPolicy m_acking; //!< when an ACK goes out
    Timers m_timers;                //!< deadlines
    RoundTripTimer m_roundTrip;     //!< round trips and RTO
    LossProbe m_lossProbe;          //!< tail loss probe
    Ecn m_ecn;                      //!< congestion without loss (RFC 3168)
    uint32_t m_timeouts{0};         //!< timeouts since the last progress
    uint32_t m_probes{0};           //!< zero-window or keep-alive probes since the last answer
    Time m_probeInterval;           //!< between probes of a zero window; zero before the first
    Time m_retransmittingSince;     //!< first retransmission since the last progress
    Time m_aliveAt;                 //!< when keep-alive last heard of the peer
    std::unique_ptr<SendControl> m_sending; //!< made when data is first in flight
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_H
