/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-port-selection.h"

namespace ns3
{
namespace synfin
{

const char*
ToString(PortSelection selection)
{
    switch (selection)
    {
    case PortSelection::RFC6056_1:
        return "rfc6056-1";
    case PortSelection::RFC6056_2:
        return "rfc6056-2";
    case PortSelection::RFC6056_3:
        return "rfc6056-3";
    case PortSelection::RFC6056_4:
        return "rfc6056-4";
    case PortSelection::RFC6056_5:
        return "rfc6056-5";
    case PortSelection::LINUX:
        return "linux";
    case PortSelection::NS3:
        return "ns3";
    }
    return "";
}

std::optional<PortSelection>
ParsePortSelection(const std::string& name)
{
    for (int i = 0; i < PORT_SELECTION_COUNT; ++i)
    {
        if (name == ToString(static_cast<PortSelection>(i)))
        {
            return static_cast<PortSelection>(i);
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
