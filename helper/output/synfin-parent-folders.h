/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PARENT_FOLDERS_H
#define SYNFIN_PARENT_FOLDERS_H

#include <string>
#include <system_error>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/// Folders that had to be made above results: they go again when there will be none.
class ParentFolders
{
  public:
    ParentFolders() = default;

    /// Removes what was made and not kept.
    ~ParentFolders();
    ParentFolders(const ParentFolders&) = delete;
    ParentFolders& operator=(const ParentFolders&) = delete;

    /// Makes a folder and those above it, unless it is there. @param error why that cannot be done
    void Make(const std::string& path, std::error_code& error);

    /// Removes what was made, where nobody put anything there.
    void Remove();

    /// They stay.
    void Keep();

    /// @return what was made, the innermost first
    std::vector<std::string> Innermost() const;

  private:
    std::vector<std::string> m_made; //!< the outermost first
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PARENT_FOLDERS_H
