/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-output-file.h"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

#ifdef SYNFIN_ZSTD
#include <zstd.h>
#endif

namespace ns3
{
namespace synfin
{

namespace
{

[[noreturn]] void
Fail(const std::string& path)
{
    throw std::system_error(errno, std::generic_category(), path);
}

} // namespace

bool
IsSupported([[maybe_unused]] Compression compression)
{
#ifdef SYNFIN_ZSTD
    return true;
#else
    return compression == Compression::NONE;
#endif
}

const char*
SuffixOf(Compression compression)
{
    return compression == Compression::NONE ? "" : ".zst";
}

#ifdef SYNFIN_ZSTD

/// A Zstandard frame in the making.
class OutputFile::Compressor
{
  public:
    /// Begins a frame in a file that is open.
    explicit Compressor(OutputFile& file)
        : m_file(file),
          m_context(ZSTD_createCCtx(), &ZSTD_freeCCtx),
          m_out(ZSTD_CStreamOutSize())
    {
        // Traces are long and repeat themselves: the fastest level makes a tenth of them.
        Check(ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, 1));
        Check(ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1));
    }

    /// Compresses octets into the file; with the last of them the frame is complete.
    void Take(const char* data, std::size_t size, bool isLast)
    {
        ZSTD_inBuffer in{data, size, 0};
        std::size_t left = 0;
        do
        {
            ZSTD_outBuffer out{m_out.data(), m_out.size(), 0};
            left = Check(ZSTD_compressStream2(m_context.get(),
                                              &out,
                                              &in,
                                              isLast ? ZSTD_e_end : ZSTD_e_continue));
            m_file.WriteAsIs(m_out.data(), out.pos);
        } while (isLast ? left != 0 : in.pos != in.size);
    }

  private:
    static std::size_t Check(std::size_t result)
    {
        if (ZSTD_isError(result) != 0)
        {
            throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(result));
        }
        return result;
    }

    OutputFile& m_file;
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> m_context;
    std::vector<char> m_out;
};

#else

/// Not in this build.
class OutputFile::Compressor
{
  public:
    /// @throws std::runtime_error always
    explicit Compressor(OutputFile&)
    {
        throw std::runtime_error("this build has no zstd");
    }

    /// Never called.
    void Take(const char*, std::size_t, bool)
    {
    }
};

#endif

OutputFile::OutputFile(const std::string& path, Compression compression)
    : m_path(path),
      m_file(std::fopen(path.c_str(), "wb"))
{
    if (m_file == nullptr)
    {
        Fail(path);
    }
    // Whoever writes gathers by itself.
    std::setvbuf(m_file, nullptr, _IONBF, 0);
    if (compression == Compression::ZSTD)
    {
        m_compressor = std::make_unique<Compressor>(*this);
    }
}

OutputFile::~OutputFile()
{
    if (m_file != nullptr)
    {
        std::fclose(m_file);
    }
}

void
OutputFile::Write(const char* data, std::size_t size)
{
    if (m_compressor)
    {
        m_compressor->Take(data, size, false);
    }
    else
    {
        WriteAsIs(data, size);
    }
}

void
OutputFile::WriteAsIs(const char* data, std::size_t size)
{
    if (std::fwrite(data, 1, size, m_file) != size)
    {
        Fail(m_path);
    }
}

void
OutputFile::Close()
{
    if (m_compressor)
    {
        m_compressor->Take(nullptr, 0, true);
    }
    std::FILE* const file = m_file;
    m_file = nullptr;
    if (std::fclose(file) != 0)
    {
        Fail(m_path);
    }
}

} // namespace synfin
} // namespace ns3
