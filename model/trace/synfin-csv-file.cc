/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-csv-file.h"

#include <array>
#include <cerrno>
#include <system_error>

namespace ns3
{
namespace synfin
{

namespace
{

/// How much is gathered before it is written.
constexpr std::size_t BUFFER_SIZE = 1 << 16;

[[noreturn]] void
Fail(const std::string& path)
{
    throw std::system_error(errno, std::generic_category(), path);
}

} // namespace

CsvFile::CsvFile(const std::string& path, const std::string& header)
    : m_path(path),
      m_file(std::fopen(path.c_str(), "wb"))
{
    if (m_file == nullptr)
    {
        Fail(path);
    }
    // We gather by ourselves.
    std::setvbuf(m_file, nullptr, _IONBF, 0);
    m_buffer.reserve(BUFFER_SIZE + 1024);
    m_buffer = header + '\n';
}

CsvFile::~CsvFile()
{
    if (m_file != nullptr)
    {
        std::fclose(m_file);
    }
}

void
CsvFile::Append(uint64_t value, int digits)
{
    std::array<char, 20> text;
    char* const end = text.data() + text.size();
    char* first = end;
    while (value != 0 || digits > 0)
    {
        *--first = static_cast<char>('0' + value % 10);
        value /= 10;
        --digits;
    }
    m_buffer.append(first, end);
}

void
CsvFile::Put(uint64_t value)
{
    Append(value, 1);
    m_buffer += ',';
}

void
CsvFile::Put(const char* text)
{
    m_buffer += text;
    m_buffer += ',';
}

void
CsvFile::Put(const std::string& text)
{
    m_buffer += text;
    m_buffer += ',';
}

void
CsvFile::PutNothing()
{
    m_buffer += ',';
}

void
CsvFile::PutDecimal(int64_t nanoseconds, int64_t unit, int decimals)
{
    if (nanoseconds < 0)
    {
        m_buffer += '-';
        nanoseconds = -nanoseconds;
    }
    Append(static_cast<uint64_t>(nanoseconds / unit), 1);
    m_buffer += '.';
    Append(static_cast<uint64_t>(nanoseconds % unit), decimals);
    m_buffer += ',';
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
    m_buffer.back() = '\n';
    if (m_buffer.size() >= BUFFER_SIZE)
    {
        Flush();
    }
}

void
CsvFile::Flush()
{
    if (std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_file) != m_buffer.size())
    {
        Fail(m_path);
    }
    m_buffer.clear();
}

void
CsvFile::Close()
{
    Flush();
    std::FILE* const file = m_file;
    m_file = nullptr;
    if (std::fclose(file) != 0)
    {
        Fail(m_path);
    }
}

} // namespace synfin
} // namespace ns3
