/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-captured-syns.h"

#include <cstddef>
#include <string_view>
#include <unordered_set>

namespace ns3
{
namespace synfin
{

namespace
{

using Octets = std::string_view;

constexpr uint32_t MICROSECONDS = 0xa1b2c3d4;
constexpr uint32_t NANOSECONDS = 0xa1b23c4d;
constexpr std::size_t FILE_HEADER = 24;
constexpr std::size_t PACKET_HEADER = 16;
constexpr uint8_t TCP = 6;

uint32_t
Swapped(uint32_t word)
{
    return __builtin_bswap32(word);
}

/// @return a number in network order
uint32_t
Number(Octets octets, std::size_t at, std::size_t size)
{
    uint32_t number = 0;
    for (std::size_t i = 0; i < size; ++i)
    {
        number = number << 8 | static_cast<uint8_t>(octets[at + i]);
    }
    return number;
}

/// @return the first four octets as a number that is written last octet first
uint32_t
LittleEndian(Octets octets, std::size_t at)
{
    return Swapped(Number(octets, at, 4));
}

/// @return the octets of IP in a frame; nothing when it has none, or the link is unknown
std::optional<Octets>
IpOf(Octets frame, uint32_t link)
{
    constexpr uint32_t IPV4 = 0x0800;
    constexpr uint32_t IPV6 = 0x86dd;
    constexpr uint32_t VLAN = 0x8100;
    const auto behind = [&](std::size_t type, std::size_t header) -> std::optional<Octets> {
        while (frame.size() >= header && Number(frame, type, 2) == VLAN)
        {
            type += 4;
            header += 4;
        }
        const bool isLong = frame.size() > header;
        const uint32_t kind = isLong ? Number(frame, type, 2) : 0;
        return kind == IPV4 || kind == IPV6 ? std::optional(frame.substr(header)) : std::nullopt;
    };
    switch (link)
    {
    case 1: // Ethernet
        return behind(12, 14);
    case 9: // PPP, as ns-3 has it
        return frame.size() > 2 ? std::optional(frame.substr(2)) : std::nullopt;
    case 12:  // IP, as OpenBSD
    case 14:  // the same
    case 101: // the same, everywhere else
        return frame;
    case 113: // Linux cooked
        return behind(14, 16);
    case 276: // the same, version 2
        return behind(0, 20);
    default:
        return std::nullopt;
    }
}

/// @return what names a connection, if that is its first SYN; nothing of any other packet
std::optional<std::string>
SynOf(Octets ip)
{
    const bool is4 = ip.size() >= 20 && static_cast<uint8_t>(ip[0]) >> 4 == 4;
    const bool is6 = ip.size() >= 40 && static_cast<uint8_t>(ip[0]) >> 4 == 6;
    if (!is4 && !is6)
    {
        return std::nullopt;
    }
    const std::size_t header = is4 ? (static_cast<uint8_t>(ip[0]) & 15U) * 4U : 40;
    const bool isTcp = static_cast<uint8_t>(ip[is4 ? 9 : 6]) == TCP;
    const bool isFirst = is6 || (Number(ip, 6, 2) & 0x1fff) == 0; // fragment
    if (!isTcp || !isFirst || ip.size() < header + 14)
    {
        return std::nullopt;
    }
    constexpr uint32_t SYN_AND_ACK = 0x12;
    constexpr uint32_t SYN = 0x02;
    if ((Number(ip, header + 13, 1) & SYN_AND_ACK) != SYN)
    {
        return std::nullopt;
    }
    // Addresses, ports and sequence number.
    return std::string(is4 ? ip.substr(12, 8) : ip.substr(8, 32)) +
           std::string(ip.substr(header, 8));
}

} // namespace

bool
IsCapture(const std::string& octets)
{
    if (octets.size() < 4)
    {
        return false;
    }
    for (const uint32_t magic : {MICROSECONDS, NANOSECONDS})
    {
        const uint32_t word = Number(octets, 0, 4);
        if (word == magic || Swapped(word) == magic)
        {
            return true;
        }
    }
    return false;
}

std::optional<std::string>
ReadCapturedSyns(const std::string& octets, std::vector<int64_t>& times)
{
    const Octets file = octets;
    const uint32_t magic = file.size() < FILE_HEADER ? 0 : Number(file, 0, 4);
    const bool isLittle = Swapped(magic) == MICROSECONDS || Swapped(magic) == NANOSECONDS;
    const bool isNano = magic == NANOSECONDS || Swapped(magic) == NANOSECONDS;
    const auto word = [&](std::size_t at) {
        return isLittle ? LittleEndian(file, at) : Number(file, at, 4);
    };
    const uint32_t link = file.size() < FILE_HEADER ? 0 : word(20) & 0xfffffff;
    if (!IpOf(std::string(64, '\0'), link) && link != 1 && link != 113 && link != 276)
    {
        return "a capture of Ethernet, PPP, Linux cooked or plain IP";
    }
    std::unordered_set<std::string> seen;
    std::vector<int64_t> found;
    std::size_t number = 0;
    for (std::size_t at = FILE_HEADER; at < file.size();)
    {
        ++number;
        const std::size_t left = file.size() - at;
        const std::size_t size = left < PACKET_HEADER ? left : word(at + 8);
        if (left < PACKET_HEADER || left - PACKET_HEADER < size)
        {
            return "a whole capture; packet " + std::to_string(number) + " is cut off";
        }
        const auto ip = IpOf(file.substr(at + PACKET_HEADER, size), link);
        const auto syn = ip ? SynOf(*ip) : std::nullopt;
        if (syn && seen.insert(*syn).second)
        {
            found.push_back(int64_t{word(at)} * 1000000000 +
                            int64_t{word(at + 4)} * (isNano ? 1 : 1000));
        }
        at += PACKET_HEADER + size;
    }
    times = std::move(found);
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
