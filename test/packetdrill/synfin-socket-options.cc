/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-options.h"

#include "synfin-tcp-info.h"

#include "ns3/synfin-congestion-types.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr int LEAST_BUFFER = 4608; //!< SOCK_MIN_SNDBUF
constexpr int LEAST_MSS = 88;      //!< TCP_MIN_MSS
constexpr int MOST_MSS = 32767;    //!< MAX_TCP_WINDOW

/// Options that Linux has not, out of the way of its numbers.
enum OwnOption
{
    OWN_NOOPT = 0x10000,
    OWN_KEEPINIT,
    OWN_UNKNOWN,
};

/// FreeBSD's numbers of TCP's options (netinet/tcp.h), beside those that packetdrill itself uses.
int
FromFreeBsd(int name)
{
    switch (name)
    {
    case 4: // TCP_NOPUSH
        return OWN_UNKNOWN;
    case 8:
        return OWN_NOOPT;
    case 32:
        return TCP_INFO;
    case 64:
        return TCP_CONGESTION;
    case 128:
        return OWN_KEEPINIT;
    case 256:
        return TCP_KEEPIDLE;
    case 512:
        return TCP_KEEPINTVL;
    case 1024:
        return TCP_KEEPCNT;
    default:
        return name; // TCP_NODELAY, TCP_MAXSEG
    }
}

/// Sets what Linux has not. @return an errno
int
SetOwn(ConnectionOptions& options, int name, int value)
{
    if (name == OWN_NOOPT)
    {
        options.noOptions = value != 0;
        return 0;
    }
    if (name != OWN_KEEPINIT)
    {
        return ENOPROTOOPT;
    }
    if (value < 1)
    {
        return EINVAL;
    }
    options.connectTimeout = Seconds(value);
    return 0;
}

/// Options that are kept and told, and have no effect on a simulated host.
bool
IsKept(int level, int name)
{
    return (level == SOL_SOCKET && (name == SO_ZEROCOPY || name == SO_PRIORITY || name == SO_MARK ||
                                    name == SO_REUSEPORT)) ||
           (level == IPPROTO_IP &&
            (name == IP_TOS || name == IP_RECVERR || name == IP_TTL || name == IP_MTU_DISCOVER)) ||
           (level == IPPROTO_IPV6 && (name == IPV6_V6ONLY || name == IPV6_RECVERR));
}

/// @return what TCP_CONGESTION tells, as long as TCP_CA_NAME_MAX
std::array<char, 16>
CongestionText(const SimulatedSocket& socket, const Profile& profile)
{
    std::string name = socket.congestion.empty() ? profile.congestion_control : socket.congestion;
    name = name == "linuxreno" ? "reno" : name;
    std::array<char, 16> text{};
    name.copy(text.data(), text.size() - 1);
    return text;
}

/// Copies an answer out, cut to the room that there is.
void
CopyOut(const void* answer, std::size_t size, void* value, socklen_t* length)
{
    *length = static_cast<socklen_t>(std::min<std::size_t>(*length, size));
    std::memcpy(value, answer, *length);
}

/// @return what TCP_LINGER2 says, in the place of fin_timeout
Time
LingerTime(const ConnectionOptions& options, const Profile& profile)
{
    const Time linger = options.linger2.value_or(profile.linger2);
    return linger.IsZero() ? profile.fin_timeout : linger;
}

/// TCP_SYNCNT is a time: that of so many timeouts which double (retransmits_timed_out(), measured
/// on Linux 6.18: 3, 7, 19 and 35 s for 1 to 4). @return retransmissions until then
uint32_t
SynRetries(uint32_t count, const Profile& profile)
{
    if (profile.syn_linear_timeouts == 0 || count > 30)
    {
        return count;
    }
    const int64_t end = (int64_t{2} << count) - 1;
    int64_t elapsed = 1;
    int64_t timeout = 1;
    uint32_t retries = 0;
    do
    {
        ++retries;
        timeout *= retries > profile.syn_linear_timeouts ? 2 : 1;
        elapsed += timeout;
    } while (elapsed < end);
    return retries;
}

/// @return what TCP_DEFER_ACCEPT says, rounded up as the kernel tells it (retrans_to_secs())
Time
DeferTime(const ConnectionOptions& options, const Profile& profile)
{
    Time timeout = profile.rto_initial;
    Time period;
    for (uint32_t left = Listener::DeferredTimeouts(options, profile); left > 0; --left)
    {
        period += timeout;
        timeout = std::min(timeout + timeout, profile.rto_max);
    }
    return period;
}

} // namespace

SocketOptions::SocketOptions(SimulatedHost& host)
    : m_host(host)
{
}

int
SocketOptions::Set(SimulatedSocket& socket,
                   int level,
                   int name,
                   const void* value,
                   socklen_t length,
                   Time now) const
{
    if (!value)
    {
        return EFAULT;
    }
    name = level == IPPROTO_TCP && m_host.IsFreeBsd() ? FromFreeBsd(name) : name;
    if (level == IPPROTO_TCP && name == TCP_CONGESTION)
    {
        const char* text = static_cast<const char*>(value);
        return SetCongestion(socket, std::string(text, strnlen(text, length)));
    }
    if (level == IPPROTO_TCP && name == TCP_FASTOPEN_KEY)
    {
        // One key; with a second of before, 32 octets, which nobody's cookies are checked by here.
        IsnSecret key;
        if (length != sizeof(key))
        {
            return EINVAL;
        }
        std::memcpy(&key, value, sizeof(key)); // little-endian, as the kernel reads it
        socket.options.fastOpenKey = key;
        return Apply(socket, true, now);
    }
    int number = 0;
    const bool isOctet = level == IPPROTO_IP && length == 1; // do_ip_setsockopt()
    if (length < sizeof(number) && !isOctet)
    {
        return EINVAL;
    }
    std::memcpy(&number, value, isOctet ? 1 : sizeof(number));
    int error = ENOPROTOOPT;
    if (IsKept(level, name))
    {
        socket.settings[{level, name}] = number;
        error = 0;
    }
    else if (level == SOL_SOCKET)
    {
        error = SetForSocket(socket, name, value, length);
    }
    else if (level == IPPROTO_TCP)
    {
        error = SetForTcp(socket, name, number);
    }
    return error ? error : Apply(socket, level != IPPROTO_TCP || name != TCP_NODELAY, now);
}

int
SocketOptions::Apply(const SimulatedSocket& socket, bool keepsNagle, Time now) const
{
    if (socket.id.IsValid())
    {
        ConnectionOptions options = socket.options;
        if (keepsNagle)
        {
            options.nagle.reset(); // it is as it was: to switch it off anew would push
        }
        m_host.Do(
            [&socket, &options, now](Stack& stack, Actions& out) {
                return stack.SetOptions(socket.id, options, now, out);
            },
            now);
    }
    return 0;
}

int
SocketOptions::SetCongestion(SimulatedSocket& socket, const std::string& name) const
{
    Profile asked;
    asked.congestion_control = name == "reno" ? "linuxreno" : name;
    if (CongestionProblem(asked))
    {
        return ENOENT;
    }
    const Connection* connection = m_host.Tcp().Find(socket.id);
    if (connection && connection->Info().congestion)
    {
        return EBUSY; // a simulated connection keeps what it has
    }
    socket.congestion = asked.congestion_control;
    return 0;
}

int
SocketOptions::SetForSocket(SimulatedSocket& socket,
                            int name,
                            const void* value,
                            socklen_t length) const
{
    int number = 0;
    std::memcpy(&number, value, sizeof(number));
    switch (name)
    {
    case SO_REUSEADDR:
        socket.options.reuseAddress = number != 0;
        return 0;
    case SO_KEEPALIVE:
        socket.options.keepalive = number != 0;
        return 0;
    case SO_SNDBUF:
        socket.sendLimit = m_host.IsFreeBsd()
                               ? number
                               : std::max(2 * number, LEAST_BUFFER); // for overhead, socket(7)
        return 0;
    case SO_RCVBUF:
        socket.receiveLimit = m_host.IsFreeBsd() ? number : std::max(2 * number, LEAST_BUFFER / 2);
        socket.options.receiveBuffer =
            std::max(m_host.IsFreeBsd() ? number : socket.receiveLimit / 2, 256U);
        return 0;
    case SO_LINGER: {
        ::linger linger{};
        if (length < sizeof(linger))
        {
            return EINVAL;
        }
        std::memcpy(&linger, value, sizeof(linger));
        socket.linger.reset();
        if (linger.l_onoff)
        {
            socket.linger = linger.l_linger;
        }
        return 0;
    }
    case SO_RCVTIMEO:
    case SO_SNDTIMEO: {
        timeval span{};
        if (length < sizeof(span))
        {
            return EINVAL;
        }
        std::memcpy(&span, value, sizeof(span));
        (name == SO_RCVTIMEO ? socket.receiveTimeoutUs : socket.sendTimeoutUs) =
            static_cast<uint32_t>(span.tv_sec * 1000000 + span.tv_usec);
        return 0;
    }
    default:
        return ENOPROTOOPT;
    }
}

int
SocketOptions::SetForTcp(SimulatedSocket& socket, int name, int value) const
{
    ConnectionOptions& options = socket.options;
    switch (name)
    {
    case TCP_NODELAY:
        options.nagle = value == 0;
        return 0;
    case TCP_QUICKACK:
        options.delayedAck = value == 0;
        return 0;
    case TCP_MAXSEG:
        if (value != 0 && (value < LEAST_MSS || value > MOST_MSS))
        {
            return EINVAL;
        }
        options.mss = value != 0 ? std::optional<uint32_t>(value) : std::nullopt;
        return 0;
    case TCP_USER_TIMEOUT:
        if (value < 0)
        {
            return EINVAL;
        }
        options.userTimeout = MilliSeconds(value);
        return 0;
    case TCP_SYNCNT:
        if (value < 1 || value > 127)
        {
            return EINVAL;
        }
        options.synRetries = SynRetries(value, m_host.Tcp().GetProfile());
        socket.settings[{IPPROTO_TCP, TCP_SYNCNT}] = value;
        return 0;
    case TCP_LINGER2:
        options.linger2 = Seconds(std::clamp(value, -1, 120));
        return 0;
    case TCP_FASTOPEN:
        options.fastOpenQueue = std::max(value, 0);
        return 0;
    case TCP_FASTOPEN_CONNECT:
        return SetFastOpenConnect(socket, value);
    case TCP_DEFER_ACCEPT:
        options.deferAccept = Seconds(std::max(value, 0));
        return 0;
    case TCP_KEEPIDLE:
    case TCP_KEEPINTVL:
        if (value < 1 || value > 32767)
        {
            return EINVAL;
        }
        (name == TCP_KEEPIDLE ? options.keepaliveTime : options.keepaliveInterval) = Seconds(value);
        return 0;
    case TCP_KEEPCNT:
        if (value < 1 || value > 127)
        {
            return EINVAL;
        }
        options.keepaliveProbes = value;
        return 0;
    default:
        return SetForQueues(socket, name, value);
    }
}

int
SocketOptions::SetFastOpenConnect(SimulatedSocket& socket, int value) const
{
    if (value < 0 || value > 1)
    {
        return EINVAL;
    }
    if ((m_host.Tcp().GetProfile().fastopen & FastOpen::CLIENT) == 0)
    {
        return EOPNOTSUPP;
    }
    if (socket.phase != SimulatedSocket::Phase::NEW)
    {
        return EINVAL;
    }
    socket.defersConnect = value != 0;
    return 0;
}

int
SocketOptions::SetForQueues(SimulatedSocket& socket, int name, int value)
{
    switch (name)
    {
    case TCP_CORK:
        socket.options.cork = value != 0;
        return 0;
    case TCP_NOTSENT_LOWAT:
        socket.notSentLowat = static_cast<uint32_t>(value);
        return 0;
    case TCP_INQ:
        if (value < 0 || value > 1)
        {
            return EINVAL;
        }
        socket.tellsQueue = value != 0;
        return 0;
    default:
        return SetOwn(socket.options, name, value);
    }
}

int
SocketOptions::Get(SimulatedSocket& socket,
                   int level,
                   int name,
                   void* value,
                   socklen_t* length,
                   Time now) const
{
    if (!value || !length)
    {
        return EFAULT;
    }
    name = level == IPPROTO_TCP && m_host.IsFreeBsd() ? FromFreeBsd(name) : name;
    if (level == IPPROTO_TCP && name == TCP_INFO)
    {
        const Octets info = TcpInfo(socket, m_host, now);
        CopyOut(info.data(), info.size(), value, length);
        return 0;
    }
    if (level == IPPROTO_TCP && name == TCP_CC_INFO)
    {
        *length = 0; // neither reno nor cubic has any
        return 0;
    }
    if (level == IPPROTO_TCP && name == TCP_CONGESTION)
    {
        const auto text = CongestionText(socket, m_host.Tcp().GetProfile());
        CopyOut(text.data(), text.size(), value, length);
        return 0;
    }
    if (level == SOL_SOCKET && name == SO_MEMINFO)
    {
        const uint32_t memory[9] = {static_cast<uint32_t>(socket.Readable()),
                                    socket.receiveLimit,
                                    static_cast<uint32_t>(socket.Queued()),
                                    socket.sendLimit};
        CopyOut(memory, sizeof(memory), value, length);
        return 0;
    }
    if (level == SOL_SOCKET && name == SO_LINGER)
    {
        const ::linger linger{socket.linger.has_value(),
                              static_cast<int>(socket.linger.value_or(0))};
        CopyOut(&linger, sizeof(linger), value, length);
        return 0;
    }
    std::optional<int> number;
    const auto kept = socket.settings.find({level, name});
    if (IsKept(level, name))
    {
        number = kept == socket.settings.end() ? 0 : kept->second;
    }
    else if (level == SOL_SOCKET)
    {
        number = GetForSocket(socket, name);
    }
    else if (level == IPPROTO_TCP)
    {
        number = GetForTcp(socket, name);
    }
    if (!number)
    {
        return ENOPROTOOPT;
    }
    CopyOut(&*number, sizeof(*number), value, length);
    return 0;
}

std::optional<int>
SocketOptions::GetForSocket(SimulatedSocket& socket, int name) const
{
    switch (name)
    {
    case SO_ERROR:
        return socket.error ? socket.TakeError() : std::exchange(socket.softError, 0);
    case SO_REUSEADDR:
        return socket.options.reuseAddress.value_or(false);
    case SO_KEEPALIVE:
        return socket.options.keepalive.value_or(false);
    case SO_SNDBUF:
        return socket.sendLimit;
    case SO_RCVBUF: {
        const Connection* connection = m_host.Tcp().Find(socket.id);
        return m_host.IsFreeBsd() && connection ? connection->Info().receiveBuffer
                                                : socket.receiveLimit;
    }
    case SO_ACCEPTCONN:
        return socket.phase == SimulatedSocket::Phase::LISTENING;
    case SO_TYPE:
        return SOCK_STREAM;
    case SO_DOMAIN:
        return socket.family;
    default:
        return std::nullopt;
    }
}

int
SocketOptions::MaximumSegment(const SimulatedSocket& socket) const
{
    const Connection* connection = m_host.Tcp().Find(socket.id);
    if (connection)
    {
        return static_cast<int>(connection->EffectiveMss());
    }
    return static_cast<int>(socket.options.mss.value_or(536)); // TCP_MSS_DEFAULT
}

std::optional<int>
SocketOptions::GetForTcp(const SimulatedSocket& socket, int name) const
{
    const ConnectionOptions& options = socket.options;
    const Profile& profile = m_host.Tcp().GetProfile();
    const auto seconds = [](Time time) { return static_cast<int>(time.GetSeconds()); };
    switch (name)
    {
    case TCP_NODELAY:
        return !options.nagle.value_or(true);
    case TCP_CORK:
        return options.cork.value_or(false);
    case TCP_NOTSENT_LOWAT:
        return static_cast<int>(socket.notSentLowat);
    case TCP_INQ:
        return socket.tellsQueue;
    case TCP_FASTOPEN:
        return static_cast<int>(options.fastOpenQueue.value_or(0));
    case TCP_FASTOPEN_CONNECT:
        return socket.defersConnect;
    case TCP_QUICKACK:
        return !options.delayedAck.value_or(true);
    case TCP_MAXSEG:
        return MaximumSegment(socket);
    case TCP_USER_TIMEOUT:
        return static_cast<int>(options.userTimeout.value_or(Time(0)).GetMilliSeconds());
    case TCP_SYNCNT:
        return static_cast<int>(options.synRetries.value_or(profile.syn_retries));
    case OWN_NOOPT:
        return options.noOptions.value_or(false);
    case OWN_KEEPINIT:
        return seconds(options.connectTimeout.value_or(profile.connect_timeout));
    case TCP_LINGER2:
        return seconds(LingerTime(options, profile));
    case TCP_DEFER_ACCEPT:
        return seconds(DeferTime(options, profile));
    case TCP_KEEPIDLE:
        return seconds(options.keepaliveTime.value_or(profile.keepalive_time));
    case TCP_KEEPINTVL:
        return seconds(options.keepaliveInterval.value_or(profile.keepalive_intvl));
    case TCP_KEEPCNT:
        return static_cast<int>(options.keepaliveProbes.value_or(profile.keepalive_probes));
    default:
        return std::nullopt;
    }
}

} // namespace synfin
} // namespace ns3
