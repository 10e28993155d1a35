/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The system that the C library asks for, by the names of WASI's functions there: one without files
// and environment, where what is written is last words. So the module imports nothing, and a page
// needs no more than to load it.

#include "synfin-last-words.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace
{

constexpr int32_t SUCCESS = 0;
constexpr int32_t BAD_FILE = 8; // __WASI_ERRNO_BADF

/// __wasi_ciovec_t
struct Piece
{
    const char* text;
    std::size_t size;
};

} // namespace

extern "C"
{
    int32_t __imported_wasi_snapshot_preview1_environ_sizes_get(uint32_t* count, uint32_t* size)
    {
        *count = 0;
        *size = 0;
        return SUCCESS;
    }

    int32_t __imported_wasi_snapshot_preview1_environ_get(int32_t, int32_t)
    {
        return SUCCESS;
    }

    int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t)
    {
        return BAD_FILE;
    }

    int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t, int32_t)
    {
        return BAD_FILE;
    }

    int32_t __imported_wasi_snapshot_preview1_fd_read(int32_t, int32_t, int32_t, int32_t)
    {
        return BAD_FILE;
    }

    int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t, int64_t, int32_t, int32_t)
    {
        return BAD_FILE;
    }

    int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t,
                                                       const Piece* pieces,
                                                       std::size_t count,
                                                       std::size_t* written)
    {
        *written = 0;
        for (const Piece* piece = pieces; piece != pieces + count; ++piece)
        {
            ns3::synfin::LastWords().append(piece->text, piece->size);
            *written += piece->size;
        }
        return SUCCESS;
    }

    [[noreturn]] void __imported_wasi_snapshot_preview1_proc_exit(int32_t)
    {
        std::abort();
    }
}
