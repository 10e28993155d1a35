/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_PARAMETERS_H
#define SYNFIN_SCENARIO_PARAMETERS_H

#include "synfin-scenario-event.h"
#include "synfin-scenario-groups.h"

#include "ns3/nstime.h"
#include "ns3/synfin-importance-loss.h"
#include "ns3/synfin-link-parameters.h"
#include "ns3/synfin-middlebox.h"
#include "ns3/synfin-output-file.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-setting.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Whose TCP the hosts run.
enum class StackKind : uint8_t
{
    SYNFIN,
    NS3, //!< ns-3's own TcpSocketBase
};

/// Which trace files are written.
enum class TraceLevel : uint8_t
{
    NONE,
    CONNECTIONS, //!< connections.csv only
    ALL,
    SEGMENTS, //!< all, and every segment
};

/// How segments get from host to host.
enum class PathKind : uint8_t
{
    AUTO,   //!< direct wherever it can be, for both write the same: Resolve decides
    IP,     //!< nodes, IP and devices
    DIRECT, //!< from Stack to Stack
};

/// @return the setting as it was typed, such as "--set mss=1000" or "[profile] mss = 1000"
std::string TypedAs(const Setting& setting);

/**
 * @brief Everything that decides what a scenario does: same parameters, same results.
 *
 * A plain struct; ScenarioFields() names its parts for options, configuration files and results.
 */
struct ScenarioParameters : ClientGroup, ServerGroup, MiddleboxParameters
{
    /// As many as the other parameters ask for: Resolve decides.
    static constexpr uint32_t AUTO = SCENARIO_AUTO;

    // Users and hosts: those of the bases, unless there are several kinds, which begin as these do
    std::vector<ClientGroup> clientGroups{}; //!< none: the base is the only one
    std::vector<ServerGroup> serverGroups{}; //!< the same
    std::vector<Setting> sections{}; //!< in what they differ from the bases, in order, each once

    // The path's MTU
    uint32_t pathMtu{0};    //!< octets of an IP packet that the shared link takes; 0: any
    bool pathMtuIcmp{true}; //!< who sends a larger one is told

    // Path
    PathKind path{PathKind::AUTO};         //!< how segments travel
    LinkParameters forward{DefaultLink()}; //!< the link from clients to servers
    LinkParameters reverse{DefaultLink()}; //!< the link from servers to clients
    SampledLoss importanceLoss{};          //!< of frames of handshakes, instead of the links'
    uint32_t ip{4};                        //!< version: 4 or 6, or DUAL_STACK

    // Events
    std::vector<ScenarioEvent> ownEvents{}; //!< those of the option, in its order
    std::vector<ScenarioEvent> events{};    //!< these and those of sections, in the order of time

    // TCP
    StackKind stack{StackKind::SYNFIN};               //!< whose TCP
    std::string profileName{Profile::DEFAULT_PRESET}; //!< of ends without a preset of their own

    // Run
    std::optional<Time> duration{}; //!< after which it ends, whatever is under way
    Time warmup{0};                 //!< when the window begins that is measured
    std::optional<Time> measure{};  //!< how long that is; nothing: there is none

    // Randomness
    uint32_t seed{1}; //!< of all random numbers
    uint64_t run{1};  //!< independent runs of one seed have different numbers

    // Output
    TraceLevel trace{TraceLevel::ALL};          //!< which files are written
    uint32_t sample{1};                         //!< one of that many connections is traced
    Compression compression{Compression::NONE}; //!< of the traces
    bool counters{false};                       //!< Linux's counters are written, too

    static constexpr uint32_t DUAL_STACK = 46;             //!< both versions of IP
    static constexpr uint32_t MAX_CONNECTIONS = 100000000; //!< to begin
    static constexpr uint32_t MAX_HOSTS = 40000;           //!< clients, or servers
    static constexpr uint32_t MAX_ADDRESSES = 4000000; //!< what fits into 10.0.0.0/8, a subnet each
    static constexpr uint32_t MAX_LISTENERS = 256;     //!< of a server; or acceptors of each
    static constexpr uint32_t MAX_BACKLOG = 100000000; //!< connections that wait for Accept

    /// @return the preset that the profile of an end started from
    const std::string& PresetOf(const ScenarioEnd& end) const
    {
        return end.preset.empty() ? profileName : end.preset;
    }

    /// @return true where hosts have addresses of IPv4
    bool HasIpv4() const
    {
        return ip != 6;
    }

    /// @return true where hosts have addresses of IPv6
    bool HasIpv6() const
    {
        return ip != 4;
    }

    /// @return the groups of users: clientGroups, or the one that the base is
    std::vector<ClientGroup> AllClients() const;
    /// @return the kinds of servers: serverGroups, or the one that the base is
    std::vector<ServerGroup> AllServers() const;
    /// @return where in AllServers() the servers of a group are; nothing: there are none of that
    /// name
    std::optional<std::size_t> ServersOf(const ClientGroup& group) const;
    /// @return what there would be without the other groups: this one, and its servers
    ScenarioParameters With(const ClientGroup& clients, const ServerGroup& servers) const;

    /// @return when the last connection of a group begins at the latest; nothing: it has so many
    std::optional<Time> LastArrival(const ClientGroup& group) const
    {
        const bool counts = group.share ? isCounted : group.isCounted;
        return measure && !duration && !counts ? std::optional(warmup + *measure) : std::nullopt;
    }

    /// @return whether losses are sampled with another probability, so that connections have
    /// weights
    bool SamplesLoss() const
    {
        return importanceLoss[0] || importanceLoss[1];
    }

    /// @return one direction of the link, events included
    LinkParameters LinkTo(bool isForward) const
    {
        return WithEvents(isForward ? forward : reverse, events, isForward);
    }

    /// @return connections to begin, of all groups
    uint64_t ConnectionCount() const;

    /// @return the fields of both profiles; where the ends differ, "client:" and "server:" are
    /// before the name
    std::vector<Setting> ProfileSettings() const;

    /// @return how long TIME_WAIT lasts at most (timer_hz) where somebody closes first, the
    /// longest of the groups
    Time TimeWait() const;

    /// @return 50 ms, 1 Gbps, a queue of 1000 packets
    static LinkParameters DefaultLink();

    /**
     * @brief Sets parameters from text, whatever their order: a preset before its fields, both
     * losses before one, both ends before one, all groups before one.
     * @param settings names of ScenarioFields(), or dotted ones, and values; "set" may come several
     * times, else the last one counts
     * @return nothing when all were set, else the first at fault (some may have been set then), or
     * one that contradicts another
     */
    std::optional<SettingError> Apply(std::vector<Setting> settings);

    /// Sets parameters of ScenarioFields() alone, in the order of Apply, in which settings are
    /// then. @return the first at fault
    std::optional<SettingError> SetInOrder(std::vector<Setting>& settings);

    /// @return from one host to the other and back, in seconds
    double RoundTrip() const;

    /**
     * @brief Gives groups their shares, and each AUTO its value.
     *
     * Path: direct, but ip for what only that has, ns-3's own TCP.
     *
     * Clients: so many that connections, TIME_WAIT included, take at most four fifths of the ports
     * that the preset of the clients' profile has; a narrower ip_local_port_range is somebody's
     * wish and changes nothing. Backlog: 4096, or what arrives during a handshake with one
     * retransmission, if that is more; then somaxconn and max_syn_backlog follow, unless they were
     * changed.
     */
    void Resolve();

    /// @return nothing when the parameters agree with each other, else the one at fault
    std::optional<SettingError> Validate() const;
};

/// One parameter of a scenario, as options, configuration files and results know it.
struct ScenarioField
{
    /// The least and the greatest value.
    struct Bounds
    {
        double low;  //!< which is accepted itself
        double high; //!< which is accepted itself
    };

    std::string name;     //!< such as "loss-forward"
    const char* group;    //!< such as "Path"
    const char* metavar;  //!< such as "TIME"
    std::string help;     //!< what it does, in a line
    std::string accepted; //!< what is accepted, in a line
    /// @return false when the text is not acceptable; what is wrong with a part of it may be put
    /// into `accepted`
    std::function<bool(ScenarioParameters&, const std::string& text, std::string& accepted)> set;
    /// The value as text; empty for shorthands ("loss", "msl", "set"), which other fields hold.
    std::function<std::string(const ScenarioParameters&)> get;
    const char* type{"text"}; //!< "integer", "number", "time", "rate", "boolean", "choice", "text"
    const char* unit{""};     //!< such as "octets"; empty: none, or one that the text names
    std::vector<std::string> values{}; //!< of a choice, or words that may stand for another value
    std::optional<Bounds> bounds{};    //!< of a number, of a time in seconds
};

/// @return all parameters; those that set several things come before those that set one
const std::vector<ScenarioField>& ScenarioFields();

/// @return the field of that name, or nullptr
const ScenarioField* FindScenarioField(const std::string& name);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_PARAMETERS_H
