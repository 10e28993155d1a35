/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_GROUPS_H
#define SYNFIN_CONNECTION_GROUPS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// Of which group of users each connection is, by its number, and each segment that an attacker
/// makes up: these have numbers, too, beyond those of connections.
class ConnectionGroups
{
  public:
    /// The first number of a segment that no connection sends.
    static constexpr uint32_t FORGED = 1U << 31;

    /// @return the number as traces show it: 0 for what an attacker made up
    static uint32_t Shown(uint32_t number)
    {
        return number < FORGED ? number : 0;
    }

    /// There is one group, without a name.
    ConnectionGroups() = default;

    /// @return one group, without a name
    static const ConnectionGroups& One()
    {
        static const ConnectionGroups ONE;
        return ONE;
    }

    /// @param names of the groups, one or more
    explicit ConnectionGroups(std::vector<std::string> names)
        : m_names(std::move(names))
    {
    }

    /// The connection with the next number, from 1 on, is of that group.
    void Add(uint16_t group)
    {
        if (m_names.size() > 1)
        {
            m_groups.push_back(group);
        }
    }

    /// @param groups those whose segments are made up, if there are any
    void SetForgers(std::vector<uint16_t> groups)
    {
        m_forgers = std::move(groups);
        m_span = FORGED / static_cast<uint32_t>(std::max<std::size_t>(m_forgers.size(), 1));
    }

    /// @param forger its place in what SetForgers got
    /// @param n how many it made up before
    /// @return the number of the next one; it comes again after some millions
    uint32_t NumberForged(std::size_t forger, uint64_t n) const
    {
        return FORGED + static_cast<uint32_t>(forger) * m_span + static_cast<uint32_t>(n % m_span);
    }

    /// @return how many groups there are
    std::size_t Count() const
    {
        return m_names.size();
    }

    /// @return the group of a connection: the first one where the number is unknown
    uint16_t Of(uint32_t number) const
    {
        return number >= FORGED && !m_forgers.empty() ? m_forgers[(number - FORGED) / m_span]
               : number - 1 < m_groups.size()         ? m_groups[number - 1]
                                                      : 0;
    }

    /// @return the name of a connection's group; empty for number 0, which is no connection
    const std::string& NameOf(uint32_t number) const
    {
        static const std::string NONE;
        return number == 0 ? NONE : m_names[Of(number)];
    }

  private:
    std::vector<std::string> m_names{""};
    std::vector<uint16_t> m_forgers; //!< groups of attackers
    uint32_t m_span{FORGED};         //!< numbers of each of them
    std::vector<uint16_t> m_groups;  //!< by number, less 1; empty where there is but one group
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_GROUPS_H
