/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CSV_FILE_H
#define SYNFIN_CSV_FILE_H

#include "synfin-output-file.h"
#include "synfin-table.h"

#include "ns3/nstime.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief A file of comma-separated values, written as it grows.
 *
 * Every Put adds a field; EndRow ends the row. Times are written as exact decimals, without going
 * through a floating-point number. Fields must not need quotes. What cannot be written throws
 * std::system_error.
 */
class CsvFile
{
  public:
    /**
     * @brief Creates the file.
     * @param path where, without the suffix of the compression; what is there is overwritten
     * @param header the first line, without its end
     * @param compression how it is compressed
     */
    CsvFile(const std::string& path,
            const std::string& header,
            Compression compression = Compression::NONE);

    /// Adds a number.
    void Put(uint64_t value);
    /// Adds a text, which must not hold commas, quotes or ends of lines.
    void Put(std::string_view text);

    /// Adds laddr, lport, raddr and rport.
    void Put(const FourTuple& tuple, const AddressTable& addresses);

    /// Adds a time in seconds with nine decimals.
    void PutSeconds(Time time);

    /// Adds a time in milliseconds with six decimals.
    void PutMilliseconds(Time time);

    /// Adds an empty field.
    void PutNothing();

    /// Ends the row.
    void EndRow();

    /// Writes what is left and closes the file.
    void Close();

  private:
    /// Adds nanoseconds as a decimal of a unit of 10^decimals nanoseconds.
    void PutDecimal(int64_t nanoseconds, uint64_t unit, int decimals);
    /// Makes sure that there is room for that many characters, and for a comma.
    void Reserve(std::size_t size);
    void Flush();

    OutputFile m_file;
    std::unique_ptr<char[]> m_buffer; //!< what is gathered before it is written
    char* m_end;                      //!< of what is in it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CSV_FILE_H
