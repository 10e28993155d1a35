/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-script-recorder.h"

#include "synfin-recording-journal.h"
#include "synfin-script-results.h"
#include "synfin-stock-socket-factory.h"

#include "ns3/names.h"
#include "ns3/object-ptr-container.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/synfin-answer-first.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/tcp-l4-protocol.h"

#include <stdexcept>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

std::unique_ptr<RecordingSink>
MakeSink(const RecordingOptions& options, Rank rank)
{
    const std::string inUse = options.folder.empty() ? "" : OutputDirectory::InUse(options.folder);
    if (!inUse.empty())
    {
        throw std::runtime_error(RecordingWords().speaker + "folder " + options.folder +
                                 ": accepted is a folder outside of " + inUse +
                                 ", where another TraceHelper writes its results");
    }
    if (rank.count > 1)
    {
        return std::make_unique<RecordingJournal>(options, rank);
    }
    return std::make_unique<ScriptResults>(options);
}

} // namespace

ScriptRecorder::ScriptRecorder(RecordingOptions options)
    : m_segments(options.segments),
      m_rank(ThisRank())
{
    options.seed = RngSeedManager::GetSeed();
    options.run = RngSeedManager::GetRun();
    m_sink = MakeSink(options, m_rank);
}

ScriptRecorder::~ScriptRecorder()
{
    EndObservation();
}

void
ScriptRecorder::Fail(const std::string& why)
{
    EndObservation();
    m_sink.reset(); // nothing half-written stays
    throw std::runtime_error(RecordingWords().speaker + why);
}

void
ScriptRecorder::Observe(const Ptr<Node>& node)
{
    const uint32_t id = node->GetId();
    const std::string name = Names::FindName(node);
    if (IsFinished())
    {
        Fail("node " + std::to_string(id) + " comes when the simulation is over");
    }
    const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
    if (IsElsewhere(*node))
    {
        m_sink->AddHost(id, HostKind::ELSEWHERE, name);
    }
    else if (!tcp)
    {
        ObserveStock(node);
        m_sink->AddHost(id, HostKind::STOCK, name);
    }
    else
    {
        const auto told = m_segments ? TraceSink::Told::SEGMENTS : TraceSink::Told::SENT;
        if (const auto problem = tcp->Observe(*m_sink, told, *m_sink))
        {
            Fail(*problem);
        }
        tcp->ShareAddresses(m_addresses);
        m_hosts.push_back(tcp);
        m_sink->AddHost(id, HostKind::SYNFIN, name);
    }
}

void
ScriptRecorder::ObserveStock(const Ptr<Node>& node)
{
    const std::string name = "node " + std::to_string(node->GetId());
    const Ptr<TcpL4Protocol> tcp = node->GetObject<TcpL4Protocol>();
    if (!tcp)
    {
        Fail(name + " has no TCP: install a stack first");
    }
    if (m_rank.count > 1)
    {
        Fail(name +
             " has ns-3's own TCP, whose segments do not tell other ranks of which connection "
             "they are: across ranks, synfin's alone is recorded");
    }
    if (node->GetObject<StockSocketFactory>())
    {
        Fail(name + " is observed already");
    }
    ObjectPtrContainerValue sockets;
    tcp->GetAttribute("SocketList", sockets);
    if (sockets.GetN() > 0)
    {
        Fail(name + " uses its TCP already: observe it before the first socket is made");
    }
    const auto observer = std::make_shared<StockObserver>(node->GetId(), *m_addresses, *m_sink);
    observer->Trace(m_sink.get(), m_segments ? TraceSink::Told::SEGMENTS : TraceSink::Told::SENT);
    m_stock.push_back(observer);
    const Ptr<StockSocketFactory> factory = CreateObject<StockSocketFactory>();
    factory->Set(tcp, observer);
    node->AggregateObject(factory);
    AnswerFirst<StockSocketFactory>(node);
}

void
ScriptRecorder::EndObservation()
{
    for (const Ptr<L4Protocol>& tcp : m_hosts)
    {
        tcp->EndObservation();
    }
    m_hosts.clear();
    for (const auto& observer : m_stock)
    {
        observer->End();
    }
    m_stock.clear();
}

void
ScriptRecorder::Finish()
{
    if (IsFinished())
    {
        return;
    }
    if (Simulator::GetEventCount() == 0)
    {
        Fail("the simulation has not run, there is nothing to write");
    }
    EndObservation();
    RecordingEnd end;
    end.events = Simulator::GetEventCount();
    end.wallSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
    end.peakRssBytes = PeakRssBytes();
    m_sink->Finish(end);
}

} // namespace synfin
} // namespace ns3
