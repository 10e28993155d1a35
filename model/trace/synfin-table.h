/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TABLE_H
#define SYNFIN_TABLE_H

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief The version of everything that is written for other programs to read: names of columns and
 * keys, their types, units and meanings.
 *
 * It grows by one whenever one of them changes or goes; what is only new leaves it alone. Readers
 * take this version and the one before, and files that do not say theirs.
 */
constexpr unsigned SCHEMA_VERSION = 4;

/// A column of a table.
struct Column
{
    std::string name;                  //!< as in the first line of the file
    const char* type;                  //!< "integer", "decimal", "text" or "address"
    const char* unit;                  //!< such as "s"; empty: none
    std::string help;                  //!< what it holds, in a line
    std::vector<std::string> values{}; //!< all that a text may be; none: any
    bool isOptional{false};            //!< it may be empty
};

/// @return the column of what a row is of, where there are several groups of users or servers
inline Column
GroupColumn(const std::string& help)
{
    return {"group", "text", "", help + "; empty where there is but one without a name", {}, true};
}

/// A table that a recorder writes.
struct Table
{
    const char* file;            //!< its name, without the suffix of a compression
    const char* rows;            //!< what a row is
    std::vector<Column> columns; //!< in their order
    std::vector<Column> more{};  //!< behind them, in files of runs that asked for these
};

/// @param hasMore with the columns that not every run asks for
/// @return the first line of the table, without its end
std::string HeaderOf(const Table& table, bool hasMore = false);

/**
 * @brief The names of an enumeration, for Column::values.
 * @param count how many values it has, from 0 on
 */
template <typename E>
std::vector<std::string>
NamesOf(int count)
{
    std::vector<std::string> names;
    for (int value = 0; value < count; ++value)
    {
        names.emplace_back(ToString(static_cast<E>(value)));
    }
    return names;
}

/// @name The tables of a run, each beside the recorder that writes it
/// @{

/// @return what transitions.csv holds
const Table& TransitionTable();
/// @return what connections.csv holds
const Table& ConnectionTable();
/// @return what hosts.csv holds
const Table& HostTable();
/// @return what segments.csv holds
const Table& SegmentTable();
/// @return what drops.csv holds
const Table& DropTable();
/// @return what counters.csv holds
const Table& CounterTable();
/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TABLE_H
