/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StackHelper's captures and ASCII traces of IP: those of ns-3's own helper.

#include "synfin-stack-helper.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// ns-3's own helper: what it does here depends on nothing that is set in it.
template <typename Base>
struct Stock
{
    InternetStackHelper helper; //!< one as any other

    /// @return the one of its bases in which a function is public
    Base* operator->()
    {
        return &helper;
    }
};

} // namespace

void
StackHelper::EnablePcapIpv4Internal(std::string prefix,
                                    Ptr<Ipv4> ipv4,
                                    uint32_t interface,
                                    bool explicitFilename)
{
    Stock<PcapHelperForIpv4>()->EnablePcapIpv4Internal(prefix, ipv4, interface, explicitFilename);
}

void
StackHelper::EnablePcapIpv6Internal(std::string prefix,
                                    Ptr<Ipv6> ipv6,
                                    uint32_t interface,
                                    bool explicitFilename)
{
    Stock<PcapHelperForIpv6>()->EnablePcapIpv6Internal(prefix, ipv6, interface, explicitFilename);
}

void
StackHelper::EnableAsciiIpv4Internal(Ptr<OutputStreamWrapper> stream,
                                     std::string prefix,
                                     Ptr<Ipv4> ipv4,
                                     uint32_t interface,
                                     bool explicitFilename)
{
    Stock<AsciiTraceHelperForIpv4>()->EnableAsciiIpv4Internal(stream,
                                                              prefix,
                                                              ipv4,
                                                              interface,
                                                              explicitFilename);
}

void
StackHelper::EnableAsciiIpv6Internal(Ptr<OutputStreamWrapper> stream,
                                     std::string prefix,
                                     Ptr<Ipv6> ipv6,
                                     uint32_t interface,
                                     bool explicitFilename)
{
    Stock<AsciiTraceHelperForIpv6>()->EnableAsciiIpv6Internal(stream,
                                                              prefix,
                                                              ipv6,
                                                              interface,
                                                              explicitFilename);
}

} // namespace synfin
} // namespace ns3
