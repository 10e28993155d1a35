/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-pcapng-file.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

// draft-ietf-opsawg-pcapng: in the writer's byte order.
constexpr uint32_t SECTION_HEADER = 0x0a0d0d0a;
constexpr uint32_t INTERFACE_DESCRIPTION = 1;
constexpr uint32_t NAME_RESOLUTION = 4;
constexpr uint32_t ENHANCED_PACKET = 6;
constexpr uint32_t BYTE_ORDER_MAGIC = 0x1a2b3c4d;
constexpr uint32_t VERSION = 1; // major 1, minor 0
constexpr uint16_t LINKTYPE_PPP = 9;
constexpr uint32_t SNAPLEN = 65535;

/// @name Options
/// @{
constexpr uint16_t END = 0;
constexpr uint16_t COMMENT = 1;
constexpr uint16_t SHB_HARDWARE = 2;
constexpr uint16_t SHB_OS = 3;
constexpr uint16_t SHB_USERAPPL = 4;
constexpr uint16_t IF_NAME = 2;
constexpr uint16_t IF_DESCRIPTION = 3;
constexpr uint16_t IF_TSRESOL = 9;
constexpr uint16_t EPB_FLAGS = 2;
/// @}

/// @name Records of names
/// @{
constexpr uint16_t NRB_END = 0;
constexpr uint16_t NRB_IPV4 = 1;
constexpr uint16_t NRB_IPV6 = 2;
/// @}

constexpr std::size_t IPV4_SIZE = 4;          //!< octets
constexpr std::size_t NAMES_AT_ONCE = 1000;   //!< in a block
constexpr std::size_t BUFFER_SIZE = 1 << 18;  //!< how much is gathered before it is written
constexpr std::size_t LONGEST_OPTION = 65535; //!< octets

/// A block that grows; it ends with its length.
class Block
{
  public:
    /// @param type of it @param to where it is appended
    Block(uint32_t type, std::string& to)
        : m_text(to),
          m_begin(to.size())
    {
        Put(type);
        Put(uint32_t{0}); // the length, known at the end
    }

    /// Appends a number.
    template <typename T>
    void Put(T value)
    {
        m_text.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }

    /// Appends octets, and what makes them a multiple of four.
    void PutPadded(std::string_view octets)
    {
        m_text += octets;
        m_text.append((4 - octets.size() % 4) % 4, '\0');
    }

    /// Appends an option.
    void PutOption(uint16_t code, std::string_view value)
    {
        const std::string_view put = value.substr(0, LONGEST_OPTION);
        Put(code);
        Put(static_cast<uint16_t>(put.size()));
        PutPadded(put);
    }

    /// No options follow.
    void EndOptions()
    {
        Put(END);
        Put(uint16_t{0});
    }

    /// The block is complete.
    void Finish()
    {
        const auto size = static_cast<uint32_t>(m_text.size() - m_begin + sizeof(uint32_t));
        m_text.replace(m_begin + sizeof(uint32_t),
                       sizeof(size),
                       reinterpret_cast<const char*>(&size),
                       sizeof(size));
        Put(size);
    }

  private:
    std::string& m_text;
    std::size_t m_begin;
};

} // namespace

PcapngFile::PcapngFile(const std::string& path,
                       const std::string& program,
                       const std::vector<std::pair<std::string, std::string>>& interfaces,
                       const std::vector<HostName>& names)
    : m_file(path, Compression::NONE)
{
    Block section(SECTION_HEADER, m_text);
    section.Put(BYTE_ORDER_MAGIC);
    section.Put(VERSION);
    section.Put(int64_t{-1}); // how long the section is, is not said
    section.PutOption(SHB_HARDWARE, "a simulated link");
    section.PutOption(SHB_OS, "ns-3");
    section.PutOption(SHB_USERAPPL, program);
    section.EndOptions();
    section.Finish();
    for (const auto& [name, description] : interfaces)
    {
        Block interface(INTERFACE_DESCRIPTION, m_text);
        interface.Put(LINKTYPE_PPP);
        interface.Put(uint16_t{0});
        interface.Put(SNAPLEN);
        interface.PutOption(IF_NAME, name);
        interface.PutOption(IF_DESCRIPTION, description);
        interface.PutOption(IF_TSRESOL, "\x09"); // 10^-9 s
        interface.EndOptions();
        interface.Finish();
    }
    WriteNames(names);
}

void
PcapngFile::WriteNames(const std::vector<HostName>& names)
{
    for (std::size_t begin = 0; begin < names.size(); begin += NAMES_AT_ONCE)
    {
        Block block(NAME_RESOLUTION, m_text);
        for (std::size_t i = begin; i < std::min(names.size(), begin + NAMES_AT_ONCE); ++i)
        {
            const std::string record = names[i].address + names[i].name + '\0';
            block.PutOption(names[i].address.size() == IPV4_SIZE ? NRB_IPV4 : NRB_IPV6, record);
        }
        block.Put(NRB_END);
        block.Put(uint16_t{0});
        block.Finish();
        Flush();
    }
}

void
PcapngFile::Write(uint32_t interface,
                  Time time,
                  std::string_view frame,
                  Way way,
                  std::string_view comment)
{
    const auto at = static_cast<uint64_t>(time.GetNanoSeconds());
    const std::string_view taken = frame.substr(0, SNAPLEN);
    Block block(ENHANCED_PACKET, m_text);
    block.Put(interface);
    block.Put(static_cast<uint32_t>(at >> 32));
    block.Put(static_cast<uint32_t>(at));
    block.Put(static_cast<uint32_t>(taken.size()));
    block.Put(static_cast<uint32_t>(frame.size()));
    block.PutPadded(taken);
    const auto flags = static_cast<uint32_t>(way);
    block.PutOption(EPB_FLAGS,
                    std::string_view(reinterpret_cast<const char*>(&flags), sizeof(flags)));
    if (!comment.empty())
    {
        block.PutOption(COMMENT, comment);
    }
    block.EndOptions();
    block.Finish();
    if (m_text.size() >= BUFFER_SIZE)
    {
        Flush();
    }
}

void
PcapngFile::Flush()
{
    m_file.Write(m_text.data(), m_text.size());
    m_text.clear();
}

void
PcapngFile::Close()
{
    Flush();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
