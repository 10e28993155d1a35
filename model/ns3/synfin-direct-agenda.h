/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DIRECT_AGENDA_H
#define SYNFIN_DIRECT_AGENDA_H

#include "synfin-agenda.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief What is to be done when on the direct path: a light queue of calls in order of time.
 *
 * However many calls there are, the simulator holds one event for all of them, that of the
 * earliest. Where the simulator's queue can be asked (NextEventScheduler), that event also makes
 * the calls that come before the simulator's next event, one after the other: nobody else could
 * notice the difference, and an event of the simulator costs several times as much as a call.
 * Meanwhile Now() is ahead of Simulator::Now().
 */
class DirectAgenda : public Agenda
{
  public:
    DirectAgenda() = default;
    ~DirectAgenda() override;
    DirectAgenda(const DirectAgenda&) = delete;
    DirectAgenda& operator=(const DirectAgenda&) = delete;

    /// @return the time, as everybody on the direct path must see it
    Time Now() const override;

    void Schedule(Time at, Item& item) override;

    /// @return how many calls were made
    uint64_t Count() const
    {
        return m_count;
    }

  private:
    /// How many calls an event of the simulator makes at most, so that Simulator::Stop() is heeded.
    static constexpr int CALLS = 256;

    /// A call to make.
    struct Entry
    {
        int64_t at;
        uint64_t order; //!< how many were asked for before
        Item* item;

        bool operator<(const Entry& other) const
        {
            return at != other.at ? at < other.at : order < other.order;
        }
    };

    void Arm();
    void Ring();
    void SiftUp(const Entry& entry);
    void SiftDown(const Entry& entry);

    /**
     * A heap with four children a node, the earliest call first. Whoever is called nearly always
     * asks for its next call at once, which is soon: the new call takes the place of the old one at
     * the root, and hardly sinks. That halves the cost of std::priority_queue.
     */
    std::vector<Entry> m_heap;
    bool m_isRootSpent{false};  //!< the call at the root is being made: its place is free
    uint64_t m_order{0};        //!< calls asked for so far
    uint64_t m_count{0};        //!< calls made so far
    int64_t m_now{0};           //!< the time while calls are being made
    bool m_isRinging{false};    //!< calls are being made
    int64_t m_armed{INT64_MAX}; //!< time of the simulator's event
    EventId m_event;            //!< the simulator's event
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DIRECT_AGENDA_H
