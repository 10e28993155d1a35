/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_SVG_STYLE_H
#define SYNFIN_EXCHANGE_SVG_STYLE_H

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// Light, and dark as the reader prefers; in plain rules, which programs for figures read, too.
constexpr const char* SVG_STYLE = R"(
.synfin-ladder{color-scheme:light dark;font:12px sans-serif}
.synfin-ladder text{fill:#1d2530}
.synfin-ladder .paper{fill:#fff}
.synfin-ladder .head{font-size:15px;font-weight:bold;text-anchor:middle}
.synfin-ladder .quiet{fill:#5b6673;font-size:11px}
.synfin-ladder .middle{text-anchor:middle}
.synfin-ladder .end{text-anchor:end}
.synfin-ladder .state{font-size:11px;font-weight:bold;text-anchor:middle}
.synfin-ladder .fill{fill-opacity:.2}
.synfin-ladder .label{text-anchor:middle;stroke:#fff;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}
.synfin-ladder .line{stroke:#1d2530;stroke-width:1.6;fill:none}
.synfin-ladder .point{fill:#1d2530}
.synfin-ladder .again .line{stroke-dasharray:7 4}
.synfin-ladder .lost .line,.synfin-ladder .cross{stroke:#c02639}
.synfin-ladder .lost text{fill:#c02639}
.synfin-ladder .cross{stroke-width:2.6;fill:none}
.synfin-ladder .badge circle{fill:#1d2530;stroke:#fff;stroke-width:1.5}
.synfin-ladder .badge text{fill:#fff;font-size:9.5px;font-weight:bold;text-anchor:middle}
.synfin-ladder .gap{fill:#fff}
.synfin-ladder .torn{stroke:#8a95a1;stroke-width:1.2;fill:none}
.synfin-ladder .CLOSED{fill:#8b95a0}.synfin-ladder .LISTEN{fill:#5f7f95}
.synfin-ladder .SYN_SENT{fill:#e08a00}.synfin-ladder .SYN_RCVD{fill:#c96a12}
.synfin-ladder .ESTABLISHED{fill:#2a9d55}.synfin-ladder .CLOSE_WAIT{fill:#9a5bd0}
.synfin-ladder .FIN_WAIT_1{fill:#2c7fd1}.synfin-ladder .FIN_WAIT_2{fill:#1a5aa8}
.synfin-ladder .CLOSING{fill:#1896a5}.synfin-ladder .TIME_WAIT{fill:#d23f57}
.synfin-ladder .LAST_ACK{fill:#6d3fae}
@media (prefers-color-scheme:dark){
.synfin-ladder text{fill:#e6ebf1}
.synfin-ladder .paper,.synfin-ladder .gap{fill:#14191f}
.synfin-ladder .quiet{fill:#9aa6b3}
.synfin-ladder .fill{fill-opacity:.28}
.synfin-ladder .label{stroke:#14191f}
.synfin-ladder .line{stroke:#e6ebf1}
.synfin-ladder .point{fill:#e6ebf1}
.synfin-ladder .lost .line,.synfin-ladder .cross{stroke:#ff8190}
.synfin-ladder .lost text{fill:#ff8190}
.synfin-ladder .badge circle{fill:#e6ebf1;stroke:#14191f}
.synfin-ladder .badge text{fill:#14191f}
.synfin-ladder .CLOSED{fill:#8a949e}.synfin-ladder .LISTEN{fill:#8fb0c6}
.synfin-ladder .SYN_SENT{fill:#ffb347}.synfin-ladder .SYN_RCVD{fill:#f0924a}
.synfin-ladder .ESTABLISHED{fill:#56c983}.synfin-ladder .CLOSE_WAIT{fill:#c79af0}
.synfin-ladder .FIN_WAIT_1{fill:#6fb2f5}.synfin-ladder .FIN_WAIT_2{fill:#4a93e0}
.synfin-ladder .CLOSING{fill:#4fc6d3}.synfin-ladder .TIME_WAIT{fill:#ff7d90}
.synfin-ladder .LAST_ACK{fill:#a781e0}
})";

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_SVG_STYLE_H
