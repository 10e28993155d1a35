/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-annotated-capture.h"

#include "synfin-incarnation-tag.h"

#include "ns3/synfin-connection-groups.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::array<const char*, 2> ENDS{"client", "server"};

/// @return the connection in words
std::string
NameOf(uint32_t number)
{
    return number == 0                          ? "no connection"
           : number >= ConnectionGroups::FORGED ? "made up by an attacker"
                                                : "conn " + std::to_string(number);
}

uint32_t
NumberOf(const Packet& frame)
{
    IncarnationTag incarnation;
    return frame.PeekPacketTag(incarnation) ? incarnation.Get() : 0;
}

} // namespace

AnnotatedCapture::Content::Content(const Segment& segment)
    : seq(segment.seq.GetValue()),
      ack(segment.Has(Segment::ACK) ? segment.ack.GetValue() : 0),
      payload(segment.payload),
      flags(segment.flags)
{
}

bool
AnnotatedCapture::Content::operator==(const Content& other) const
{
    return seq == other.seq && ack == other.ack && payload == other.payload && flags == other.flags;
}

AnnotatedCapture::AnnotatedCapture(std::unique_ptr<PcapngFile> file,
                                   EndOf endOf,
                                   bool hearsHosts,
                                   AddressTable& addresses)
    : m_file(std::move(file)),
      m_endOf(std::move(endOf)),
      m_hearsHosts(hearsHosts),
      m_addresses(addresses)
{
}

// ---- Frames ----

AnnotatedCapture::Entry&
AnnotatedCapture::Add(int end, Time time, const Packet& frame, PcapngFile::Way way)
{
    std::string octets(frame.GetSize(), '\0');
    frame.CopyData(reinterpret_cast<uint8_t*>(octets.data()), frame.GetSize());
    m_entries[end].push_back({time.GetNanoSeconds(), std::move(octets), "", way});
    return m_entries[end].back();
}

void
AnnotatedCapture::Sent(int end, Time time, const Packet& frame)
{
    Entry& entry = Add(end, time, frame, PcapngFile::Way::OUT);
    const uint32_t number = NumberOf(frame);
    entry.comment = m_hearsHosts ? NameOf(number) : "";
    const auto found = PeekSegment(Ptr<const Packet>(&frame), m_addresses);
    const auto known = m_known.find(number);
    if (!found || known == m_known.end())
    {
        return;
    }
    auto& notes = known->second.notes;
    const Content content(found->segment);
    const auto note = std::find_if(notes.begin(), notes.end(), [&](const Note& one) {
        return one.end == end && one.content == content;
    });
    if (note != notes.end())
    {
        entry.comment += (entry.comment.empty() ? "" : "; ") + note->text;
        notes.erase(note);
        Over(number, time.GetNanoSeconds());
    }
}

void
AnnotatedCapture::Arrived(int end, Time time, const Packet& frame)
{
    Entry& entry = Add(end, time, frame, PcapngFile::Way::IN);
    const auto found = PeekSegment(Ptr<const Packet>(&frame), m_addresses);
    if (!m_hearsHosts || !found)
    {
        return;
    }
    const uint32_t number = NumberOf(frame);
    entry.comment = NameOf(number);
    entry.isWaited = true;
    m_known[number].coming.push_back({Content(found->segment), end, &entry});
}

void
AnnotatedCapture::Advance(Time now)
{
    if (now.GetNanoSeconds() > m_overAt)
    {
        for (const uint32_t number : m_over)
        {
            Forget(number);
        }
        m_over.clear();
    }
    Flush(now.GetNanoSeconds());
}

void
AnnotatedCapture::Flush(int64_t before)
{
    for (;;)
    {
        int first = m_entries[0].empty() ? 1 : 0;
        if (m_entries[first].empty())
        {
            return;
        }
        if (!m_entries[1].empty() && m_entries[1].front().at < m_entries[first].front().at)
        {
            first = 1;
        }
        const Entry& entry = m_entries[first].front();
        if (entry.at >= before || entry.isWaited || entry.got >= before)
        {
            return;
        }
        m_file->Write(static_cast<uint32_t>(first),
                      NanoSeconds(static_cast<uint64_t>(entry.at)),
                      entry.octets,
                      entry.way,
                      entry.comment);
        m_entries[first].pop_front();
    }
}

void
AnnotatedCapture::Close()
{
    for (auto& entries : m_entries)
    {
        for (Entry& entry : entries)
        {
            entry.isWaited = false;
            entry.got = -1;
        }
    }
    Flush(std::numeric_limits<int64_t>::max());
    m_known.clear();
    m_file->Close();
}

// ---- What hosts and network tell ----

std::string
AnnotatedCapture::StateOf(Side& side, int end, int64_t now) const
{
    std::string text = ENDS[end] + std::string(" ");
    text += side.changed == now && !side.changes.empty() ? side.changes : ToString(side.state);
    side.changes.clear();
    return text;
}

bool
AnnotatedCapture::TakeComing(Known& known, const Content& content, int end, Coming& taken)
{
    auto& coming = known.coming;
    const auto found = std::find_if(coming.begin(), coming.end(), [&](const Coming& one) {
        return (end < 0 || one.end == end) && one.content == content;
    });
    if (found == coming.end())
    {
        return false;
    }
    taken = *found;
    coming.erase(found);
    taken.entry->isWaited = false;
    return true;
}

void
AnnotatedCapture::Over(uint32_t number, int64_t now)
{
    m_over.push_back(number);
    m_overAt = std::max(m_overAt, now);
}

void
AnnotatedCapture::Forget(uint32_t number)
{
    const auto known = m_known.find(number);
    if (known == m_known.end())
    {
        return;
    }
    const auto& sides = known->second.sides;
    if (known->second.coming.empty() && known->second.notes.empty() &&
        sides[0].state == State::CLOSED && sides[1].state == State::CLOSED)
    {
        m_known.erase(known);
    }
}

void
AnnotatedCapture::OnTransition(const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    const uint32_t number = transition.incarnation;
    if (number == 0)
    {
        return; // a listener
    }
    const int64_t now = record.time.GetNanoSeconds();
    Side& side = m_known[number].sides[m_endOf(record.host)];
    side.state = transition.to;
    if (transition.to == State::CLOSED)
    {
        Over(number, now);
    }
    const std::string change = std::string(ToString(transition.from)) + " -> " +
                               ToString(transition.to) + " (" + ToString(transition.cause) + ")";
    if (side.entry && side.entryGot == now)
    {
        side.entry->comment += ", " + change;
        return;
    }
    if (side.changed != now)
    {
        side.changes.clear();
    }
    side.changed = now;
    side.changes += (side.changes.empty() ? "" : ", ") + change;
}

void
AnnotatedCapture::OnSegment(const SegmentRecord& record)
{
    const uint32_t number = record.segment.incarnation;
    const int64_t now = record.time.GetNanoSeconds();
    const int end = m_endOf(record.host);
    Known& known = m_known[number];
    Side& side = known.sides[end];
    if (record.sent)
    {
        std::string text = StateOf(side, end, now);
        if (record.kind != SegmentKind::NEW)
        {
            text += "; " + std::string(ToString(record.kind));
        }
        known.notes.push_back({Content(record.segment), end, std::move(text)});
        return;
    }
    Coming taken{Content(record.segment), end, nullptr};
    if (TakeComing(known, taken.content, end, taken))
    {
        taken.entry->got = now;
        taken.entry->comment += "; " + StateOf(side, end, now);
        side.entry = taken.entry;
        side.entryGot = now;
    }
}

void
AnnotatedCapture::OnDrop(const DropRecord& record)
{
    const uint32_t number = record.drop.segment.incarnation;
    const int64_t now = record.time.GetNanoSeconds();
    const int end = m_endOf(record.host);
    Known& known = m_known[number];
    const std::string why = std::string("; dropped: ") + ToString(record.drop.reason);
    Coming taken{Content(record.drop.segment), end, nullptr};
    if (TakeComing(known, taken.content, end, taken)) // before it was received
    {
        taken.entry->comment += "; " + StateOf(known.sides[end], end, now) + why;
    }
    else if (known.sides[end].entry && known.sides[end].entryGot == now)
    {
        known.sides[end].entry->comment += why;
    }
    Over(number, now);
}

bool
AnnotatedCapture::IsBeyond(const LossRecord& record, int sender) const
{
    const bool isOfHost = record.place == LossPlace::HOST || record.place == LossPlace::ACCESS;
    return isOfHost ? m_endOf(record.at) != sender : record.place == LossPlace::NOBODY;
}

void
AnnotatedCapture::OnLoss(const LossRecord& record)
{
    const uint32_t number = record.segment.incarnation;
    const Content content(record.segment);
    Known& known = m_known[number];
    const std::string why =
        std::string("lost: ") + ToString(record.place) + ", " + ToString(record.reason);
    Coming taken{content, 0, nullptr};
    if (record.place != LossPlace::LINK && TakeComing(known, content, -1, taken))
    {
        taken.entry->comment += "; " + why;
        Over(number, record.time.GetNanoSeconds());
        return;
    }
    auto& notes = known.notes;
    const auto note = std::find_if(notes.rbegin(), notes.rend(), [&](const Note& one) {
        return one.content == content && one.text.find("lost: ") == std::string::npos;
    });
    const bool isTransmitted = record.place == LossPlace::LINK &&
                               record.reason != LossReason::QUEUE &&
                               record.reason != LossReason::STOPPED;
    if (isTransmitted && note != notes.rend())
    {
        note->text += "; " + why;
    }
    else if (isTransmitted) // what a middlebox sends of its own
    {
        notes.push_back({content, static_cast<int>(record.at), why});
    }
    else if (note != notes.rend() && !IsBeyond(record, note->end))
    {
        notes.erase(std::next(note).base());
    }
    Over(number, record.time.GetNanoSeconds());
}

} // namespace synfin
} // namespace ns3
