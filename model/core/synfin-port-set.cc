/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-port-set.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint64_t ONES = ~uint64_t{0};

/// @return the position of the lowest one; bits is not 0
uint32_t
LowestOne(uint64_t bits)
{
    return static_cast<uint32_t>(__builtin_ctzll(bits));
}

} // namespace

PortSet::PortSet(uint32_t size)
    : m_size(size)
{
}

bool
PortSet::Contains(uint32_t number) const
{
    if (IsList())
    {
        return std::binary_search(m_list.begin(), m_list.end(), number);
    }
    return (m_words[number / 64] >> number % 64 & 1) != 0;
}

void
PortSet::Insert(uint32_t number)
{
    NS_ASSERT(number < m_size);
    if (Contains(number))
    {
        return;
    }
    ++m_count;
    if (IsList() && m_list.size() == FEW)
    {
        MakeBitmap();
    }
    if (IsList())
    {
        m_list.insert(std::lower_bound(m_list.begin(), m_list.end(), number),
                      static_cast<uint16_t>(number));
        return;
    }
    uint64_t& word = m_words[number / 64];
    word |= uint64_t{1} << number % 64;
    if (word == ONES)
    {
        m_full[number / 64 / 64] |= uint64_t{1} << number / 64 % 64;
    }
}

void
PortSet::Erase(uint32_t number)
{
    if (!Contains(number))
    {
        return;
    }
    --m_count;
    if (IsList())
    {
        m_list.erase(std::lower_bound(m_list.begin(), m_list.end(), number));
        return;
    }
    m_words[number / 64] &= ~(uint64_t{1} << number % 64);
    m_full[number / 64 / 64] &= ~(uint64_t{1} << number / 64 % 64);
}

void
PortSet::MakeBitmap()
{
    const uint32_t words = (m_size + 63) / 64;
    m_words.assign(words, 0);
    m_full.assign((words + 63) / 64, 0);
    for (const uint32_t number : m_list)
    {
        m_words[number / 64] |= uint64_t{1} << number % 64;
    }
    m_list.clear();
    m_list.shrink_to_fit();
    if (m_size % 64 != 0)
    {
        m_words.back() |= ONES << m_size % 64;
    }
    if (words % 64 != 0)
    {
        m_full.back() |= ONES << words % 64;
    }
    for (uint32_t word = 0; word < words; ++word)
    {
        m_full[word / 64] |= static_cast<uint64_t>(m_words[word] == ONES) << word % 64;
    }
}

std::optional<uint32_t>
PortSet::NextMissing(uint32_t from, uint32_t end) const
{
    NS_ASSERT(end <= m_size);
    if (from >= end)
    {
        return std::nullopt;
    }
    if (IsList())
    {
        return NextMissingInList(from, end);
    }
    const uint32_t number = NextMissingInBitmap(from);
    return number < end ? std::optional<uint32_t>(number) : std::nullopt;
}

std::optional<uint32_t>
PortSet::NextMissingInList(uint32_t from, uint32_t end) const
{
    for (auto it = std::lower_bound(m_list.begin(), m_list.end(), from);
         from < end && it != m_list.end() && *it == from;
         ++it)
    {
        ++from;
    }
    return from < end ? std::optional<uint32_t>(from) : std::nullopt;
}

uint32_t
PortSet::NextMissingInBitmap(uint32_t from) const
{
    uint32_t word = from / 64;
    const uint64_t here = ~m_words[word] & ONES << from % 64;
    if (here != 0)
    {
        return word * 64 + LowestOne(here);
    }
    ++word;
    uint64_t mask = word % 64 == 0 ? ONES : ONES << word % 64;
    for (std::size_t upper = word / 64; upper < m_full.size(); ++upper, mask = ONES)
    {
        const uint64_t open = ~m_full[upper] & mask;
        if (open != 0)
        {
            word = static_cast<uint32_t>(upper) * 64 + LowestOne(open);
            return word * 64 + LowestOne(~m_words[word]);
        }
    }
    return m_size;
}

std::optional<uint32_t>
PortSet::NextAround(uint32_t from) const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    if (IsList())
    {
        const auto found = std::lower_bound(m_list.begin(), m_list.end(), from);
        return found != m_list.end() ? *found : m_list.front();
    }
    uint64_t mask = ONES << from % 64;
    for (std::size_t word = from / 64;; word = (word + 1) % m_words.size(), mask = ONES)
    {
        const uint64_t here = m_words[word] & mask;
        const uint32_t number =
            static_cast<uint32_t>(word) * 64 + (here != 0 ? LowestOne(here) : 0);
        if (here != 0 && number < m_size) // beyond the size all are in
        {
            return number;
        }
    }
}

uint32_t
PortSet::Missing(uint32_t rank) const
{
    NS_ASSERT(rank < m_size - m_count);
    if (IsList())
    {
        for (const uint32_t number : m_list)
        {
            rank += number <= rank ? 1 : 0;
        }
        return rank;
    }
    uint32_t word = 0;
    for (;; ++word)
    {
        const auto open = static_cast<uint32_t>(__builtin_popcountll(~m_words[word]));
        if (rank < open)
        {
            break;
        }
        rank -= open;
    }
    uint64_t open = ~m_words[word];
    for (; rank > 0; --rank)
    {
        open &= open - 1;
    }
    return word * 64 + LowestOne(open);
}

} // namespace synfin
} // namespace ns3
