/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fast-open-option.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint8_t FAST_OPEN = 34;      //!< RFC 7413 2
constexpr uint8_t EXPERIMENT = 254;    //!< RFC 4727 2.2, shared by RFC 6994
constexpr uint8_t MAGIC[]{0xf9, 0x89}; //!< whose experiment it is
constexpr uint8_t NOP = 1;

} // namespace

std::vector<uint8_t>
FastOpenOption(const Segment& segment)
{
    const FastOpenCookie cookie = segment.Cookie();
    const auto length = static_cast<uint8_t>(segment.fastOpen & ~Segment::EXPERIMENTAL);
    std::vector<uint8_t> octets{cookie.isExperimental ? EXPERIMENT : FAST_OPEN, length};
    if (cookie.isExperimental)
    {
        octets.insert(octets.end(), std::begin(MAGIC), std::end(MAGIC));
    }
    octets.insert(octets.end(), cookie.octets.begin(), cookie.octets.begin() + cookie.size);
    octets.resize((octets.size() + 3) / 4 * 4, NOP);
    return octets;
}

void
ReadFastOpenOption(uint8_t kind, const uint8_t* value, uint32_t size, Segment& segment)
{
    FastOpenCookie cookie;
    cookie.isExperimental = kind == EXPERIMENT;
    if (cookie.isExperimental)
    {
        if (size < 2 || !std::equal(std::begin(MAGIC), std::end(MAGIC), value))
        {
            return;
        }
        value += 2;
        size -= 2;
    }
    else if (kind != FAST_OPEN)
    {
        return;
    }
    if (size % 2 == 0 && (size == 0 || size >= 4) && size <= cookie.octets.size())
    {
        cookie.size = static_cast<uint8_t>(size);
        std::copy_n(value, size, cookie.octets.begin());
        segment.SetCookie(cookie);
    }
}

} // namespace synfin
} // namespace ns3
