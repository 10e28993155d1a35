/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::size_t MOST = 200; //!< letters of a line

/// @return how many octets at the place are one character of UTF-8, 0 when they are none
std::size_t
CharacterAt(const std::string& text, std::size_t place, uint32_t& code)
{
    const auto first = static_cast<uint8_t>(text[place]);
    const std::size_t size = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
    if (size == 0 || place + size > text.size())
    {
        return 0;
    }
    code = size == 1 ? first : first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
    {
        const auto next = static_cast<uint8_t>(text[place + i]);
        if ((next & 0xc0) != 0x80)
        {
            return 0;
        }
        code = code << 6 | (next & 0x3fU);
    }
    constexpr std::array<uint32_t, 5> LEAST{0, 0, 0x80, 0x800, 0x10000};
    const bool isOne = code >= LEAST[size] && code <= 0x10ffff && !(code >> 11 == 0xd800 >> 11);
    return isOne ? size : 0;
}

/// @return true when a terminal shows a letter (Unicode's categories Cc, Cf, Cn, Co, Z but blank)
bool
IsShown(uint32_t code)
{
    struct Range
    {
        uint32_t first;
        uint32_t last;
    };

    constexpr std::array<Range, 15> HIDDEN{{{0, 0x1f},
                                            {0x7f, 0xa0},
                                            {0xad, 0xad},
                                            {0x600, 0x605},
                                            {0x61c, 0x61c},
                                            {0x180e, 0x180e},
                                            {0x2000, 0x200f},
                                            {0x2028, 0x202f},
                                            {0x205f, 0x206f},
                                            {0x3000, 0x3000},
                                            {0xe000, 0xf8ff},
                                            {0xfdd0, 0xfdef},
                                            {0xfeff, 0xfeff},
                                            {0xfff0, 0xfffb},
                                            {0xe0000, 0x10ffff}}};
    return (code & 0xfffe) != 0xfffe &&
           std::none_of(HIDDEN.begin(), HIDDEN.end(), [code](const Range& range) {
               return code >= range.first && code <= range.last;
           });
}

std::string
Hexadecimal(uint32_t value, int digits)
{
    std::string text;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    {
        text += "0123456789abcdef"[value >> shift & 15];
    }
    return text;
}

std::string
Escaped(uint32_t code)
{
    static const std::string names = "\t\n\r";
    const std::size_t which = code < 0x80 ? names.find(static_cast<char>(code)) : names.npos;
    return which != names.npos ? std::string("\\") + "tnr"[which]
           : code < 0x100      ? "\\x" + Hexadecimal(code, 2)
           : code < 0x10000    ? "\\u" + Hexadecimal(code, 4)
                               : "\\U" + Hexadecimal(code, 8);
}

/// @return where each letter of a printable text begins, and where the last one ends
std::vector<std::size_t>
Letters(const std::string& text)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if ((static_cast<uint8_t>(text[i]) & 0xc0) != 0x80)
        {
            places.push_back(i);
        }
    }
    places.push_back(text.size());
    return places;
}

/// @return how many letters must be changed, put in, left out or swapped to get from one to the
/// other
std::size_t
Distance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<std::size_t>> rows(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    std::iota(rows[0].begin(), rows[0].end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i)
    {
        rows[i][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j)
        {
            rows[i][j] = std::min({rows[i - 1][j] + 1,
                                   rows[i][j - 1] + 1,
                                   rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
            }
        }
    }
    return rows[a.size()][b.size()];
}

} // namespace

std::string
Printable(const std::string& text)
{
    std::string shown;
    for (std::size_t i = 0; i < text.size();)
    {
        uint32_t code = 0;
        const std::size_t size = CharacterAt(text, i, code);
        if (size == 0)
        {
            shown += "\\x" + Hexadecimal(static_cast<uint8_t>(text[i]), 2);
        }
        else
        {
            shown += IsShown(code) ? text.substr(i, size) : Escaped(code);
        }
        i += std::max<std::size_t>(size, 1);
    }
    return shown;
}

std::string
Brief(const std::string& text, std::size_t most)
{
    const std::string shown = Printable(text);
    const std::vector<std::size_t> letters = Letters(shown);
    const std::size_t count = letters.size() - 1;
    if (count <= most)
    {
        return shown;
    }
    const std::size_t head = (most - 3) * 2 / 3;
    return shown.substr(0, letters[head]) + "..." +
           shown.substr(letters[count - (most - 3 - head)]);
}

std::string
MessageLine(const std::string& program, const std::string& text)
{
    const std::string head = program + ": ";
    return head + Brief(text, MOST - head.size());
}

std::string
DidYouMean(const std::string& word, const std::vector<std::string>& names)
{
    constexpr std::size_t LONGEST = 40; // of any name
    std::string nearest;
    std::size_t least = std::max<std::size_t>(word.size(), 3) / 3 + 1;
    for (const auto& name : names)
    {
        const std::size_t distance = word.size() <= LONGEST ? Distance(word, name) : least;
        if (distance < least)
        {
            least = distance;
            nearest = name;
        }
    }
    return nearest.empty() ? "" : "did you mean " + nearest + "?";
}

} // namespace synfin
} // namespace ns3
