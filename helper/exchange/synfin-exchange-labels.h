/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_LABELS_H
#define SYNFIN_EXCHANGE_LABELS_H

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// A straight line of a drawing, from an end to the other or a part of the way.
struct DrawnLine
{
    int x1; //!< where it begins
    int y1; //!< the same
    int x2; //!< where it ends; not x1
    int y2; //!< the same

    /// @return where the line is at some x
    double At(double x) const;
};

/// The places of labels along lines: where they hide least.
class LabelPlaces
{
  public:
    /// A label is as far from its line, and as high.
    static constexpr int AWAY = 6;

    /// Where a label is.
    struct Place
    {
        double x;   //!< the middle of its base
        double y;   //!< the same
        double cos; //!< of the angle that it is turned by
        double sin; //!< the same
    };

    /// @param lines all that are drawn
    explicit LabelPlaces(std::vector<DrawnLine> lines);

    /// Keeps a place free, where other text is. @param x its middle @param y its base
    void Keep(int x, int y, int width);

    /**
     * @brief Finds the place of a label.
     * @param line the number of its line
     * @param width how wide it is
     * @return where it hides least; no other is put there
     */
    Place Find(std::size_t line, int width);

  private:
    /// A point of the middle of a text.
    struct Point
    {
        double x;
        double y;
    };

    std::vector<Point> PointsOf(const Place& place, int width) const;
    double CostOf(std::size_t line, const std::vector<Point>& points) const;

    std::vector<DrawnLine> m_lines;
    std::vector<Point> m_taken;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_LABELS_H
