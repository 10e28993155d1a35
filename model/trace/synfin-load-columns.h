/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOAD_COLUMNS_H
#define SYNFIN_LOAD_COLUMNS_H

#include "synfin-csv-file.h"
#include "synfin-table.h"

#include "ns3/synfin-counters.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// What a host's listeners cost it, as columns of hosts.csv: what waits in their queues, the memory
/// of it, and what was done in the second before.
class LoadColumns
{
  public:
    /// How many columns there are.
    static constexpr std::size_t COUNT = 8;

    /// The first of those that count what was done in a second.
    static constexpr std::size_t FIRST_COUNT = 4;

    /// Their values.
    using Row = std::array<uint64_t, COUNT>;

    /// @param isKnown false: nobody tells what the host counts, and the columns are empty
    explicit LoadColumns(bool isKnown = true)
        : m_isKnown(isKnown)
    {
    }

    /// Appends them to a table.
    static void AddTo(Table& table);

    /// @return true when some column of a row counts what was done in a second
    static bool HasCounts(const Row& row);

    /// From now on these counters are the host's, until Leave().
    void Follow(const StackCounters& counters)
    {
        m_counters = &counters;
    }

    /// Its counters are no more: nothing changes any more.
    void Leave();

    /// @return a row of now; the next one counts from here
    Row NextRow();

    /// Writes the columns of a row.
    void Put(const Row& row, CsvFile& file) const;

  private:
    bool m_isKnown;                           //!< somebody tells
    const StackCounters* m_counters{nullptr}; //!< the host's; nothing before the first time
    Row m_left{};                             //!< since its start, when its counters were no more
    Row m_before{};                           //!< since its start, at the last row
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOAD_COLUMNS_H
