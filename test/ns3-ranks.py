#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs examples/dumbbell-ranks.cc in one process and in two, which are ns-3's ranks, and holds the results to each other.

    test/ns3-ranks.py --ns3-tree TREE [--pairs-of-runs N]

It configures and builds the ns-3 tree (3.36 or later) with --enable-mpi and this checkout as contrib/synfin, which needs an
MPI (Debian: openmpi-bin, libopenmpi-dev). What two ranks write and synfin-merge merges must be what one process writes, byte for
byte: with ns-3's default simulator, with granted time windows and with null messages. Then it prints how long one and two
processes take, the median of N pairs of runs (default: 3). Ends with 1 when something failed. Without --ns3-tree it says that
it is skipped, with status 77.
"""

import argparse
import filecmp
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from ns3_tree import Failed, Tree  # noqa: E402

MODULES = "synfin;mpi;point-to-point;applications;traffic-control"
SKIPPED = 77
TABLES = ("transitions.csv", "connections.csv", "hosts.csv")
OF_THE_RUN = ("events", "wall_s", "peak_rss_bytes")  # of summary.json: of the processes, not of the simulation
SIMULATORS = ("ns3::DistributedSimulatorImpl", "ns3::NullMessageSimulatorImpl")
MANY = ("--connections=20000",)  # of those whose time is measured


class Ranks(Tree):
    """A tree whose ns-3 simulates in ranks."""

    def run(self, *words, ranks=1, simulator=SIMULATORS[0], out):
        """Runs the example. @return how long it took, in seconds"""
        command = [self.program("dumbbell-ranks"), f"--SimulatorImplementationType={simulator}", f"--out={out}", *words]
        if ranks > 1:
            command = ["mpirun", "--oversubscribe", "-n", str(ranks), *command]
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        began = time.monotonic()
        self.do("ranks", [str(word) for word in command], env=environment)
        return time.monotonic() - began

    def merge(self, ranks, out):
        self.do("merge", [str(self.program("synfin-merge")), "--ranks", str(ranks), "--out", str(out)])

    def compare(self, scratch):
        """Holds each way of simulating to ns-3's default."""
        one = scratch / "one"
        self.run(simulator="ns3::DefaultSimulatorImpl", out=one)
        alone = scratch / "alone"
        self.run(out=alone)
        found = {"one process, distributed simulator": alone}
        for simulator in SIMULATORS:
            name = simulator.removeprefix("ns3::")
            self.run(ranks=2, simulator=simulator, out=scratch / name)
            self.merge(scratch / name, scratch / f"{name}-merged")
            found[f"two ranks, {name}"] = scratch / f"{name}-merged"
        attempted = summary(one)["connections"]["attempted"]
        for name, folder in found.items():
            for table in TABLES:
                if not filecmp.cmp(one / table, folder / table, shallow=False):
                    raise Failed(f"{name}: {table} differs: {keep(one, folder)}")
            if summary(folder) != summary(one):
                raise Failed(f"{name}: summary.json differs: {keep(one, folder)}")
            print(f"{self.version}: {name}: {len(TABLES)} tables of {attempted} connections are the same, byte for byte", flush=True)

    def measure(self, scratch, pairs):
        """Prints how long one and two processes take."""
        one, two = [], []
        for pair in range(pairs):
            one.append(self.run(*MANY, out=scratch / f"one-{pair}"))
            two.append(self.run(*MANY, ranks=2, out=scratch / f"two-{pair}"))
        ratios = [a / b for a, b in zip(one, two)]
        print(f"{self.version}: {MANY[0]}: one process {statistics.median(one):.2f} s, two ranks {statistics.median(two):.2f} s,"
              f" {statistics.median(ratios):.2f} times as fast (median of {pairs} pairs, from {min(ratios):.2f} to {max(ratios):.2f})")


def summary(folder):
    """@return summary.json without what is of the processes"""
    read = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    for name in OF_THE_RUN:
        del read["run"][name]
    return read


def keep(*folders):
    """@return where folders are that differ, after the scratch folder is gone"""
    place = pathlib.Path(tempfile.mkdtemp(prefix="synfin-ranks-"))
    for folder in folders:
        folder.rename(place / folder.name)
    return place


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage=argparse.SUPPRESS, add_help=False)
    parser.add_argument("--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument("--ns3-tree", type=pathlib.Path, default=os.environ.get("SYNFIN_NS3_TREE"), help=argparse.SUPPRESS)
    parser.add_argument("--pairs-of-runs", type=int, default=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.ns3_tree:
        print("skipped: ns-3 in ranks needs an ns-3 tree: --ns3-tree TREE, or SYNFIN_NS3_TREE")
        return SKIPPED
    place = pathlib.Path(options.ns3_tree).resolve()
    if not (place / "VERSION").is_file():
        parser.error(f"--ns3-tree {options.ns3_tree}: accepted is an ns-3 tree")
    options.profile, options.jobs, options.configure = "optimized", os.cpu_count(), "--enable-mpi"
    tree = Ranks(place, MODULES, options)
    try:
        tree.link()
        tree.configure()
        tree.build()
        with tempfile.TemporaryDirectory() as scratch:
            tree.compare(pathlib.Path(scratch))
            if options.pairs_of_runs > 0:
                tree.measure(pathlib.Path(scratch), options.pairs_of_runs)
    except Failed as error:
        print(f"{tree.version}: FAILED: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
