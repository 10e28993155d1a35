/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_ABORT_H
#define SYNFIN_WASM_ABORT_H

#include "synfin-last-words.h"

#include <sstream>

// Stands in for ns-3's NS_ABORT_*: the module ends, and the page reads why.

#define NS_ABORT_MSG(message)                                                                      \
    do                                                                                             \
    {                                                                                              \
        std::ostringstream words;                                                                  \
        words << message;                                                                          \
        ns3::synfin::EndWith(words.str());                                                         \
    } while (false)
#define NS_ABORT_MSG_IF(condition, message)                                                        \
    do                                                                                             \
    {                                                                                              \
        if (condition)                                                                             \
        {                                                                                          \
            NS_ABORT_MSG(message);                                                                 \
        }                                                                                          \
    } while (false)
#define NS_ABORT_MSG_UNLESS(condition, message) NS_ABORT_MSG_IF(!(condition), message)

#endif // SYNFIN_WASM_ABORT_H
