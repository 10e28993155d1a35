/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-escape.h"

#include <cstddef>

namespace ns3
{
namespace synfin
{

namespace
{
constexpr char ESCAPE = '\\';
} // namespace

std::vector<std::string>
SplitEscaped(const std::string& text, const std::string& separators)
{
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == ESCAPE && i + 1 < text.size())
        {
            parts.back() += text[i++];
            parts.back() += text[i];
        }
        else if (separators.find(text[i]) != std::string::npos)
        {
            parts.emplace_back();
        }
        else
        {
            parts.back() += text[i];
        }
    }
    return parts;
}

std::string
Unescape(const std::string& text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        i += text[i] == ESCAPE && i + 1 < text.size() ? 1 : 0;
        plain += text[i];
    }
    return plain;
}

std::string
Escape(const std::string& text, const std::string& characters)
{
    std::string escaped;
    for (const char c : text)
    {
        if (c == ESCAPE || characters.find(c) != std::string::npos)
        {
            escaped += ESCAPE;
        }
        escaped += c;
    }
    return escaped;
}

} // namespace synfin
} // namespace ns3
