/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-call.h"

namespace ns3
{
namespace synfin
{

const char*
ToString(CallError error)
{
    switch (error)
    {
    case CallError::NONE:
        return "none";
    case CallError::NO_CONNECTION:
        return "no_connection";
    case CallError::NO_PORT:
        return "no_port";
    case CallError::ADDRESS_IN_USE:
        return "address_in_use";
    case CallError::BAD_ADDRESS:
        return "bad_address";
    case CallError::CLOSING:
        return "closing";
    case CallError::WOULD_BLOCK:
        return "would_block";
    }
    return "?";
}

} // namespace synfin
} // namespace ns3
