/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-help-text.h"

#include "synfin-language.h"

#include "ns3/synfin-ladder-text.h"

namespace ns3
{
namespace synfin
{

std::string
OptionsText(const std::string& title,
            const boost::program_options::options_description& options,
            unsigned line,
            unsigned column)
{
    column = column == 0 ? options.get_option_column_width() : column;
    std::string text = Tr(title) + Tr(":") + "\n";
    for (const auto& option : options.options())
    {
        std::string head = "  " + option->format_name();
        const std::string value = option->format_parameter();
        head += value.empty() ? "" : " " + value;
        for (const std::string& part : Wrap(Tr(option->description()), line - column))
        {
            if (static_cast<unsigned>(DisplayWidth(head)) >= column)
            {
                text += head + "\n";
                head.clear();
            }
            text += PadRight(head, column) + part + "\n";
            head.clear();
        }
    }
    return text;
}

} // namespace synfin
} // namespace ns3
