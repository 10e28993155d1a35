/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_CAPTURE_H
#define SYNFIN_LINK_CAPTURE_H

#include "synfin-capture-file.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <array>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// Whatever writes down the frames that pass both ends of a link: end 0 is that of the clients.
class LinkCapture
{
  public:
    virtual ~LinkCapture() = default;

    /// The transmission of a frame began at an end; at each end in the order of time.
    virtual void Sent(int end, Time time, const Packet& frame) = 0;

    /// A frame arrived at an end.
    virtual void Arrived(int end, Time time, const Packet& frame) = 0;

    /// Nothing more comes of a time before that.
    virtual void Advance(Time now) = 0;

    /// Writes what is left and closes the files.
    virtual void Close() = 0;
};

/// A pcap file of each end.
class PlainLinkCapture : public LinkCapture
{
  public:
    /// @param first file of end 0 @param second file of end 1
    PlainLinkCapture(const std::string& first, const std::string& second)
        : m_files{CaptureFile(first), CaptureFile(second)}
    {
    }

    void Sent(int end, Time time, const Packet& frame) override
    {
        m_files[end].Write(time, frame);
    }

    void Arrived(int end, Time time, const Packet& frame) override
    {
        m_files[end].Write(time, frame);
    }

    void Advance(Time) override
    {
    }

    void Close() override
    {
        for (CaptureFile& file : m_files)
        {
            file.Close();
        }
    }

  private:
    std::array<CaptureFile, 2> m_files;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_CAPTURE_H
