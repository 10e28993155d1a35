/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BAD_INPUT_H
#define SYNFIN_BAD_INPUT_H

#include <stdexcept>

namespace ns3
{
namespace synfin
{

/// What the user asked for cannot be accepted: one line that names the option, its value and what
/// is accepted.
class BadInput : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BAD_INPUT_H
