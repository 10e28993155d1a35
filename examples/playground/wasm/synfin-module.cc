/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What the module exports: memory for a request, and its answer.

#include "ns3/synfin-exchange-answers.h"

#include <cstddef>
#include <cstdlib>
#include <string>

extern "C"
{
    char* synfin_alloc(std::size_t size)
    {
        return static_cast<char*>(std::malloc(size));
    }

    void synfin_release(char* memory)
    {
        std::free(memory);
    }

    /// @return a text that lives until the next call
    const char* synfin_ask(const char* request, std::size_t length)
    {
        static std::string answer;
        answer = ns3::synfin::Answer(std::string(request, length));
        return answer.c_str();
    }
}
