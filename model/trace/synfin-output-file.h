/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OUTPUT_FILE_H
#define SYNFIN_OUTPUT_FILE_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// How a file is compressed as it is written.
enum class Compression : uint8_t
{
    NONE,
    ZSTD, //!< Zstandard (RFC 8878), one frame
};

/// @return true when this build can write it
bool IsSupported(Compression compression);

/// @return what a compressed file's name ends with, such as ".zst"
const char* SuffixOf(Compression compression);

/// A file that is written from its begin to its end. What cannot be written throws
/// std::system_error.
class OutputFile
{
  public:
    /**
     * @brief Creates the file.
     * @param path where; what is there is overwritten
     * @param compression what is done to the octets on their way; must be supported
     */
    OutputFile(const std::string& path, Compression compression);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Writes octets; give it many at once.
    void Write(const char* data, std::size_t size);

    /// Writes what is left and closes the file.
    void Close();

  private:
    class Compressor;

    void WriteAsIs(const char* data, std::size_t size);

    std::string m_path;
    std::FILE* m_file;
    std::unique_ptr<Compressor> m_compressor; //!< nothing when there is no compression
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OUTPUT_FILE_H
