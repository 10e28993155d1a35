/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-journal-merge.h"

#include "synfin-journal-reader.h"
#include "synfin-script-results.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

using Journals = std::vector<std::unique_ptr<JournalReader>>;

/// @return the journals of the ranks whose folders are in a folder, by rank
Journals
Open(const std::string& folder)
{
    Journals journals;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
    {
        if (fs::exists(entry.path() / JOURNAL_FILE))
        {
            journals.push_back(
                std::make_unique<JournalReader>((entry.path() / JOURNAL_FILE).string()));
        }
    }
    if (journals.empty())
    {
        throw JournalError(error ? error.message()
                                 : "it holds no folder of a rank, with its journal");
    }
    std::sort(journals.begin(), journals.end(), [](const auto& one, const auto& other) {
        return one->Begin().rank.id < other->Begin().rank.id;
    });
    return journals;
}

/// Throws unless the journals are those of all ranks of one run.
void
CheckTogether(const Journals& journals)
{
    const JournalBegin& first = journals.front()->Begin();
    const RecordingOptions& options = first.options;
    for (std::size_t i = 0; i < journals.size(); ++i)
    {
        const JournalBegin& begin = journals[i]->Begin();
        const RecordingOptions& mine = begin.options;
        if (begin.rank.count != first.rank.count || mine.seed != options.seed ||
            mine.run != options.run || mine.segments != options.segments ||
            mine.sample != options.sample || mine.from != options.from ||
            mine.until != options.until || mine.compression != options.compression)
        {
            throw JournalError(journals[i]->Path() + " and " + journals.front()->Path() +
                               " are not of the same run");
        }
        if (begin.rank.id != i)
        {
            throw JournalError(begin.rank.id < i
                                   ? "rank " + std::to_string(begin.rank.id) + " is given twice"
                                   : "rank " + std::to_string(i) + " of " +
                                         std::to_string(first.rank.count) + " is missing");
        }
    }
    if (journals.size() != first.rank.count)
    {
        throw JournalError("rank " + std::to_string(journals.size()) + " of " +
                           std::to_string(first.rank.count) + " is missing");
    }
}

/// Has everybody hear what all ranks tell, in order of time.
void
PlayAll(const Journals& journals, JournalWhole& whole, const MergeWatcher& watcher)
{
    constexpr uint32_t OFTEN = 1 << 14; // entries
    const auto isSooner = [](const auto& one, const auto& other) {
        return one->IsOver() != other->IsOver() ? other->IsOver() : one->Next() < other->Next();
    };
    const auto share = [&journals] {
        double sum = 0;
        for (const auto& journal : journals)
        {
            sum += journal->Share() / static_cast<double>(journals.size());
        }
        return sum;
    };
    for (uint32_t played = 0;; ++played)
    {
        JournalReader& next = **std::min_element(journals.begin(), journals.end(), isSooner);
        if (next.IsOver())
        {
            return;
        }
        next.Play(whole);
        if (watcher && played % OFTEN == 0)
        {
            watcher(share());
        }
    }
}

/// Throws unless all ranks were told to record the same hosts, and each host is one rank's.
void
CheckHosts(const Journals& journals)
{
    const auto& first = journals.front()->Hosts();
    for (const auto& journal : journals)
    {
        const auto& hosts = journal->Hosts();
        const auto isSame = [](const auto& one, const auto& other) {
            return one.first == other.first;
        };
        if (!std::equal(hosts.begin(), hosts.end(), first.begin(), first.end(), isSame))
        {
            throw JournalError(journal->Path() + " and " + journals.front()->Path() +
                               " do not tell of the same nodes: every rank installs the same "
                               "TraceHelper on all of them");
        }
    }
    for (std::size_t i = 0; i < first.size(); ++i)
    {
        const std::string node = "node " + std::to_string(first[i].first);
        int owners = 0;
        for (const auto& journal : journals)
        {
            owners += journal->Hosts()[i].second ? 1 : 0;
        }
        if (owners != 1)
        {
            throw JournalError(node + " was simulated by " + std::to_string(owners) + " ranks");
        }
    }
}

} // namespace

void
MergeJournals(const std::string& ranks,
              const RecordingOptions& output,
              const RecordingWords& words,
              const MergeWatcher& watcher)
{
    const Journals journals = Open(ranks);
    CheckTogether(journals);
    RecordingOptions options = journals.front()->Begin().options;
    options.folder = output.folder;
    options.force = output.force;
    ScriptResults results(options, words);
    JournalWhole whole(results);
    PlayAll(journals, whole, watcher);
    CheckHosts(journals);
    results.Finish(whole.end);
}

} // namespace synfin
} // namespace ns3
