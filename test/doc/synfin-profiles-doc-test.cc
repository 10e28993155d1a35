/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-profile.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

using namespace ns3::synfin;

namespace
{

std::string
Row(const std::vector<std::string>& cells)
{
    std::string row = "  ";
    for (const auto& cell : cells)
    {
        row += " \"" + cell + "\",";
    }
    row.back() = '\n';
    return row;
}

constexpr const char* BEGIN = ".. csv-table::\n   :header-rows: 1\n\n";

/// @return the presets that have a column: all but the other name of linux
std::vector<std::string>
Columns()
{
    std::vector<std::string> names;
    for (const std::string& name : Profile::PresetNames())
    {
        if (name != "linux-6.18")
        {
            names.push_back(name);
        }
    }
    return names;
}

/// @return the value of a field in a preset, or that nobody knows it
std::string
ValueOf(const std::string& field, const std::string& preset)
{
    const auto& unknown = Profile::UnknownFields(preset);
    const bool isKnown = std::find(unknown.begin(), unknown.end(), field) == unknown.end();
    return isKnown ? Profile::Preset(preset)->Get(field) : "unknown";
}

/// Every field's value in every preset.
std::string
Values()
{
    const std::vector<std::string> presets = Columns();
    std::vector<std::string> head = {"field", "unit"};
    head.insert(head.end(), presets.begin(), presets.end());
    head.emplace_back("source");
    std::string table = BEGIN + Row(head);
    for (const ProfileField& field : ProfileFields())
    {
        std::vector<std::string> cells = {field.name, field.unit};
        for (const std::string& preset : presets)
        {
            cells.push_back(ValueOf(field.name, preset));
        }
        cells.emplace_back(field.source);
        table += Row(cells);
    }
    return table;
}

/// What every field does.
std::string
Meanings()
{
    std::string table = BEGIN + Row({"field", "what it does"});
    for (const ProfileField& field : ProfileFields())
    {
        table += Row({field.name, field.help});
    }
    return table;
}

} // namespace

TEST(ProfilesDoc, TheTablesOfTheManualAreCurrent)
{
    std::ifstream file(SYNFIN_SOURCE "/doc/profiles.rst");
    std::ostringstream text;
    text << file.rdbuf();
    for (const auto& table : {Values(), Meanings()})
    {
        // Put what this prints into doc/profiles.rst when fields or presets change.
        EXPECT_NE(text.str().find(table), std::string::npos) << table;
    }
}
