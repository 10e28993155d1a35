/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_INSTANT_ROWS_H
#define SYNFIN_INSTANT_ROWS_H

#include <algorithm>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief The rows of the latest instant, held back until it is over: then they are written in an
 * order of their own, those that are equal in it as they came.
 *
 * @tparam Record a row, with its time
 * @tparam Before the order: is one row to be written before another of the same instant?
 */
template <typename Record, typename Before>
class InstantRows
{
  public:
    /**
     * @brief Adds a row, which is of the latest instant or begins a new one.
     * @param record the row
     * @param write writes a row of the instant that is over
     */
    template <typename Write>
    void Add(const Record& record, const Write& write)
    {
        if (!m_rows.empty() && m_rows.front().time != record.time)
        {
            Flush(write);
        }
        m_rows.push_back(record);
    }

    /**
     * @brief The instant is over.
     * @param write writes a row of it
     */
    template <typename Write>
    void Flush(const Write& write)
    {
        if (m_rows.size() > 1)
        {
            std::stable_sort(m_rows.begin(), m_rows.end(), Before());
        }
        for (const Record& record : m_rows)
        {
            write(record);
        }
        m_rows.clear();
    }

  private:
    std::vector<Record> m_rows;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_INSTANT_ROWS_H
