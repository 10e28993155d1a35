/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OUTPUT_DIRECTORY_H
#define SYNFIN_OUTPUT_DIRECTORY_H

#include "synfin-parent-folders.h"
#include "synfin-temporary-folder.h"

#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/// How who asks for an OutputDirectory says what; messages use these words.
struct OutputWords
{
    std::string folder{"--out"};  //!< before the name of the directory
    std::string force{"--force"}; //!< that it may hold files
};

/**
 * @brief A directory of results that appear together or not at all.
 *
 * Files are written into a hidden folder. A new directory is that folder, renamed. One that exists
 * stays (it may be a mount point, or a link to one, or where somebody stands): the folder is in it,
 * and the files move up, summary.json last. Without Commit the folder vanishes.
 */
class OutputDirectory
{
  public:
    /**
     * @brief Makes the hidden folder.
     * @param path the directory; it may exist when it is empty
     * @param force it may also hold files; those of the same names are replaced
     * @param words in which the caller's user said that
     * @throws BadInput when that cannot be done
     */
    OutputDirectory(const std::string& path, bool force, const OutputWords& words = {});
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    /// @return the directory, from the root and without links
    const std::string& Path() const
    {
        return m_path;
    }

    /// @return where to write the files
    const std::string& Folder() const
    {
        return m_folder->Path();
    }

    /// @return what may have to be removed by who cannot wait for the destructor: files
    std::vector<std::string> Files() const;

    /// @return the same: folders, the innermost first
    std::vector<std::string> Folders() const;

    /**
     * @brief Writes a whole file.
     * @param name of the file
     * @param text what is in it
     * @throws std::system_error when it cannot be written
     */
    void Write(const std::string& name, const std::string& text) const;

    /**
     * @brief Puts the files in their place.
     * @throws std::runtime_error when that cannot be done, and says where they are instead
     */
    void Commit();

    /**
     * @param path of a file or directory that need not exist
     * @return the same from the root and without links, not even one at its end to nothing
     */
    static std::string Resolve(const std::string& path);

    /**
     * @param path of a directory that need not exist
     * @return it, or the nearest one that it will be in, of which an OutputDirectory lives, in this
     *         process or another; "" where there is none
     */
    static std::string InUse(const std::string& path);

  private:
    [[noreturn]] void Refuse(const std::string& path, const std::string& accepted) const;
    std::string LockName() const;
    bool IsEmpty() const;
    void PutInPlace();

    std::string m_given; //!< the directory as it was given
    OutputWords m_words;
    std::string m_path;
    bool m_force;
    bool m_exists{false};                      //!< it is not made here
    std::string m_name;                        //!< of the hidden folder
    ParentFolders m_parents;                   //!< what had to be made above it
    std::unique_ptr<TemporaryFolder> m_folder; //!< the hidden one, which goes before them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OUTPUT_DIRECTORY_H
