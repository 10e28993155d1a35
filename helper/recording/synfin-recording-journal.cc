/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-recording-journal.h"

#include "ns3/simulator.h"
#include "ns3/synfin-provenance.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::size_t OCTETS_AT_ONCE = 1 << 18;

} // namespace

std::string
JournalMadeBy()
{
    return ProgramToJson("synfin").dump();
}

RecordingJournal::RecordingJournal(const RecordingOptions& options, Rank rank)
    : m_rank(rank)
{
    Try(RecordingWords(), [&] {
        const std::string name = "rank-" + std::to_string(rank.id);
        m_output = std::make_unique<OutputDirectory>(options.folder + "/" + name,
                                                     options.force,
                                                     RecordingWords().output);
        m_file = std::make_unique<OutputFile>(m_output->Folder() + "/" + JOURNAL_FILE,
                                              Compression::NONE);
    });
    JournalBegin begin{JournalMadeBy(), rank, options};
    m_journal(begin);
}

bool
RecordingJournal::IsOver() const
{
    return !m_output;
}

void
RecordingJournal::Forget()
{
    m_file.reset();
    m_output.reset();
}

void
RecordingJournal::Flush()
{
    Try(RecordingWords(),
        [this] { m_file->Write(m_journal.octets.data(), m_journal.octets.size()); });
    m_journal.octets.clear();
}

template <typename... Values>
void
RecordingJournal::Write(JournalEntry entry, Values... values)
{
    if (IsOver())
    {
        return; // it failed before, which was said then
    }
    m_journal(entry, values...);
    if (m_journal.octets.size() >= OCTETS_AT_ONCE)
    {
        Flush();
    }
}

void
RecordingJournal::WriteAddresses(const FourTuple& tuple,
                                 const AddressTable& addresses,
                                 uint32_t host)
{
    for (const AddressId id : {tuple.localAddress, tuple.remoteAddress})
    {
        if (m_addresses.insert(id).second)
        {
            Write({JournalEntry::ADDRESS, Simulator::Now(), host}, id, addresses.ToText(id));
        }
    }
}

void
RecordingJournal::AddHost(uint32_t id, HostKind kind, const std::string& name)
{
    Write({JournalEntry::HOST, Simulator::Now(), id}, kind, name);
}

void
RecordingJournal::OnTransition(const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    WriteAddresses(transition.tuple, *record.addresses, record.host);
    if (transition.incarnation != 0)
    {
        m_newest.Set(transition.tuple, transition.incarnation);
    }
    Write({JournalEntry::TRANSITION, Simulator::Now(), record.host}, record);
}

void
RecordingJournal::OnSegment(const SegmentRecord& record)
{
    WriteAddresses(record.tuple, *record.addresses, record.host);
    Write({JournalEntry::SEGMENT, Simulator::Now(), record.host}, record);
}

void
RecordingJournal::OnDrop(const DropRecord& record)
{
    WriteAddresses(record.drop.tuple, *record.addresses, record.host);
    Write({JournalEntry::DROP, Simulator::Now(), record.host}, record);
}

void
RecordingJournal::OnLoss(const LossRecord& record)
{
    WriteAddresses(record.tuple, *record.addresses, record.at);
    Write({JournalEntry::LOSS, Simulator::Now(), record.at}, record);
}

void
RecordingJournal::OnActive(Time now, uint32_t host, const StackCounters& counters)
{
    const int64_t second = SecondOf(now);
    if (second != m_second)
    {
        WriteCounts();
        m_second = second;
    }
    m_active[host] = &counters;
}

void
RecordingJournal::WriteCounts()
{
    const Time until = std::min(Simulator::Now(), Seconds(static_cast<double>(m_second)));
    for (const auto& [host, counters] : m_active)
    {
        Write({JournalEntry::ACTIVE, until, host}, *counters);
    }
    m_active.clear();
}

uint32_t
RecordingJournal::NextNumber()
{
    return m_attempts * m_rank.count + m_rank.id + 1;
}

void
RecordingJournal::OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id)
{
    ++m_attempts;
    m_newest.Set(record.tuple, record.number);
    WriteAddresses(record.tuple, *record.addresses, host);
    Write({JournalEntry::CONNECT, Simulator::Now(), host}, record, id);
}

uint32_t
RecordingJournal::NumberOf(const FourTuple& tuple) const
{
    return m_newest.OfEither(tuple);
}

void
RecordingJournal::OnSend(uint32_t host, ConnectionId id, uint32_t octets)
{
    Write({JournalEntry::SEND, Simulator::Now(), host}, id, octets);
}

void
RecordingJournal::OnReceive(uint32_t host, ConnectionId id, uint32_t octets)
{
    Write({JournalEntry::RECEIVE, Simulator::Now(), host}, id, octets);
}

void
RecordingJournal::OnHostGone(uint32_t host, const StackCounters& counters, const Profile* profile)
{
    WriteCounts();
    const auto fields = profile ? FieldsOf(*profile) : std::map<std::string, std::string>();
    Write({JournalEntry::GONE, Simulator::Now(), host}, counters, fields);
}

void
RecordingJournal::Finish(const RecordingEnd& end)
{
    if (IsOver())
    {
        return;
    }
    Write({JournalEntry::END, Time::Max(), 0}, end);
    Flush();
    Try(RecordingWords(), [this] {
        m_file->Close();
        m_output->Commit();
    });
    Forget();
}

} // namespace synfin
} // namespace ns3
