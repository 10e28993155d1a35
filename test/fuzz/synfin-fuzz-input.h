/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FUZZ_INPUT_H
#define SYNFIN_FUZZ_INPUT_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace ns3
{
namespace synfin
{

/// The octets of one input, taken from the front; beyond the end there are zeros.
class FuzzInput
{
  public:
    FuzzInput(const uint8_t* data, std::size_t size)
        : m_at(data),
          m_end(data + size)
    {
    }

    bool IsEmpty() const
    {
        return m_at == m_end;
    }

    uint8_t U8()
    {
        return m_at < m_end ? *m_at++ : 0;
    }

    uint16_t U16()
    {
        return static_cast<uint16_t>(U8() << 8 | U8());
    }

    uint32_t U32()
    {
        return static_cast<uint32_t>(U16()) << 16 | U16();
    }

    bool Bit()
    {
        return (U8() & 1) != 0;
    }

    /// @return a number in [0, below)
    uint32_t Below(uint32_t below)
    {
        return (below <= 256 ? U8() : U32()) % below;
    }

  private:
    const uint8_t* m_at;
    const uint8_t* m_end;
};

/// Ends the program with a message, which the fuzzer takes for a crash and keeps the input, unless
/// the condition holds.
inline void
Demand(bool condition, const std::string& text)
{
    if (!condition)
    {
        std::fprintf(stderr, "violated: %s\n", text.c_str());
        std::abort();
    }
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FUZZ_INPUT_H
