/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OCTET_SET_H
#define SYNFIN_OCTET_SET_H

#include <cstdint>
#include <iterator>
#include <map>

namespace ns3
{
namespace synfin
{

/// Which octets of a stream have been delivered; none may be delivered twice.
class OctetSet
{
  public:
    /**
     * @brief Takes in the octets [left, right).
     * @return false when one of them was in already
     */
    bool Add(uint64_t left, uint64_t right)
    {
        const auto next = m_parts.lower_bound(left);
        if (next != m_parts.end() && next->first < right)
        {
            return false;
        }
        if (next != m_parts.begin())
        {
            const auto before = std::prev(next);
            if (before->second > left)
            {
                return false;
            }
            if (before->second == left)
            {
                before->second = right;
                Join(before);
                return true;
            }
        }
        Join(m_parts.emplace(left, right).first);
        return true;
    }

    /// @return how many octets from the first on are in without a gap
    uint64_t InOrder() const
    {
        return m_parts.empty() || m_parts.begin()->first != 0 ? 0 : m_parts.begin()->second;
    }

  private:
    using Parts = std::map<uint64_t, uint64_t>;

    /// Makes one of two parts that touch.
    void Join(Parts::iterator part)
    {
        const auto next = std::next(part);
        if (next != m_parts.end() && next->first == part->second)
        {
            part->second = next->second;
            m_parts.erase(next);
        }
    }

    Parts m_parts; //!< left to right, apart from each other
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OCTET_SET_H
