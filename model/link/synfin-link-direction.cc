/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-direction.h"

#include "ns3/assert.h"
#include "ns3/synfin-time-limit.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace synfin
{

LinkDirection::LinkDirection(const LinkParameters& parameters, const LinkStreams& streams)
    : m_steps(parameters.Steps()),
      m_lose(parameters.lose),
      m_transmitter(RatesOf(m_steps)),
      m_loss(streams.Of(LinkPurpose::LOSS), streams.Of(LinkPurpose::LOSS_TRANSITION)),
      m_duplication(streams.Of(LinkPurpose::DUPLICATION)),
      m_reordering(streams.Of(LinkPurpose::REORDERING)),
      m_corruption(streams.Of(LinkPurpose::CORRUPTION)),
      m_jitter(streams.Of(LinkPurpose::JITTER)),
      m_copyJitter(streams.Of(LinkPurpose::COPY_JITTER))
{
    for (const LinkStep& step : m_steps)
    {
        m_loss.Enable(step.settings.loss);
        m_duplicates |= step.settings.duplicate.probability > 0;
        m_reorders |= step.settings.reorder.event.probability > 0;
        m_corrupts |= step.settings.corrupt > 0;
        m_jitters |= !step.settings.jitter.amount.IsZero();
        m_loses |= !std::holds_alternative<std::monostate>(step.settings.loss);
    }
    m_isChancy = m_loses || m_duplicates || m_reorders || m_corrupts || m_jitters;
    Apply(0);
}

std::vector<LinkTransmitter::Rate>
LinkDirection::RatesOf(const std::vector<LinkStep>& steps)
{
    std::vector<LinkTransmitter::Rate> rates;
    for (const LinkStep& step : steps)
    {
        const LinkSettings& now = step.settings;
        if (rates.empty() || now.bandwidth != rates.back().bitsPerSecond ||
            now.bandwidthTrace != rates.back().trace)
        {
            rates.push_back({step.time.GetTimeStep(), now.bandwidth, now.bandwidthTrace});
        }
    }
    return rates;
}

void
LinkDirection::Apply(std::size_t step)
{
    const LinkSettings& now = m_steps[step].settings;
    if (step == 0 || now.delayTrace != m_steps[step - 1].settings.delayTrace)
    {
        m_delayFrom = m_steps[step].time.GetTimeStep();
    }
    m_delay = now.delay.GetTimeStep();
    m_step = step;
    m_nextChange = step + 1 < m_steps.size() ? m_steps[step + 1].time.GetTimeStep()
                                             : std::numeric_limits<int64_t>::max();
    m_transmitter.SetQueue(now.queue, now.ecnThreshold);
    if (m_steps[step].newLoss)
    {
        m_loss.SetParameters(now.loss);
    }
}

void
LinkDirection::Enter(uint32_t octets,
                     const SegmentCopy* name,
                     Time now,
                     LinkResult& result,
                     uint32_t connection)
{
    NS_ASSERT_MSG(name || m_lose.empty(), "loss by name needs names");
    const int64_t time = now.GetTimeStep();
    while (time >= m_nextChange)
    {
        Apply(m_step + 1);
    }
    if (const auto& trace = m_steps[m_step].settings.delayTrace)
    {
        m_delay = trace->At(time - m_delayFrom);
    }
    const Fate fate = m_isChancy ? Draw(now, connection) : Fate{};
    const auto sent = m_transmitter.Send(octets, time);
    result.count = 0;
    result.isMarked = sent && sent->isMarked;
    result.start = TimeStep(sent ? sent->start : 0);
    result.sent = TimeStep(sent ? sent->end : 0);
    result.drop = sent ? LinkDrop::NONE : LinkDrop::QUEUE;
    if (result.IsSent() && (m_isChancy || name))
    {
        result.drop = DropOf(fate, name);
    }
    if (result.drop != LinkDrop::NONE || !result.IsSent())
    {
        return;
    }
    CheckTimeLimit(result.sent);
    const bool overtakes = m_reorders && Overtakes(fate.reorder);
    const int copies = fate.duplicated ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy)
    {
        LinkArrival& arrival = result.arrivals[copy];
        arrival.time =
            overtakes ? result.sent : Arrival(sent->end, copy == 0 ? fate.jitter : fate.copyJitter);
        arrival.corrupted = fate.corrupted;
        arrival.copy = copy > 0;
    }
    result.count = static_cast<uint8_t>(copies);
}

LinkDirection::Fate
LinkDirection::Draw(Time time, uint32_t connection)
{
    const LinkSettings& now = m_steps[m_step].settings;
    Fate fate{m_loss.Next(time, connection), false, false, 1, 0, 0};
    if (m_corrupts)
    {
        fate.corrupted = m_corruption.RandU01() < now.corrupt;
    }
    if (m_duplicates)
    {
        fate.duplicated = m_duplication.Next(now.duplicate.correlation) < now.duplicate.probability;
    }
    if (m_reorders)
    {
        fate.reorder = m_reordering.Next(now.reorder.event.correlation);
    }
    if (m_jitters)
    {
        fate.jitter = m_jitter.Next(now.jitter);
        fate.copyJitter = m_duplicates ? m_copyJitter.Next(now.jitter) : 0;
    }
    return fate;
}

LinkDrop
LinkDirection::DropOf(const Fate& fate, const SegmentCopy* name) const
{
    if (fate.lost)
    {
        return LinkDrop::LOSS;
    }
    return name && IsOneOf(m_lose, *name) ? LinkDrop::NAMED : LinkDrop::NONE;
}

bool
LinkDirection::Overtakes(double draw)
{
    // netem_enqueue(): inside the gap a frame never overtakes, after it with the probability.
    const ReorderParameters& reorder = m_steps[m_step].settings.reorder;
    if (m_sinceOvertaking + 1 < reorder.gap || draw >= reorder.event.probability)
    {
        m_sinceOvertaking = std::min(m_sinceOvertaking + 1, reorder.gap);
        return false;
    }
    m_sinceOvertaking = 0;
    return true;
}

Time
LinkDirection::Arrival(int64_t sent, int64_t jitter)
{
    const LinkSettings& now = m_steps[m_step].settings;
    int64_t arrival = sent + std::max<int64_t>(m_delay + jitter, 0);
    if (!now.jitterReorders)
    {
        arrival = std::max(arrival, m_lastArrival);
    }
    m_lastArrival = std::max(arrival, m_lastArrival);
    return TimeStep(arrival);
}

bool
LinkDirection::KeepsOrder() const
{
    return std::none_of(m_steps.begin(), m_steps.end(), [](const LinkStep& step) {
        return step.settings.reorder.event.probability > 0 || step.settings.jitterReorders;
    });
}

} // namespace synfin
} // namespace ns3
