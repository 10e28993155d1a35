/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_OPTIONS_H
#define SYNFIN_RUN_OPTIONS_H

#include "ns3/synfin-scenario-parameters.h"

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What synfin-run was asked to do.
struct RunOptions
{
    /// When the progress line is shown.
    enum class Progress : uint8_t
    {
        AUTO, //!< on a terminal
        ON,
        OFF,
    };

    ScenarioParameters parameters;
    std::string out;  //!< empty: no files
    std::string pcap; //!< empty: no capture
    bool force{false};
    Progress progress{Progress::AUTO};
    bool help{false};
    bool version{false};
    bool schema{false};
    bool draw{false};       //!< draw the network instead of a run
    bool ns3Help{false};    //!< print the options as ns-3 does instead
    bool ns3Globals{false}; //!< print the global values of ns-3 instead
    std::string check;      //!< empty: nothing to check

    std::vector<Setting> typed; //!< what came of the file, then of the command line
};

/**
 * @brief Reads the command line, and the file that --config names; the command line is the stronger
 * one.
 * @param argc number of arguments
 * @param argv arguments
 * @return what is asked for
 * @throws BadInput in one line
 */
RunOptions ParseRunOptions(int argc, char* argv[]);

/**
 * @brief Checks settings as if they were the options of a run.
 * @param settings names of options, and values
 * @return the run's parameters, those that follow from others not resolved
 * @throws BadInput in one line
 */
ScenarioParameters CheckSettings(const std::vector<Setting>& settings);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_OPTIONS_H
