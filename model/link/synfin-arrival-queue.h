/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ARRIVAL_QUEUE_H
#define SYNFIN_ARRIVAL_QUEUE_H

#include "ns3/synfin-ring.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief What is under way on a link: the soonest arrival first, those of the same time in the
 * order in which they entered.
 *
 * What arrives no earlier than all before it, as nearly all does, waits in a ring. What overtakes
 * (jitter and reordering do that) waits in a heap beside it, so that it costs no more than the
 * logarithm of how many overtake.
 *
 * @tparam Frame has a member `at`: when it arrives, in time steps
 */
template <typename Frame>
class ArrivalQueue
{
  public:
    /// @return true when nothing is on its way
    bool IsEmpty() const
    {
        return m_inOrder.empty() && m_overtaking.empty();
    }

    /// @return when the soonest arrives; the queue must not be empty
    int64_t Next() const
    {
        return OvertakerIsNext() ? m_overtaking.front().frame.at : m_inOrder.front().at;
    }

    /// A frame is on its way, until its `at`.
    void Push(Frame frame)
    {
        if (m_inOrder.empty() || m_inOrder.back().at <= frame.at)
        {
            MakeRoom(m_inOrder);
            m_inOrder.push_back(std::move(frame));
            return;
        }
        m_overtaking.push_back({std::move(frame), m_overtakers++});
        std::push_heap(m_overtaking.begin(), m_overtaking.end(), &IsLater);
    }

    /// @return the soonest, which leaves the queue
    Frame Pop()
    {
        if (OvertakerIsNext())
        {
            std::pop_heap(m_overtaking.begin(), m_overtaking.end(), &IsLater);
            Frame frame = std::move(m_overtaking.back().frame);
            m_overtaking.pop_back();
            return frame;
        }
        Frame frame = std::move(m_inOrder.front());
        m_inOrder.pop_front();
        return frame;
    }

    /// Forgets all frames.
    void Clear()
    {
        m_inOrder.clear();
        m_overtaking.clear();
    }

    /// @return those that overtook nobody, the soonest first
    const Ring<Frame>& InOrder() const
    {
        return m_inOrder;
    }

  private:
    struct Overtaker
    {
        Frame frame;
        uint64_t number; //!< how many overtook before
    };

    static bool IsLater(const Overtaker& a, const Overtaker& b)
    {
        return a.frame.at != b.frame.at ? a.frame.at > b.frame.at : a.number > b.number;
    }

    /// One of the ring that arrives at the same time entered before: the overtaker was sooner than
    /// the ring's last, and nothing after that one is.
    bool OvertakerIsNext() const
    {
        return !m_overtaking.empty() &&
               (m_inOrder.empty() || m_overtaking.front().frame.at < m_inOrder.front().at);
    }

    Ring<Frame> m_inOrder;
    std::vector<Overtaker> m_overtaking; //!< a heap
    uint64_t m_overtakers{0};            //!< so far
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ARRIVAL_QUEUE_H
