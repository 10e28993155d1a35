/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-concatenate.h"

namespace ns3
{
namespace synfin
{

Ptr<Packet>
Concatenate(std::vector<Ptr<Packet>> parts)
{
    while (parts.size() > 1)
    {
        std::size_t joined = 0;
        for (std::size_t i = 0; i < parts.size(); i += 2)
        {
            if (i + 1 < parts.size())
            {
                parts[i]->AddAtEnd(parts[i + 1]);
            }
            parts[joined++] = parts[i];
        }
        parts.resize(joined);
    }
    return parts.empty() ? Ptr<Packet>() : parts.front();
}

} // namespace synfin
} // namespace ns3
