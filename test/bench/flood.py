#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""CPU time and memory of synfin-run under floods of segments from made up sources.

    test/bench/flood.py build/bin [--segments 10000000]

What is asked of it: 10,000,000 SYNs against one listener in at most 15 s and 150 MB. The rows without a bound of the link's rate show
what the segments under way take: rate times delay.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

FLOODS = {
    "SYNs, 100,000/s, 198.0.0.0/8": ["--kind", "syn-flood", "--spoofed", "198.0.0.0/8", "--rate", "100000"],
    "SYNs, 5,000,000/s, no bound of the link's rate": ["--kind", "syn-flood", "--spoofed", "198.0.0.0/8", "--rate", "5000000", "--bandwidth", "none"],
    "SYNs, 100,000/s, equal gaps, backlog 65,535": ["--kind", "syn-flood", "--spoofed", "198.0.0.0/8", "--rate", "100000", "--arrivals", "constant",
                                                    "--backlog", "65535", "--set", "somaxconn=65535", "--set", "max_syn_backlog=65536"],
    "SYNs of 100 bots, 100,000/s": ["--kind", "syn-flood", "--clients", "100", "--rate", "100000"],
    "SYNs, 100,000/s, 2001:db8::/32": ["--kind", "syn-flood", "--spoofed", "2001:db8::/32", "--ip", "6", "--rate", "100000"],
    "ACKs, 100,000/s": ["--kind", "ack-flood", "--spoofed", "198.0.0.0/8", "--rate", "100000"],
}


def cost(program, options, segments, folder):
    """@return (seconds of CPU, MB at most) of one run"""
    command = [program, *options, "--connections", str(segments), "--trace", "none"]
    pid = os.fork()
    if pid == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(program, command)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where synfin-run is")
    parser.add_argument("--segments", type=int, default=10000000, help="of each flood (10000000)")
    arguments = parser.parse_args()
    program = str((arguments.folder / "synfin-run").resolve())
    with tempfile.TemporaryDirectory() as folder:
        for name, options in FLOODS.items():
            seconds, megabytes = cost(program, options, arguments.segments, folder)
            print(f"{name:50s}{seconds:9.2f} s{1e6 * seconds / arguments.segments:9.3f} us each{megabytes:9.0f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
