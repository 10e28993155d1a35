/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-output-directory.h"

#include "synfin-bad-input.h"

#include "ns3/synfin-output-file.h"
#include "ns3/synfin-run-recorder.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

/// The file that tells that all are there.
constexpr const char* LAST = "summary.json";

bool
IsShorter(const std::string& a, const std::string& b)
{
    return a.size() < b.size();
}

/// @return the names of all files that a run may leave
std::vector<std::string>
ResultFiles()
{
    // The last one is of synfin-sweep --collect, and would describe what is no longer there.
    std::vector<std::string> names{LAST, "params.ini", "provenance.json", "datapackage.json"};
    for (const Table* table : RunTables())
    {
        names.emplace_back(table->file);
        names.push_back(table->file + std::string(SuffixOf(Compression::ZSTD)));
    }
    return names;
}

/**
 * @brief What keeps two programs from putting files into a directory at the same time: a file in
 * it, locked as long as this lives.
 *
 * Not the directory itself: whoever runs a program as `flock DIRECTORY program` has locked that.
 */
class PublishingLock
{
  public:
    explicit PublishingLock(const std::string& path)
        : m_path(path)
    {
        do
        {
            Close();
            m_fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            // Where there are no locks, there is none. Who held it before has removed the file.
        } while (m_fd >= 0 && flock(m_fd, LOCK_EX) == 0 && !IsStillAt(m_fd, path));
    }

    ~PublishingLock()
    {
        unlink(m_path.c_str());
        Close();
    }

    PublishingLock(const PublishingLock&) = delete;
    PublishingLock& operator=(const PublishingLock&) = delete;

  private:
    void Close()
    {
        if (m_fd >= 0)
        {
            close(m_fd);
        }
    }

    std::string m_path;
    int m_fd{-1};
};

} // namespace

std::string
OutputDirectory::Resolve(const std::string& path)
{
    std::error_code error;
    fs::path target = fs::absolute(path, error);
    constexpr int MOST_LINKS = 40; // as Linux has it
    for (int i = 0; i < MOST_LINKS && fs::is_symlink(fs::symlink_status(target, error)); ++i)
    {
        target = target.parent_path() / fs::read_symlink(target, error);
    }
    const fs::path real = fs::weakly_canonical(target, error);
    target = error ? target : real;
    return (target.has_filename() ? target : target.parent_path()).string();
}

std::string
OutputDirectory::InUse(const std::string& path)
{
    for (fs::path at = Resolve(path); at.has_filename(); at = at.parent_path())
    {
        const std::string name = at.filename().string();
        if (TemporaryFolder::IsInUse(at.parent_path().string(), name) ||
            TemporaryFolder::IsInUse(at.string(), name))
        {
            return at.string();
        }
    }
    return "";
}

void
OutputDirectory::Refuse(const std::string& path, const std::string& accepted) const
{
    throw BadInput(m_words.folder + " " + path + ": accepted is " + accepted);
}

OutputDirectory::OutputDirectory(const std::string& path, bool force, const OutputWords& words)
    : m_given(path),
      m_words(words),
      m_force(force)
{
    if (path.empty())
    {
        Refuse("''", "the name of a directory");
    }
    m_path = Resolve(path);
    const fs::path target = m_path;
    m_name = target.filename().string();
    std::error_code error;
    const fs::file_status status = fs::symlink_status(target, error);
    m_exists = fs::is_directory(status);
    if (fs::exists(status) && !m_exists)
    {
        Refuse(path,
               fs::is_symlink(status) ? "a directory, and this is a link without an end"
                                      : "a directory, and this is a file");
    }
    if (m_exists)
    {
        TemporaryFolder::SweepUp(m_path, m_name);
    }
    if (m_exists && !force && !IsEmpty())
    {
        Refuse(path,
               "a new or empty directory, or " + m_words.force +
                   " to replace the results in this one");
    }
    for (const auto& name : ResultFiles())
    {
        const fs::file_status there = fs::symlink_status(target / name, error);
        if (m_exists && fs::exists(there) && !fs::is_regular_file(there) && !fs::is_symlink(there))
        {
            Refuse(path, "a directory in which " + name + " is a regular file");
        }
    }
    error.clear();
    const std::string parent = m_exists ? m_path : target.parent_path().string();
    m_parents.Make(parent, error);
    try
    {
        m_folder = error ? nullptr : std::make_unique<TemporaryFolder>(parent, m_name);
    }
    catch (const std::system_error& failed)
    {
        error = failed.code();
    }
    if (error)
    {
        m_parents.Remove();
        Refuse(path, "a directory that can be written (" + error.message() + ")");
    }
}

OutputDirectory::~OutputDirectory() = default;

std::string
OutputDirectory::LockName() const
{
    return "." + m_name + ".lock";
}

bool
OutputDirectory::IsEmpty() const
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(m_path, ignored))
    {
        const std::string file = entry.path().filename().string();
        if (file != LockName() && !TemporaryFolder::IsOne(file, m_name))
        {
            return false;
        }
    }
    return true;
}

std::vector<std::string>
OutputDirectory::Files() const
{
    std::vector<std::string> files;
    for (const auto& name : ResultFiles())
    {
        files.push_back(Folder() + "/" + name);
    }
    return files;
}

std::vector<std::string>
OutputDirectory::Folders() const
{
    std::vector<std::string> folders{Folder()};
    const auto parents = m_parents.Innermost();
    folders.insert(folders.end(), parents.begin(), parents.end());
    return folders;
}

void
OutputDirectory::Write(const std::string& name, const std::string& text) const
{
    OutputFile file(Folder() + "/" + name, Compression::NONE);
    file.Write(text.data(), text.size());
    file.Close();
}

void
OutputDirectory::PutInPlace()
{
    // Who makes the directory is the only one to rename a folder to it.
    if (!m_exists && mkdir(m_path.c_str(), 0777) != 0)
    {
        throw std::system_error(errno, std::generic_category(), "it was not there before");
    }
    if (!m_exists)
    {
        m_folder->Become(m_path);
        return;
    }
    const PublishingLock lock((fs::path(m_path) / LockName()).string());
    if (!m_force && !IsEmpty())
    {
        throw std::runtime_error("it was empty before");
    }
    m_folder->MoveUp(ResultFiles(), LAST);
}

void
OutputDirectory::Commit()
{
    try
    {
        PutInPlace();
        m_parents.Keep();
    }
    catch (const std::exception& error)
    {
        m_parents.Keep();
        const std::string kept = m_folder->Keep();
        std::error_code ignored;
        const std::string fromHere = fs::proximate(kept, ignored).string();
        throw std::runtime_error(m_words.folder + " " + m_given + ": " + error.what() +
                                 "; the results are in " +
                                 (fromHere.empty() ? kept : std::min(kept, fromHere, IsShorter)));
    }
}

} // namespace synfin
} // namespace ns3
