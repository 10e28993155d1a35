/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-syn-cookie.h"

#include "synfin-listener.h"
#include "synfin-timestamp-option.h"
#include "synfin-window-scaling.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

/// Linux msstab[], of syncookies.c for IPv4 and for IPv6.
using MssTable = std::array<uint16_t, 4>;
constexpr MssTable IPV4_MSS{536, 1300, 1440, 1460};
constexpr MssTable IPV6_MSS{1280 - 60, 1480 - 60, 1500 - 60, 9000 - 60};

/// Below the count of periods.
constexpr uint32_t HASH_BITS = 24;
constexpr uint32_t HASH_MASK = (1U << HASH_BITS) - 1;

/// So many counts a cookie is good for (MAX_SYNCOOKIE_AGE).
constexpr uint32_t MAX_AGE = 2;

/// The lowest bits of a timestamp: | ECN | SACK | window scale, 4 bits |
constexpr uint32_t RIDER_BITS = 6;
constexpr uint32_t SCALE_MASK = 0xf;
constexpr uint32_t SACK_BIT = 1U << 4;
constexpr uint32_t ECN_BIT = 1U << 5;

const MssTable&
TableOf(const FourTuple& tuple)
{
    return tuple.IsIpv6() ? IPV6_MSS : IPV4_MSS;
}

/// @return where the largest number is that is not above that one
template <typename Table>
uint32_t
IndexOf(const Table& table, uint32_t number)
{
    uint32_t index = table.size() - 1;
    while (index > 0 && number < table[index])
    {
        --index;
    }
    return index;
}

/// @return the hash that does not change with the count
uint32_t
Pad(const IsnGenerator& isn, const FourTuple& tuple)
{
    return static_cast<uint32_t>(isn.CookieHash(tuple, 0));
}

uint32_t
CountedHash(const IsnGenerator& isn, const FourTuple& tuple, uint64_t count)
{
    return static_cast<uint32_t>(isn.CookieHash(tuple, count + 1));
}

/// @return what a cookie of FreeBSD's is to have
BsdCookie::Content
ContentOf(const Segment& syn, const Listener& listener)
{
    const ConnectionPolicy& policy = listener.Policy();
    BsdCookie::Content content;
    content.mss = syn.mss.value_or(0); // sc_peer_mss
    content.windowScale = policy.WindowScaling() ? syn.windowScale : std::nullopt;
    content.hasSack = policy.Sack() && syn.sackPermitted;
    return content;
}

/// @return what the user wants, or what a SYN without the option means (RFC 9293 MUST-15)
uint32_t
MssOf(const Segment& syn, const Listener& listener, bool isIpv6)
{
    return std::min(uint32_t{syn.mss.value_or(isIpv6 ? 1220 : 536)},
                    listener.Options().mss.value_or(UINT32_MAX));
}

} // namespace

SequenceNumber32
LinuxCookie::Make(const IsnGenerator& isn,
                  const FourTuple& tuple,
                  SequenceNumber32 irs,
                  uint32_t mss,
                  Time now)
{
    const uint32_t index = IndexOf(TableOf(tuple), mss);
    const uint64_t count = isn.PeriodsUntil(now, Period());
    const uint32_t low = (CountedHash(isn, tuple, count) + index) & HASH_MASK;
    return SequenceNumber32(Pad(isn, tuple) + irs.GetValue() +
                            (static_cast<uint32_t>(count) << HASH_BITS) + low);
}

std::optional<uint16_t>
LinuxCookie::Mss(const IsnGenerator& isn,
                 const FourTuple& tuple,
                 SequenceNumber32 irs,
                 SequenceNumber32 iss,
                 Time now)
{
    const uint32_t cookie = iss.GetValue() - Pad(isn, tuple) - irs.GetValue();
    const uint64_t count = isn.PeriodsUntil(now, Period());
    const uint32_t age = (static_cast<uint32_t>(count) - (cookie >> HASH_BITS)) & 0xff;
    if (age >= MAX_AGE || age > count)
    {
        return std::nullopt;
    }
    const uint32_t index = (cookie - CountedHash(isn, tuple, count - age)) & HASH_MASK;
    const MssTable& table = TableOf(tuple);
    return index < table.size() ? std::make_optional(table[index]) : std::nullopt;
}

uint32_t
LinuxCookie::ClockWith(const Riders& riders, Time now)
{
    constexpr uint32_t MASK = (1U << RIDER_BITS) - 1;
    const uint32_t clock = TimestampOption::ClockAt(now, 0);
    const uint32_t bits = riders.windowScale.value_or(SCALE_MASK) |
                          (riders.hasSack ? SACK_BIT : 0) | (riders.hasEcn ? ECN_BIT : 0);
    // Not later than what the host's other segments will have (PAWS).
    return (clock & ~MASK) + bits - (bits > (clock & MASK) ? MASK + 1 : 0);
}

LinuxCookie::Riders
LinuxCookie::RidersOf(uint32_t clock)
{
    Riders riders;
    const auto scale = static_cast<uint8_t>(clock & SCALE_MASK);
    if (scale != SCALE_MASK)
    {
        riders.windowScale = scale;
    }
    riders.hasSack = (clock & SACK_BIT) != 0;
    riders.hasEcn = (clock & ECN_BIT) != 0;
    return riders;
}

namespace
{

/// Linux msstab[] is for its own; tcp_sc_msstab[] and tcp_sc_wstab[] of FreeBSD.
constexpr std::array<uint16_t, 8> BSD_MSS{216, 536, 1200, 1360, 1400, 1440, 1452, 1460};
constexpr std::array<uint8_t, 8> BSD_SCALE{0, 0, 1, 2, 4, 6, 7, 8};

/// |WWWMMMSP|: window scale, MSS, SACK, and which key
constexpr uint32_t BSD_SACK = 2;
constexpr uint32_t BSD_BITS = 0xff;

/// @return the hash that covers a cookie's other 8 bits (syncookie_mac())
uint32_t
BsdHash(const IsnGenerator& isn,
        const FourTuple& tuple,
        SequenceNumber32 irs,
        uint32_t bits,
        uint64_t key)
{
    const uint64_t message = uint64_t{irs.GetValue()} << 32 | ((key + 1) & 0xffffff) << 8 | bits;
    const uint64_t hash = isn.CookieHash(tuple, message);
    return static_cast<uint32_t>(hash ^ hash >> 32);
}

} // namespace

SequenceNumber32
BsdCookie::Make(const IsnGenerator& isn,
                const FourTuple& tuple,
                SequenceNumber32 irs,
                const Content& content,
                Time now)
{
    const uint64_t key = isn.PeriodsUntil(now, SynCache::Period());
    const uint32_t scale = content.windowScale ? IndexOf(BSD_SCALE, *content.windowScale) : 0;
    const uint32_t bits = scale << 5 | IndexOf(BSD_MSS, content.mss) << 2 |
                          (content.hasSack ? BSD_SACK : 0) | (key & 1);
    const uint32_t hash = BsdHash(isn, tuple, irs, bits, key);
    return SequenceNumber32((hash & ~BSD_BITS) | (bits ^ hash >> 24));
}

std::optional<BsdCookie::Content>
BsdCookie::Read(const IsnGenerator& isn,
                const FourTuple& tuple,
                SequenceNumber32 irs,
                SequenceNumber32 iss,
                Time now)
{
    const uint32_t cookie = iss.GetValue();
    const uint32_t bits = (cookie ^ cookie >> 24) & BSD_BITS;
    const uint64_t newest = isn.PeriodsUntil(now, SynCache::Period());
    const uint64_t key = newest - ((newest ^ bits) & 1);
    if (((BsdHash(isn, tuple, irs, bits, key) ^ cookie) & ~BSD_BITS) != 0)
    {
        return std::nullopt;
    }
    Content content;
    content.mss = BSD_MSS[bits >> 2 & 7];
    if ((bits >> 5) > 0)
    {
        content.windowScale = BSD_SCALE[bits >> 5];
    }
    content.hasSack = (bits & BSD_SACK) != 0;
    return content;
}

Segment
CookieSynAck(HostContext& host,
             const Listener& listener,
             const FourTuple& tuple,
             const Segment& syn,
             Time now)
{
    const ConnectionPolicy& policy = listener.Policy();
    const uint32_t buffer = listener.Options().receiveBuffer.value_or(host.profile.rmem);
    const bool isBsd = host.profile.bsd_cookies;
    const uint32_t mss = MssOf(syn, listener, tuple.IsIpv6());
    const SequenceNumber32 iss = isBsd ? BsdIsn(host, listener, tuple, syn, now)
                                       : LinuxCookie::Make(host.isn, tuple, syn.seq, mss, now);
    Segment answer = SynAck(iss.GetValue(), (syn.seq + 1).GetValue());
    answer.bsdOptions = host.profile.bsd_options;
    answer.incarnation = syn.incarnation;
    answer.window = static_cast<uint16_t>(std::min(buffer, 65535U));
    if (!policy.NoOptions())
    {
        answer.mss = static_cast<uint16_t>(
            std::min(policy.Mss(tuple.IsIpv6()), host.pathMtus.Mss(tuple, now)));
    }
    const bool isTimed = policy.Timestamps() && syn.timestamps;
    if (!isTimed && !isBsd)
    {
        return answer; // tcp_clear_options()
    }
    LinuxCookie::Riders riders;
    if (policy.WindowScaling() && syn.windowScale)
    {
        riders.windowScale = std::min(*syn.windowScale, WindowScaling::MOST_SHIFT);
        answer.windowScale = host.profile.WindowShift(buffer);
    }
    riders.hasSack = answer.sackPermitted = policy.Sack() && syn.sackPermitted;
    Ecn ecn;
    ecn.Negotiate(syn, policy, host.ecn, true);
    ecn.StampSyn(answer, policy, host.ecn, 0);
    riders.hasEcn = ecn.IsInUse();
    if (isTimed)
    {
        const uint32_t clock =
            isBsd ? TimestampOption::ClockAt(now, 0) : LinuxCookie::ClockWith(riders, now);
        answer.timestamps =
            Timestamps{clock + host.isn.TimestampOffset(tuple), syn.timestamps->value};
    }
    return answer;
}

SequenceNumber32
BsdIsn(const HostContext& host,
       const Listener& listener,
       const FourTuple& tuple,
       const Segment& syn,
       Time now)
{
    return BsdCookie::Make(host.isn, tuple, syn.seq, ContentOf(syn, listener), now);
}

namespace
{

/// @return may an ACK be a cookie at all?
bool
IsLookedAt(const HostContext& host, const Listener& listener, const FourTuple& tuple, Time now)
{
    if (SynCache::IsUsedBy(host.profile) && host.profile.bsd_cookies)
    {
        // FreeBSD syncache_expand()
        return host.profile.syncookies == 2 || host.synCache.IsResting(now) ||
               host.synCache.HasOverflowed(host.isn, tuple, now);
    }
    const Time valid = host.profile.bsd_cookies ? 2 * SynCache::Period() : LinuxCookie::Valid();
    return listener.HasSentCookies(now, valid);
}

/// Adds what rides in the echo of a timestamp.
/// @return false when the host does not do it
bool
AddRiders(const HostContext& host, const FourTuple& tuple, const Segment& ack, Segment& syn)
{
    // Linux cookie_timestamp_decode()
    if (!ack.timestamps)
    {
        return true;
    }
    const uint32_t echo = ack.timestamps->echo;
    const auto riders =
        LinuxCookie::RidersOf(echo == 0 ? 0 : echo - host.isn.TimestampOffset(tuple));
    const Profile& profile = host.profile;
    syn.timestamps = Timestamps{ack.timestamps->value, 0};
    syn.windowScale = riders.windowScale;
    syn.sackPermitted = riders.hasSack;
    if (riders.hasEcn)
    {
        // RFC 9768 5.1: the ACK tells which ECN it is (cookie_accecn_ok()).
        constexpr uint8_t ACCURATE = 7;
        constexpr uint8_t CLASSIC = 3;
        syn.SetAce(ack.Ace() > 1 ? ACCURATE : CLASSIC);
    }
    return profile.timestamps && (!riders.hasSack || profile.sack) &&
           (!riders.windowScale || profile.window_scaling);
}

/// Adds what a cookie of FreeBSD's has.
/// @return false when it is none of ours
bool
AddContent(const HostContext& host,
           const FourTuple& tuple,
           const Segment& ack,
           Time now,
           Segment& syn)
{
    const auto content = BsdCookie::Read(host.isn, tuple, syn.seq, ack.ack - 1, now);
    if (!content)
    {
        return false;
    }
    syn.mss = content->mss;
    syn.windowScale = content->windowScale;
    syn.sackPermitted = content->hasSack;
    if (ack.timestamps)
    {
        syn.timestamps = Timestamps{ack.timestamps->value, 0};
    }
    return true;
}

} // namespace

std::optional<Segment>
SynOfCookie(HostContext& host,
            const Listener& listener,
            const FourTuple& tuple,
            const Segment& ack,
            Time now)
{
    // In the order of Linux cookie_v4_check().
    if (!IsLookedAt(host, listener, tuple, now))
    {
        return std::nullopt;
    }
    const bool isBsd = host.profile.bsd_cookies;
    Segment syn = Syn((ack.seq - 1).GetValue());
    syn.incarnation = ack.incarnation;
    syn.window = ack.window;
    if (!isBsd)
    {
        syn.mss = LinuxCookie::Mss(host.isn, tuple, syn.seq, ack.ack - 1, now);
    }
    if (isBsd ? !AddContent(host, tuple, ack, now, syn) : !syn.mss)
    {
        host.counters.Count(StackEvent::COOKIE_INVALID);
        return std::nullopt;
    }
    host.counters.Count(StackEvent::COOKIE_VALID);
    return isBsd || AddRiders(host, tuple, ack, syn) ? std::make_optional(syn) : std::nullopt;
}

} // namespace synfin
} // namespace ns3
