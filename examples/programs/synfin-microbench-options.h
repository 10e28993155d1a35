/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MICROBENCH_OPTIONS_H
#define SYNFIN_MICROBENCH_OPTIONS_H

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What --benchmark_filter accepts.
constexpr const char* MICROBENCH_FILTER =
    "a regular expression that one of the names of --benchmark_list_tests meets";

/**
 * @brief Reads the command line of synfin-microbench.
 * @param argc number of arguments
 * @param argv arguments
 * @return the words for Google Benchmark; none when --help or --version was all
 * @throws BadInput in one line
 */
std::vector<std::string> MicrobenchWords(int argc, char** argv);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MICROBENCH_OPTIONS_H
