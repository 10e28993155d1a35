/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EMULATE_OPTIONS_H
#define SYNFIN_EMULATE_OPTIONS_H

#include "synfin-emulate-service.h"
#include "synfin-emulate-tap.h"

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/synfin-scenario-parameters.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What synfin-emulate was asked to do.
struct EmulateOptions
{
    /// A port on which the host listens.
    struct Served
    {
        uint16_t port;
        Service service;
    };

    /// An end to which the host connects.
    struct Connected
    {
        Address remote;
        Service service;
    };

    TapSettings tap;
    IpAddress address;       //!< the host's
    ScenarioParameters host; //!< its profile; nothing else of it counts
    std::vector<Served> serve;
    std::vector<Connected> connect;
    uint64_t octets{0};    //!< what Service::SOURCE sends
    uint16_t localPort{0}; //!< of connect; 0: one of its own choice
    Time delay{0};         //!< of what the host sends
    std::optional<Time> duration;
    std::string out; //!< empty: no files
    bool force{false};
    bool print{false}; //!< a line per transition
};

/**
 * @brief Reads the command line.
 * @param argc number of arguments
 * @param argv arguments
 * @return what is asked for; nothing when it was --help or --version, which is done then
 * @throws BadInput in one line
 */
std::optional<EmulateOptions> ParseEmulateOptions(int argc, char* argv[]);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EMULATE_OPTIONS_H
