/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-use-ecn.h"

#include "synfin-tcp-settings.h"

#include "ns3/tcp-socket-base.h"

#include <algorithm>
#include <array>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

/// In the order of the field's values.
const std::array<std::string, 3> WORDS{"Off", "On", "AcceptOnly"};

TypeId::AttributeInformation
StockAttribute()
{
    TypeId::AttributeInformation information;
    TcpSocketBase::GetTypeId().LookupAttributeByName("UseEcn", &information);
    return information;
}

/// @return the place of a mode's word; of AccECN's, which have none, that of the same without it
std::size_t
WordOf(uint32_t mode)
{
    return mode < WORDS.size() ? mode : mode == 5 ? 2 : 1;
}

/// Takes and gives the stock attribute's values.
class UseEcnAccessor : public AttributeAccessor
{
  public:
    UseEcnAccessor(void (TcpSettings::*set)(uint32_t), uint32_t (TcpSettings::*get)() const)
        : m_set(set),
          m_get(get)
    {
    }

    bool Set(ObjectBase* object, const AttributeValue& value) const override
    {
        auto* settings = dynamic_cast<TcpSettings*>(object);
        if (settings)
        {
            (settings->*m_set)(EcnModeOf(value));
        }
        return settings;
    }

    bool Get(const ObjectBase* object, AttributeValue& value) const override
    {
        const auto* settings = dynamic_cast<const TcpSettings*>(object);
        return settings && value.DeserializeFromString(WORDS[WordOf((settings->*m_get)())],
                                                       StockAttribute().checker);
    }

    bool HasGetter() const override
    {
        return true;
    }

    bool HasSetter() const override
    {
        return true;
    }

  private:
    void (TcpSettings::*m_set)(uint32_t);
    uint32_t (TcpSettings::*m_get)() const;
};

} // namespace

uint32_t
EcnModeOf(const AttributeValue& value)
{
    const std::string word = value.SerializeToString(StockAttribute().checker);
    return static_cast<uint32_t>(std::find(WORDS.begin(), WORDS.end() - 1, word) - WORDS.begin());
}

void
AddUseEcn(TypeId& type, void (TcpSettings::*set)(uint32_t), uint32_t (TcpSettings::*get)() const)
{
    const TypeId::AttributeInformation stock = StockAttribute();
    type.AddAttribute("UseEcn",
                      "Explicit congestion notification (RFC 3168).",
                      *stock.originalInitialValue,
                      Create<UseEcnAccessor>(set, get),
                      stock.checker);
}

} // namespace synfin
} // namespace ns3
