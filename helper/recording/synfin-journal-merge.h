/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JOURNAL_MERGE_H
#define SYNFIN_JOURNAL_MERGE_H

#include "synfin-recording-sink.h"

#include <functional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// Hears how much is merged: a share, from 0 to 1.
using MergeWatcher = std::function<void(double share)>;

/**
 * @brief Makes the results of one run of what its ranks wrote down: those that one process would
 * have written, but for how many events there were, how long it took and how much memory.
 *
 * What happened at one instant is told by the id of the node, where that was on different ranks.
 *
 * @param ranks the folder that holds the ranks' folders
 * @param output where the results go: folder and force, the rest is the ranks'
 * @param words who speaks to the user
 * @param watcher hears now and then how far it is; what it throws passes by
 * @throws JournalError with a line that says what is missing, damaged or does not belong together;
 * what a ScriptResults throws. Nothing is left then
 */
void MergeJournals(const std::string& ranks,
                   const RecordingOptions& output,
                   const RecordingWords& words,
                   const MergeWatcher& watcher = nullptr);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JOURNAL_MERGE_H
