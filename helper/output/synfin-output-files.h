/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OUTPUT_FILES_H
#define SYNFIN_OUTPUT_FILES_H

#include "synfin-output-directory.h"
#include "synfin-parent-folders.h"
#include "synfin-temporary-folder.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/**
 * @brief Files beside each other that an option names, and that appear together or not at all.
 *
 * They are written into a hidden folder, that of the OutputDirectory if they will be in there. A
 * folder that is not there is made, but not below an OutputDirectory.
 */
class OutputFiles
{
  public:
    /**
     * @param option as it was typed, such as "--pcap PREFIX"; for messages
     * @param path of each file what its name begins with
     * @param endings of each file what its name ends with
     * @param force they may exist, and are replaced
     * @param directory where other results go, or nullptr
     * @throws BadInput when they cannot be written
     */
    OutputFiles(std::string option,
                const std::string& path,
                const std::vector<std::string>& endings,
                bool force,
                const OutputDirectory* directory);

    /// @return where to write each
    const std::vector<std::string>& Paths() const
    {
        return m_paths;
    }

    /// @return folders that may have to be removed by who cannot wait for the destructor, the
    /// innermost first
    std::vector<std::string> Folders() const;

    /**
     * @brief Puts the files in their place, if that is not up to the OutputDirectory.
     * @throws std::runtime_error when that cannot be done, and says where they are instead
     */
    void Commit();

  private:
    std::optional<std::string> Occupied() const;

    std::string m_option;
    bool m_force;
    std::string m_parent;                      //!< where the files will be
    std::vector<std::string> m_names;          //!< of the files
    std::vector<std::string> m_paths;          //!< where they are written
    ParentFolders m_parents;                   //!< what had to be made above it
    std::unique_ptr<TemporaryFolder> m_folder; //!< nothing in an OutputDirectory
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OUTPUT_FILES_H
