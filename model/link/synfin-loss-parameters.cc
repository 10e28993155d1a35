/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-loss-parameters.h"

#include "synfin-link-file.h"
#include "synfin-link-text.h"
#include "synfin-text-file.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <cstddef>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

const std::string GILBERT_ELLIOTT = "gemodel:";
const std::string FOUR_STATE = "state:";
const std::string TIMED = "gilbert:";
const std::string RECORDED = "file:";

const char* const ACCEPTED = "none, P[,CORRELATION], gemodel:P,R,1-H,1-K, "
                             "gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 "
                             "or file:PATH; P is 0 to 1 or 0% to 100%";

/// @return whether the text starts with the word; if so, without it
bool
TakeWord(std::string& text, const std::string& word)
{
    if (text.compare(0, word.size(), word) != 0)
    {
        return false;
    }
    text.erase(0, word.size());
    return true;
}

std::optional<std::string>
ParseIndependent(const std::string& text, LossParameters& loss)
{
    IndependentLoss read;
    if (const auto problem = ParseCorrelated(text, ACCEPTED, read.probability, read.correlation))
    {
        return problem;
    }
    if (read.probability > 0)
    {
        loss = read;
    }
    else
    {
        loss = std::monostate();
    }
    return std::nullopt;
}

std::optional<std::string>
ParseGilbertElliott(const std::string& text, LossParameters& loss)
{
    GilbertElliottLoss read;
    const auto parts = SplitText(text, ',');
    if (!ParseProbabilities(parts, {&read.p, &read.r, &read.lossBad, &read.lossGood}))
    {
        return ACCEPTED;
    }
    read.r = parts.size() > 1 ? read.r : 1 - read.p;
    loss = read;
    return std::nullopt;
}

std::optional<std::string>
ParseFourState(const std::string& text, LossParameters& loss)
{
    FourStateLoss read;
    const auto parts = SplitText(text, ',');
    if (!ParseProbabilities(parts, {&read.p13, &read.p31, &read.p32, &read.p23, &read.p14}))
    {
        return ACCEPTED;
    }
    read.p31 = parts.size() > 1 ? read.p31 : 1 - read.p13;
    // The sums of numbers such as 0.7 and 0.3 may exceed 1 by a rounding error.
    if (read.p13 + read.p14 > 1 + 1e-12 || read.p31 + read.p32 > 1 + 1e-12)
    {
        return "P13 + P14 and P31 + P32 of at most 1: they leave the same state";
    }
    loss = read;
    return std::nullopt;
}

std::optional<std::string>
ParseTimed(const std::string& text, LossParameters& loss)
{
    TimedLoss read;
    auto parts = SplitText(text, ',');
    const auto good = ParseTime(parts.empty() ? "" : parts[0]);
    const auto bad = ParseTime(parts.size() < 2 ? "" : parts[1]);
    parts.erase(parts.begin(), parts.begin() + std::min<std::ptrdiff_t>(parts.size(), 2));
    if (!good || !bad || good->IsZero() || bad->IsZero() ||
        (!parts.empty() && !ParseProbabilities(parts, {&read.lossBad, &read.lossGood})))
    {
        return ACCEPTED;
    }
    read.good = *good;
    read.bad = *bad;
    loss = read;
    return std::nullopt;
}

std::optional<std::string>
ParseRecorded(const std::string& path, LossParameters& loss)
{
    constexpr std::size_t MOST = 256 << 20; // a digit per frame
    std::string text;
    if (const auto problem = ReadTextFile(path, MOST, text))
    {
        return problem;
    }
    std::istringstream file(text);
    auto lost = std::make_shared<std::vector<bool>>();
    const auto problem = ReadLossRecord(file, path, *lost);
    if (!problem)
    {
        loss = RecordedLoss{path, lost};
    }
    return problem;
}

/// @return the numbers as a list
std::string
FormatList(const std::vector<double>& numbers)
{
    std::string text;
    for (const double number : numbers)
    {
        text += (text.empty() ? "" : ",") + FormatNumber(number);
    }
    return text;
}

/// Writes each model.
struct Print
{
    std::string operator()(const std::monostate&) const
    {
        return "none";
    }

    std::string operator()(const IndependentLoss& loss) const
    {
        return loss.correlation == 0 ? FormatNumber(loss.probability)
                                     : FormatList({loss.probability, loss.correlation});
    }

    std::string operator()(const GilbertElliottLoss& loss) const
    {
        return GILBERT_ELLIOTT + FormatList({loss.p, loss.r, loss.lossBad, loss.lossGood});
    }

    std::string operator()(const FourStateLoss& loss) const
    {
        return FOUR_STATE + FormatList({loss.p13, loss.p31, loss.p32, loss.p23, loss.p14});
    }

    std::string operator()(const TimedLoss& loss) const
    {
        return TIMED + FormatTime(loss.good) + "," + FormatTime(loss.bad) + "," +
               FormatList({loss.lossBad, loss.lossGood});
    }

    std::string operator()(const RecordedLoss& loss) const
    {
        return RECORDED + loss.file;
    }
};

} // namespace

std::optional<std::string>
ParseLoss(const std::string& text, LossParameters& loss)
{
    std::string rest = text;
    if (rest == "none")
    {
        loss = std::monostate();
        return std::nullopt;
    }
    if (TakeWord(rest, GILBERT_ELLIOTT))
    {
        return ParseGilbertElliott(rest, loss);
    }
    if (TakeWord(rest, FOUR_STATE))
    {
        return ParseFourState(rest, loss);
    }
    if (TakeWord(rest, TIMED))
    {
        return ParseTimed(rest, loss);
    }
    if (TakeWord(rest, RECORDED))
    {
        return ParseRecorded(rest, loss);
    }
    return ParseIndependent(rest, loss);
}

std::string
FormatLoss(const LossParameters& loss)
{
    return std::visit(Print(), loss);
}

} // namespace synfin
} // namespace ns3
