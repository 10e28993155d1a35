/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DISTRIBUTION_H
#define SYNFIN_DISTRIBUTION_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// What a distribution is of: how its values are written.
enum class Quantity : uint8_t
{
    TIME,   //!< nanoseconds, written as times: "40ms"
    OCTETS, //!< "2kB", "1MiB" or a plain number
    COUNT,  //!< a plain number
};

/**
 * @brief A constant, or a random quantity that is not negative.
 *
 *     VALUE                     always
 *     uniform:LEAST,MOST        all between are equally likely
 *     exponential:MEAN
 *     normal:MEAN,DEVIATION     cut at 0
 *     lognormal:MEDIAN,SIGMA    SIGMA is the deviation of the logarithm
 *     pareto:LEAST,SHAPE        P(above x) = (LEAST / x)^SHAPE
 *     table:PATH                measured: lines of a value and the share of what is not above it,
 *                               both in ascending order, the last share 1; linear between them
 *
 * It is drawn by its inverse, a uniform number for a value: the same number gives a value that
 * changes as little as the parameters do.
 */
class Distribution
{
  public:
    /// A constant.
    explicit Distribution(double value = 0)
        : m_parameters{value}
    {
    }

    /**
     * @param text as above
     * @param quantity what it is of
     * @param most the greatest value: what is above is as much
     * @param accepted what would be accepted, where the text is not
     * @return nothing when the text is not accepted
     */
    static std::optional<Distribution> Parse(const std::string& text,
                                             Quantity quantity,
                                             double most,
                                             std::string& accepted);

    /// @return the text that Parse reads back
    std::string Text(Quantity quantity) const;

    /// @return true where all values are the same
    bool IsConstant() const
    {
        return m_kind == Kind::CONSTANT;
    }

    /// @return true where all values are 0
    bool IsZero() const
    {
        return IsConstant() && m_parameters[0] == 0;
    }

    /// @return the value that a share of u of all values are at most, nanoseconds of a time
    /// @param u above 0 and below 1
    double Quantile(double u) const;

    /// @return the same of whole numbers: those of a uniform law have equal shares, others are
    /// rounded
    uint64_t Whole(double u) const;

    /// @return about the mean, of what is not cut; of a thousand equally likely parts
    double Mean() const;

  private:
    /// The laws.
    enum class Kind : uint8_t
    {
        CONSTANT,
        UNIFORM,
        EXPONENTIAL,
        NORMAL,
        LOGNORMAL,
        PARETO,
        TABLE,
    };

    /// A point of a measured distribution.
    struct Point
    {
        double value;
        double share; //!< of what is not above it
    };

    /// What a table's file holds.
    struct Table
    {
        std::string file;
        std::vector<Point> points;
    };

    /// How a law is written.
    struct Law
    {
        Kind kind;
        const char* name;
        std::size_t values;   //!< parameters of the quantity's kind
        bool hasShape{false}; //!< then comes a number
    };

    static const std::vector<Law>& Laws();
    static std::optional<std::string> ReadTable(const std::string& path,
                                                Quantity quantity,
                                                Distribution& read);
    double Inverse(double u) const;

    Kind m_kind{Kind::CONSTANT};
    std::vector<double> m_parameters;
    std::shared_ptr<const Table> m_table;
    double m_most{1e300};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DISTRIBUTION_H
