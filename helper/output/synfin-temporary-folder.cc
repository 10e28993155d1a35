/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-temporary-folder.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

constexpr std::size_t RANDOM_LETTERS = 6;    //!< of mkdtemp
constexpr const char* OLD = "old";           //!< what is put aside is in here while some is not
constexpr const char* REPLACED = "replaced"; //!< its name once all is, so that the new may come

[[noreturn]] void
Fail(const std::string& path)
{
    throw std::system_error(errno, std::generic_category(), path);
}

/// @return the folder's descriptor, locked; -1 when it is locked already (EWOULDBLOCK), or cannot
/// be
int
Lock(const std::string& path)
{
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0)
    {
        const int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

/// @return the names in a folder, but not those of what is put aside
std::vector<std::string>
NamesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
    {
        const std::string name = entry.path().filename().string();
        if (name != OLD && name != REPLACED)
        {
            names.push_back(name);
        }
    }
    return names;
}

/// Renames that are undone together.
class Renames
{
  public:
    /// @throws std::system_error when it cannot be done
    void Do(const fs::path& from, const fs::path& to)
    {
        if (std::rename(from.c_str(), to.c_str()) != 0)
        {
            Fail(to.string());
        }
        m_done.emplace_back(from, to);
    }

    void Undo()
    {
        for (auto done = m_done.rbegin(); done != m_done.rend(); ++done)
        {
            std::rename(done->second.c_str(), done->first.c_str());
        }
    }

  private:
    std::vector<std::pair<fs::path, fs::path>> m_done;
};

/// Moves every file of a folder up into another.
void
MoveAll(const fs::path& from, const fs::path& to)
{
    for (const auto& name : NamesIn(from))
    {
        std::rename((from / name).c_str(), (to / name).c_str());
    }
}

} // namespace

bool
IsStillAt(int fd, const std::string& path)
{
    struct stat open = {};
    struct stat there = {};
    return fstat(fd, &open) == 0 && stat(path.c_str(), &there) == 0 && open.st_ino == there.st_ino;
}

TemporaryFolder::TemporaryFolder(const std::string& parent, const std::string& name)
    : m_parent(parent)
{
    SweepUp(parent, name);
    const std::string pattern =
        (fs::path(parent) / ("." + name + "." + std::string(RANDOM_LETTERS, 'X'))).string();
    do
    {
        m_path = pattern;
        if (mkdtemp(m_path.data()) == nullptr)
        {
            Fail(pattern);
        }
        m_lock = Lock(m_path);
        // Somebody who sweeps up may have been faster than the lock. Where there are no locks,
        // nobody sweeps up.
    } while (m_lock >= 0 ? !IsStillAt(m_lock, m_path) : errno == EWOULDBLOCK || errno == ENOENT);
    // mkdtemp makes it private; the result shall be as readable as any other directory.
    const mode_t mask = umask(0);
    umask(mask);
    chmod(m_path.c_str(), 0777 & ~mask);
}

TemporaryFolder::~TemporaryFolder()
{
    if (!m_path.empty())
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
        Forget();
    }
}

void
TemporaryFolder::Forget()
{
    m_path.clear();
    if (m_lock >= 0)
    {
        close(m_lock);
        m_lock = -1;
    }
}

void
TemporaryFolder::Become(const std::string& path)
{
    Renames().Do(m_path, path);
    Forget();
}

void
TemporaryFolder::MoveUp(const std::vector<std::string>& stale, const std::string& last)
{
    const fs::path parent = m_parent;
    const fs::path folder = m_path;
    std::vector<std::string> files = NamesIn(folder);
    const auto isOther = [&last](const std::string& name) { return name != last; };
    std::partition(files.begin(), files.end(), isOther);
    std::vector<std::string> gone = files;
    gone.insert(gone.end(), stale.begin(), stale.end());
    std::partition(gone.begin(), gone.end(), [&](const auto& name) { return !isOther(name); });
    Renames renames;
    const fs::path old = folder / OLD;
    const fs::path replaced = folder / REPLACED;
    try
    {
        if (mkdir(old.c_str(), 0700) != 0)
        {
            Fail(old.string());
        }
        for (const auto& name : gone)
        {
            if (fs::exists(fs::symlink_status(parent / name)))
            {
                renames.Do(parent / name, old / name);
            }
        }
        renames.Do(old, replaced);
        for (const auto& name : files)
        {
            renames.Do(folder / name, parent / name);
        }
    }
    catch (const std::system_error&)
    {
        renames.Undo();
        std::error_code ignored;
        fs::remove(old, ignored);
        throw;
    }
    std::error_code ignored; // all is in its place; the rest is swept up some day
    fs::remove_all(folder, ignored);
    Forget();
}

std::string
TemporaryFolder::Keep()
{
    const fs::path hidden = m_path;
    const fs::path seen = hidden.parent_path() / hidden.filename().string().substr(1);
    const bool isSeen = std::rename(hidden.c_str(), seen.c_str()) == 0;
    Forget();
    return (isSeen ? seen : hidden).string();
}

bool
TemporaryFolder::IsOne(const std::string& file, const std::string& name)
{
    const std::string begin = "." + name + ".";
    return file.size() == begin.size() + RANDOM_LETTERS &&
           file.compare(0, begin.size(), begin) == 0;
}

bool
TemporaryFolder::IsInUse(const std::string& parent, const std::string& name)
{
    const std::vector<std::string> files = NamesIn(parent);
    return std::any_of(files.begin(), files.end(), [&](const std::string& file) {
        if (!IsOne(file, name))
        {
            return false;
        }
        const int lock = Lock((fs::path(parent) / file).string());
        const bool isLocked = lock < 0 && errno == EWOULDBLOCK;
        if (lock >= 0)
        {
            close(lock);
        }
        return isLocked;
    });
}

void
TemporaryFolder::SweepUp(const std::string& parent, const std::string& name)
{
    for (const auto& file : NamesIn(parent))
    {
        const fs::path folder = fs::path(parent) / file;
        const int lock = IsOne(file, name) ? Lock(folder.string()) : -1;
        if (lock < 0)
        {
            continue;
        }
        std::error_code ignored;
        if (fs::exists(folder / REPLACED, ignored))
        {
            MoveAll(folder, parent);
        }
        MoveAll(folder / OLD, parent);
        fs::remove_all(folder, ignored);
        close(lock);
    }
}

} // namespace synfin
} // namespace ns3
