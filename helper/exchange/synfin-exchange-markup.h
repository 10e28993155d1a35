/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_MARKUP_H
#define SYNFIN_EXCHANGE_MARKUP_H

#include "synfin-exchange-play.h"

#include <cstdio>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// @return a short text with numbers in it, as printf() does it
template <typename... T>
std::string
Formatted(const char* format, T... values)
{
    char text[256];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

/// @return a text as XML has it, between tags or in an attribute
std::string XmlText(const std::string& text);

/// @return a time in seconds, as a ladder shows it, such as "0.050"
std::string ShownSeconds(Time time);

/**
 * @brief The numbers of a ladder's steps, as a drawing and a list of them share them.
 * @param play what happened
 * @return of each row: from 1, and the arrival of what departed in an earlier row has its number
 */
std::vector<int> StepNumbers(const Play& play);

/// @return true when its sender has sent the same segment before
bool IsSentAgain(const Play& play, std::size_t segment);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_MARKUP_H
