/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-provenance.h"

#include "ns3/synfin-table.h"
#include "ns3/synfin-version.h"

#include <ctime>
#include <filesystem>
#include <system_error>
#include <unistd.h>

// The builds say what they know: a header made anew by every build, a definition of the compiler.
#if __has_include(<build-commit.h>)
#include <build-commit.h>
#endif
#ifndef SYNFIN_COMMIT
#define SYNFIN_COMMIT ""
#endif
#ifndef SYNFIN_NS3_VERSION
#define SYNFIN_NS3_VERSION ""
#endif

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

/// @return the text, or null when it is empty
Json
Known(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

std::string
HostName()
{
    char name[256] = "";
    return gethostname(name, sizeof(name) - 1) == 0 ? name : "";
}

/// @return the present time as in 2026-01-31T12:00:00Z
std::string
Now()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[sizeof("2026-01-31T12:00:00Z")];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

} // namespace

Json
ProgramToJson(const std::string& program)
{
    return {{"program", program},
            {"version", VERSION},
            {"commit", Known(SYNFIN_COMMIT)},
            {"ns3_version", Known(SYNFIN_NS3_VERSION)}};
}

std::string
ProvenanceToJson(const std::string& program, const std::vector<std::string>& command)
{
    std::error_code ignored;
    Json json{{"schema", SCHEMA_VERSION}};
    json.update(ProgramToJson(program));
    json["host"] = Known(HostName());
    json["finished"] = Now();
    json["directory"] = Known(std::filesystem::current_path(ignored).string());
    json["command"] = command;
    // Bytes that are no UTF-8 may stand in a command.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace synfin
} // namespace ns3
