/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEND_CONTROL_H
#define SYNFIN_SEND_CONTROL_H

#include "synfin-congestion.h"
#include "synfin-connection-info.h"
#include "synfin-mtu-search.h"
#include "synfin-profile.h"
#include "synfin-rack.h"
#include "synfin-rate-reduction.h"
#include "synfin-scoreboard.h"
#include "synfin-spurious-loss.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief How much of the data may be in flight, and what of it is sent again.
 *
 * It finds losses by RACK (RFC 8985), by SACK (RFC 6675) or by duplicate ACKs (RFC 6582), tells
 * congestion control, and takes back what was no loss. A connection makes one when it first sends
 * data.
 */
class SendControl
{
    friend class StateDigest; // test/exploration

  public:
    /// What a connection has and its profile wants.
    struct Means
    {
        uint32_t mss;             //!< octets in a full segment
        uint32_t dupackThreshold; //!< duplicate ACKs that tell of a loss
        bool hasSack;             //!< SACK is permitted
    };

    /**
     * @param congestion congestion control
     * @param means what the connection has
     * @param profile the host's policies; must outlive this
     * @param iss ISS
     */
    SendControl(std::unique_ptr<CongestionController> congestion,
                const Means& means,
                const Profile& profile,
                SequenceNumber32 iss);

    /// @name What was sent
    /// @{

    /**
     * @brief A segment with data or FIN was sent.
     * @param begin its first octet
     * @param end one past its last
     * @param now the time
     */
    void Sent(SequenceNumber32 begin, SequenceNumber32 end, Time now);

    /// A segment that is not full was sent for the first time.
    /// @param end one past its last octet
    void SmallSent(SequenceNumber32 end)
    {
        m_smallEnd = end;
    }

    /// @return the end of the last such; SND.UNA when it is acknowledged
    SequenceNumber32 SmallEnd() const
    {
        return m_smallEnd;
    }

    /// Data is sent while nothing is in flight: the window may be too old (RFC 5681 4.1).
    /// @param now the time
    /// @param rto RTO
    void Restart(Time now, Time rto);

    /// @}
    /// @name What came back
    /// @{

    /// SACK blocks of an acknowledgement, before anything else of it.
    /// @param segment the segment
    /// @param una SND.UNA, before it advances
    /// @param nxt SND.NXT
    /// @param news what they tell
    void TakeSack(const Segment& segment,
                  SequenceNumber32 una,
                  SequenceNumber32 nxt,
                  Scoreboard::News& news);

    /// SND.UNA advanced.
    void Advance(SequenceNumber32 una, Scoreboard::News& news)
    {
        m_board.Acknowledge(una, news);
        m_smallEnd = std::max(m_smallEnd, una);
    }

    /// What an acknowledgement says of marks.
    enum class Echo : uint8_t
    {
        UNUSED,  //!< ECN is not in use
        CLEAR,   //!< nothing
        SET,     //!< ECE
        REDUCES, //!< ECE, and the window is to be reduced for it
    };

    /// An acknowledgement.
    struct Ack
    {
        SequenceNumber32 before;       //!< SND.UNA as it was
        SequenceNumber32 una;          //!< SND.UNA
        SequenceNumber32 nxt;          //!< SND.NXT
        SequenceNumber32 streamEnd;    //!< one past the last octet: a FIN alone is no data
        uint32_t octets;               //!< of data that are acknowledged newly
        bool isDuplicate;              //!< it tells of something that is missing
        std::optional<int64_t> echoMs; //!< when what it echoes was sent
        Time now;                      //!< the time
        Time srtt;                     //!< SRTT
        uint32_t peerClock;            //!< TSval, where there is echoMs
        Echo echo;                     //!< of marks
    };

    /**
     * @brief Reacts to an acknowledgement.
     * @param ack the acknowledgement
     * @param news what it told the scoreboard
     * @return true when the first lost segment is to be sent at once, whatever the window
     */
    bool Acknowledged(const Ack& ack, const Scoreboard::News& news);

    /**
     * @brief Time went by: what is late may be lost now (RFC 8985 6.3).
     * @return as Acknowledged()
     */
    bool ReorderTimeout(SequenceNumber32 nxt, Time now, Time srtt);

    /// @return how long to wait for what is late; zero when nothing is
    Time ReorderWait() const
    {
        return m_reorderWait;
    }

    /**
     * @brief The retransmission timer expired: all in flight counts as lost (RFC 6298 5.4).
     * @param una SND.UNA
     * @param nxt SND.NXT
     * @param streamEnd one past the last octet
     * @param isFirst nothing was acknowledged since the timer expired before
     */
    void Timeout(SequenceNumber32 una,
                 SequenceNumber32 nxt,
                 SequenceNumber32 streamEnd,
                 bool isFirst);

    /**
     * @brief A tail loss probe was sent (RFC 8985 7.3).
     * @param end one past its last octet
     * @param isAgain it was a retransmission
     */
    void ProbeSent(SequenceNumber32 end, bool isAgain)
    {
        m_probeEnd = end;
        m_isProbeAgain = isAgain;
    }

    /// The peer did not take what the SYN had (RFC 7413 4.2.1): it is sent again.
    /// @param begin its first octet
    /// @param end one past its last
    /// @param now the time
    void Refused(SequenceNumber32 begin, SequenceNumber32 end, Time now)
    {
        m_board.Sent(begin, end, now);
        m_board.LoseAll();
    }

    /// The peer refused what it had no room for: it is sent again as its window opens.
    void Refused()
    {
        m_board.LoseAll();
    }

    /// @}
    /// @name How large a segment may be
    /// @{

    /// @return why segments are smaller than could be, from now on
    /// @param mss the MSS, if there is no reason yet
    MtuSearch& Search(uint32_t mss)
    {
        m_search = m_search ? std::move(m_search) : std::make_unique<MtuSearch>(mss);
        return *m_search;
    }

    /// @return true where there is such a reason
    bool IsSearching() const
    {
        return m_search != nullptr;
    }

    /// @return true when one is forgotten now
    bool ForgetsPath(Time now)
    {
        return m_search && m_search->Forgets(now);
    }

    /// Full segments are of another size from now on.
    /// @param mss octets
    void SetMss(uint32_t mss);

    /**
     * @brief What is in flight and too large for the path goes again, as it is no congestion that
     * lost it (RFC 1191 6.5; Linux tcp_simple_retransmit()).
     * @param before octets in a full segment before
     * @param nxt SND.NXT
     * @param streamEnd one past the last octet of data
     */
    void LoseLarger(uint32_t before, SequenceNumber32 nxt, SequenceNumber32 streamEnd);

    /// @}
    /// @name What may be sent
    /// @{

    /// The user has more to send.
    /// @param waiting octets that were not sent yet
    void Filled(uint32_t waiting)
    {
        if (m_isSampled && waiting < m_means.mss && Room() > 0 && m_board.Count(Fate::LOST) == 0)
        {
            m_congestion->OnStarved(InFlight());
        }
    }

    /// @return octets for which the congestion window has room
    uint32_t Room() const
    {
        const uint32_t window = m_congestion->Window();
        const uint32_t inFlight = InFlight();
        return window > inFlight ? window - inFlight : 0;
    }

    /// @return the first lost octets, nothing without any, or where new data shall go first
    /// @param hasNew there is new data that the peer's window admits
    const Stretch* NextLost(bool hasNew) const
    {
        return m_asksForNew && hasNew ? nullptr : m_board.FirstLost();
    }

    /// @return when pacing lets the next segment go
    Time NextSendAt() const
    {
        return m_nextSendAt;
    }

    /// @}
    /// @name Observation
    /// @{

    /// @return octets in the network, as far as is known
    uint32_t InFlight() const
    {
        const uint32_t inFlight = m_board.InFlight();
        return inFlight > m_arrived ? inFlight - m_arrived : 0;
    }

    /// What it is about.
    enum class State : uint8_t
    {
        OPEN,     //!< nothing is known to be lost
        RECOVERY, //!< fast recovery
        LOSS,     //!< after a timeout
    };

    /// @return what it is about
    State GetState() const
    {
        return m_state;
    }

    /// @return SND.NXT when the loss was noticed
    SequenceNumber32 Recover() const
    {
        return m_recover;
    }

    /// @return duplicate ACKs in a row
    uint32_t DuplicateAcks() const
    {
        return m_duplicateAcks;
    }

    /// @return the scoreboard
    const Scoreboard& Board() const
    {
        return m_board;
    }

    /// @return congestion control
    CongestionController& Congestion()
    {
        return *m_congestion;
    }

    /// @copydoc Congestion()
    const CongestionController& Congestion() const
    {
        return *m_congestion;
    }

    /// Fills in what it knows.
    /// @param info with what is in flight
    void Describe(ConnectionInfo& info) const;

    /// @param una SND.UNA
    /// @param nxt SND.NXT
    /// @return true when the scoreboard is what is in flight
    bool IsConsistent(SequenceNumber32 una, SequenceNumber32 nxt) const
    {
        return m_board.IsConsistent() && (m_board.IsEmpty() || (m_board.begin()->begin == una &&
                                                                (m_board.end() - 1)->end == nxt));
    }

    /// @return octets that duplicate ACKs without SACK told of
    uint32_t Arrived() const
    {
        return m_arrived;
    }

    /// @}

  private:
    uint32_t CountArrivals(const Ack& ack);
    void MeasureReordering(const Scoreboard::News& news);
    void Detect(const Ack& ack);
    void DetectByRack(Time now, Time srtt);
    bool Undo(const Ack& ack, const Scoreboard::News& news);
    void FollowProbe(const Ack& ack);
    void FollowTimeout(const Ack& ack, const Scoreboard::News& news);
    void Enter(SequenceNumber32 una, SequenceNumber32 nxt, uint32_t delivered);
    void Leave();
    CongestionController::Delivery Describe(const Ack& ack, const Scoreboard::News& news);
    void TakeEcho(const Ack& ack, const CongestionController::Delivery& delivery);
    void TellCongestion(const CongestionController::Delivery& delivery, bool isSafe);

    bool IsReducing() const
    {
        return m_state == State::RECOVERY || m_markedUntil.has_value();
    }

    std::unique_ptr<CongestionController> m_congestion; //!< congestion control
    const Profile& m_profile;                           //!< the host's policies
    Means m_means;                                      //!< what the connection has
    Scoreboard m_board;                                 //!< what became of each octet in flight
    Rack m_rack;                                        //!< RFC 8985
    RateReduction m_reduction;                          //!< RFC 9937
    SpuriousLoss m_spurious;                            //!< evidence that there was no loss
    SequenceNumber32 m_recover;                         //!< "recover" of RFC 6582
    SequenceNumber32 m_smallEnd;                        //!< end of the last small segment
    std::optional<SequenceNumber32> m_probeEnd;         //!< TLP.end_seq
    std::optional<SequenceNumber32>
        m_markedUntil;            //!< SND.NXT when the window was reduced for marks
    State m_state{State::OPEN};   //!< what it is about
    bool m_isSampled;             //!< it asks how fast what was delivered
    bool m_isProbeAgain{false};   //!< TLP.is_retrans
    bool m_hasDuplicate{false};   //!< the latest acknowledgement had a D-SACK
    bool m_asksForNew{false};     //!< F-RTO: new data first (RFC 5682 3.1)
    bool m_watchesTimeout{false}; //!< F-RTO: whether the timeout was spurious is not known yet
    uint32_t m_reordering;        //!< segments by which some overtook another, for lookers-on
    uint32_t m_duplicateAcks{0};  //!< in a row
    uint32_t m_arrived{0};        //!< octets that duplicate ACKs without SACK told of
    Time m_minRtt{Time::Max()};   //!< shortest round trip
    Time m_sentAt;                //!< when data was last sent
    Time m_reorderWait;           //!< how long to wait for what is late
    Time m_nextSendAt;            //!< pacing
    std::unique_ptr<MtuSearch> m_search; //!< why segments are small, if they are
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEND_CONTROL_H
