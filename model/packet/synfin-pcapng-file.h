/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PCAPNG_FILE_H
#define SYNFIN_PCAPNG_FILE_H

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/synfin-output-file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// An address, as octets of the network, and the name of the host whose it is.
struct HostName
{
    std::string address; //!< 4 or 16 octets
    std::string name;    //!< without a zero in it
};

/**
 * @brief A pcapng file (draft-ietf-opsawg-pcapng) of PPP frames, with times in nanoseconds, and a
 * comment for each frame.
 *
 * What cannot be written throws std::system_error.
 */
class PcapngFile
{
  public:
    /**
     * @brief Writes the section header, the interfaces and the names.
     * @param path where; what is there is overwritten
     * @param program what writes it, with its version
     * @param interfaces their names and descriptions
     * @param names of hosts
     */
    PcapngFile(const std::string& path,
               const std::string& program,
               const std::vector<std::pair<std::string, std::string>>& interfaces,
               const std::vector<HostName>& names);

    /// Which way a frame passes.
    enum class Way : uint8_t
    {
        IN = 1,
        OUT = 2,
    };

    /**
     * @brief Writes a frame.
     * @param interface its place among the interfaces
     * @param time when it passed
     * @param frame its octets
     * @param way which way
     * @param comment about it; empty: none
     */
    void Write(uint32_t interface,
               Time time,
               std::string_view frame,
               Way way,
               std::string_view comment);

    /// Writes what is left and closes the file.
    void Close();

  private:
    void WriteNames(const std::vector<HostName>& names);
    void Flush();

    OutputFile m_file;
    std::string m_text; //!< gathered, to be written
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PCAPNG_FILE_H
