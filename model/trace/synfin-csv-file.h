/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CSV_FILE_H
#define SYNFIN_CSV_FILE_H

#include "ns3/nstime.h"

#include <cstdint>
#include <cstdio>
#include <string>

namespace ns3
{
namespace synfin
{

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
     * @param path where; what is there is overwritten
     * @param header the first line, without its end
     */
    CsvFile(const std::string& path, const std::string& header);
    ~CsvFile();
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    void Put(uint64_t value);
    void Put(const char* text);
    void Put(const std::string& text);

    /// Adds a time in seconds with nine decimals.
    void PutSeconds(Time time);

    /// Adds a time in milliseconds with six decimals.
    void PutMilliseconds(Time time);

    /// Adds an empty field.
    void PutNothing();

    void EndRow();

    /// Writes what is left and closes the file.
    void Close();

  private:
    /// Adds nanoseconds as a decimal of a unit of 10^decimals nanoseconds.
    void PutDecimal(int64_t nanoseconds, int64_t unit, int decimals);
    void Append(uint64_t value, int digits);
    void Flush();

    std::string m_path;
    std::FILE* m_file;
    std::string m_buffer;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CSV_FILE_H
