/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-output-directory.h"

#include "synfin-bad-input.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sys/stat.h>
#include <system_error>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

/// Everything that a run may leave, the one that tells that it is whole at the end.
constexpr const char* RESULT_FILES[] = {"params.ini",
                                        "provenance.json",
                                        "transitions.csv",
                                        "connections.csv",
                                        "segments.csv",
                                        "hosts.csv",
                                        "transitions.csv.zst",
                                        "connections.csv.zst",
                                        "segments.csv.zst",
                                        "hosts.csv.zst",
                                        "summary.json"};

[[noreturn]] void
Refuse(const std::string& path, const std::string& accepted)
{
    throw BadInput("--out " + path + ": accepted is " + accepted);
}

/// @return the path without a trailing slash, from the root
fs::path
Absolute(const std::string& path)
{
    const fs::path absolute = fs::absolute(path).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

} // namespace

OutputDirectory::OutputDirectory(const std::string& path, bool force)
{
    if (path.empty())
    {
        Refuse("''", "the name of a directory");
    }
    const fs::path target = Absolute(path);
    m_path = target.string();
    std::error_code error;
    const fs::file_status status = fs::status(target, error);
    if (fs::exists(status) && !fs::is_directory(status))
    {
        Refuse(path, "a directory, and this is a file");
    }
    if (fs::exists(status) && !force && !fs::is_empty(target, error))
    {
        Refuse(path, "a new or empty directory, or --force to replace the results in this one");
    }
    error.clear();
    MakeParents(target.parent_path().string(), error);
    std::string pattern =
        (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
    if (!error && mkdtemp(pattern.data()) == nullptr)
    {
        error.assign(errno, std::generic_category());
    }
    if (error)
    {
        RemoveParents();
        Refuse(path, "a directory that can be written (" + error.message() + ")");
    }
    m_folder = pattern;
    // mkdtemp makes it private; the result shall be as readable as any other directory.
    const mode_t mask = umask(0);
    umask(mask);
    chmod(m_folder.c_str(), 0777 & ~mask);
}

void
OutputDirectory::MakeParents(const std::string& path, std::error_code& error)
{
    if (path.empty() || fs::exists(path, error) || error)
    {
        return;
    }
    MakeParents(fs::path(path).parent_path().string(), error);
    if (!error && fs::create_directory(path, error))
    {
        m_parents.push_back(path);
    }
}

void
OutputDirectory::RemoveParents()
{
    std::error_code ignored;
    for (auto parent = m_parents.rbegin(); parent != m_parents.rend(); ++parent)
    {
        fs::remove(*parent, ignored); // only when nobody put anything there
    }
}

OutputDirectory::~OutputDirectory()
{
    if (!m_folder.empty())
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
        RemoveParents();
    }
}

std::vector<std::string>
OutputDirectory::Files() const
{
    std::vector<std::string> files;
    for (const char* name : RESULT_FILES)
    {
        files.push_back(m_folder + "/" + name);
    }
    return files;
}

std::vector<std::string>
OutputDirectory::Folders() const
{
    std::vector<std::string> folders{m_folder};
    folders.insert(folders.end(), m_parents.rbegin(), m_parents.rend());
    return folders;
}

void
OutputDirectory::Write(const std::string& name, const std::string& text) const
{
    const std::string path = m_folder + "/" + name;
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    bool isWritten =
        file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    isWritten = file != nullptr && std::fclose(file) == 0 && isWritten;
    if (!isWritten)
    {
        throw std::system_error(errno, std::generic_category(), path);
    }
}

void
OutputDirectory::Commit()
{
    // Takes the place of a directory that is empty or not there.
    if (std::rename(m_folder.c_str(), m_path.c_str()) != 0)
    {
        // At any moment, the last file is there only when all are. Each is replaced at once; what
        // this run does not write must not stay.
        fs::remove(fs::path(m_path) / std::end(RESULT_FILES)[-1]);
        for (const char* name : RESULT_FILES)
        {
            const fs::path file = fs::path(m_folder) / name;
            if (fs::exists(file))
            {
                fs::rename(file, fs::path(m_path) / name);
            }
            else
            {
                fs::remove(fs::path(m_path) / name);
            }
        }
        fs::remove_all(m_folder);
    }
    m_folder.clear();
}

} // namespace synfin
} // namespace ns3
