/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ADDRESS_TEXTS_H
#define SYNFIN_ADDRESS_TEXTS_H

#include "synfin-csv-file.h"

#include "ns3/synfin-address-table.h"

#include <array>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Addresses as people write them, made once each.
class AddressTexts
{
  public:
    /// @return the address's text
    const std::string& Of(AddressId address)
    {
        std::vector<std::string>& texts = m_texts[(address & IPV6_ADDRESS) != 0 ? 1 : 0];
        const AddressId index = address & ~IPV6_ADDRESS;
        if (index >= texts.size())
        {
            texts.resize(index + 1);
        }
        if (texts[index].empty())
        {
            texts[index] = AddressTable::Instance().ToText(address);
        }
        return texts[index];
    }

    /// Adds laddr, lport, raddr and rport to a row.
    void Put(CsvFile& file, const FourTuple& tuple)
    {
        file.Put(Of(tuple.localAddress));
        file.Put(tuple.localPort);
        file.Put(Of(tuple.remoteAddress));
        file.Put(tuple.remotePort);
    }

  private:
    std::array<std::vector<std::string>, 2> m_texts; //!< of IPv4 and IPv6, by index
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ADDRESS_TEXTS_H
