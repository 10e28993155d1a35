/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-setting.h"

#include "synfin-profile.h"

namespace ns3
{
namespace synfin
{

std::string
EndPrefix(const std::string& field)
{
    for (const std::string prefix : END_PREFIXES)
    {
        if (field.compare(0, prefix.size(), prefix) == 0)
        {
            return prefix;
        }
    }
    return "";
}

std::string
EndFieldName(const std::string& field)
{
    const std::string prefix = EndPrefix(field);
    return prefix + ProfileFieldName(field.substr(prefix.size()));
}

} // namespace synfin
} // namespace ns3
