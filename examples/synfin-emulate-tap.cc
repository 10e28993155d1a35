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
#include <fstream>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
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

void
SetIpv6Address(const Descriptor& socket, const TapSettings& tap, const std::string& what)
{
    // Usable at once, without the second of duplicate address detection.
    std::ofstream("/proc/sys/net/ipv6/conf/" + tap.name + "/accept_dad") << "0";
    ifreq index = RequestFor(tap.name);
    Set(socket, SIOCGIFINDEX, index, what);
    in6_ifreq request{};
    std::memcpy(&request.ifr6_addr, tap.address.octets.data(), 16);
    request.ifr6_prefixlen = tap.prefix;
    request.ifr6_ifindex = index.ifr_ifindex;
    Set(socket, SIOCSIFADDR, request, what);
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

    const Descriptor control(
        socket(settings.address.ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const std::string what = "giving " + settings.address.text + " to " + settings.name;
    if (settings.address.ipv6)
    {
        SetIpv6Address(control, settings, what);
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
