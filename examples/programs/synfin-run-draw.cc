/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-draw.h"

#include "ns3/synfin-bad-input.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr int MISSING = 127; // as a shell says that there is no such program

/// Is dot from here on.
[[noreturn]] void
BecomeDot(int in, int out)
{
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    execlp("dot", "dot", "-Tsvg", nullptr);
    _exit(MISSING);
}

/// @return all that comes out of a pipe
std::string
ReadAll(int channel)
{
    std::string text;
    std::array<char, 4096> piece{};
    for (;;)
    {
        const ssize_t count = read(channel, piece.data(), piece.size());
        if (count > 0)
        {
            text.append(piece.data(), static_cast<std::size_t>(count));
        }
        else if (count == 0 || errno != EINTR)
        {
            return text;
        }
    }
}

} // namespace

std::string
DrawnByGraphviz(const std::string& dot)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::tmpfile(), std::fclose);
    int channel[2];
    if (!file || std::fputs(dot.c_str(), file.get()) < 0 || std::fflush(file.get()) != 0 ||
        pipe(channel) != 0)
    {
        throw std::runtime_error("--draw: no temporary file");
    }
    std::rewind(file.get());
    const pid_t child = fork();
    if (child == 0)
    {
        BecomeDot(fileno(file.get()), channel[1]);
    }
    close(channel[1]);
    const std::string picture = child < 0 ? "" : ReadAll(channel[0]);
    close(channel[0]);
    int status = -1;
    waitpid(child, &status, 0);
    if (child < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == MISSING))
    {
        throw BadInput("--draw: accepted where there is Graphviz, whose dot is not on PATH "
                       "(Debian: graphviz)");
    }
    if (status != 0 || picture.empty())
    {
        throw std::runtime_error("--draw: Graphviz's dot failed");
    }
    return picture;
}

} // namespace synfin
} // namespace ns3
