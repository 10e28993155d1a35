/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_TABLE_H
#define SYNFIN_SOCKET_TABLE_H

#include "synfin-simulated-host.h"
#include "synfin-socket-poll.h"

#include <map>
#include <memory>

namespace ns3
{
namespace synfin
{

/// What a descriptor stands for: one of the two.
struct Descriptor
{
    SimulatedHost::Socket socket;
    std::shared_ptr<SocketPoll> poll;
};

/**
 * @brief Descriptors and what they stand for.
 *
 * Each number is a true descriptor of this process, open on /dev/null: it is unique, and whoever
 * closes it behind our back closes nothing else.
 */
class SocketTable
{
  public:
    SocketTable() = default;
    ~SocketTable();
    SocketTable(const SocketTable&) = delete;
    SocketTable& operator=(const SocketTable&) = delete;

    /// @return the new descriptor's number, or -1 and errno
    int Add(const Descriptor& descriptor);

    /// @return what the number stands for, or nullptr
    const Descriptor* Find(int fd) const;

    /// @return the socket, or nullptr and errno EBADF or ENOTSOCK
    SimulatedHost::Socket FindSocket(int fd) const;

    /// The number stands for nothing any more.
    void Remove(int fd);

    /// @return all of them
    const std::map<int, Descriptor>& All() const
    {
        return m_descriptors;
    }

  private:
    std::map<int, Descriptor> m_descriptors; //!< by number
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_TABLE_H
