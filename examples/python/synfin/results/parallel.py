# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads a long table on several cores, a span of its lines each."""

import multiprocessing
import os

from synfin.results import completeness, csvfile

LONG = 1 << 28  # octets of a file, from which on it pays


def _cores(path):
    if path.suffix == ".zst" or path.stat().st_size < LONG:
        return 1
    return len(os.sched_getaffinity(0))


def _of_span(job):
    run, table, columns, work, span = job
    found = []
    result = work(completeness.counted(run, table, csvfile.chunks(run.files[table], columns, span=span, may_be_empty=True), found))
    return result, found


def mapped(run, table, columns, work):
    """
    @param run a source.Run
    @param table transitions or segments
    @param work a function of a module, which makes of data frames of the table something that can be sent to another process
    @return what it makes of each part of the table, in their order
    """
    path = run.files[table]
    cores = _cores(path)
    if cores > 1:
        csvfile.check_columns(path, columns)
        jobs = [(run, table, columns, work, span) for span in csvfile.spans(path, cores)]
        try:
            with multiprocessing.get_context("fork").Pool(cores) as pool:
                results, counts = zip(*pool.map(_of_span, jobs, 1))
        except Exception:  # whatever is wrong, reading from the begin tells it by its line
            return [work(run.chunks(table, columns))]
        completeness.check_parts(run, table, columns, counts)
        return list(results)
    return [work(run.chunks(table, columns))]
