/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OUTPUT_DIRECTORY_H
#define SYNFIN_OUTPUT_DIRECTORY_H

#include <string>
#include <system_error>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief A directory of results that appears whole or not at all.
 *
 * Files are written into a hidden folder beside it. Commit puts that in its place; without Commit
 * it vanishes.
 */
class OutputDirectory
{
  public:
    /**
     * @brief Makes the hidden folder.
     * @param path the directory; it may exist when it is empty
     * @param force it may also hold files; those of the same names are replaced
     * @throws BadInput when that cannot be done
     */
    OutputDirectory(const std::string& path, bool force);
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    /// @return where to write the files
    const std::string& Folder() const
    {
        return m_folder;
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

    /// Puts the files in their place.
    void Commit();

  private:
    void MakeParents(const std::string& path, std::error_code& error);
    void RemoveParents();

    std::string m_path;                 //!< the directory
    std::string m_folder;               //!< the hidden one; empty once it is gone
    std::vector<std::string> m_parents; //!< what had to be made above it
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OUTPUT_DIRECTORY_H
