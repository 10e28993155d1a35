# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long a sweep will take and how large it will be, measured from runs that are done or from a few small ones."""

import os
import resource
import subprocess
import tempfile

from synfin.sweeping.directory import State
from synfin.sweeping.errors import BadInput, Stopped
from synfin.sweeping.progress import duration
from synfin.tools import inputs, scratch

PROBE = 1000  # connections of a probe, at most
PROBES = 3
OVERHEAD = 0.005  # CPU seconds that a run costs beside synfin-run; see doc/sweep.rst
MOST_READ = 1000  # finished runs that are looked at


def size(octets):
    """@return an amount of data for people."""
    for unit in ("B", "kB", "MB", "GB"):
        if octets < 1000:
            return f"{octets:.3g} {unit}"
        octets /= 1000
    return f"{octets:.3g} TB"


def _folder_size(path):
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(path) for name in names)


class Estimate:
    """CPU seconds and octets of all runs that a plan still needs."""

    def __init__(self, planner, plan, directory):
        self.planner = planner
        self.plan = plan
        self.directory = directory
        states = directory.states(plan.runs) if directory else {}
        self.done = [run for run in plan.runs if states.get(run.id) is State.DONE]
        self.left = [run for run in plan.runs if states.get(run.id) is not State.DONE]

    def text(self, workers):
        """@return the estimate in a line or two, with where it comes from."""
        points = len({run.point for run in self.plan.runs})
        head = f"{len(self.plan)} runs at {points} points"
        if self.done:
            head += f", {len(self.done)} of them done"
        if not self.left:
            return head
        try:
            if not self.done and not self.planner.program.can_be_tried:
                return f"{head}; no estimate before one of them is done"
            seconds, octets, source = self._from_done() if self.done else self._from_probes()
        except (OSError, ValueError, KeyError, TypeError, BadInput, Stopped, subprocess.SubprocessError) as error:
            return f"{head}; no estimate: {error}"
        return (f"{head}; about {duration(seconds / workers)} with {workers} at a time, and {size(octets)}"
                f" on disk ({source})")

    def _from_done(self):
        """The mean of finished runs of the same point, else of all; a run's own clock leaves out its start."""
        of_point = {}
        start = self._cpu([self.planner.program.path, self.planner.program.shortest])
        for run in self.done[:: max(1, len(self.done) // MOST_READ)]:
            seconds = self.directory.figures(run.id)[0].get("run_wall_s")
            if seconds is None:
                raise ValueError("finished runs do not tell how long they took")
            octets = _folder_size(self.directory.run(run.id))
            of_point.setdefault(run.point, []).append((seconds + start + OVERHEAD, octets))
        every = [pair for pairs in of_point.values() for pair in pairs]
        means = {point: self._mean(pairs) for point, pairs in of_point.items()}
        overall = self._mean(every)
        found = [means.get(run.point, overall) for run in self.left]
        return sum(s for s, _ in found), sum(o for _, o in found), f"as {len(every)} finished runs"

    @staticmethod
    def _mean(pairs):
        return tuple(sum(column) / len(pairs) for column in zip(*pairs))

    def _from_probes(self):
        """A run with one connection, and a few with more: what is beyond the first grows with the connections."""
        runs = self.plan.runs
        chosen = sorted({0, len(runs) // 2, len(runs) - 1})[:PROBES]
        start = self._probe(runs[0], 1)
        slopes = []
        for index in chosen:
            count = min(PROBE, self._connections(runs[index]))
            probe = self._probe(runs[index], count)
            slopes.append([max(0, (a - b) / count) for a, b in zip(probe, start)])
        slope = self._mean(slopes)
        connections = sum(self._connections(run) for run in self.left)
        seconds, octets = (len(self.left) * a + connections * b for a, b in zip(start, slope))
        source = f"scaled from {len(chosen)} trials of up to {PROBE} connections at the first, middle and last point"
        return seconds + len(self.left) * OVERHEAD, octets, source

    def _connections(self, run):
        columns = dict(zip(self.plan.columns, run.values))
        return inputs.whole(columns.get("connections") or self.planner.program.default("connections"), 1)

    def _probe(self, run, connections):
        """@return CPU seconds and octets of a run with so many connections."""
        with scratch.folder(tempfile.gettempdir(), "synfin-sweep-") as folder:
            path = os.path.join(folder, "params.ini")
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.planner.recipe_text(run))
            seconds = self._cpu([self.planner.program.path, "--config", path, "--connections", str(connections)])
            return seconds, _folder_size(folder)

    @staticmethod
    def _cpu(command):
        """@return the CPU seconds of a command."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120,
                              check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise ValueError(f"a trial failed: {done.stderr.strip() or done.returncode}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
