/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-trace-helper.h"

#include "ns3/abort.h"
#include "ns3/fatal-error.h"
#include "ns3/simulator.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-script-recorder.h"
#include "ns3/tcp-l4-protocol.h"

#include <exception>
#include <iostream>
#include <stdexcept>

namespace ns3
{
namespace synfin
{

namespace
{

void
Rethrow(std::exception_ptr error)
{
    std::rethrow_exception(error);
}

/**
 * What Simulator::Destroy does; it comes after the nodes' own end. What goes wrong is thrown when
 * all else is done, other helpers' results among it.
 */
void
FinishAtDestroy(std::weak_ptr<ScriptRecorder> recorder)
{
    const std::shared_ptr<ScriptRecorder> living = recorder.lock();
    if (!living)
    {
        return;
    }
    try
    {
        living->Finish();
    }
    catch (const std::exception&)
    {
        Simulator::ScheduleDestroy(&Rethrow, std::current_exception());
    }
}

} // namespace

TraceHelper::TraceHelper(const std::string& folder)
    : m_options(std::make_unique<RecordingOptions>())
{
    m_options->folder = folder;
}

TraceHelper::~TraceHelper()
{
    if ((m_recorder && m_recorder->IsFinished()) || std::uncaught_exceptions() > m_exceptions)
    {
        return; // an exception passes by: what was recorded is not a whole run
    }
    if (!m_recorder || Simulator::GetEventCount() == 0)
    {
        if (!m_isRefused)
        {
            std::cerr << "synfin::TraceHelper: nothing is recorded in " << m_options->folder << ": "
                      << (m_recorder ? "the helper went before the simulation ran"
                                     : "Install was not called")
                      << "\n";
        }
        return;
    }
    try
    {
        m_recorder->Finish();
    }
    catch (const std::exception& error)
    {
        NS_FATAL_ERROR(error.what());
    }
}

RecordingOptions&
TraceHelper::Options()
{
    NS_ABORT_MSG_IF(m_recorder, "synfin::TraceHelper: what is written is said before Install");
    return *m_options;
}

void
TraceHelper::SetForce(bool force)
{
    Options().force = force;
}

void
TraceHelper::SetSegments(bool segments)
{
    Options().segments = segments;
}

void
TraceHelper::SetCounters(bool counters)
{
    Options().counters = counters;
}

void
TraceHelper::SetCompression(bool compress)
{
    Options().compression = compress ? Compression::ZSTD : Compression::NONE;
}

void
TraceHelper::SetSample(uint32_t oneOf)
{
    constexpr uint32_t MOST = 1000000000; // more comes of a number below 0
    NS_ABORT_MSG_IF(oneOf == 0 || oneOf > MOST,
                    "synfin::TraceHelper::SetSample(" << oneOf << "): accepted is 1 to " << MOST);
    Options().sample = oneOf;
}

void
TraceHelper::SetWindow(Time from, Time until)
{
    NS_ABORT_MSG_IF(from.IsStrictlyNegative() || until <= from,
                    "synfin::TraceHelper::SetWindow(" << from.As(Time::S) << ", "
                                                      << until.As(Time::S)
                                                      << "): accepted are times from 0 on, the "
                                                         "second after the first");
    Options().from = from;
    Options().until = until;
}

ScriptRecorder&
TraceHelper::Recorder()
{
    if (!m_recorder)
    {
        m_isRefused = true;
        m_recorder = std::make_shared<ScriptRecorder>(*m_options);
        m_isRefused = false;
        Simulator::ScheduleDestroy(&FinishAtDestroy, std::weak_ptr<ScriptRecorder>(m_recorder));
    }
    return *m_recorder;
}

void
TraceHelper::Install(const NodeContainer& nodes)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

void
TraceHelper::Install(Ptr<Node> node)
{
    NS_ABORT_MSG_UNLESS(node, "synfin::TraceHelper::Install: no node");
    Recorder().Observe(node);
}

void
TraceHelper::InstallAll()
{
    const NodeContainer all = NodeContainer::GetGlobal();
    NodeContainer hosts;
    for (auto node = all.Begin(); node != all.End(); ++node)
    {
        if ((*node)->GetObject<L4Protocol>() || (*node)->GetObject<TcpL4Protocol>())
        {
            hosts.Add(*node);
        }
    }
    if (hosts.GetN() == 0)
    {
        Refuse("no node has a TCP: give them one with synfin::StackHelper first");
    }
    Install(hosts);
}

void
TraceHelper::Refuse(const std::string& why)
{
    m_isRefused = true;
    throw std::runtime_error("synfin::TraceHelper: " + why);
}

void
TraceHelper::Close()
{
    if (!m_recorder)
    {
        Refuse("Close has nothing to write: Install was not called");
    }
    m_recorder->Finish();
}

} // namespace synfin
} // namespace ns3
