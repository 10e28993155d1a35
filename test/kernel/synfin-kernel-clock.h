/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_KERNEL_CLOCK_H
#define SYNFIN_KERNEL_CLOCK_H

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <time.h>

/// In nanoseconds.
constexpr int64_t SECOND = 1000000000;

/// @return the monotonic clock, in nanoseconds
inline int64_t
Now()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

/// @return so many nanoseconds from 0 on, as system calls take them
inline timespec
ToTimespec(int64_t nanoseconds)
{
    return {nanoseconds / SECOND, nanoseconds % SECOND};
}

/// Ends the program with what a system call says.
[[noreturn]] inline void
Fail(const std::string& what)
{
    std::fprintf(stderr,
                 "%s: %s: %s\n",
                 program_invocation_short_name,
                 what.c_str(),
                 std::strerror(errno));
    std::exit(1);
}

#endif // SYNFIN_KERNEL_CLOCK_H
