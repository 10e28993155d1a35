/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-arrival-record.h"

#include "synfin-captured-syns.h"

#include "ns3/synfin-parse.h"
#include "ns3/synfin-text-file.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

using Words = std::vector<std::string>;

Words
WordsOf(const std::string& line)
{
    std::istringstream text(line.substr(0, line.find('#')));
    Words words;
    for (std::string word; text >> word;)
    {
        words.push_back(word);
    }
    return words;
}

/// @return nanoseconds of the number in a column; -1 where there is none
int64_t
NanosecondsOf(const Words& words, std::size_t column, const char* unit)
{
    const auto time = column < words.size() ? ParseTime(words[column] + unit) : std::nullopt;
    return time ? time->GetNanoSeconds() : -1;
}

/// Reads the columns of tcplife, or the first column of any other text.
class LineReader
{
  public:
    explicit LineReader(const std::string& path)
        : m_path(path)
    {
    }

    std::optional<std::string> Take(const std::string& line, std::vector<int64_t>& times)
    {
        ++m_number;
        const Words words = WordsOf(line);
        if (words.empty() || (m_number == 1 && TakeHeader(words)))
        {
            return m_isBadHeader
                       ? std::optional(m_path + ": line 1: columns TIME(s) and MS, as bcc's "
                                                "tcplife -t prints them")
                       : std::nullopt;
        }
        const int64_t time = NanosecondsOf(words, m_time, "s");
        const int64_t life = m_hasLives ? NanosecondsOf(words, m_life, "ms") : 0;
        if (time < 0 || life < 0)
        {
            return m_path + ": line " + std::to_string(m_number) +
                   (m_hasLives ? ": a line of tcplife, with its columns TIME(s) and MS"
                               : ": a time in seconds at its begin");
        }
        times.push_back(time - life);
        return std::nullopt;
    }

  private:
    /// @return true where the words name columns
    bool TakeHeader(const Words& words)
    {
        const auto place = [&](const char* name) {
            return static_cast<std::size_t>(std::find(words.begin(), words.end(), name) -
                                            words.begin());
        };
        m_hasLives = place("PID") < words.size();
        if (m_hasLives)
        {
            m_time = place("TIME(s)");
            m_life = place("MS");
            m_isBadHeader = m_time == words.size() || m_life == words.size();
        }
        return m_hasLives;
    }

    std::string m_path;
    std::size_t m_number{0};
    std::size_t m_time{0}; //!< the column
    std::size_t m_life{0}; //!< the column
    bool m_hasLives{false};
    bool m_isBadHeader{false};
};

} // namespace

std::optional<std::string>
ReadArrivals(const std::string& path, ArrivalRecord& record)
{
    constexpr std::size_t MOST = std::size_t{4} << 30;
    std::string text;
    if (const auto problem = ReadTextFile(path, MOST, text))
    {
        return problem;
    }
    ArrivalRecord read{path, {}};
    if (IsCapture(text))
    {
        if (const auto problem = ReadCapturedSyns(text, read.times))
        {
            return path + ": " + *problem;
        }
    }
    else
    {
        LineReader reader(path);
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
        {
            if (const auto problem = reader.Take(line, read.times))
            {
                return problem;
            }
        }
    }
    if (read.times.empty())
    {
        return path + ": the begin of at least one connection; there is none in it";
    }
    std::sort(read.times.begin(), read.times.end());
    const int64_t first = read.times.front();
    for (int64_t& time : read.times)
    {
        time -= first;
    }
    record = std::move(read);
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
