/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SPURIOUS_LOSS_H
#define SYNFIN_SPURIOUS_LOSS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Evidence that what was sent again had not been lost: an echo that is older than the first
 * retransmission (Eifel, RFC 3522), or every retransmission reported as a duplicate (RFC 3708).
 */
class SpuriousLoss
{
    friend class StateDigest; // test/exploration

  public:
    /// Something counts as lost from now on.
    void Begin()
    {
        m_isOpen = true;
        m_first.reset();
        m_sent = m_duplicates = 0;
    }

    /// It was a loss, or was undone.
    void End()
    {
        m_isOpen = false;
    }

    /// Something was sent again.
    void SentAgain(Time now)
    {
        m_first = m_first.value_or(now);
        ++m_sent;
    }

    /// The peer got something twice (RFC 2883).
    void Duplicate()
    {
        ++m_duplicates;
    }

    /// @return true when there is something to undo
    bool IsOpen() const
    {
        return m_isOpen;
    }

    /// @param echoMs when what a new acknowledgement echoes was sent, in ms
    /// @return true when nothing was lost
    bool IsProved(std::optional<int64_t> echoMs) const
    {
        return m_isOpen && m_first &&
               ((echoMs && *echoMs < m_first->GetMilliSeconds()) || m_duplicates >= m_sent);
    }

  private:
    std::optional<Time> m_first; //!< when something was first sent again
    uint32_t m_sent{0};          //!< retransmissions
    uint32_t m_duplicates{0};    //!< of them, those that the peer had
    bool m_isOpen{false};        //!< there is something to undo
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SPURIOUS_LOSS_H
