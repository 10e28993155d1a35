/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRACE_HELPER_H
#define SYNFIN_TRACE_HELPER_H

#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-helper
/// @{

struct RecordingOptions;
class ScriptRecorder;

/**
 * @brief Writes the results of a script of your own as synfin-run writes its: a folder with
 * transitions.csv, connections.csv, hosts.csv, segments.csv and counters.csv if wanted,
 * summary.json and provenance.json, for synfin-plot, synfin-report and the Python package.
 *
 * @code
 *   synfin::TraceHelper traces("out");
 *   traces.Install(nodes); // after their stack is there, before their first socket is bound
 *   Simulator::Run();
 *   Simulator::Destroy();  // here the folder appears, as a whole
 * @endcode
 *
 * The results are complete, and in their place, when Simulator::Destroy is called, or Close, or
 * when the helper goes after the simulation has run; so it must not go before. When it goes because
 * of an exception that passes by, nothing is left. What cannot be
 * written or recorded throws std::runtime_error with a line that says why, whose place is Install,
 * Close, Simulator::Run or Simulator::Destroy; nothing half-written is left.
 */
class TraceHelper
{
  public:
    /// @param folder where the results go; it is made, and may exist when it is empty
    explicit TraceHelper(const std::string& folder);
    ~TraceHelper();
    TraceHelper(const TraceHelper&) = delete;
    TraceHelper& operator=(const TraceHelper&) = delete;

    /// @name Before the first Install
    /// @{

    /// The folder may hold files, and those of the same names are replaced.
    void SetForce(bool force);
    /// Writes segments.csv, too, which ladders are drawn from: a row per segment sent or received.
    void SetSegments(bool segments);
    /// Writes counters.csv, too: what Linux would have counted at each host, as nstat prints it.
    void SetCounters(bool counters);
    /// Compresses the tables with Zstandard.
    void SetCompression(bool compress);
    /// The tables hold one of so many connections (from 1), chosen by a hash; hosts.csv and
    /// summary.json still count all.
    void SetSample(uint32_t oneOf);
    /// The tables hold connections that begin from one time on until before another; hosts.csv and
    /// summary.json still count all.
    void SetWindow(Time from, Time until);

    /// @}

    /// Records what happens on these nodes, which have synfin's TCP, or ns-3's own: of that, what
    /// can be seen from outside, which is not what it drops. Figures call nodes by the Names that
    /// they have now.
    void Install(const NodeContainer& nodes);
    /// Records what happens on that node.
    void Install(Ptr<Node> node);
    /// Records what happens on all nodes that have a TCP.
    void InstallAll();

    /// Completes the results, before Simulator::Destroy does.
    void Close();

  private:
    RecordingOptions& Options();
    ScriptRecorder& Recorder();
    [[noreturn]] void Refuse(const std::string& why);

    const int m_exceptions{std::uncaught_exceptions()}; //!< that were on their way at the begin
    bool m_isRefused{false};                            //!< what was asked threw
    std::unique_ptr<RecordingOptions> m_options;
    std::shared_ptr<ScriptRecorder> m_recorder; //!< from the first Install on
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRACE_HELPER_H
