/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-capture-file.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

// draft-ietf-opsawg-pcap: in the writer's byte order.
constexpr uint32_t MAGIC = 0xa1b2c3d4; //!< times in microseconds
constexpr uint32_t VERSION = 2 | 4U << 16;
constexpr uint32_t SNAPLEN = 65535;
constexpr uint32_t LINKTYPE_PPP = 9;

/// How much is gathered before it is written.
constexpr std::size_t BUFFER_SIZE = 1 << 18;

} // namespace

CaptureFile::CaptureFile(const std::string& path)
    : m_file(path, Compression::NONE)
{
    Put(MAGIC);
    Put(VERSION);
    Put(0); // the time zone
    Put(0); // the accuracy
    Put(SNAPLEN);
    Put(LINKTYPE_PPP);
}

void
CaptureFile::Put(uint32_t value)
{
    m_text.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void
CaptureFile::Write(Time time, const Packet& frame)
{
    constexpr int64_t MICROSECONDS = 1000000;
    const int64_t at = time.GetMicroSeconds();
    const uint32_t size = frame.GetSize();
    const uint32_t taken = std::min(size, SNAPLEN);
    Put(static_cast<uint32_t>(at / MICROSECONDS));
    Put(static_cast<uint32_t>(at % MICROSECONDS));
    Put(taken);
    Put(size);
    const std::size_t begin = m_text.size();
    m_text.resize(begin + taken);
    frame.CopyData(reinterpret_cast<uint8_t*>(&m_text[begin]), taken);
    if (m_text.size() >= BUFFER_SIZE)
    {
        Flush();
    }
}

void
CaptureFile::Sniff(Ptr<const Packet> frame)
{
    Write(Simulator::Now(), *frame);
}

void
CaptureFile::Flush()
{
    m_file.Write(m_text.data(), m_text.size());
    m_text.clear();
}

void
CaptureFile::Close()
{
    Flush();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
