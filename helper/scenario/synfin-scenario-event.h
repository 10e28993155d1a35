/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_EVENT_H
#define SYNFIN_SCENARIO_EVENT_H

#include "ns3/nstime.h"
#include "ns3/synfin-link-parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// What happens in an event.
enum class EventKind : uint8_t
{
    PATH,           //!< settings of the link change
    CRASH,          //!< hosts lose all that their TCP has, in silence, and are deaf
    CLOSE_LISTENER, //!< servers listen no more
    OPEN_LISTENER,  //!< they do again
    ADDRESS_GONE,   //!< what hosts send and what is for them is lost, their TCP stays
    ADDRESS_BACK,   //!< no more of that
    STALL,          //!< servers' applications accept no more
    RESUME,         //!< they do again
};

/// @return the kind's name, such as "close-listener"
const char* ToString(EventKind kind);

/// The hosts that an event is about.
struct EventHosts
{
    std::string side;   //!< "group" or "server"; empty: whichever has the name
    std::string name;   //!< of a group; empty: all of that side
    uint32_t number{0}; //!< the n-th of them, from 1; 0: all

    /// @return "server web:2", as the key "host" reads it
    std::string Text() const;
};

/// Something that happens at a time: a part of --event, or a section [event TIME].
struct ScenarioEvent
{
    Time time;                          //!< when
    EventKind kind{EventKind::PATH};    //!< what
    std::optional<EventHosts> hosts{};  //!< whom it befalls; nothing: PATH
    std::optional<uint32_t> listener{}; //!< of STALL and of listeners: which; nothing: all
    std::optional<Time> restart{};      //!< CRASH: how long until they are up again; nothing: never
    std::optional<Time> quietTime{};    //!< CRASH: for how long they keep quiet then
    std::vector<std::pair<std::string, std::string>>
        path{};            //!< PATH: settings such as "loss-forward", and their values
    std::string section{}; //!< title of the section behind "event"; empty: it has none

    /**
     * @brief Sets one of its keys.
     * @param key "kind", "host", "listener", "restart", "quiet-time", or a setting of the link that
     * a schedule can change, of both directions or of one
     * @param value as text
     * @return nothing when it was set, else one line that says what would be accepted
     */
    std::optional<std::string> Set(const std::string& key, const std::string& value);

    /// @return true when it is about servers alone
    bool IsOfServers() const
    {
        return kind == EventKind::CLOSE_LISTENER || kind == EventKind::OPEN_LISTENER ||
               kind == EventKind::STALL || kind == EventKind::RESUME;
    }

    /// @return nothing when its keys agree, else a key, and what would be accepted of it
    std::optional<std::pair<std::string, std::string>> Check() const;

    /// @return the text that ParseEvents reads back
    std::string Text() const;
};

/// A key of a section [event TIME].
struct EventKey
{
    std::string name;     //!< such as "restart"
    const char* metavar;  //!< such as "TIME"
    std::string help;     //!< what it is, in a line
    std::string accepted; //!< in a line
};

/// @return all of them
const std::vector<EventKey>& EventKeys();

/**
 * @brief Reads the time of a section [event TIME], or [event TIME-NAME] where several are at one.
 * @param title behind "event"
 * @return nothing when it is none
 */
std::optional<Time> ParseEventTitle(const std::string& title);

/**
 * @brief Reads events: none, or some with semicolons between them.
 *
 * An event is a time, a kind and hosts, as in "30s crash server web:2 restart=5s", or a time and
 * settings of the link, as in "1min delay=80ms loss-forward=5%". A backslash before a blank or a
 * semicolon takes it into a value.
 *
 * @param text the text
 * @param events what was read, in its order; untouched when the text is bad
 * @return nothing when it was read, else one line that says what would be accepted
 */
std::optional<std::string> ParseEvents(const std::string& text, std::vector<ScenarioEvent>& events);

/// @return the text that ParseEvents reads back exactly
std::string FormatEvents(const std::vector<ScenarioEvent>& events);

/// @return a link whose schedule has what events change of it, too
LinkParameters WithEvents(LinkParameters link,
                          const std::vector<ScenarioEvent>& events,
                          bool isForward);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_EVENT_H
