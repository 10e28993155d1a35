/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-outcome.h"

namespace ns3
{
namespace synfin
{

const char*
ToString(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::ESTABLISHED:
        return "established";
    case Outcome::REFUSED:
        return "refused";
    case Outcome::TIMED_OUT:
        return "timed_out";
    case Outcome::RESET:
        return "reset";
    case Outcome::NO_PORT:
        return "no_port";
    }
    return "";
}

const char*
ToString(CloseKind kind)
{
    switch (kind)
    {
    case CloseKind::NONE:
        return "";
    case CloseKind::ORDERLY:
        return "orderly";
    case CloseKind::RESET:
        return "reset";
    case CloseKind::TIMED_OUT:
        return "timed_out";
    }
    return "";
}

} // namespace synfin
} // namespace ns3
