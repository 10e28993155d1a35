/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-emulate-tap.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

namespace
{

/// A descriptor that is closed unless it is released.
class Descriptor
{
  public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }

    ~Descriptor()
    {
        if (m_fd >= 0)
        {
            close(m_fd);
        }
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int Get() const
    {
        return m_fd;
    }

    int Release()
    {
        const int fd = m_fd;
        m_fd = -1;
        return fd;
    }

  private:
    int m_fd;
};

/// Ends it all with the reason that the kernel gave.
[[noreturn]] void
Fail(const std::string& what)
{
    const int error = errno;
    const bool forbidden = error == EPERM || error == EACCES;
    throw std::runtime_error(what + ": " + std::strerror(error) +
                             (forbidden ? " (it takes root, or CAP_NET_ADMIN)" : ""));
}

/// Calls ioctl on a socket.
template <typename Request>
void
Set(const Descriptor& socket, unsigned long code, Request& request, const std::string& what)
{
    if (ioctl(socket.Get(), code, &request) != 0)
    {
        Fail(what);
    }
}

/// @return a request that names the device
ifreq
RequestFor(const std::string& name)
{
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
    return request;
}

void
SetIpv4Address(const Descriptor& socket, const TapSettings& tap, const std::string& what)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    std::memcpy(&address.sin_addr, tap.address.octets.data(), 4);
    ifreq request = RequestFor(tap.name);
    std::memcpy(&request.ifr_addr, &address, sizeof(address));
    Set(socket, SIOCSIFADDR, request, what);
    address.sin_addr.s_addr = htonl(tap.prefix == 0 ? 0 : UINT32_MAX << (32 - tap.prefix));
    std::memcpy(&request.ifr_netmask, &address, sizeof(address));
    Set(socket, SIOCSIFNETMASK, request, what);
}

/// A message to the kernel that adds an IPv6 address to a device (rtnetlink(7), RTM_NEWADDR).
struct NewIpv6Address
{
    nlmsghdr header;
    ifaddrmsg message;
    rtattr attribute;
    std::array<uint8_t, 16> octets;
};

/// The kernel's answer (netlink(7), NLMSG_ERROR); error is 0 when it was done.
struct NetlinkAnswer
{
    nlmsghdr header;
    nlmsgerr error;
};

void
SetIpv6Address(const TapSettings& tap, const std::string& what)
{
    NewIpv6Address request{};
    request.header.nlmsg_len = sizeof(request);
    request.header.nlmsg_type = RTM_NEWADDR;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    request.message.ifa_family = AF_INET6;
    request.message.ifa_prefixlen = static_cast<uint8_t>(tap.prefix);
    // Without duplicate address detection it is never tentative: a program may have it as its
    // source at once, whatever the switches accept_dad say.
    request.message.ifa_flags = IFA_F_NODAD;
    request.message.ifa_index = if_nametoindex(tap.name.c_str());
    request.attribute.rta_len = RTA_LENGTH(sizeof(request.octets));
    request.attribute.rta_type = IFA_LOCAL;
    request.octets = tap.address.octets;

    const Descriptor netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    NetlinkAnswer answer{};
    if (netlink.Get() < 0 ||
        send(netlink.Get(), &request, sizeof(request), 0) != ssize_t{sizeof(request)} ||
        recv(netlink.Get(), &answer, sizeof(answer), 0) < ssize_t{sizeof(answer)})
    {
        Fail(what);
    }
    if (answer.header.nlmsg_type != NLMSG_ERROR || answer.error.error != 0)
    {
        errno = -answer.error.error;
        Fail(what);
    }
}

void
SetUp(const Descriptor& socket, const TapSettings& tap)
{
    ifreq request = RequestFor(tap.name);
    const std::string what = "setting up " + tap.name;
    Set(socket, SIOCGIFFLAGS, request, what);
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    Set(socket, SIOCSIFFLAGS, request, what);
}

} // namespace

std::optional<IpAddress>
IpAddress::Parse(const std::string& text)
{
    IpAddress address;
    address.text = text;
    address.ipv6 = text.find(':') != std::string::npos;
    if (inet_pton(address.ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.octets.data()) != 1)
    {
        return std::nullopt;
    }
    return address;
}

bool
IpAddress::SharesPrefix(const IpAddress& other, uint32_t bits) const
{
    for (uint32_t bit = 0; bit < bits; ++bit)
    {
        if (((octets[bit / 8] ^ other.octets[bit / 8]) & (0x80U >> (bit % 8))) != 0)
        {
            return false;
        }
    }
    return ipv6 == other.ipv6;
}

int
OpenTap(const TapSettings& settings)
{
    Descriptor tap(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    if (tap.Get() < 0)
    {
        Fail("/dev/net/tun");
    }
    ifreq request = RequestFor(settings.name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    Set(tap, TUNSETIFF, request, "making the TAP device " + settings.name);

    const Descriptor control(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const std::string what = "giving " + settings.address.text + " to " + settings.name;
    if (settings.address.ipv6)
    {
        SetIpv6Address(settings, what);
    }
    else
    {
        SetIpv4Address(control, settings, what);
    }
    SetUp(control, settings);
    return tap.Release();
}

} // namespace synfin
} // namespace ns3
