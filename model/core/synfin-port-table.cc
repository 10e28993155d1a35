/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-port-table.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

/// RFC 6056 3.3.5: the largest increment.
constexpr uint32_t MAX_INCREMENT = 500;

/// How many random ports are looked at before one is drawn from those that are left.
constexpr uint32_t PATIENCE = 256;

/// @return a random number below a bound, of 64 random bits
uint32_t
Below(uint32_t bound, uint64_t random)
{
    return static_cast<uint32_t>((random >> 32) * bound >> 32);
}

} // namespace

PortTable::PortTable(const Profile& profile, const IsnGenerator& isn)
    : m_profile(profile),
      m_isn(isn),
      m_size(profile.ip_local_port_range.Size())
{
    Restart();
}

void
PortTable::Restart()
{
    m_destinations.clear();
    m_taken = 0;
    m_draws = 0;
    m_next = 0;
    m_counters = {};
    m_perturb.clear();
    switch (m_profile.port_selection)
    {
    case PortSelection::LINUX: // counters start at random, each by itself
    case PortSelection::RFC6056_3:
    case PortSelection::RFC6056_4:
        break; // counters start at 0: the hash of the destination is as random
    case PortSelection::RFC6056_1:
    case PortSelection::RFC6056_2:
    case PortSelection::RFC6056_5:
        m_next = static_cast<uint32_t>(Random());
        break;
    case PortSelection::NS3:
        break;
    }
}

// ---- Numbers of ports ----

uint32_t
PortTable::NumberOf(uint16_t port) const
{
    // Linux: first those with the parity of the lowest one, then the others.
    const uint32_t offset = port - m_profile.ip_local_port_range.low;
    return m_profile.port_selection == PortSelection::LINUX
               ? offset / 2 + (offset % 2 != 0 ? Evens() : 0)
               : offset;
}

uint16_t
PortTable::PortOf(uint32_t number) const
{
    uint32_t offset = number;
    if (m_profile.port_selection == PortSelection::LINUX)
    {
        offset = number < Evens() ? 2 * number : 2 * (number - Evens()) + 1;
    }
    return static_cast<uint16_t>(m_profile.ip_local_port_range.low + offset);
}

uint64_t
PortTable::Random()
{
    return m_isn.Random(m_draws++);
}

// ---- What is taken ----

FourTuple
PortTable::KeyOf(const FourTuple& tuple) const
{
    if (m_profile.port_selection == PortSelection::NS3)
    {
        return {}; // ns-3's demultiplexers look at the local port alone
    }
    FourTuple key;
    key.localAddress = tuple.localAddress;
    if (m_profile.bind_address_no_port)
    {
        key.remoteAddress = tuple.remoteAddress;
        key.remotePort = tuple.remotePort;
    }
    return key;
}

PortTable::Destination&
PortTable::DestinationOf(const FourTuple& tuple)
{
    return m_destinations.try_emplace(KeyOf(tuple), m_size).first->second;
}

void
PortTable::Take(const FourTuple& tuple)
{
    DestinationOf(tuple).taken.Insert(NumberOf(tuple.localPort));
    ++m_taken;
}

void
PortTable::Release(const FourTuple& tuple)
{
    --m_taken;
    const auto found = m_destinations.find(KeyOf(tuple));
    if (found == m_destinations.end())
    {
        return; // it was on offer, like all others
    }
    found->second.taken.Erase(NumberOf(tuple.localPort));
    if (found->second.taken.Count() == 0)
    {
        m_destinations.erase(found);
    }
}

void
PortTable::OfferAfter(const FourTuple& tuple, Time time)
{
    if (!m_profile.bind_address_no_port)
    {
        return; // bind() does not know yet that the new connection will have the same four-tuple
    }
    DestinationOf(tuple).offers.push_back({time.GetTimeStep(), NumberOf(tuple.localPort)});
}

std::optional<uint16_t>
PortTable::Choose(const FourTuple& tuple, Time now, const IsFree& isFree)
{
    const auto found = m_destinations.find(KeyOf(tuple));
    if (found == m_destinations.end())
    {
        const PortSet none(m_size);
        const auto number = Select({*this, none, isFree}, tuple);
        return number ? std::optional<uint16_t>(PortOf(*number)) : std::nullopt;
    }
    Destination& destination = found->second;
    while (!destination.offers.empty() && destination.offers.front().after < now.GetTimeStep())
    {
        // Meanwhile it may have ended, and another connection have the port.
        const uint32_t number = destination.offers.front().number;
        destination.offers.pop_front();
        if (isFree(PortOf(number)))
        {
            destination.taken.Erase(number);
        }
    }
    if (destination.taken.IsFull())
    {
        return std::nullopt;
    }
    const auto number = Select({*this, destination.taken, isFree}, tuple);
    return number ? std::optional<uint16_t>(PortOf(*number)) : std::nullopt;
}

// ---- Searching ----

bool
PortTable::Search::Suits(uint32_t number) const
{
    return !taken.Contains(number) && isFree(table.PortOf(number));
}

/// @return the first that suits, from the start on and around, of those from begin to end
std::optional<uint32_t>
PortTable::Search::From(uint32_t start, uint32_t begin, uint32_t end) const
{
    for (const auto& [from, to] : {std::make_pair(start, end), std::make_pair(begin, start)})
    {
        auto number = taken.NextMissing(from, to);
        while (number && !isFree(table.PortOf(*number)))
        {
            number = taken.NextMissing(*number + 1, to);
        }
        if (number)
        {
            return number;
        }
    }
    return std::nullopt;
}

/// @return one of those that are not taken, all equally likely; nothing with the probability that
/// so many random tries as there are ports, less those tried, miss them all
std::optional<uint32_t>
PortTable::Search::Anywhere(uint64_t random, uint32_t tried) const
{
    const uint32_t missing = table.m_size - taken.Count();
    const double miss = 1 - static_cast<double>(missing) / table.m_size;
    const double tries = table.m_size > tried ? table.m_size - tried : 0;
    const double share = static_cast<double>(random & 0xffffffff) / 4294967296.0;
    if (share < std::pow(miss, tries))
    {
        return std::nullopt;
    }
    const uint32_t first = Below(missing, random);
    for (uint32_t i = 0; i < missing; ++i)
    {
        const uint32_t number = taken.Missing((first + i) % missing);
        if (isFree(table.PortOf(number)))
        {
            return number;
        }
    }
    return std::nullopt;
}

std::optional<uint32_t>
PortTable::Select(const Search& search, const FourTuple& tuple)
{
    switch (m_profile.port_selection)
    {
    case PortSelection::RFC6056_1:
        return search.From(Below(m_size, Random()), 0, m_size);
    case PortSelection::RFC6056_2:
        return Redraw(search);
    case PortSelection::RFC6056_3:
        return Count(search, static_cast<uint32_t>(m_isn.PortOffset(KeyOf(tuple))), m_next);
    case PortSelection::RFC6056_4: {
        const uint64_t hash = m_isn.PortOffset(KeyOf(tuple)); // F and G are its two halves
        return Count(search,
                     static_cast<uint32_t>(hash),
                     m_counters[(hash >> 32) % m_counters.size()]);
    }
    case PortSelection::RFC6056_5:
        return Increment(search);
    case PortSelection::LINUX:
        return m_profile.bind_address_no_port ? Perturb(search, m_isn.PortOffset(tuple))
                                              : OddFirst(search);
    case PortSelection::NS3:
        return InTurn(search);
    }
    return std::nullopt;
}

/// RFC 6056 3.3.2: as many random ports as there are, until one suits.
std::optional<uint32_t>
PortTable::Redraw(const Search& search)
{
    const uint32_t tries = std::min(PATIENCE, m_size);
    for (uint32_t i = 0; i < tries; ++i)
    {
        const uint32_t number = Below(m_size, Random());
        if (search.Suits(number))
        {
            return number;
        }
    }
    return search.Anywhere(Random(), tries);
}

/// RFC 6056 3.3.3 and 3.3.4: port = low + (counter + offset) % size, and the counter goes on.
std::optional<uint32_t>
PortTable::Count(const Search& search, uint32_t offset, uint32_t& counter)
{
    const uint32_t start = (counter + offset) % m_size;
    const auto number = search.From(start, 0, m_size);
    counter += number ? (*number + m_size - start) % m_size + 1 : m_size;
    return number;
}

/// RFC 6056 3.3.5: as many random steps forward as there are ports, until one suits. After PATIENCE
/// steps the walk has been round more than once, and where it stands is taken for random.
std::optional<uint32_t>
PortTable::Increment(const Search& search)
{
    const uint32_t tries = std::min(PATIENCE, m_size);
    for (uint32_t i = 0; i < tries; ++i)
    {
        m_next += Below(MAX_INCREMENT, Random()) + 1;
        if (search.Suits(m_next % m_size))
        {
            return m_next % m_size;
        }
    }
    const auto number = search.Anywhere(Random(), tries);
    m_next = number.value_or(m_next);
    return number;
}

/// Linux: half of the ports, from a pair of an even and an odd one on. Of an odd number of ports
/// the scan looks at one less ("remaining &= ~1U"), and goes on at the top by as many ports less:
/// so the first even one is missed, or the last when the scan begins at the first.
std::optional<uint32_t>
PortTable::Half(const Search& search, uint32_t pair, bool odd) const
{
    const uint32_t pairs = Pairs();
    if (odd)
    {
        return m_size > 1 ? search.From(Evens() + pair, Evens(), Evens() + pairs) : std::nullopt;
    }
    return Evens() == pairs || pair == 0 ? search.From(pair, 0, pairs)
                                         : search.From(pair, 1, Evens());
}

/// Linux __inet_hash_connect(): RFC 6056 3.3.4 with 65,536 counters that start at random; every
/// other port first, the ones between when these are all taken; a little noise for the next.
std::optional<uint32_t>
PortTable::Perturb(const Search& search, uint64_t hash)
{
    const auto index = static_cast<uint16_t>(hash);
    const auto entry = m_perturb.find(index);
    const uint32_t counter = entry != m_perturb.end()
                                 ? entry->second
                                 : static_cast<uint32_t>(m_isn.Random(1ULL << 63 | index));
    const uint32_t pairs = Pairs();
    const uint32_t remaining = m_size > 1 ? 2 * pairs : 1;
    const uint32_t start = (counter + static_cast<uint32_t>(hash >> 32)) % remaining / 2;
    auto number = Half(search, start, false);
    if (!number)
    {
        number = Half(search, start, true);
    }
    if (number)
    {
        const uint32_t place = *number < Evens() ? *number : *number - Evens();
        const uint32_t distance = 2 * ((place + pairs - start) % pairs);
        m_perturb[index] = counter + std::max(distance, 2 * Below(8, Random())) + 2;
    }
    return number;
}

/// Linux inet_csk_find_open_port(): "we do the opposite to not pollute connect() users".
std::optional<uint32_t>
PortTable::OddFirst(const Search& search)
{
    const uint32_t start = Below(Pairs(), Random());
    const auto number = Half(search, start, true);
    return number ? number : Half(search, start, false);
}

/// ns-3's Ipv4EndPointDemux::AllocateEphemeralPort(): the one after the last one.
std::optional<uint32_t>
PortTable::InTurn(const Search& search)
{
    const auto number = search.From((m_next + 1) % m_size, 0, m_size);
    m_next = number.value_or(m_next);
    return number;
}

} // namespace synfin
} // namespace ns3
