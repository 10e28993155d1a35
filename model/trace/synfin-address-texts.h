/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ADDRESS_TEXTS_H
#define SYNFIN_ADDRESS_TEXTS_H

#include "synfin-csv-file.h"

#include "ns3/synfin-address-table.h"

#include <string>
#include <unordered_map>

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
        const auto [entry, isNew] = m_texts.try_emplace(address);
        if (isNew)
        {
            entry->second = AddressTable::Instance().ToText(address);
        }
        return entry->second;
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
    std::unordered_map<AddressId, std::string> m_texts; //!< by id
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ADDRESS_TEXTS_H
