/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_H
#define SYNFIN_LADDER_H

#include "synfin-ladder-phrases.h"
#include "synfin-ladder-row.h"
#include "synfin-ladder-time-wait.h"

#include "ns3/nstime.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// How a ladder looks.
struct LadderStyle
{
    Language language{Language::EN}; //!< of heads and explanations
    bool ascii{false};               //!< draw with ASCII characters only
    bool colour{false};              //!< with ANSI escape sequences
};

/**
 * @brief Draws the life of one connection as a ladder: two lifelines, and each segment between
 * them.
 *
 * At most 98 columns wide, unless a label needs more; time runs down.
 */
class Ladder
{
  public:
    /**
     * @param style how it looks
     * @param timeWait how long TIME_WAIT lasts at either end, for the explanation
     */
    Ladder(const LadderStyle& style, const std::array<Time, 2>& timeWait);

    /**
     * @param initial the states in which the ends are before the first row
     * @param rows the steps
     * @param waited how long each end was in TIME_WAIT; nothing: it was not
     * @return the drawing, lines ending with a newline
     */
    std::string Draw(const std::array<State, 2>& initial,
                     const std::vector<LadderRow>& rows,
                     const std::array<std::optional<TimeWaitStay>, 2>& waited) const;

  private:
    /// The characters that it is drawn with.
    struct Strokes
    {
        const char* life;      //!< a lifeline
        const char* dash;      //!< an arrow's shaft
        const char* right;     //!< an arrow's head
        const char* left;      //!< the other head
        const char* cross;     //!< the end of a lost segment
        const char* fromLeft;  //!< the lifeline where a segment departs to the right
        const char* fromRight; //!< the lifeline where a segment departs to the left
    };

    /// Meanings of colours.
    enum class Paint : uint8_t
    {
        PLAIN,
        STATE,
        AGAIN,
        LOST,
        NOTE,
    };

    std::string Coloured(const std::string& text, Paint paint) const;
    std::string Line(const LadderRow& row, const std::string& middle, Paint paint) const;
    std::string Arrow(const LadderRow& row) const;
    std::string Head(const std::array<State, 2>& states) const;
    /// @return how many columns a row needs between the lifelines
    static int Width(const LadderRow& row);
    std::string Body(const std::vector<LadderRow>& rows) const;

    LadderStyle m_style;
    std::array<Time, 2> m_timeWait;
    Strokes m_strokes;
    int m_middle; //!< columns between the lifelines
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_H
