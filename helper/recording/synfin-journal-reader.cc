/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-journal-reader.h"

#include <algorithm>
#include <filesystem>

namespace ns3
{
namespace synfin
{

JournalReader::JournalReader(const std::string& path)
    : m_path(path),
      m_stream(path, std::ios::binary),
      m_input(m_stream),
      m_size(static_cast<double>(std::filesystem::file_size(path)))
{
    if (!m_stream)
    {
        throw JournalError(path + " cannot be read");
    }
    Read([this] { m_input(m_begin.madeBy); });
    if (m_begin.madeBy != JournalMadeBy())
    {
        throw JournalError(path +
                           " was written by another build of synfin, which alone can read it");
    }
    m_stream.seekg(0);
    Read([this] { m_input(m_begin, m_next); });
}

double
JournalReader::Share()
{
    return m_isOver ? 1 : static_cast<double>(m_stream.tellg()) / m_size;
}

void
JournalReader::Play(JournalWhole& whole)
{
    Read([&] {
        PlayEntry(whole);
        if (!m_isOver)
        {
            const Time last = m_next.time;
            m_input(m_next);
            if (m_next.time < last || m_next.kind > JournalEntry::END)
            {
                throw JournalError("is damaged");
            }
        }
    });
}

template <typename Action>
void
JournalReader::Read(const Action& action)
{
    try
    {
        action();
    }
    catch (const JournalError& error)
    {
        throw JournalError(m_path + " " + error.what());
    }
}

void
JournalReader::PlayEntry(JournalWhole& whole)
{
    RecordingSink& sink = whole.sink;
    switch (m_next.kind)
    {
    case JournalEntry::HOST:
        PlayHost(whole);
        return;
    case JournalEntry::ADDRESS:
        PlayAddress(whole);
        return;
    case JournalEntry::CONNECT:
        PlayConnect(whole);
        return;
    case JournalEntry::TRANSITION: {
        auto record = Take<TransitionRecord>();
        Adopt(whole, record.transition.tuple, record.transition.incarnation);
        record.addresses = &whole.addresses;
        sink.OnTransition(record);
        return;
    }
    case JournalEntry::SEGMENT: {
        auto record = Take<SegmentRecord>();
        Adopt(whole, record.tuple, record.segment.incarnation);
        record.addresses = &whole.addresses;
        sink.OnSegment(record);
        return;
    }
    case JournalEntry::DROP: {
        auto record = Take<DropRecord>();
        Adopt(whole, record.drop.tuple, record.drop.segment.incarnation);
        record.addresses = &whole.addresses;
        sink.OnDrop(record);
        return;
    }
    case JournalEntry::LOSS:
        PlayLoss(whole);
        return;
    case JournalEntry::ACTIVE: {
        StackCounters& counters = whole.counters[m_next.host];
        sink.OnActive(m_next.time, m_next.host, counters);
        counters = Take<StackCounters>();
        return;
    }
    case JournalEntry::SEND: {
        const auto id = Take<ConnectionId>();
        sink.OnSend(m_next.host, id, Take<uint32_t>());
        return;
    }
    case JournalEntry::RECEIVE: {
        const auto id = Take<ConnectionId>();
        sink.OnReceive(m_next.host, id, Take<uint32_t>());
        return;
    }
    case JournalEntry::GONE:
        PlayGone(whole);
        return;
    case JournalEntry::END:
        PlayEnd(whole);
        return;
    }
}

template <typename T>
T
JournalReader::Take()
{
    T value{};
    m_input(value);
    return value;
}

void
JournalReader::PlayLoss(JournalWhole& whole)
{
    auto record = Take<LossRecord>();
    Adopt(whole, record.tuple, record.segment.incarnation);
    record.addresses = &whole.addresses;
    whole.sink.OnLoss(record);
}

void
JournalReader::PlayHost(JournalWhole& whole)
{
    const auto kind = Take<HostKind>();
    const auto name = Take<std::string>();
    m_hosts.emplace_back(m_next.host, kind != HostKind::ELSEWHERE);
    if (whole.hosts.insert(m_next.host).second)
    {
        whole.sink.AddHost(m_next.host, HostKind::SYNFIN, name); // across ranks there is no other
    }
}

void
JournalReader::PlayAddress(JournalWhole& whole)
{
    const auto id = Take<AddressId>();
    const auto text = Take<std::string>();
    m_addresses[id] = FourTuple{id, id, 0, 0}.IsIpv6()
                          ? whole.addresses.Intern(Ipv6Address(text.c_str()))
                          : whole.addresses.Intern(Ipv4Address(text.c_str()));
}

void
JournalReader::PlayConnect(JournalWhole& whole)
{
    auto record = Take<AttemptRecord>();
    const auto id = Take<ConnectionId>();
    const uint32_t number = whole.sink.NextNumber();
    whole.numbers[record.number] = number;
    Adopt(whole, record.tuple, record.number);
    record.addresses = &whole.addresses;
    whole.sink.OnConnect(record, m_next.host, id);
}

void
JournalReader::PlayGone(JournalWhole& whole)
{
    const auto counters = Take<StackCounters>();
    const auto fields = Take<std::map<std::string, std::string>>();
    Profile profile;
    for (const auto& [name, text] : fields)
    {
        if (profile.Set(name, text))
        {
            throw JournalError("is damaged");
        }
    }
    whole.sink.OnHostGone(m_next.host, counters, fields.empty() ? nullptr : &profile);
}

void
JournalReader::PlayEnd(JournalWhole& whole)
{
    const auto end = Take<RecordingEnd>();
    whole.end.events += end.events;
    whole.end.wallSeconds = std::max(whole.end.wallSeconds, end.wallSeconds);
    whole.end.peakRssBytes += end.peakRssBytes;
    m_isOver = true;
    if (m_stream.peek() != std::ifstream::traits_type::eof())
    {
        throw JournalError("goes on after its end");
    }
}

void
JournalReader::Adopt(const JournalWhole& whole, FourTuple& tuple, uint32_t& number) const
{
    const auto local = m_addresses.find(tuple.localAddress);
    const auto remote = m_addresses.find(tuple.remoteAddress);
    const auto whose = whole.numbers.find(number);
    if (local == m_addresses.end() || remote == m_addresses.end())
    {
        throw JournalError("is damaged");
    }
    if (number != 0 && whose == whole.numbers.end())
    {
        throw JournalError("tells of a connection that no rank has opened");
    }
    tuple.localAddress = local->second;
    tuple.remoteAddress = remote->second;
    number = number != 0 ? whose->second : 0;
}

} // namespace synfin
} // namespace ns3
