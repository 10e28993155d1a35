#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Time, memory and size of synfin-report's pages of many runs.

    test/bench/report.py build/bin [--sweep out/sweep] [--runs 10000]

What is asked of it: of a sweep of 1,080 runs of 1,000 connections, with their traces (four profiles, three delays, nine loss rates, ten
replications: simulated in a minute or two, unless --sweep names it), a page in at most 20 s on two cores; of 10,000 runs, made up from one, a
page of at most 8 MiB. Memory does not grow with the traces.
"""

import argparse
import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

SWEEP = ["--vary", "profile=rfc9293,linux,linux-4,freebsd", "--vary", "delay=10ms,50ms,200ms", "--vary", "loss=0:0.4:0.05", "--runs", "10",
         "--connections", "1000"]
DELAYS, LOSSES = ["10ms", "20ms", "50ms", "100ms", "200ms"], [0.05 * step for step in range(10)]


def scaled(part, draw):
    """@return the same with all numbers changed a little, counts as counts."""
    if isinstance(part, dict):
        return {key: scaled(value, draw) for key, value in part.items()}
    if isinstance(part, bool) or not isinstance(part, (int, float)):
        return part
    return round(part * draw.uniform(0.9, 1.1)) if isinstance(part, int) else part * draw.uniform(0.9, 1.1)


def made_up(program, folder, runs):
    """Writes the summaries of so many runs, each with all the figures of one that was simulated, changed at random."""
    subprocess.run([program / "synfin-run", "--loss", "0.2", "--connections", "1000", "--out", folder / "one"], check=True, stdout=subprocess.DEVNULL)
    known = json.loads((folder / "one" / "summary.json").read_text(encoding="utf-8"))
    draw = random.Random(1)
    for number in range(runs):
        summary = copy.deepcopy(known)
        for key, part in known.items():
            if isinstance(part, dict) and key not in ("parameters", "run", "handshake_latency_histogram", "handshake_latency_s", "window"):
                summary[key] = scaled(part, draw)
        for key, value in known["handshake_latency_s"].items():
            summary["handshake_latency_s"][key] = value if key == "count" else scaled(value, draw)
        lost = draw.randrange(50)
        summary["connections"] = {**known["connections"], "established": 1000 - lost, "timed_out": lost}
        summary["run"] = {**known["run"], **scaled({key: known["run"][key] for key in ("wall_s", "sim_s", "segments", "events")}, draw)}
        point, run = divmod(number, 10)
        delay, loss = DELAYS[point % len(DELAYS)], round(LOSSES[point // len(DELAYS) % len(LOSSES)], 2)
        rate = 10 * (1 + point // (len(DELAYS) * len(LOSSES)))
        summary["parameters"].update({"run": run + 1, "rate": rate, **{f"delay-{way}": delay for way in ("forward", "reverse")},
                                      **{f"loss-{way}": loss for way in ("forward", "reverse")}})
        home = folder / "many" / f"r{number:05d}"
        home.mkdir(parents=True)
        (home / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder / "many"


def cost(program, path, page):
    """@return (seconds, seconds of CPU, MB at most) of a page"""
    begin = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(program / "synfin-report", [program / "synfin-report", path, "--out", page])
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"synfin-report has ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where the programs are")
    parser.add_argument("--sweep", type=pathlib.Path, help="one that is there already")
    parser.add_argument("--runs", type=int, default=10000, help="to make up (10000)")
    arguments = parser.parse_args()
    program = arguments.folder.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sweep = arguments.sweep
        if sweep is None:
            sweep = folder / "sweep"
            subprocess.run([program / "synfin-sweep", *SWEEP, "--out", sweep], check=True, stdout=subprocess.DEVNULL)
        for told, path in ((f"sweep {sweep}", sweep), (f"{arguments.runs} runs, made up", made_up(program, folder, arguments.runs))):
            page = folder / "page.html"
            seconds, of_cpu, megabytes = cost(program, path, page)
            print(f"{told:40s}{seconds:8.1f} s{of_cpu:8.1f} s of CPU{megabytes:8.0f} MB{page.stat().st_size / 2**20:8.2f} MiB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
