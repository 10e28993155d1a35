/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXPIRY_QUEUE_H
#define SYNFIN_EXPIRY_QUEUE_H

#include "ns3/assert.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Which of many records expires when, for records that all wait equally long: whatever is
 * added, or begins to wait anew, goes to the end.
 *
 * The queue is linked through the records themselves, so it costs no allocation, and any of them
 * leaves it at once. Records are known by their positions in an array (or a deque); each has the
 * members `expires` (in time steps), `previous` and `next` (positions), of which the last two are
 * the queue's while the record is in it.
 */
class ExpiryQueue
{
  public:
    /// The position of no record.
    static constexpr uint32_t NONE = UINT32_MAX;

    /// @return the position of what expires first, or NONE
    uint32_t First() const
    {
        return m_first;
    }

    /// @return when the first one expires, in time steps; INT64_MAX when there is none
    int64_t FirstExpiry() const
    {
        return m_firstExpiry;
    }

    /**
     * @brief Adds a record at the end.
     * @tparam Records an array of records
     * @param records all of them
     * @param position of the one, whose `expires` is set, and not before the last one's
     */
    template <typename Records>
    void Append(Records& records, uint32_t position)
    {
        auto& record = records[position];
        record.previous = m_last;
        record.next = NONE;
        if (m_last != NONE)
        {
            NS_ASSERT(records[m_last].expires <= record.expires);
            records[m_last].next = position;
        }
        else
        {
            m_first = position;
            m_firstExpiry = record.expires;
        }
        m_last = position;
    }

    /**
     * @brief Takes a record out.
     * @tparam Records an array of records
     * @param records all of them
     * @param position of the one, which must be in the queue
     */
    template <typename Records>
    void Remove(Records& records, uint32_t position)
    {
        const auto& record = records[position];
        if (record.previous != NONE)
        {
            records[record.previous].next = record.next;
        }
        else
        {
            m_first = record.next;
            m_firstExpiry = m_first == NONE ? INT64_MAX : records[m_first].expires;
        }
        if (record.next != NONE)
        {
            records[record.next].previous = record.previous;
        }
        else
        {
            m_last = record.previous;
        }
    }

  private:
    uint32_t m_first{NONE};           //!< what expires first
    uint32_t m_last{NONE};            //!< what expires last
    int64_t m_firstExpiry{INT64_MAX}; //!< of the first
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXPIRY_QUEUE_H
