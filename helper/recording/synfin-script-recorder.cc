/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-script-recorder.h"

#include "synfin-stock-socket-factory.h"

#include "ns3/object-ptr-container.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/synfin-answer-first.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-provenance.h"
#include "ns3/synfin-summary-json.h"

#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the fields of a profile, by name
std::map<std::string, std::string>
FieldsOf(const Profile& profile)
{
    std::map<std::string, std::string> fields;
    for (const auto& field : ProfileFields())
    {
        fields[field.name] = profile.Get(field.name);
    }
    return fields;
}

/// @return the words of the command that runs this program; none where the system does not tell
std::vector<std::string>
CommandWords()
{
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');)
    {
        words.push_back(word);
    }
    return words;
}

} // namespace

ScriptRecorder::ScriptRecorder(const RecordingOptions& options)
    : m_options(options)
{
    if (!IsSupported(options.compression))
    {
        Fail("this build cannot compress (it was made without zstd)");
    }
    Write([this] {
        m_output = std::make_unique<OutputDirectory>(m_options.folder,
                                                     m_options.force,
                                                     OutputWords{"folder", "SetForce(true)"});
        RunRecorder::Options tables;
        tables.folder = m_output->Folder();
        tables.compression = m_options.compression;
        tables.sample.oneOf = m_options.sample;
        tables.sample.seed = RngSeedManager::GetSeed();
        tables.segments = m_options.segments;
        m_recorder = std::make_unique<RunRecorder>(tables);
    });
}

ScriptRecorder::~ScriptRecorder()
{
    EndObservation();
}

template <typename Action>
void
ScriptRecorder::Write(const Action& action)
{
    try
    {
        action();
    }
    catch (const std::exception& error)
    {
        Fail(error.what());
    }
}

template <typename Action>
void
ScriptRecorder::Record(const Action& action)
{
    if (m_recorder)
    {
        Write(action);
    }
}

void
ScriptRecorder::Fail(const std::string& why)
{
    m_recorder.reset();
    m_output.reset(); // nothing half-written stays
    throw std::runtime_error("synfin::TraceHelper: " + why);
}

void
ScriptRecorder::Observe(const Ptr<Node>& node)
{
    const std::string name = "node " + std::to_string(node->GetId());
    if (IsFinished())
    {
        Fail(name + " comes when the simulation is over");
    }
    const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
    if (!tcp)
    {
        ObserveStock(node);
        m_recorder->AddHost(node->GetId());
        return;
    }
    if (const auto problem =
            tcp->Observe(*this, m_options.segments ? Told::SEGMENTS : Told::SENT, *this))
    {
        Fail(*problem);
    }
    tcp->ShareAddresses(m_addresses);
    m_hosts.emplace(node->GetId(), tcp);
    m_recorder->AddHost(node->GetId());
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
    CallSink& calls = *this;
    const auto observer = std::make_shared<StockObserver>(node->GetId(), *m_addresses, calls);
    observer->Trace(this, m_options.segments ? Told::SEGMENTS : Told::SENT);
    m_stock.push_back(observer);
    const Ptr<StockSocketFactory> factory = CreateObject<StockSocketFactory>();
    factory->Set(tcp, observer);
    node->AggregateObject(factory);
    AnswerFirst<StockSocketFactory>(node);
}

void
ScriptRecorder::EndObservation()
{
    for (auto& [id, tcp] : m_hosts)
    {
        tcp->EndObservation();
    }
    for (const auto& observer : m_stock)
    {
        Add(m_counters, observer->Counters());
        observer->End();
    }
}

void
ScriptRecorder::OnTransition(const TransitionRecord& record)
{
    m_timeWait.Record(record);
    Record([&] {
        m_recorder->OnTransition(record);
        if (const auto end = m_attempts.Follow(record))
        {
            m_recorder->End(*end);
        }
    });
}

void
ScriptRecorder::OnSegment(const SegmentRecord& record)
{
    Record([&] { m_recorder->OnSegment(record); });
}

void
ScriptRecorder::OnDrop(const DropRecord& record)
{
    Record([&] { m_recorder->OnDrop(record); });
}

uint32_t
ScriptRecorder::NextNumber()
{
    return m_attempts.NextNumber();
}

void
ScriptRecorder::OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id)
{
    Record([&] {
        Choose(record);
        m_recorder->Begin(record);
        if (const auto end = m_attempts.Begin(record, host, id))
        {
            m_recorder->End(*end);
        }
    });
}

void
ScriptRecorder::Choose(const AttemptRecord& record)
{
    if (record.time < m_options.from)
    {
        m_first = record.number + 1;
        m_recorder->SetNumbers(m_first, UINT32_MAX);
    }
    else if (record.time >= m_options.until && !m_isPast)
    {
        m_isPast = true;
        m_recorder->SetNumbers(m_first, record.number - 1);
    }
}

uint32_t
ScriptRecorder::NumberOf(const FourTuple& tuple) const
{
    return m_attempts.NumberOf(tuple);
}

void
ScriptRecorder::OnSend(uint32_t host, ConnectionId id, uint32_t octets)
{
    m_attempts.AddSent(host, id, octets);
}

void
ScriptRecorder::OnReceive(uint32_t host, ConnectionId id, uint32_t octets)
{
    m_attempts.AddTaken(host, id, octets);
}

void
ScriptRecorder::OnHostGone(uint32_t host, const StackCounters& counters)
{
    Add(m_counters, counters);
    const auto fields = FieldsOf(m_hosts.at(host)->GetProfile());
    if (!m_hasProfile)
    {
        m_hasProfile = true;
        m_profile = fields;
        return;
    }
    for (auto field = m_profile.begin(); field != m_profile.end();)
    {
        field =
            fields.at(field->first) == field->second ? std::next(field) : m_profile.erase(field);
    }
}

void
ScriptRecorder::Finish()
{
    if (IsFinished())
    {
        return;
    }
    const Time end = Simulator::Now();
    EndObservation();
    Write([&] {
        for (const EndRecord& record : m_attempts.EndAll())
        {
            m_recorder->End(record);
        }
        m_recorder->Close(end);
        m_recorder.reset();
        WriteFiles(end);
        m_output->Commit();
        m_output.reset();
    });
}

RunSummary
ScriptRecorder::Summary(Time end)
{
    RunSummary summary;
    summary.connections = std::move(m_attempts.Results());
    summary.counters = m_counters;
    summary.timeWaitRemaining = m_timeWait.Population();
    summary.timeWaitPeak = m_timeWait.Peak();
    summary.timeWaitPeakTime = m_timeWait.PeakTime();
    summary.timeWaitMean = m_timeWait.Mean(end);
    summary.simulated = end;
    summary.events = Simulator::GetEventCount();
    summary.wallSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
    summary.peakRssBytes = PeakRssBytes();
    summary.dropsAreKnown = m_stock.empty();
    summary.seed = RngSeedManager::GetSeed();
    summary.run = RngSeedManager::GetRun();
    return summary;
}

void
ScriptRecorder::WriteFiles(Time end)
{
    nlohmann::ordered_json parameters = {{"stack",
                                          m_stock.empty()   ? "synfin"
                                          : m_hosts.empty() ? "ns3"
                                                            : "mixed"},
                                         {"trace", m_options.segments ? "segments" : "tables"},
                                         {"sample", m_options.sample},
                                         {"seed", RngSeedManager::GetSeed()},
                                         {"run", RngSeedManager::GetRun()}};
    if (m_options.from.IsStrictlyPositive() || m_options.until != Time::Max())
    {
        parameters["window"] = FormatTime(m_options.from) + ":" +
                               (m_options.until == Time::Max() ? "" : FormatTime(m_options.until));
    }
    parameters["set"] = m_profile;
    m_output->Write("summary.json", ToJson(Summary(end), parameters));
    const auto command = CommandWords();
    const std::string program =
        command.empty() ? "" : std::filesystem::path(command.front()).filename().string();
    m_output->Write("provenance.json", ProvenanceToJson(program, command));
}

} // namespace synfin
} // namespace ns3
