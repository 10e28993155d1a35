/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-parent-folders.h"

#include <filesystem>

namespace ns3
{
namespace synfin
{

namespace fs = std::filesystem;

ParentFolders::~ParentFolders()
{
    Remove();
}

void
ParentFolders::Make(const std::string& path, std::error_code& error)
{
    if (path.empty() || fs::exists(path, error) || error)
    {
        return;
    }
    Make(fs::path(path).parent_path().string(), error);
    if (!error && fs::create_directory(path, error))
    {
        m_made.push_back(path);
    }
}

void
ParentFolders::Remove()
{
    std::error_code ignored;
    for (const std::string& folder : Innermost())
    {
        fs::remove(folder, ignored); // only when nobody put anything there
    }
    m_made.clear();
}

void
ParentFolders::Keep()
{
    m_made.clear();
}

std::vector<std::string>
ParentFolders::Innermost() const
{
    return {m_made.rbegin(), m_made.rend()};
}

} // namespace synfin
} // namespace ns3
