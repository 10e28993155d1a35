/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SYSCTL_FOLDER_H
#define SYNFIN_SYSCTL_FOLDER_H

#include "ns3/synfin-isn.h"
#include "ns3/synfin-profile.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief A profile as files named and written like those of /proc/sys/net, and the same of
 * FreeBSD's names: net/inet/tcp/keepinit, kern/ipc/maxsockbuf.
 *
 * A script's sysctl commands write them, and the host that is made afterwards obeys.
 */
class SysctlFolder
{
  public:
    /// @param folder has net and kern; empty for none
    explicit SysctlFolder(std::string folder);

    /// Writes what the profile says.
    void Write(const Profile& profile);

    /**
     * @brief Takes over what differs from what Write wrote.
     * @param profile is changed
     * @return nothing, or one line that says which value is of no use
     */
    std::optional<std::string> Read(Profile& profile);

    /// The same of those that Linux looks at with every open, later on.
    /// @return true when the profile was changed
    bool Follow(Profile& profile);

    /// @param file such as net/ipv4/tcp_min_tso_segs
    /// @param fallback where it says nothing
    /// @return the number that it says
    uint32_t Number(const std::string& file, uint32_t fallback) const;

    /// @return what tcp_fastopen_key was set to; nothing when it was not
    std::optional<IsnSecret> ReadFastOpenKey() const;

  private:
    void WriteFile(const std::string& file, const std::string& text);
    bool IsChanged(const std::string& file, const std::vector<std::string>& words) const;

    std::string m_folder;                         //!< has net and kern
    std::map<std::string, std::string> m_written; //!< what Write wrote, by file
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SYSCTL_FOLDER_H
