/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-profile-accessor.h"

#include "synfin-l4-protocol.h"
#include "synfin-profile-settings.h"
#include "synfin-stock-attributes.h"

#include "ns3/string.h"

namespace ns3
{
namespace synfin
{

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
        ExplainRefusal(m_field, text->Get(), *error);
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

ProfileChecker::ProfileChecker(const std::string& field)
    : m_field(field)
{
}

namespace
{

/// The text as ns-3 hands it on after a first check: AttributeChecker::CreateValidValue() asks
/// twice about a StringValue that is refused, and one explanation is enough.
class CheckedString : public StringValue
{
};

} // namespace

bool
ProfileChecker::Check(const AttributeValue& value) const
{
    const auto* text = dynamic_cast<const StringValue*>(&value);
    if (!text)
    {
        return false;
    }
    ProfileSettings settings;
    const std::optional<std::string> error = m_field == "Profile"
                                                 ? settings.SetPreset(text->Get())
                                                 : settings.SetField(m_field, text->Get());
    if (error && dynamic_cast<const CheckedString*>(text))
    {
        ExplainRefusal("ns3::synfin::L4Protocol::" + m_field, text->Get(), *error);
    }
    return !error;
}

std::string
ProfileChecker::GetValueTypeName() const
{
    return "ns3::StringValue";
}

bool
ProfileChecker::HasUnderlyingTypeInformation() const
{
    return true;
}

std::string
ProfileChecker::GetUnderlyingTypeInformation() const
{
    return "std::string";
}

Ptr<AttributeValue>
ProfileChecker::Create() const
{
    return ns3::Create<CheckedString>();
}

bool
ProfileChecker::Copy(const AttributeValue& source, AttributeValue& destination) const
{
    const auto* from = dynamic_cast<const StringValue*>(&source);
    auto* to = dynamic_cast<StringValue*>(&destination);
    if (!from || !to)
    {
        return false;
    }
    to->Set(from->Get());
    return true;
}

} // namespace synfin
} // namespace ns3
