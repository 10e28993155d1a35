/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file Many calls of a program for the price of one start (LD_PRELOAD): when it is linked and its
 * statics are made, and main() would begin, it waits for command lines instead, and each is a fork
 * that goes on into main().
 *
 * $SYNFIN_FORK_SERVER is the descriptor of a socket. What comes from it for each call is a Request,
 * and then so many octets: the folder where it starts and its words, each with a NUL behind it.
 * What goes back is the process as an int32_t, and an Ending once it has ended.
 */

#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <string>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace
{

using Main = int (*)(int, char**, char**);

Main g_main = nullptr; //!< the program's

constexpr int FAILED = 99; //!< a status of no program

struct Request
{
    uint32_t milliseconds; //!< of CPU time, after which SIGPROF ends it
    uint32_t seconds;      //!< the same, also for what it starts, with SIGXCPU
    uint32_t size;         //!< octets to come
};

struct Ending
{
    int32_t status;        //!< as wait() gives it
    uint32_t microseconds; //!< of CPU time
};

/// @return false when there is no more
bool
Read(int socket, void* to, std::size_t size)
{
    for (std::size_t done = 0; done < size;)
    {
        const ssize_t more = read(socket, static_cast<char*>(to) + done, size - done);
        if (more <= 0)
        {
            return false;
        }
        done += static_cast<std::size_t>(more);
    }
    return true;
}

template <typename T>
void
Write(int socket, const T& answer)
{
    if (write(socket, &answer, sizeof(answer)) != static_cast<ssize_t>(sizeof(answer)))
    {
        _exit(EXIT_FAILURE); // nobody asks any more
    }
}

/// In the child. @return the status of its main()
int
GoOn(const Request& request, std::string& words)
{
    std::vector<char*> found;
    for (std::size_t begin = 0; begin < words.size(); begin = words.find('\0', begin) + 1)
    {
        found.push_back(&words[begin]);
    }
    const rlimit limit{request.seconds, request.seconds + 1};
    itimerval timer = {};
    timer.it_value.tv_sec = request.milliseconds / 1000;
    timer.it_value.tv_usec = request.milliseconds % 1000 * 1000;
    if (setpgid(0, 0) != 0 || chdir(found.front()) != 0 || setrlimit(RLIMIT_CPU, &limit) != 0 ||
        setitimer(ITIMER_PROF, &timer, nullptr) != 0)
    {
        _exit(FAILED);
    }
    found.push_back(nullptr);
    return g_main(static_cast<int>(found.size()) - 2, found.data() + 1, environ);
}

Ending
WaitFor(pid_t child)
{
    int status = 0;
    rusage used = {};
    if (wait4(child, &status, 0, &used) != child)
    {
        _exit(EXIT_FAILURE);
    }
    const auto microseconds = [](const timeval& time) {
        return time.tv_sec * 1000000 + time.tv_usec;
    };
    return {status,
            static_cast<uint32_t>(microseconds(used.ru_utime) + microseconds(used.ru_stime))};
}

/// In the place of main().
int
Serve(int, char**, char**)
{
    const char* number = getenv("SYNFIN_FORK_SERVER");
    if (number == nullptr)
    {
        return EXIT_FAILURE;
    }
    const int socket = std::atoi(number);
    for (const char* ours : {"LD_PRELOAD", "LD_BIND_NOW", "SYNFIN_FORK_SERVER"})
    {
        unsetenv(ours); // what the program starts is no server
    }
    Request request = {};
    while (Read(socket, &request, sizeof(request)))
    {
        std::string words(request.size, '\0');
        if (!Read(socket, words.data(), words.size()))
        {
            break;
        }
        const pid_t child = fork();
        if (child == 0)
        {
            close(socket);
            return GoOn(request, words);
        }
        Write(socket, static_cast<int32_t>(child));
        Write(socket, WaitFor(child));
    }
    _exit(EXIT_SUCCESS);
}

} // namespace

/// What the start code of every program calls.
extern "C" int
__libc_start_main(Main main,
                  int argc,
                  char** argv,
                  void (*init)(),
                  void (*fini)(),
                  void (*ended)(),
                  void* stack)
{
    g_main = main;
    const auto real =
        reinterpret_cast<decltype(&__libc_start_main)>(dlsym(RTLD_NEXT, "__libc_start_main"));
    return real(Serve, argc, argv, init, fini, ended, stack);
}
