/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STATE_DIGEST_H
#define SYNFIN_STATE_DIGEST_H

#include "synfin-explored-world.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief A world in canonical form: two worlds with the same words go on in the same ways.
 *
 * Times are relative to the host's clock, sequence numbers to the first of their space that is
 * met, timestamps are ranks. What is left out, and why that is sound:
 * - names: ids, slots, generations; stale wake-up calls, since they wake nobody;
 * - the past: counters, when a state was entered, deadlines that have passed;
 * - round-trip times: every timeout is rto_initial long (Shrink()), so they change nothing;
 * - PSH and the left edges of SACK blocks: no receiver acts upon them;
 * - what follows from the profiles alone: MSS, shifts, which options are in use.
 */
class StateDigest
{
  public:
    /// 128 bits of the canonical form.
    struct Hash
    {
        uint64_t low;
        uint64_t high;

        bool operator==(const Hash& other) const
        {
            return low == other.low && high == other.high;
        }
    };

    explicit StateDigest(const ExploredWorld& world);

    /// @return the canonical form, hashed
    Hash GetHash() const;

    /// @return the only connection of a stack, or nullptr
    static const Connection* ConnectionOf(const Stack& stack);

    /// @return true when a connection waits to be accepted
    static bool HasAcceptable(const Stack& stack);

    /// Tells the observer by which initial sequence numbers a connection is known.
    static void Identify(const Connection& connection, uint32_t host, Observer& observer);

  private:
    using World = ExploredWorld;

    void Add(uint64_t word)
    {
        m_words.push_back(word);
    }

    void AddSequence(uint32_t space, SequenceNumber32 number);
    void AddTimer(Time deadline);
    void AddUntil(Time end);
    void AddTimestamp(uint32_t clock, uint32_t value);
    void CollectTimestamps(const World& world);

    void AddConnection(uint32_t host, const Connection& connection);
    void AddSending(uint32_t host, const Connection& connection);
    void AddSending(uint32_t host, const SendControl& control, const Profile& profile);
    uint64_t AgeOf(uint32_t host, Time when) const;
    void AddReceiving(uint32_t peer, const Connection& connection);
    void AddBlocks(uint32_t peer, const std::vector<SackBlock>& blocks);
    void AddRecord(uint32_t host, const Profile& profile, const TimeWaitRecord& record);
    void AddHost(const World& world, uint32_t host);
    void AddFastOpen(const World& world, uint32_t i);
    void AddCookies(const World& world, uint32_t i);
    void AddCookie(const Stack& stack,
                   const FourTuple& tuple,
                   SequenceNumber32 irs,
                   SequenceNumber32 iss);
    void AddSegment(uint32_t from, const SegmentOut& out);
    void AddLives(const World& world);
    void AddNextIsn(const World& world, uint32_t host);

    std::vector<uint64_t> m_words;
    std::array<std::optional<SequenceNumber32>, 2> m_bases; //!< of each host's sequence numbers
    std::array<std::vector<uint32_t>, 2> m_timestamps;      //!< of each host's clock, in order
    std::array<Time, 2> m_clocks;
    uint32_t m_host{0}; //!< the one that is being added
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STATE_DIGEST_H
