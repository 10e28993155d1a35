/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-last-words.h"

#include <boost/throw_exception.hpp>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <string>
#include <typeinfo>

namespace ns3
{
namespace synfin
{

std::string&
LastWords()
{
    static std::string words;
    return words;
}

void
EndWith(const std::string& words)
{
    LastWords() = words;
    std::abort(); // the instruction unreachable, which JavaScript sees as a RuntimeError
}

} // namespace synfin
} // namespace ns3

using ns3::synfin::EndWith;
using ns3::synfin::LastWords;

/// @return LastWords(), for the page
extern "C" const char*
synfin_last_words()
{
    return LastWords().c_str();
}

/// @name Exceptions, for which this C++ library has no code: nobody catches one, so its text is all
/// that is left of it
/// @{

extern "C" void*
__cxa_allocate_exception(std::size_t size)
{
    return std::malloc(size);
}

extern "C" void
__cxa_free_exception(void* exception)
{
    std::free(exception);
}

/// Everything that is thrown here has std::exception as its first base.
extern "C" [[noreturn]] void
__cxa_throw(void* exception, std::type_info*, void (*)(void*))
{
    EndWith(static_cast<std::exception*>(exception)->what());
}

namespace boost
{

[[noreturn]] void
throw_exception(const std::exception& exception)
{
    EndWith(exception.what());
}

[[noreturn]] void
throw_exception(const std::exception& exception, const source_location&)
{
    EndWith(exception.what());
}

} // namespace boost

/// @}
