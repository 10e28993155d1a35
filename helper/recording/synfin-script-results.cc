/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-script-results.h"

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

ScriptResults::ScriptResults(const RecordingOptions& options, const RecordingWords& words)
    : m_options(options),
      m_words(words)
{
    Try(m_words, [this] {
        if (!IsSupported(m_options.compression))
        {
            throw std::runtime_error("this build cannot compress (it was made without zstd)");
        }
        m_output =
            std::make_unique<OutputDirectory>(m_options.folder, m_options.force, m_words.output);
        RunRecorder::Options tables;
        tables.folder = m_output->Folder();
        tables.compression = m_options.compression;
        tables.sample.oneOf = m_options.sample;
        tables.sample.seed = m_options.seed;
        tables.segments = m_options.segments;
        m_recorder = std::make_unique<RunRecorder>(tables);
        if (m_options.counters)
        {
            m_kernelCounters =
                std::make_unique<CounterRecorder>(tables.folder + "/" + CounterTable().file,
                                                  tables.compression);
        }
    });
}

bool
ScriptResults::IsOver() const
{
    return !m_output;
}

template <typename Action>
void
ScriptResults::Record(const Action& action)
{
    if (m_recorder)
    {
        Try(m_words, action);
    }
}

void
ScriptResults::Forget()
{
    m_recorder.reset();
    m_kernelCounters.reset();
    m_output.reset();
}

void
ScriptResults::AddHost(uint32_t id, HostKind kind, const std::string& name)
{
    if (!name.empty())
    {
        m_names[id] = name;
    }
    m_hasHosts[static_cast<std::size_t>(kind)] = true;
    Record([&] { m_recorder->AddHost(id, "", kind != HostKind::STOCK); });
    if (m_kernelCounters && kind == HostKind::SYNFIN)
    {
        m_kernelCounters->AddHost(id);
    }
}

void
ScriptResults::OnTransition(const TransitionRecord& record)
{
    m_last = record.time;
    m_timeWait.Record(record);
    if (m_kernelCounters)
    {
        m_kernelCounters->Record(record);
    }
    Record([&] {
        m_recorder->OnTransition(record);
        if (const auto end = m_attempts.Follow(record))
        {
            m_recorder->End(*end);
        }
    });
}

void
ScriptResults::OnSegment(const SegmentRecord& record)
{
    Record([&] { m_recorder->OnSegment(record); });
    if (m_kernelCounters)
    {
        m_kernelCounters->Record(record);
    }
}

void
ScriptResults::OnDrop(const DropRecord& record)
{
    Record([&] { m_recorder->OnDrop(record); });
}

void
ScriptResults::OnLoss(const LossRecord& record)
{
    Record([&] { m_recorder->OnLoss(record); });
}

void
ScriptResults::OnActive(Time now, uint32_t host, const StackCounters& counters)
{
    Record([&] { m_recorder->OnActive(now, host, counters); });
}

uint32_t
ScriptResults::NextNumber()
{
    return m_attempts.NextNumber();
}

void
ScriptResults::OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id)
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
ScriptResults::Choose(const AttemptRecord& record)
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
ScriptResults::NumberOf(const FourTuple& tuple) const
{
    return m_attempts.NumberOf(tuple);
}

void
ScriptResults::OnSend(uint32_t host, ConnectionId id, uint32_t octets)
{
    m_attempts.AddSent(host, id, octets);
}

void
ScriptResults::OnReceive(uint32_t host, ConnectionId id, uint32_t octets)
{
    m_attempts.AddTaken(host, id, octets);
}

void
ScriptResults::OnHostGone(uint32_t host, const StackCounters& counters, const Profile* profile)
{
    Add(m_counters, counters);
    Record([&] { m_recorder->Leave(host); });
    if (!profile)
    {
        return;
    }
    if (m_kernelCounters)
    {
        m_kernelCounters->End(host, counters, *profile);
    }
    const auto fields = FieldsOf(*profile);
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
ScriptResults::Finish(const RecordingEnd& end)
{
    if (IsOver())
    {
        return;
    }
    Try(m_words, [&] {
        for (const EndRecord& record : m_attempts.EndAll())
        {
            m_recorder->End(record);
        }
        m_recorder->Close(m_last);
        if (m_kernelCounters)
        {
            m_kernelCounters->Close();
        }
        m_recorder.reset();
        WriteFiles(end);
        m_output->Commit();
        m_output.reset();
    });
}

RunSummary
ScriptResults::Summary(const RecordingEnd& end)
{
    RunSummary summary;
    summary.connections = std::move(m_attempts.Results());
    summary.counters = m_counters;
    summary.timeWaitRemaining = m_timeWait.Population();
    summary.timeWaitPeak = m_timeWait.Peak();
    summary.timeWaitPeakTime = m_timeWait.PeakTime();
    summary.timeWaitMean = m_timeWait.Mean(m_last);
    summary.simulated = m_last;
    summary.events = end.events;
    summary.wallSeconds = end.wallSeconds;
    summary.peakRssBytes = end.peakRssBytes;
    summary.dropsAreKnown = !Has(HostKind::STOCK);
    if (m_kernelCounters && !Has(HostKind::STOCK))
    {
        summary.kernelCounters = m_kernelCounters->Totals();
    }
    summary.nodes = m_names;
    summary.seed = m_options.seed;
    summary.run = m_options.run;
    return summary;
}

bool
ScriptResults::Has(HostKind kind) const
{
    return m_hasHosts[static_cast<std::size_t>(kind)];
}

void
ScriptResults::WriteFiles(const RecordingEnd& end)
{
    nlohmann::ordered_json parameters = {{"stack",
                                          !Has(HostKind::STOCK)    ? "synfin"
                                          : !Has(HostKind::SYNFIN) ? "ns3"
                                                                   : "mixed"},
                                         {"trace", m_options.segments ? "segments" : "tables"},
                                         {"sample", m_options.sample},
                                         {"seed", m_options.seed},
                                         {"run", m_options.run}};
    if (m_options.from.IsStrictlyPositive() || m_options.until != Time::Max())
    {
        parameters["window"] = FormatTime(m_options.from) + ":" +
                               (m_options.until == Time::Max() ? "" : FormatTime(m_options.until));
    }
    if (m_options.counters)
    {
        parameters["counters"] = true;
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
