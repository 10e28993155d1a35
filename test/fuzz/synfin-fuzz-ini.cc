/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../examples/programs/synfin-run-options.h"
#include "synfin-fuzz-input.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-settings-file.h"

#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A file that exists in memory only.
class MemoryFile
{
  public:
    MemoryFile()
        : m_descriptor(memfd_create("input", 0))
    {
        Demand(m_descriptor >= 0, "no file in memory");
    }

    std::string Hold(const std::string& text) const
    {
        const auto size = static_cast<ssize_t>(text.size());
        Demand(ftruncate(m_descriptor, 0) == 0 &&
                   pwrite(m_descriptor, text.data(), text.size(), 0) == size,
               "cannot write to memory");
        return "/proc/self/fd/" + std::to_string(m_descriptor);
    }

  private:
    int m_descriptor;
};

RunOptions
Parse(const std::string& text)
{
    static const MemoryFile file;
    std::string program = "synfin-run";
    std::string config = "--config=" + file.Hold(text);
    char* arguments[] = {program.data(), config.data(), nullptr};
    return ParseRunOptions(2, arguments);
}

} // namespace

/// Until the resolution is set, ns-3 keeps a list of all Times.
extern "C" int
LLVMFuzzerInitialize(int*, char***)
{
    ns3::Time::SetResolution(ns3::Time::NS);
    return 0;
}

/// Any text as params.ini: it is refused in one line, or what it says reads back as it is written.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (text.find("file") != std::string::npos || text.find("table") != std::string::npos)
    {
        return 0; // no files of this machine
    }
    RunOptions options;
    try
    {
        options = Parse(text);
    }
    catch (const BadInput& error)
    {
        Demand(std::strlen(error.what()) > 0 && !std::strchr(error.what(), '\n'),
               std::string("a message is not one line: ") + error.what());
        return 0;
    }
    const std::string written = ToIni(options.parameters);
    try
    {
        Demand(ToIni(Parse(written).parameters) == written, "another value was read than written");
    }
    catch (const BadInput& error)
    {
        Demand(false, std::string("what was written was refused: ") + error.what());
    }
    return 0;
}
