/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CAPTURE_FILE_H
#define SYNFIN_CAPTURE_FILE_H

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/synfin-output-file.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/**
 * @brief A pcap file of PPP frames, the same octets as ns-3's PcapFileWrapper writes.
 *
 * That one says nothing when a disk is full. Here what cannot be written throws std::system_error.
 */
class CaptureFile
{
  public:
    /// @param path where; what is there is overwritten
    explicit CaptureFile(const std::string& path);

    /// Writes a frame that passed at that time.
    void Write(Time time, const Packet& frame);

    /// Writes a frame that passes now: what a PromiscSniffer calls.
    void Sniff(Ptr<const Packet> frame);

    /// Writes what is left and closes the file.
    void Close();

  private:
    void Put(uint32_t value);
    void Flush();

    OutputFile m_file;
    std::string m_text; //!< gathered, to be written
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CAPTURE_FILE_H
