/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-program.h"

#include "synfin-language.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-message.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

StandardStreams::Output::Output()
{
    setp(m_text.data(), m_text.data() + m_text.size());
}

StandardStreams::Output::int_type
StandardStreams::Output::overflow(int_type next)
{
    if (sync() != 0)
    {
        return traits_type::eof();
    }
    return traits_type::eq_int_type(next, traits_type::eof())
               ? traits_type::not_eof(next)
               : sputc(traits_type::to_char_type(next));
}

int
StandardStreams::Output::sync()
{
    const char* from = pbase();
    while (m_error == 0 && from != pptr())
    {
        const ssize_t size = write(STDOUT_FILENO, from, pptr() - from);
        if (size < 0 && errno != EINTR)
        {
            m_error = errno;
        }
        from += size < 0 ? 0 : size;
    }
    setp(m_text.data(), m_text.data() + m_text.size());
    return m_error == 0 ? 0 : -1;
}

int
StandardStreams::Output::Close()
{
    // Some file systems tell at the close only that there was no room.
    if (sync() == 0 && close(STDOUT_FILENO) != 0)
    {
        m_error = errno;
    }
    return m_error;
}

StandardStreams::StandardStreams(const char* program)
    : m_program(program),
      m_before(std::cout.rdbuf(&m_output))
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
    {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
        {
            // The lowest free number is this one. It cannot be used, as if it were closed still.
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

StandardStreams::~StandardStreams()
{
    const int error = m_output.Close();
    std::cout.rdbuf(m_before);
    if (error != 0)
    {
        std::cerr << m_program << ": "
                  << Tr(std::string("standard output: ") + std::strerror(error)) << std::endl;
        _exit(1);
    }
}

int
RunProgram(const char* name, int (*body)(int, char**), int argc, char** argv)
{
    const StandardStreams streams(name);
    ChooseLanguage(argc, argv);
    try
    {
        return body(argc, argv);
    }
    catch (const BadInput& error)
    {
        std::cerr << MessageLine(name, Tr(error.what())) << '\n';
        return 2;
    }
    catch (const std::exception& error)
    {
        std::cerr << MessageLine(name, Tr(error.what())) << '\n';
        return 1;
    }
}

void
CatchSignals(void (*handler)(int))
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    {
        struct sigaction before = {};
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
        {
            std::signal(signal, handler);
        }
    }
}

} // namespace synfin
} // namespace ns3
