# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-sweep and reads what it wrote; what every test of it needs."""

import contextlib
import csv
import hashlib
import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
PROGRAM = str(BIN / "synfin-sweep")
RUN = str(BIN / "synfin-run")
SKIPPED = 77  # ctest's SKIP_RETURN_CODE

# What the clock and memory say; all else of a sweep is the same whenever it is done.
CLOCK = ("run_wall_s", "run_peak_rss_bytes")


def call(*options, **keywords):
    """@return the completed process, whatever its status."""
    words = [option if isinstance(option, bytes) else str(option) for option in options]
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=300, check=False,
                          **keywords)


def start(*options, **keywords):
    """@return a sweep that has begun; its output is thrown away."""
    return subprocess.Popen([PROGRAM, *map(str, options)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            **keywords)


def sweep(*options, **keywords):
    """Does a sweep that must succeed without a word."""
    done = call(*options, **keywords)
    if (done.returncode, done.stdout, done.stderr) != (0, "", ""):
        raise AssertionError(f"{options}: status {done.returncode}, {done.stdout}, stderr: {done.stderr}")
    return done


def rows(path):
    """@return the rows of a .csv file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def connections(folder):
    """@return the rows of the table of connections."""
    with contextlib.closing(sqlite3.connect(pathlib.Path(folder, "results.sqlite"))) as database:
        return database.execute("SELECT * FROM connections ORDER BY id, conn").fetchall()


def digest(text):
    """@return a short text for a long one, so that a difference can be read."""
    return hashlib.sha256(text if isinstance(text, bytes) else repr(text).encode()).hexdigest()[:12]


def results(folder):
    """@return everything that must be equal when a sweep is done once more, long texts as their digest."""
    folder = pathlib.Path(folder)
    with contextlib.closing(sqlite3.connect(folder / "results.sqlite")) as database:
        count = [database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("results", "statistics")]
    files = {}
    for path in sorted(folder.glob("runs/*/*")):
        name = str(path.relative_to(folder))
        if path.name == "summary.json":
            summary = json.loads(path.read_text(encoding="utf-8"))
            del summary["run"]["wall_s"], summary["run"]["peak_rss_bytes"]
            files[name] = digest(summary)
        elif path.name != "provenance.json":
            files[name] = digest(path.read_bytes())
    return {
        "plan": digest((folder / "plan.csv").read_bytes()),
        "files": files,
        "others": sorted(name for name in os.listdir(folder / "runs") if name.startswith(".")),
        "runs": digest([{k: v for k, v in row.items() if k not in CLOCK} for row in rows(folder / "results.csv")]),
        "points": digest([row for row in rows(folder / "points.csv") if row["figure"] not in CLOCK]),
        "connections": digest(connections(folder)),
        "count": count,
    }


def stand_in(path, body):
    """
    Writes a program that takes the place of synfin-run for some runs.

    @param path of the program
    @param body shell commands; $params is the text of params.ini when a run is asked for, else empty
    @return the path, for --program
    """
    text = f"""#!/bin/sh
params=
[ "$1" != --config ] || params=$(cat "$2")
{body}
exec '{RUN}' "$@"
"""
    pathlib.Path(path).write_text(text, encoding="utf-8")
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return os.path.abspath(path)


def load_script(path, body):
    """
    Writes a script that answers as ns-3's CommandLine does and has one option, --load.

    @param path of the script
    @param body shell commands, which see $load and $run
    """
    text = f"""#!/bin/sh
for word; do
    case $word in
    --PrintHelp)
        printf 'x [Program Options] [General Arguments]\\n\\nProgram Options:\\n    --load:  users [10]\\n\\n'
        printf 'General Arguments:\\n    --PrintGlobals:  Print the list of globals.\\n'
        exit 0 ;;
    --PrintGlobals) printf 'Global values:\\n    --RngRun=[1]\\n        which\\n    --RngSeed=[1]\\n        seed\\n'; exit 0 ;;
    --Print*) exit 0 ;;
    --load=*) load=${{word#*=}} ;;
    --RngRun=*) run=${{word#*=}} ;;
    esac
done
{body}"""
    pathlib.Path(path).write_text(text, encoding="utf-8")
    os.chmod(path, 0o755)


def skip(reason):
    """Ends a test program that cannot run here; ctest counts it as skipped, and says so."""
    print(f"skipped: {reason}", file=sys.stderr)
    sys.exit(SKIPPED)
