/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SYSCTL_FOLDER_H
#define SYNFIN_SYSCTL_FOLDER_H

#include "ns3/synfin-profile.h"

#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @brief A profile as files named and written like those of /proc/sys/net.
 *
 * A script's sysctl commands write them, and the host that is made afterwards obeys.
 */
class SysctlFolder
{
  public:
    /// @param folder stands for /proc/sys/net; empty for none
    explicit SysctlFolder(std::string folder);

    /// Writes what the profile says.
    void Write(const Profile& profile) const;

    /**
     * @brief Takes over what differs from what Write wrote.
     * @param profile is changed
     * @return nothing, or one line that says which value is of no use
     */
    std::optional<std::string> Read(Profile& profile) const;

  private:
    std::string m_folder; //!< stands for /proc/sys/net
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SYSCTL_FOLDER_H
