/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_KNOWLEDGE_H
#define SYNFIN_EXCHANGE_KNOWLEDGE_H

#include "synfin-exchange-play.h"

#include <array>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// What each end of a connection knows, as far as arrivals prove it.
class ExchangeKnowledge
{
  public:
    /// @param language of the words
    explicit ExchangeKnowledge(Language language);

    /// What an end does about a segment that arrived there.
    struct Reaction
    {
        State before{State::CLOSED};                   //!< its state
        State after{State::CLOSED};                    //!< the state that it has now
        bool isDropped{false};                         //!< it rejects the segment
        std::vector<synfin::Transition> transitions{}; //!< of its state
    };

    /// A segment arrived at the other end than the one that sent it.
    void Arrived(const PlaySegment& segment, const Reaction& reaction, Time now);

    /// Nothing arrived, but the state changed.
    void Changed(int side, const synfin::Transition& transition, Time now);

    /// A host crashed, and knows nothing any more.
    void Crashed(int side, Time now);

    /// @return all that was learned so far, in order
    const std::vector<PlayKnowledge>& All() const
    {
        return m_all;
    }

  private:
    void Forget(int side, Phrase why, Time now);
    void Learn(int side, Fact fact, Time now);
    void Infer(int side, const synfin::Transition& transition, Time now);

    Language m_language;
    std::array<std::array<bool, 8>, 2> m_knows{}; //!< by side and fact, of this connection
    std::vector<PlayKnowledge> m_all;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_KNOWLEDGE_H
