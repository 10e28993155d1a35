/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-catalogue.h"

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>

namespace ns3
{
namespace synfin
{

namespace
{

const std::string SEMICOLON = "; "; //!< behind it, a message tells more
const std::string COMMA = ", ";     //!< between the words of a list

/// @return the number at a place of a .mo file, in this machine's order of octets
std::optional<uint32_t>
NumberAt(const std::string& file, std::size_t place)
{
    uint32_t number = 0;
    if (file.size() < sizeof(number) || place > file.size() - sizeof(number))
    {
        return std::nullopt;
    }
    std::memcpy(&number, file.data() + place, sizeof(number));
    return number;
}

/// @return the text that an entry of a table of a .mo file tells of: its length and its place
std::optional<std::string>
TextAt(const std::string& file, std::size_t entry)
{
    const auto length = NumberAt(file, entry);
    const auto place = NumberAt(file, entry + 4);
    if (!length || !place || *place > file.size() || *length > file.size() - *place)
    {
        return std::nullopt;
    }
    return file.substr(*place, *length);
}

/// @return whether a placeholder of a kind may stand for a value
bool
IsOfKind(const std::string& kind, const std::string& value)
{
    if (kind == "..." || kind == "text")
    {
        return true;
    }
    if (kind == "s")
    {
        return value.empty() || value == "s";
    }
    if (kind == "word")
    {
        return !value.empty() && value.find(' ') == std::string::npos;
    }
    if (kind == "list")
    {
        for (std::size_t i = value.find(' '); i != std::string::npos; i = value.find(' ', i + 1))
        {
            if (i == 0 || value[i - 1] != ',')
            {
                return false;
            }
        }
        return !value.empty();
    }
    return value.find(SEMICOLON) == std::string::npos;
}

} // namespace

std::optional<Catalogue>
Catalogue::Read(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    constexpr uint32_t MAGIC = 0x950412de; // gettext manual, "The Format of GNU MO Files"
    const auto magic = NumberAt(text, 0);
    const auto count = NumberAt(text, 8);
    const auto keys = NumberAt(text, 12);
    const auto translations = NumberAt(text, 16);
    if (magic != MAGIC || !count || !keys || !translations)
    {
        return std::nullopt;
    }
    Catalogue catalogue;
    for (std::size_t i = 0; i < *count; ++i)
    {
        const auto key = TextAt(text, *keys + 8 * i);
        const auto translation = TextAt(text, *translations + 8 * i);
        if (!key || !translation)
        {
            return std::nullopt;
        }
        if (!key->empty()) // that of the file's own head is empty
        {
            catalogue.Add(*key, *translation);
        }
    }
    return catalogue;
}

void
Catalogue::Add(const std::string& english, const std::string& translation)
{
    Pattern pattern = Split(english);
    if (pattern.kinds.empty())
    {
        m_texts[english] = translation;
        return;
    }
    pattern.translation = translation;
    const auto saysLess = [](const Pattern& a, const Pattern& b) { return Weight(a) > Weight(b); };
    m_patterns.insert(std::upper_bound(m_patterns.begin(), m_patterns.end(), pattern, saysLess),
                      pattern);
}

std::string
Catalogue::operator()(const std::string& english) const
{
    Known known;
    return Find(english, known).value_or(english);
}

Catalogue::Pattern
Catalogue::Split(const std::string& text)
{
    Pattern pattern{{""}, {}, {}};
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const std::size_t end = text[i] == '{' ? text.find('}', i) : std::string::npos;
        if (end == std::string::npos)
        {
            pattern.literals.back() += text[i];
            continue;
        }
        pattern.kinds.push_back(text.substr(i + 1, end - i - 1));
        pattern.literals.emplace_back();
        i = end;
    }
    return pattern;
}

std::size_t
Catalogue::Weight(const Pattern& pattern)
{
    return std::accumulate(pattern.literals.begin(),
                           pattern.literals.end(),
                           std::size_t{0},
                           [](std::size_t sum, const auto& part) { return sum + part.size(); });
}

bool
Catalogue::Match(const Pattern& pattern, const std::string& rest, Values& values)
{
    const std::size_t place = values.size();
    const std::string& kind = pattern.kinds[place];
    const std::string& next = pattern.literals[place + 1];
    const bool isLast = place + 1 == pattern.kinds.size();
    if (isLast)
    {
        const bool ends = rest.size() >= next.size() &&
                          rest.compare(rest.size() - next.size(), next.size(), next) == 0;
        values.push_back(ends ? rest.substr(0, rest.size() - next.size()) : "");
        return ends && IsOfKind(kind, values.back());
    }
    for (std::size_t i = rest.find(next); i != std::string::npos; i = rest.find(next, i + 1))
    {
        values.resize(place);
        values.push_back(rest.substr(0, i));
        if (IsOfKind(kind, values.back()) && Match(pattern, rest.substr(i + next.size()), values))
        {
            return true;
        }
    }
    return false;
}

std::optional<std::string>
Catalogue::Find(const std::string& english, Known& known) const
{
    const auto before = known.find(english);
    if (before != known.end())
    {
        return before->second;
    }
    const auto exact = m_texts.find(english);
    std::optional<std::string> found;
    if (exact != m_texts.end())
    {
        found = exact->second;
    }
    // A pattern whose parts are known, too, is the better one.
    else if (!(found = ByPattern(english, true, known)) && !(found = InParts(english, known)))
    {
        found = ByPattern(english, false, known);
    }
    known[english] = found;
    return found;
}

std::optional<std::string>
Catalogue::InParts(const std::string& english, Known& known) const
{
    for (std::size_t i = english.rfind(SEMICOLON); i != std::string::npos && i > 0;
         i = english.rfind(SEMICOLON, i - 1))
    {
        if (const auto head = Find(english.substr(0, i), known))
        {
            const std::string tail = english.substr(i + SEMICOLON.size());
            return *head + (*this)(SEMICOLON) + Find(tail, known).value_or(tail);
        }
    }
    return std::nullopt;
}

std::optional<std::string>
Catalogue::ByPattern(const std::string& english, bool needsParts, Known& known) const
{
    for (const Pattern& pattern : m_patterns)
    {
        const std::string& first = pattern.literals.front();
        Values values;
        if (english.compare(0, first.size(), first) == 0 &&
            Match(pattern, english.substr(first.size()), values) &&
            Translate(pattern, needsParts, values, known))
        {
            return Filled(pattern, values);
        }
    }
    return std::nullopt;
}

bool
Catalogue::Translate(const Pattern& pattern, bool needsAll, Values& values, Known& known) const
{
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        std::string& value = values[i];
        if (pattern.kinds[i] == "list")
        {
            boost::algorithm::replace_all(value, COMMA, (*this)(COMMA));
        }
        else if (pattern.kinds[i] == "text")
        {
            const auto found = Find(value, known);
            if (!found && needsAll && value.find(' ') != std::string::npos)
            {
                return false;
            }
            value = found.value_or(value);
        }
    }
    return true;
}

std::string
Catalogue::Filled(const Pattern& pattern, const Values& values)
{
    const Pattern own = Split(pattern.translation);
    std::string text = own.literals.front();
    for (std::size_t i = 0; i < own.kinds.size(); ++i)
    {
        const std::string& kind = own.kinds[i];
        const bool isNumber = !kind.empty() && kind.find_first_not_of("0123456789") == kind.npos;
        text += values.at(isNumber ? std::stoul(kind) - 1 : i) + own.literals[i + 1];
    }
    return text;
}

} // namespace synfin
} // namespace ns3
