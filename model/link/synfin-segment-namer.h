/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_NAMER_H
#define SYNFIN_SEGMENT_NAMER_H

#include "ns3/synfin-segment.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// What a segment is within the life of one connection.
enum class SegmentName : uint8_t
{
    SYN,      //!< a SYN without ACK, from either end
    SYN_ACK,  //!< a SYN with ACK
    ACK,      //!< acknowledges a SYN and nothing else
    FIN1,     //!< the FIN of the end that closes first
    ACK1,     //!< acknowledges fin1 without being fin2
    FIN2,     //!< the FIN of the other end
    ACK2,     //!< acknowledges fin2
    DATA,     //!< payload, without FIN
    DATA_ACK, //!< acknowledges payload and nothing else
    RST,      //!< reset
};

/// How many names there are.
constexpr int SEGMENT_NAME_COUNT = static_cast<int>(SegmentName::RST) + 1;

/// @return the name in lower case, such as "synack"
const char* ToString(SegmentName name);

/// One transmission of a named segment: "fin1:2" is the second time that fin1 is sent.
struct SegmentCopy
{
    SegmentName name{SegmentName::SYN}; //!< which segment
    uint32_t copy{1};                   //!< counted from 1
    uint32_t data{0};                   //!< a SYN with data (RFC 7413) is that copy of data, too

    /// @return true for the same transmission of the same segment, by its first name
    bool operator==(const SegmentCopy& other) const
    {
        return name == other.name && copy == other.copy;
    }
};

/// @return true when one of them is that transmission, by either of its names
bool IsOneOf(const std::vector<SegmentCopy>& copies, const SegmentCopy& copy);

/// @return such as "fin1", "fin1:2"
std::string ToString(const SegmentCopy& copy);

/// @return the names that ParseSegmentCopy reads
const std::vector<std::string>& SegmentNames();

/// @return what is accepted of them: "syn, synack, ..., each with :N (1 to 1000) for its N-th copy"
std::string AcceptedSegmentCopies();

/**
 * @brief Reads "ack2" or "ack2:3"; the seven names of the handshake and of the close, and data, can
 * be chosen.
 * @param text the text
 * @return the copy, or nothing
 */
std::optional<SegmentCopy> ParseSegmentCopy(const std::string& text);

/**
 * @brief Reads a list such as "synack,ack2:2", or "none".
 * @param text the text
 * @param copies what was read; untouched when the text is bad
 * @return nothing when it was read, else one line that says what would be accepted
 */
std::optional<std::string> ParseSegmentCopies(const std::string& text,
                                              std::vector<SegmentCopy>& copies);

/// @return the list as ParseSegmentCopies reads it
std::string ToString(const std::vector<SegmentCopy>& copies);

/**
 * @brief Names the segments of one connection, in the order in which they are sent.
 */
class SegmentNamer
{
  public:
    /**
     * @brief Names the next segment.
     * @param side 0 or 1: which end sends it
     * @param segment the segment
     * @return its name, and how many of that name were sent so far
     */
    SegmentCopy Name(int side, const Segment& segment);

    /// @return true when the segment is the SYN of a later connection between the same sockets: its
    /// sender has sent another one before, with another sequence number
    bool BeginsAnotherLife(int side, const Segment& segment) const;

    /// @return the segment's sequence number, relative to its sender's SYN, as Wireshark shows it
    uint32_t RelativeSeq(int side, const Segment& segment) const;

    /// @return the segment's acknowledgement number, relative to the other end's SYN
    uint32_t RelativeAck(int side, const Segment& segment) const;

  private:
    /// What one end has sent.
    struct End
    {
        std::optional<SequenceNumber32> iss;    //!< of its SYN
        std::optional<SequenceNumber32> finEnd; //!< right after its FIN
    };

    SegmentName Classify(int side, const Segment& segment);

    std::array<End, 2> m_ends;                           //!< by side
    std::optional<int> m_closer;                         //!< who sent the first FIN
    std::array<uint32_t, SEGMENT_NAME_COUNT> m_copies{}; //!< by name
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_NAMER_H
