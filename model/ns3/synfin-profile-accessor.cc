/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile-accessor.h"

#include "synfin-l4-protocol.h"

#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinProfile");

ProfileAccessor::ProfileAccessor(const std::string& field)
    : m_field(field)
{
}

bool
ProfileAccessor::Set(ObjectBase* object, const AttributeValue& value) const
{
    auto* protocol = dynamic_cast<L4Protocol*>(object);
    const auto* text = dynamic_cast<const StringValue*>(&value);
    if (!protocol || !text)
    {
        return false;
    }
    const std::optional<std::string> error = protocol->SetField(m_field, text->Get());
    if (error)
    {
        NS_LOG_ERROR(m_field << "=" << text->Get() << ": " << *error);
    }
    return !error;
}

bool
ProfileAccessor::Get(const ObjectBase* object, AttributeValue& attribute) const
{
    const auto* protocol = dynamic_cast<const L4Protocol*>(object);
    auto* text = dynamic_cast<StringValue*>(&attribute);
    if (!protocol || !text)
    {
        return false;
    }
    text->Set(protocol->GetProfile().Get(m_field));
    return true;
}

bool
ProfileAccessor::HasGetter() const
{
    return true;
}

bool
ProfileAccessor::HasSetter() const
{
    return true;
}

} // namespace synfin
} // namespace ns3
