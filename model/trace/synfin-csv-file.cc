/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-csv-file.h"

#include "ns3/assert.h"

#include <charconv>
#include <cstring>

namespace ns3
{
namespace synfin
{

std::string
HeaderOf(const Table& table, bool hasMore)
{
    std::string header;
    for (const Column& column : table.columns)
    {
        header += (header.empty() ? "" : ",") + column.name;
    }
    for (const Column& column : table.more)
    {
        header += hasMore ? "," + column.name : "";
    }
    return header;
}

namespace
{

/// How much is gathered before it is written.
constexpr std::size_t BUFFER_SIZE = 1 << 18;

/// The most that a number takes: the digits of 2^64, a sign and a point.
constexpr std::size_t NUMBER_SIZE = 24;

/// Writes a number with that many digits, leading zeros included, two digits at a time.
void
WriteDigits(char* to, uint64_t value, int digits)
{
    static constexpr char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                                    "25262728293031323334353637383940414243444546474849"
                                    "50515253545556575859606162636465666768697071727374"
                                    "75767778798081828384858687888990919293949596979899";
    for (; digits >= 2; digits -= 2)
    {
        std::memcpy(to + digits - 2, PAIRS + 2 * (value % 100), 2);
        value /= 100;
    }
    if (digits == 1)
    {
        *to = static_cast<char>('0' + value);
    }
}

} // namespace

CsvFile::CsvFile(const std::string& path, const std::string& header, Compression compression)
    : m_file(path + SuffixOf(compression), compression),
      m_buffer(new char[BUFFER_SIZE]),
      m_end(m_buffer.get())
{
    Put(header);
    EndRow();
}

void
CsvFile::Reserve(std::size_t size)
{
    NS_ASSERT(size < BUFFER_SIZE);
    if (m_end + size + 1 > m_buffer.get() + BUFFER_SIZE)
    {
        Flush();
    }
}

void
CsvFile::Put(uint64_t value)
{
    Reserve(NUMBER_SIZE);
    m_end = std::to_chars(m_end, m_end + NUMBER_SIZE, value).ptr;
    *m_end++ = ',';
}

void
CsvFile::Put(std::string_view text)
{
    Reserve(text.size());
    std::memcpy(m_end, text.data(), text.size());
    m_end += text.size();
    *m_end++ = ',';
}

void
CsvFile::PutNothing()
{
    Reserve(0);
    *m_end++ = ',';
}

void
CsvFile::PutDecimal(int64_t nanoseconds, uint64_t unit, int decimals)
{
    Reserve(NUMBER_SIZE);
    auto value = static_cast<uint64_t>(nanoseconds);
    if (nanoseconds < 0)
    {
        *m_end++ = '-';
        value = 0 - value;
    }
    m_end = std::to_chars(m_end, m_end + NUMBER_SIZE, value / unit).ptr;
    *m_end++ = '.';
    WriteDigits(m_end, value % unit, decimals);
    m_end += decimals;
    *m_end++ = ',';
}

void
CsvFile::Put(const FourTuple& tuple, const AddressTable& addresses)
{
    Put(addresses.ToText(tuple.localAddress));
    Put(tuple.localPort);
    Put(addresses.ToText(tuple.remoteAddress));
    Put(tuple.remotePort);
}

void
CsvFile::PutSeconds(Time time)
{
    PutDecimal(time.GetNanoSeconds(), 1000000000, 9);
}

void
CsvFile::PutMilliseconds(Time time)
{
    PutDecimal(time.GetNanoSeconds(), 1000000, 6);
}

void
CsvFile::EndRow()
{
    // The last field's comma; Flush never comes between a field and its comma.
    m_end[-1] = '\n';
}

void
CsvFile::Flush()
{
    m_file.Write(m_buffer.get(), static_cast<std::size_t>(m_end - m_buffer.get()));
    m_end = m_buffer.get();
}

void
CsvFile::Close()
{
    Flush();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
