/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-result.h"

namespace ns3
{
namespace synfin
{

const char*
ToString(LinkDrop drop)
{
    switch (drop)
    {
    case LinkDrop::NONE:
        return "none";
    case LinkDrop::QUEUE:
        return "queue";
    case LinkDrop::LOSS:
        return "loss";
    case LinkDrop::NAMED:
        return "named";
    }
    return "";
}

} // namespace synfin
} // namespace ns3
