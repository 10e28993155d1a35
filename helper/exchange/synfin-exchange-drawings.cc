/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-drawings.h"

#include "synfin-exchange-command.h"
#include "synfin-exchange-html.h"
#include "synfin-exchange-json.h"
#include "synfin-exchange-mermaid.h"
#include "synfin-exchange-packetdrill.h"
#include "synfin-exchange-svg.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// A way to draw a play.
struct Drawing
{
    const char* format;
    std::string (*draw)(const Play& play, const DrawingStyle& style);
};

std::string
DrawText(const Play& play, const DrawingStyle& style)
{
    const auto& [client, server] = play.ends;
    return Ladder(style, {client.timeWait, server.timeWait})
        .Draw({client.initial, server.initial}, play.rows, {client.inTimeWait, server.inTimeWait});
}

std::string
DrawJson(const Play& play, const DrawingStyle&)
{
    return ToJson(play).dump(1) + "\n";
}

std::string
DrawSvg(const Play& play, const DrawingStyle& style)
{
    return PlayToSvg(play, style.language) + "\n";
}

std::string
DrawHtml(const Play& play, const DrawingStyle& style)
{
    return PlayToHtml(play, style.language);
}

std::string
DrawMermaid(const Play& play, const DrawingStyle& style)
{
    return PlayToMermaid(play, style.language);
}

std::string
DrawPacketdrill(const Play& play, const DrawingStyle& style)
{
    return PlayToPacketdrill(play, style.end);
}

std::string
DrawCommand(const Play& play, const DrawingStyle& style)
{
    return CommandOf(play, style.language) + "\n";
}

constexpr Drawing DRAWINGS[] = {{"text", &DrawText},
                                {"json", &DrawJson},
                                {"svg", &DrawSvg},
                                {"html", &DrawHtml},
                                {"mermaid", &DrawMermaid},
                                {"packetdrill", &DrawPacketdrill},
                                {"command", &DrawCommand}};

} // namespace

const std::vector<std::string>&
DrawingFormats()
{
    static const std::vector<std::string> FORMATS = [] {
        std::vector<std::string> formats;
        for (const Drawing& drawing : DRAWINGS)
        {
            formats.emplace_back(drawing.format);
        }
        return formats;
    }();
    return FORMATS;
}

std::string
DrawPlay(const Play& play, const std::string& format, const DrawingStyle& style)
{
    for (const Drawing& drawing : DRAWINGS)
    {
        if (drawing.format == format)
        {
            return drawing.draw(play, style);
        }
    }
    return "";
}

} // namespace synfin
} // namespace ns3
