/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ANNOTATED_CAPTURE_H
#define SYNFIN_ANNOTATED_CAPTURE_H

#include "synfin-link-capture.h"
#include "synfin-link-frame.h"
#include "synfin-pcapng-file.h"

#include "ns3/synfin-trace-sink.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/**
 * @brief Writes both ends of a link into one pcapng file, each frame with a comment: the number of
 * its connection, the state of the host that sent or got it and what changed that, and why it was
 * lost or dropped, if it was.
 *
 * It hears of frames from the link, and of the rest as a TraceSink that is told SEGMENTS. A frame
 * that arrived is held until its host has it, and what came behind it, too.
 */
class AnnotatedCapture : public LinkCapture, public TraceSink
{
  public:
    /// @return the end of the link behind which a host is
    using EndOf = std::function<int(uint32_t host)>;

    /**
     * @param file where it goes, with two interfaces
     * @param endOf where hosts are
     * @param hearsHosts false: no host tells what it sends, receives and drops
     * @param addresses who gives the ids; outlives this
     */
    AnnotatedCapture(std::unique_ptr<PcapngFile> file,
                     EndOf endOf,
                     bool hearsHosts,
                     AddressTable& addresses);

    void Sent(int end, Time time, const Packet& frame) override;
    void Arrived(int end, Time time, const Packet& frame) override;
    void Advance(Time now) override;
    void Close() override;

    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;
    void OnLoss(const LossRecord& record) override;

  private:
    /// What of a segment is the same wherever it passes.
    struct Content
    {
        uint32_t seq{0};
        uint32_t ack{0};
        uint32_t payload{0};
        uint16_t flags{0};

        explicit Content(const Segment& segment);
        bool operator==(const Content& other) const;
    };

    /// A frame that waits to be written.
    struct Entry
    {
        int64_t at;          //!< when it passed, in nanoseconds
        std::string octets;  //!< of it
        std::string comment; //!< about it
        PcapngFile::Way way;
        bool isWaited{false}; //!< its host has not got it
        int64_t got{-1};      //!< when it did
    };

    /// A frame of a connection that is waited for at an end.
    struct Coming
    {
        Content content;
        int end;
        Entry* entry;
    };

    /// What is to be said of a segment when it is transmitted.
    struct Note
    {
        Content content;
        int end;
        std::string text;
    };

    /// What an end of a connection has just done.
    struct Side
    {
        State state{State::CLOSED};
        int64_t changed{-1};   //!< when the changes below were
        std::string changes{}; //!< that nothing sent or got has told of yet
        Entry* entry{nullptr}; //!< of the segment that it got last
        int64_t entryGot{-1};  //!< when; the entry is there no longer than that
    };

    /// What is known of a connection, by its number.
    struct Known
    {
        std::array<Side, 2> sides;
        std::vector<Coming> coming;
        std::vector<Note> notes;
    };

    Entry& Add(int end, Time time, const Packet& frame, PcapngFile::Way way);
    std::string StateOf(Side& side, int end, int64_t now) const;
    /// @return whether the link has been passed where that is lost. @param sender the sender's end
    bool IsBeyond(const LossRecord& record, int sender) const;
    bool TakeComing(Known& known, const Content& content, int end, Coming& taken);
    /// A connection may be over; what else there is to say of it comes at the same instant.
    void Over(uint32_t number, int64_t now);
    /// Forgets a connection that is over.
    void Forget(uint32_t number);
    void Flush(int64_t before);

    std::unique_ptr<PcapngFile> m_file;
    EndOf m_endOf;
    bool m_hearsHosts;
    AddressTable& m_addresses;
    std::array<std::deque<Entry>, 2> m_entries;
    std::unordered_map<uint32_t, Known> m_known;
    std::vector<uint32_t> m_over; //!< numbers that may be
    int64_t m_overAt{-1};         //!< when the last of them was
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ANNOTATED_CAPTURE_H
