/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEMPORARY_FOLDER_H
#define SYNFIN_TEMPORARY_FOLDER_H

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/**
 * @brief Is what was opened, and perhaps locked since, still what has its path?
 * @param fd its descriptor
 * @param path by which it was opened
 * @return true when it is
 */
bool IsStillAt(int fd, const std::string& path);

/**
 * @brief A hidden folder for files that are not whole yet: `.NAME.XXXXXX`, where they will be.
 *
 * It is on the same file system as the place of its files, so that they get there by renaming. It
 * is locked (flock) as long as its process lives: a later one with the same name sweeps up what
 * processes left that were killed.
 */
class TemporaryFolder
{
  public:
    /**
     * @brief Sweeps up, and makes the folder.
     * @param parent the folder that it is in
     * @param name the NAME
     * @throws std::system_error when it cannot be made
     */
    TemporaryFolder(const std::string& parent, const std::string& name);

    /// Removes it with all that is in it.
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// @return where to write the files
    const std::string& Path() const
    {
        return m_path;
    }

    /**
     * @brief Renames it as a whole.
     * @param path what it becomes; an empty folder there gives way
     * @throws std::system_error when that cannot be done; it stays as it is then
     */
    void Become(const std::string& path);

    /**
     * @brief Moves its files into its parent, and removes it.
     *
     * Files of the same names, and stale ones, are put aside first. Whatever goes wrong, the
     * parent has the old files or the new ones; if the process is killed meanwhile, then as soon as
     * a later one sweeps up.
     *
     * @param stale other files of the parent that must not stay, if they are there
     * @param last the file that tells that all are there: gone before any other, back after them
     * @throws std::system_error when that cannot be done; all is as it was then
     */
    void MoveUp(const std::vector<std::string>& stale, const std::string& last);

    /**
     * @brief Leaves the files, under a name that is seen and that nobody sweeps up.
     * @return the path
     */
    std::string Keep();

    /**
     * @brief Removes what killed processes left, or ends what they had begun to move.
     * @param parent the folder that it is in
     * @param name the NAME
     */
    static void SweepUp(const std::string& parent, const std::string& name);

    /**
     * @param parent a folder
     * @param name the NAME
     * @return true when some process, or this one, has such a folder in it now
     */
    static bool IsInUse(const std::string& parent, const std::string& name);

    /// @return true for the name of such a folder, living or left behind
    static bool IsOne(const std::string& file, const std::string& name);

  private:
    void Forget();

    std::string m_parent;
    std::string m_path; //!< empty once it is gone
    int m_lock{-1};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEMPORARY_FOLDER_H
