/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-output-files.h"

#include "synfin-bad-input.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

/// @return true for a folder somewhere below another
bool
IsBelow(const fs::path& folder, const fs::path& other)
{
    const fs::path way = folder.lexically_relative(other);
    return !way.empty() && *way.begin() != ".." && way != ".";
}

} // namespace

OutputFiles::OutputFiles(std::string option,
                         const std::string& path,
                         const std::vector<std::string>& endings,
                         bool force,
                         const OutputDirectory* directory)
    : m_option(std::move(option)),
      m_force(force)
{
    // A link stays, and what it leads to is written.
    const bool isWhole = std::find(endings.begin(), endings.end(), "") != endings.end();
    const fs::path begin = isWhole ? OutputDirectory::Resolve(path) : path;
    m_parent =
        OutputDirectory::Resolve(begin.has_parent_path() ? begin.parent_path().string() : ".");
    for (const auto& ending : endings)
    {
        m_names.push_back(begin.filename().string() + ending);
    }
    const bool isInside = directory != nullptr && directory->Path() == m_parent;
    if (const auto problem = Occupied())
    {
        throw BadInput(m_option + ": accepted is a name of new files" +
                       (m_force ? "; " : ", or --force; ") + *problem);
    }
    try
    {
        if (!isInside)
        {
            std::error_code failed;
            if (directory == nullptr || !IsBelow(m_parent, directory->Path()))
            {
                m_parents.Make(m_parent, failed);
            }
            if (failed)
            {
                throw std::system_error(failed);
            }
            m_folder = std::make_unique<TemporaryFolder>(m_parent, m_names.front());
        }
    }
    catch (const std::system_error& error)
    {
        throw BadInput(m_option + ": accepted is a name of files that can be written; " + m_parent +
                       ": " + error.code().message());
    }
    for (const auto& name : m_names)
    {
        m_paths.push_back((isInside ? directory->Folder() : m_folder->Path()) + "/" + name);
    }
}

std::optional<std::string>
OutputFiles::Occupied() const
{
    for (const auto& name : m_names)
    {
        std::error_code ignored;
        const fs::file_status status = fs::symlink_status(fs::path(m_parent) / name, ignored);
        const bool isPlain = fs::is_regular_file(status);
        if (fs::exists(status) && !(isPlain && m_force))
        {
            // A pipe, a device or a symbolic link would give way to a file.
            return name + (isPlain ? " is there already" : " is no regular file");
        }
    }
    return std::nullopt;
}

std::vector<std::string>
OutputFiles::Folders() const
{
    std::vector<std::string> folders = m_parents.Innermost();
    if (m_folder)
    {
        folders.insert(folders.begin(), m_folder->Path());
    }
    return folders;
}

void
OutputFiles::Commit()
{
    m_parents.Keep();
    if (!m_folder)
    {
        return;
    }
    try
    {
        if (const auto problem = Occupied())
        {
            throw std::runtime_error(*problem);
        }
        m_folder->MoveUp({}, "");
    }
    catch (const std::exception& error)
    {
        throw std::runtime_error(m_option + ": " + error.what() + "; the files are in " +
                                 m_folder->Keep());
    }
}

} // namespace synfin
} // namespace ns3
