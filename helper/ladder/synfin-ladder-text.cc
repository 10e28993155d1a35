/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-text.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace synfin
{

namespace
{

struct Range
{
    char32_t first;
    char32_t last;
};

// UAX #11, EastAsianWidth.txt: the blocks that are W or F, without emoji.
constexpr Range WIDE[] = {
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x20000, 0x3FFFD},
};

/// Octets of the UTF-8 sequence that starts with this octet; 1 also for what cannot start one.
std::size_t
SequenceLength(unsigned char lead)
{
    if (lead >= 0xF0 && lead < 0xF8)
    {
        return 4;
    }
    if (lead >= 0xE0)
    {
        return lead < 0xF0 ? 3 : 1;
    }
    return lead >= 0xC0 ? 2 : 1;
}

char32_t
Decode(const std::string& character)
{
    const auto lead = static_cast<unsigned char>(character[0]);
    if (character.size() == 1)
    {
        return lead;
    }
    char32_t codePoint = lead & (0xFF >> (character.size() + 1));
    for (std::size_t i = 1; i < character.size(); ++i)
    {
        codePoint = (codePoint << 6) | (static_cast<unsigned char>(character[i]) & 0x3F);
    }
    return codePoint;
}

bool
IsClosingPunctuation(const std::string& character)
{
    static const char* const MARKS[] =
        {"，", "。", "；", "：", "、", "！", "？", "）", "」", "》", ",", ".", ";", ":", ")"};
    return std::any_of(std::begin(MARKS), std::end(MARKS), [&](const char* mark) {
        return character == mark;
    });
}

bool
IsOpeningPunctuation(const std::string& character)
{
    return character == "（" || character == "「" || character == "《";
}

bool
IsWide(const std::string& character)
{
    return DisplayWidth(Decode(character)) == 2;
}

/// Pieces that may not be broken: words with the spaces that follow them, single wide characters
/// with the closing punctuation that follows them.
std::vector<std::string>
SplitPieces(const std::string& text)
{
    std::vector<std::string> pieces;
    std::string previous;
    for (const auto& character : SplitCharacters(text))
    {
        const bool joins =
            !previous.empty() && (character == " " || IsClosingPunctuation(character) ||
                                  IsOpeningPunctuation(previous) ||
                                  (previous != " " && !IsWide(previous) && !IsWide(character)));
        if (joins)
        {
            pieces.back() += character;
        }
        else
        {
            pieces.push_back(character);
        }
        previous = character;
    }
    return pieces;
}

std::string
TrimRight(const std::string& text)
{
    const auto end = text.find_last_not_of(' ');
    return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

} // namespace

int
DisplayWidth(char32_t codePoint)
{
    const bool wide = std::any_of(std::begin(WIDE), std::end(WIDE), [&](const Range& range) {
        return codePoint >= range.first && codePoint <= range.last;
    });
    return wide ? 2 : 1;
}

int
DisplayWidth(const std::string& text)
{
    int columns = 0;
    for (const auto& character : SplitCharacters(text))
    {
        columns += DisplayWidth(Decode(character));
    }
    return columns;
}

std::vector<std::string>
SplitCharacters(const std::string& text)
{
    std::vector<std::string> characters;
    for (std::size_t i = 0; i < text.size();)
    {
        std::size_t length = SequenceLength(static_cast<unsigned char>(text[i]));
        for (std::size_t k = 1; k < length; ++k)
        {
            if (i + k >= text.size() || (static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80)
            {
                length = 1;
            }
        }
        characters.push_back(text.substr(i, length));
        i += length;
    }
    return characters;
}

std::string
PadRight(const std::string& text, int columns)
{
    return text + Repeat(" ", columns - DisplayWidth(text));
}

std::string
PadLeft(const std::string& text, int columns)
{
    return Repeat(" ", columns - DisplayWidth(text)) + text;
}

std::string
Repeat(const std::string& text, int count)
{
    std::string repeated;
    for (int i = 0; i < count; ++i)
    {
        repeated += text;
    }
    return repeated;
}

std::vector<std::string>
Wrap(const std::string& text, int columns)
{
    std::vector<std::string> lines(1);
    for (const auto& piece : SplitPieces(text))
    {
        const bool fits = DisplayWidth(lines.back()) + DisplayWidth(TrimRight(piece)) <= columns;
        if (!fits && !lines.back().empty())
        {
            lines.emplace_back();
        }
        lines.back() += piece;
    }
    for (auto& line : lines)
    {
        line = TrimRight(line);
    }
    return lines;
}

} // namespace synfin
} // namespace ns3
