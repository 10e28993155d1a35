/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-table.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

SocketTable::~SocketTable()
{
    // A number that is still here may have been closed by another: it is not ours to close again.
    for (const auto& entry : m_descriptors)
    {
        if (entry.second.poll)
        {
            close(entry.first);
        }
    }
}

int
SocketTable::Add(const Descriptor& descriptor)
{
    const int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd >= 0)
    {
        m_descriptors[fd] = descriptor;
    }
    return fd;
}

const Descriptor*
SocketTable::Find(int fd) const
{
    const auto found = m_descriptors.find(fd);
    return found == m_descriptors.end() ? nullptr : &found->second;
}

SimulatedHost::Socket
SocketTable::FindSocket(int fd) const
{
    const Descriptor* descriptor = Find(fd);
    if (!descriptor || !descriptor->socket)
    {
        errno = descriptor ? ENOTSOCK : EBADF;
        return nullptr;
    }
    return descriptor->socket;
}

void
SocketTable::Remove(int fd)
{
    if (m_descriptors.erase(fd) > 0)
    {
        close(fd);
    }
}

} // namespace synfin
} // namespace ns3
