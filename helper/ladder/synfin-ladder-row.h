/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_ROW_H
#define SYNFIN_LADDER_ROW_H

#include "ns3/nstime.h"
#include "ns3/synfin-state.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// One step of a ladder, ready to be drawn.
struct LadderRow
{
    /// What happens at one end.
    struct Cell
    {
        std::optional<Time> time;   //!< when, if anything happens there
        std::optional<State> state; //!< the state entered, if one is
    };

    /// What is drawn between the ends.
    enum class Arrow : uint8_t
    {
        NONE,      //!< nothing: it happens at one end alone
        WHOLE,     //!< a segment, sent and received
        LOST,      //!< a segment that never arrives
        DEPARTURE, //!< a segment is sent; it arrives in a later row, after others
        ARRIVAL,   //!< a segment of an earlier row arrives
    };

    std::array<Cell, 2> cells;          //!< left and right
    Arrow arrow{Arrow::NONE};           //!< what is between them
    int from{0};                        //!< DEPARTURE and so on: which end sends, 0 is left
    bool again{false};                  //!< not the first copy
    std::string label;                  //!< name, flags and numbers
    std::string mark;                   //!< what a DEPARTURE and its ARRIVAL have in common
    std::vector<std::string> notes;     //!< what the step proves
    std::optional<std::size_t> segment; //!< which one is sent or arrives, counted from 0
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_ROW_H
