/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ACCESS_LINKS_H
#define SYNFIN_ACCESS_LINKS_H

#include "synfin-keyed-draw.h"
#include "synfin-link-result.h"
#include "synfin-loss-chains.h"
#include "synfin-loss-parameters.h"

#include "ns3/nstime.h"
#include "ns3/synfin-agenda.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// What the access links of a group of hosts have in common, in one direction.
struct AccessParameters
{
    LossParameters loss{};       //!< of each link for itself: none, independent, or of a chain of
                                 //!< two states
    uint64_t bitsPerSecond{0};   //!< 0: frames take no time
    uint64_t queueOctets{64000}; //!< how much may wait for the rate

    /// @return true where a frame may be lost or take time
    bool IsActive() const
    {
        return bitsPerSecond > 0 || !std::holds_alternative<std::monostate>(loss);
    }
};

/// One direction of one host's link, in a few octets: what it is like, and how it is.
class AccessLink
{
  public:
    /**
     * @param parameters which outlive this
     * @param host whose random numbers it draws
     * @param delay of its own
     */
    AccessLink(const AccessParameters& parameters, uint32_t host, Time delay)
        : m_parameters(&parameters),
          m_delay(delay.GetTimeStep()),
          m_host(host)
    {
    }

    /**
     * @brief A frame enters.
     * @param octets its size
     * @param now the time, in time steps
     * @param draw random numbers
     * @param drop why it does not arrive, where somebody wants to know
     * @return when it arrives, in time steps; nothing: never
     */
    std::optional<int64_t> Enter(uint32_t octets,
                                 int64_t now,
                                 const KeyedDraw& draw,
                                 LinkDrop* drop = nullptr);

    /// @return the host whose it is
    uint32_t Host() const
    {
        return m_host;
    }

  private:
    bool IsLost(int64_t now, const KeyedDraw& draw);

    const AccessParameters* m_parameters;
    int64_t m_delay;        //!< time steps
    int64_t m_free{0};      //!< when the frame before has been sent
    TimedLossState m_state; //!< of the chain, if there is one
    uint32_t m_draws{0};    //!< random numbers so far
    uint32_t m_host;
};

/// @return nothing when access links can lose frames like that, else what they can
std::optional<std::string> CheckAccessLoss(const LossParameters& loss);

/**
 * @brief The access links of hosts, in one direction: each has its own delay and losses, and what
 * comes out goes on together.
 *
 * However many frames are under way, the agenda holds one call, for the next; those of one instant
 * come out in the order of their hosts, each host's in the order in which they entered.
 *
 * @tparam Frame what travels
 */
template <typename Frame>
class AccessLinks : private Agenda::Item
{
  public:
    /// Takes what comes out: whose it is, and the frame.
    using Out = std::function<void(uint32_t host, Frame&& frame)>;

    /**
     * @param turn of what comes out
     * @param draw random numbers
     * @param agenda the clock; outlives this
     * @param out where frames go
     */
    AccessLinks(Turn turn, const KeyedDraw& draw, Agenda& agenda, Out out)
        : Item(turn),
          m_draw(draw),
          m_agenda(agenda),
          m_out(std::move(out))
    {
    }

    /// Hears of what is lost: whose it is, why, and the frame.
    using LossEar = std::function<void(uint32_t host, LinkDrop drop, const Frame& frame)>;

    /// Who hears of what is lost.
    void SetLossEar(LossEar ear)
    {
        m_onLoss = std::move(ear);
    }

    AccessLinks(const AccessLinks&) = delete;
    AccessLinks& operator=(const AccessLinks&) = delete;

    /// The next host's link, from 0 on.
    void Add(const AccessLink& link)
    {
        m_links.push_back(link);
    }

    /// A frame enters the link of a host, or goes on at once where that takes no time.
    void Enter(uint32_t host, uint32_t octets, Frame&& frame)
    {
        const int64_t now = m_agenda.Now().GetTimeStep();
        LinkDrop drop = LinkDrop::NONE;
        const auto at = m_links[host].Enter(octets, now, m_draw, &drop);
        if (!at)
        {
            ++m_lost;
            if (m_onLoss)
            {
                m_onLoss(host, drop, frame);
            }
        }
        else if (*at == now)
        {
            m_out(host, std::move(frame));
        }
        else
        {
            Keep({*at, host, m_entered++, 0}, std::move(frame));
        }
    }

    /// @return frames that were lost, or found a queue full
    uint64_t Lost() const
    {
        return m_lost;
    }

  private:
    /// A frame under way: what its order depends on, and where it is.
    struct Place
    {
        int64_t at;      //!< when it comes out
        uint32_t host;   //!< whose it is
        uint64_t number; //!< of all that entered
        uint32_t frame;  //!< in m_frames
    };

    /// The order of a heap whose first is the earliest.
    static bool IsLater(const Place& a, const Place& b)
    {
        return std::tie(a.at, a.host, a.number) > std::tie(b.at, b.host, b.number);
    }

    void Keep(Place place, Frame&& frame)
    {
        if (m_free.empty())
        {
            m_free.push_back(static_cast<uint32_t>(m_frames.size()));
            m_frames.emplace_back();
        }
        place.frame = m_free.back();
        m_free.pop_back();
        m_frames[place.frame] = std::move(frame);
        m_places.push_back(place);
        std::push_heap(m_places.begin(), m_places.end(), &IsLater);
        Arm();
    }

    void Arm()
    {
        // A call for an earlier frame arms for the next one.
        if (!m_places.empty() && m_places.front().at < m_armed)
        {
            m_armed = m_places.front().at;
            m_agenda.Schedule(TimeStep(static_cast<uint64_t>(m_armed)), *this);
        }
    }

    void Ring() override
    {
        const int64_t now = m_agenda.Now().GetTimeStep();
        m_armed = now >= m_armed ? INT64_MAX : m_armed;
        if (!m_places.empty() && m_places.front().at <= now)
        {
            std::pop_heap(m_places.begin(), m_places.end(), &IsLater);
            const Place place = m_places.back();
            m_places.pop_back();
            Frame frame = std::move(m_frames[place.frame]);
            m_free.push_back(place.frame);
            m_out(place.host, std::move(frame));
        }
        Arm();
    }

    KeyedDraw m_draw;
    Agenda& m_agenda;
    Out m_out;
    LossEar m_onLoss;                //!< hears of what is lost, if anybody wants it
    std::vector<AccessLink> m_links; //!< by host
    std::vector<Place> m_places;     //!< a heap
    std::vector<Frame> m_frames;     //!< by Place::frame
    std::vector<uint32_t> m_free;    //!< places in m_frames
    uint64_t m_entered{0};
    uint64_t m_lost{0};
    int64_t m_armed{INT64_MAX}; //!< time of the earliest pending call
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ACCESS_LINKS_H
