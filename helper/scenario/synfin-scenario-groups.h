/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_GROUPS_H
#define SYNFIN_SCENARIO_GROUPS_H

#include "synfin-address-range.h"
#include "synfin-arrival-record.h"
#include "synfin-distribution.h"

#include "ns3/nstime.h"
#include "ns3/synfin-access-links.h"
#include "ns3/synfin-loss-parameters.h"
#include "ns3/synfin-profile.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// When connections begin.
enum class Arrivals : uint8_t
{
    POISSON,  //!< exponential gaps
    CONSTANT, //!< equal gaps, the first one at 0
    BURST,    //!< all at 0
    CLOSED,   //!< users come with exponential gaps, and begin again when their last one ended
    RECORDED, //!< when others began that somebody recorded
};

/// Who closes first.
enum class Closer : uint8_t
{
    CLIENT,
    SERVER,
    BOTH, //!< at the same instant
};

/// How who closes first does it.
enum class CloseBy : uint8_t
{
    FIN,
    RST, //!< as SO_LINGER with a time of 0 has it
};

/// What the connections of a group are.
enum class GroupKind : uint8_t
{
    NORMAL,
    HALF_OPEN,         //!< one SYN each, which nobody follows up
    CONNECT_AND_HOLD,  //!< a request that never ends, held for `hold`
    TIME_WAIT_EXHAUST, //!< the server closes first, so that it has TIME_WAIT
    SYN_FLOOD,         //!< none: SYNs without a TCP behind them
    ACK_FLOOD,         //!< the same with ACKs
    RST_BLIND,         //!< the same with RSTs and guessed numbers, into connections of others
    SYN_BLIND,         //!< the same with SYNs
    DATA_BLIND,        //!< the same with data
};

/// @return true where hosts guess the numbers of others' connections
inline bool
IsBlind(GroupKind kind)
{
    return kind == GroupKind::RST_BLIND || kind == GroupKind::SYN_BLIND ||
           kind == GroupKind::DATA_BLIND;
}

/// @return true where hosts make segments up, instead of connections
inline bool
IsForged(GroupKind kind)
{
    return kind == GroupKind::SYN_FLOOD || kind == GroupKind::ACK_FLOOD || IsBlind(kind);
}

/// @return true where connections come to be, and end
inline bool
HasLives(GroupKind kind)
{
    return kind != GroupKind::HALF_OPEN && !IsForged(kind);
}

/// Options of the SYNs of GroupKind::SYN_FLOOD.
enum class SynOptions : uint8_t
{
    PROFILE, //!< those of the TCP that the hosts run
    NONE,
};

/// Which end of a connection is to take what others made up.
enum class AttackedEnd : uint8_t
{
    SERVER,
    CLIENT,
};

/// How numbers are guessed.
enum class GuessOrder : uint8_t
{
    SWEEP, //!< one step after the other
    RANDOM,
};

/// Octets that a guessed segment has at most: they fit whatever the path's MTU is (RFC
/// 1122 4.2.2.6).
constexpr uint64_t BLIND_OCTETS = 536;

/// What hosts of GroupKind::HALF_OPEN, and of those that make segments up, do when their SYN is
/// answered.
enum class SynAckAnswer : uint8_t
{
    NONE, //!< nothing, as where the source is somebody else's invention
    RST,  //!< what a host sends that does not know the connection
};

/// The TCP of the hosts at one end.
struct ScenarioEnd
{
    std::string preset; //!< that its profile started from; empty: ScenarioParameters::profileName
    Profile profile{*Profile::Preset(Profile::DEFAULT_PRESET)}; //!< of all hosts at this end
};

/// As many as the other parameters ask for: ScenarioParameters::Resolve decides.
constexpr uint32_t SCENARIO_AUTO = UINT32_MAX;

/// Users of one kind and their hosts, the clients: a section [group NAME] of a scenario file.
struct ClientGroup
{
    std::string groupName{};       //!< empty: the only group, which needs none
    std::string serverGroup{};     //!< name of the ServerGroup it connects to; empty: the first
    std::optional<double> share{}; //!< of the run's connections, rate and users, where it has one
    bool isSized{false};           //!< it has a rate or users of its own instead
    bool isCounted{false};         //!< and so many connections
    bool namesCloser{false};       //!< it says who closes first, whatever its kind

    GroupKind kind{GroupKind::NORMAL};          //!< what the connections are
    SynAckAnswer answer{SynAckAnswer::NONE};    //!< of GroupKind::HALF_OPEN, to a SYN-ACK
    std::optional<AddressRange> spoofed{};      //!< sources of segments that are made up
    SynOptions synOptions{SynOptions::PROFILE}; //!< of GroupKind::SYN_FLOOD
    uint32_t localPort{SCENARIO_AUTO};          //!< that clients bind; AUTO: connect() chooses
    bool reuseAddress{false};                   //!< SO_REUSEADDR, before they bind it
    std::optional<Time> happyEyeballs{}; //!< Connection Attempt Delay (RFC 8305); nothing: none
    Time ipv6Delay;                      //!< of IPv6 frames on each client's own link, more
    LossParameters ipv6Loss{};           //!< of IPv6 frames on the same, instead

    std::string victims{};                   //!< name of the group at which IsBlind() guesses
    AttackedEnd target{AttackedEnd::SERVER}; //!< of its connections
    GuessOrder guess{GuessOrder::SWEEP};     //!< of sequence numbers
    uint32_t guessStep{SCENARIO_AUTO};       //!< of a sweep; AUTO: the victim's window
    uint32_t ackStep{1U << 31};              //!< between acknowledgement numbers that are tried
    bool portsKnown{true};                   //!< the victims' ports are no guess
    PortRange victimPorts{32768, 60999};     //!< that are tried, else

    uint32_t connections{1000};                      //!< to begin in all
    Time begin;                                      //!< from when on they begin
    std::optional<Time> end{};                       //!< from when on none does any more
    double rate{100};                                //!< per second
    Arrivals arrivals{Arrivals::POISSON};            //!< when they begin
    std::shared_ptr<const ArrivalRecord> recorded{}; //!< when, with Arrivals::RECORDED
    uint32_t concurrency{100};                       //!< users with Arrivals::CLOSED
    uint32_t clients{SCENARIO_AUTO};                 //!< hosts
    uint32_t addressesPerClient{1};                  //!< of each client; connections take turns
    Distribution request;                            //!< octets
    Distribution response;                           //!< octets
    Distribution requestsPerConnection{1};           //!< each answered before the next
    bool fastOpen{false};                            //!< the first request goes in the SYN
    Distribution think;            //!< ns, between a response and what the user begins next
    Distribution hold;             //!< ns, from the last response to the close
    Closer closer{Closer::CLIENT}; //!< who closes first
    CloseBy closeBy{CloseBy::FIN}; //!< and how
    bool halfClose{false};         //!< the client ends its stream with its last request
    Distribution accessDelay;      //!< ns, of each client's own link, each way
    AccessParameters access[2];    //!< that link, towards the servers and back
    ScenarioEnd client;            //!< their TCP

    /// @return octets that a request or response has at least, where its size is drawn: one where
    /// the size tells where it ends, or it is to go in the SYN
    uint32_t LeastSize() const
    {
        return requestsPerConnection.Whole(1 - 1e-9) > 1 || fastOpen ? 1 : 0;
    }

    /// @return true where a client's own link does to IPv6 what it does not to IPv4
    bool HasIpv6Access() const
    {
        return !ipv6Delay.IsZero() || !std::holds_alternative<std::monostate>(ipv6Loss);
    }

    /// @return true where a client's own link does anything
    bool HasAccess() const
    {
        return !accessDelay.IsZero() || access[0].IsActive() || access[1].IsActive() ||
               HasIpv6Access();
    }
};

/// Hosts that serve in one way: a section [server NAME] of a scenario file.
struct ServerGroup
{
    std::string serverName{};        //!< empty: the only kind, which needs none
    uint32_t servers{1};             //!< hosts
    uint32_t addressesPerServer{1};  //!< of each; connections take turns
    uint32_t backlog{SCENARIO_AUTO}; //!< of listen(2), at each server
    Time listenFrom{0};              //!< until then SYNs are refused
    Distribution acceptDelay;        //!< ns, that the application is busy with each it accepts
    uint32_t workers{SCENARIO_AUTO}; //!< connections that it serves at once; AUTO: all that come
    std::optional<Time> peerHold{Time(0)}; //!< from a FIN to the close of who closes second;
                                           //!< nothing: never
    std::optional<uint64_t> readRate{}; //!< octets per second and connection; nothing: all at once
    ScenarioEnd server;                 //!< their TCP
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_GROUPS_H
