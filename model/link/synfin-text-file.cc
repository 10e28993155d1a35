/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-text-file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return what a file is that is no regular one
const char*
KindOf(mode_t mode)
{
    return S_ISDIR(mode)                    ? "a directory"
           : S_ISFIFO(mode)                 ? "a pipe"
           : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                            : "none";
}

std::optional<std::string>
ReadDescriptor(int fd, std::size_t most, std::string& text)
{
    struct stat status = {};
    if (fstat(fd, &status) == 0 && !S_ISREG(status.st_mode))
    {
        return std::string("a regular file; this is ") + KindOf(status.st_mode);
    }
    std::string all;
    char part[1 << 16];
    for (;;)
    {
        const ssize_t size = read(fd, part, sizeof(part));
        if (size < 0)
        {
            return std::string("a file that can be read; ") + std::strerror(errno);
        }
        if (size == 0)
        {
            break;
        }
        all.append(part, static_cast<std::size_t>(size));
        if (all.size() > most) // the size that a file states need not be true
        {
            return "a file of at most " + std::to_string(most >> 20) + " MiB; this is larger";
        }
    }
    text = std::move(all);
    return std::nullopt;
}

} // namespace

std::optional<std::string>
ReadTextFile(const std::string& path, std::size_t most, std::string& text)
{
    // Without O_NONBLOCK, a pipe that nobody writes would not even open.
    const int fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
    {
        return std::string("a file that can be read; ") + std::strerror(errno);
    }
    const auto problem = ReadDescriptor(fd, most, text);
    close(fd);
    return problem;
}

} // namespace synfin
} // namespace ns3
