#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
How large a sweep is with each --keep: sweep-keep.py [RUNS] [CONNECTIONS] [OPTIONS OF synfin-run]...

SYNFIN_BIN names the folder of the programs. By default 4 runs of 120,000 connections with a loss of 5 %; what a run takes does not depend on
how many there are.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

OPTIONS = ("--loss", "5%", "--delay", "50ms", "--rate", "1000")


def size(folder):
    """@return octets of all files below a folder."""
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def main():
    """Prints a line for each choice."""
    runs, connections = (int(word) for word in (*sys.argv[1:3], *("4", "120000")[len(sys.argv[1:3]):]))
    options = sys.argv[3:] or OPTIONS
    program = pathlib.Path(os.environ.get("SYNFIN_BIN", "build/bin")) / "synfin-sweep"
    print(f"{'--keep':12} {'octets a run':>14} {'a connection':>14} {'tables of all, a run':>22}")
    for keep in ("summary", "connections", "all"):
        folder = tempfile.mkdtemp(prefix="synfin-keep-")
        try:
            more = ("--compress", "zstd") if keep == "all" else ()
            subprocess.run([program, "--runs", str(runs), "--connections", str(connections), "--keep", keep, *more, *options, "--out", folder],
                           check=True)
            of_runs = size(f"{folder}/runs") / runs
            print(f"{keep:12} {of_runs:14.0f} {of_runs / connections:14.2f} {size(folder) / runs - of_runs:22.0f}")
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
