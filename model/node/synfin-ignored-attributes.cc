/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ignored-attributes.h"

#include "synfin-stock-attributes.h"

#include "ns3/attribute.h"
#include "ns3/callback.h"
#include "ns3/pointer.h"

#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

/// Accepts a value of an attribute that does nothing here, and says so.
class IgnoredAccessor : public AttributeAccessor
{
  public:
    IgnoredAccessor(TypeId stock, const std::string& attribute, Ptr<const AttributeValue> original)
        : m_stock(stock),
          m_attribute(attribute),
          m_original(original)
    {
    }

    bool Set(ObjectBase*, const AttributeValue&) const override
    {
        WarnOfNoEffect(m_stock.GetName() + "::" + m_attribute);
        return true;
    }

    bool Get(const ObjectBase*, AttributeValue& value) const override
    {
        // What ns-3 has from the start: it stays so.
        TypeId::AttributeInformation information;
        m_stock.LookupAttributeByName(m_attribute, &information);
        const std::string text = m_original->SerializeToString(information.checker);
        return value.DeserializeFromString(text, information.checker);
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
    TypeId m_stock;                       //!< what declares it
    std::string m_attribute;              //!< its name
    Ptr<const AttributeValue> m_original; //!< the value that it has from the start
};

} // namespace

void
AddIgnoredAttributes(TypeId& type, TypeId stock)
{
    for (std::size_t i = 0; i < stock.GetAttributeN(); ++i)
    {
        const TypeId::AttributeInformation attribute = stock.GetAttribute(i);
        TypeId::AttributeInformation own;
        if (attribute.accessor->HasSetter() && !type.LookupAttributeByName(attribute.name, &own))
        {
            // Not set by the construction: to set it is worth a warning. What has no text has none
            // to be got.
            const AttributeValue* value = PeekPointer(attribute.originalInitialValue);
            const bool hasText = !dynamic_cast<const PointerValue*>(value) &&
                                 !dynamic_cast<const CallbackValue*>(value);
            type.AddAttribute(
                attribute.name,
                "No effect. " + attribute.help,
                hasText ? TypeId::ATTR_GET | TypeId::ATTR_SET : uint32_t{TypeId::ATTR_SET},
                *attribute.originalInitialValue,
                Create<IgnoredAccessor>(stock, attribute.name, attribute.originalInitialValue),
                attribute.checker);
        }
    }
}

} // namespace synfin
} // namespace ns3
