#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs ns-3's own examples of TCP with synfin's, after examples/to-synfin.sed, and compares what they write.

    test/ns3-examples.py [options] TREE     TREE has ns-3's sources (Debian: apt-get source ns3), of the version installed

Each example is built twice, as it is and changed, and run with the same arguments. Both must end with 0 and write the same
files; each file that is a table must have as many columns, and rows within a factor of ten. What has no effect on
synfin's TCP says so on stderr, and stands in the table's last column.

    --build DIR    synfin's build (default: build)
    --only NAME    one of them
    --no-table     prints the table, and leaves doc/notes/ns3-examples.rst alone

It ends with 1 when one does not run.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "doc/notes/ns3-examples.rst"
BEGIN, END = ".. examples begin\n", ".. examples end\n"
DATE = re.compile(r"\d{2}-\d{2}-\d{4}-\d{2}-\d{2}-\d{2}")  # in names of files
OF_SYNFIN = re.compile("has no effect on synfin's TCP|is bounded: accepted is")
NO_EFFECT = re.compile(r"(ns3::\w+::\w+) has no effect")

# Where it is in ns-3's sources, and with which arguments it is short.
EXAMPLES = {
    "fifth": ("examples/tutorial/fifth.cc", ()),
    "sixth": ("examples/tutorial/sixth.cc", ()),
    "seventh": ("examples/tutorial/seventh.cc", ()),
    "tcp-large-transfer": ("examples/tcp/tcp-large-transfer.cc", ()),
    "tcp-pacing": ("examples/tcp/tcp-pacing.cc", ("--simulationEndTime=2",)),
    "tcp-bbr-example": ("examples/tcp/tcp-bbr-example.cc", ("--stopTime=5",)),
    "tcp-linux-reno": ("examples/tcp/tcp-linux-reno.cc", ("--stopTime=20",)),
    "tcp-validation": ("examples/tcp/tcp-validation.cc", ("--firstTcpType=reno", "--stopTime=10s")),
    "tcp-variants-comparison": ("examples/tcp/tcp-variants-comparison.cc", ("--tracing=true", "--duration=10")),
    "tcp-star-server": ("examples/tcp/tcp-star-server.cc", ()),
    "star": ("examples/tcp/star.cc", ()),
    "wifi-tcp": ("examples/wireless/wifi-tcp.cc", ("--simulationTime=2",)),
    "traffic-control": ("examples/traffic-control/traffic-control.cc", ()),
    "three-gpp-http-example": ("three-gpp-http-example.cc", ("--SimulationTime=20",)),
}

# Tables that are much shorter than ns-3's, as synfin does not pace, and measures fewer round trips; or much longer: its RTO moves
# above 200 ms, and ns-3's stays at 1 s, its lowest.
OTHERWISE = {("tcp-pacing", "tcp-dynamic-pacing-pacing-rate.dat"), ("tcp-validation", "tcp-validation-first-tcp-rtt.dat"),
             *(("tcp-variants-comparison", f"TcpVariantsComparison-{what}.data") for what in ("rto", "rtt"))}

# Lists of packets, which have a column for each option of TCP.
PACKETS = (".tr", "-ascii")

Written = collections.namedtuple("Written", "files status stderr")
Table = collections.namedtuple("Table", "rows columns")


class Fails(Exception):
    """An example that does not do what it should."""


def compile_(sources, program, build):
    """Builds an example against ns-3 and synfin."""
    libraries = sorted(pathlib.Path("/usr/lib").glob("*/libns3-*.so")) or sorted(pathlib.Path("/usr/lib").glob("libns3*.so"))
    flags = [f"-l{path.name[3:-3]}" for path in libraries if "visualizer" not in path.name and "test" not in path.name]
    standard = re.search(r"CMAKE_CXX_STANDARD:UNINITIALIZED=(\d+)", (build / "CMakeCache.txt").read_text(encoding="utf-8"))
    done = subprocess.run(
        ["c++", f"-std=c++{standard[1] if standard else 17}", "-O1", "-w", "-I", build / "include", *sources, "-o", program,
         "-L", build / "lib", f"-Wl,-rpath,{(build / 'lib').absolute()}", "-lsynfin", "-Wl,--as-needed", *flags],
        capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line]
        raise Fails(f"does not compile: {(errors or done.stderr.splitlines())[0]}")


def run(program, arguments, folder):
    """@return what it wrote, also to stdout and stderr, where NS_LOG_UNCOND goes."""
    folder.mkdir()
    done = subprocess.run([program.absolute(), *arguments], cwd=folder, capture_output=True, check=False, timeout=1200)
    (folder / "stdout").write_bytes(done.stdout)
    lines = done.stderr.decode(errors="replace").splitlines(keepends=True)
    (folder / "stderr").write_text("".join(line for line in lines if not OF_SYNFIN.search(line)), encoding="utf-8")
    files = {DATE.sub("DATE", path.relative_to(folder).as_posix()): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return Written(files, done.returncode, done.stderr.decode(errors="replace"))


def table_of(path):
    """@return rows and the usual number of columns of a text; None for what is none."""
    octets = path.read_bytes()
    if b"\0" in octets:
        return None
    widths = [len(line.split()) for line in octets.decode(errors="replace").splitlines() if line.strip()]
    return Table(len(widths), collections.Counter(widths).most_common(1)[0][0] if widths else 0)


def compare(example_, stock, changed):
    """@return notes on the files, where they are of the same shape; else raises Fails."""
    if set(stock.files) != set(changed.files):
        raise Fails("other files: " + ", ".join(sorted(set(stock.files) ^ set(changed.files))))
    notes = []
    for name in sorted(stock.files):
        one, two = table_of(stock.files[name]), table_of(changed.files[name])
        if (one is None) != (two is None):
            raise Fails(f"{name} is a text in one of them")
        if one is None:
            sizes = [written.files[name].stat().st_size for written in (stock, changed)]
            if (sizes[0] > 100) != (sizes[1] > 100):
                raise Fails(f"{name} has {sizes[0]} octets with ns-3's, and {sizes[1]}")
            continue
        if (one.rows == 0) != (two.rows == 0):
            raise Fails(f"{name} has {one.rows} rows with ns-3's, and {two.rows}")
        if one.rows > 3 and two.rows > 3 and one.columns != two.columns and not name.endswith(PACKETS):
            raise Fails(f"{name} has {one.columns} columns with ns-3's, and {two.columns}")
        if max(one.rows, two.rows) > 10 * min(one.rows, two.rows) and (example_, name) not in OTHERWISE:
            raise Fails(f"{name} has {one.rows} rows with ns-3's, and {two.rows}")
        if one.rows:
            notes.append(f"{name} {one.rows}/{two.rows}")
    return notes


def example(name, tree, build, scratch):
    """@return the row of the table: its name, how it went, rows of its tables, what has no effect."""
    path, arguments = EXAMPLES[name]
    source = tree / path if (tree / path).exists() else next(iter(sorted(tree.rglob(pathlib.Path(path).name))), None)
    if source is None:
        return name, "not in this ns-3", "", ""
    folder = scratch / name
    folder.mkdir()
    helpers = list(source.parent.glob("tutorial-app.cc")) if "tutorial" in path else []
    for header in source.parent.glob("*.h"):
        (folder / header.name).write_bytes(header.read_bytes())
    written = []
    for kind in ("stock", "synfin"):
        text = source.read_text(encoding="utf-8")
        if kind == "synfin":
            text = subprocess.run(["sed", "-E", "-f", ROOT / "examples/to-synfin.sed"], input=text, text=True,
                                  capture_output=True, check=True).stdout
        (folder / f"{kind}.cc").write_text(text, encoding="utf-8")
        compile_([folder / f"{kind}.cc", *helpers], folder / f"{kind}-program", build)
        written.append(run(folder / f"{kind}-program", arguments, folder / kind))
        if written[-1].status:
            said = re.findall(r'^msg="([^"]*)"', written[-1].stderr, re.M) or written[-1].stderr.strip().splitlines()
            raise Fails(f"{kind}: status {written[-1].status}: {said[-1] if said else 'no word'}")
    ignored = sorted(set(NO_EFFECT.findall(written[1].stderr)))
    return name, "runs", ", ".join(compare(name, *written)), ", ".join(ignored)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     allow_abbrev=False)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--only", choices=EXAMPLES)
    parser.add_argument("--no-table", action="store_true")
    options = parser.parse_args()
    rows, failed = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in [options.only] if options.only else EXAMPLES:
            try:
                row = example(name, options.tree, options.build.resolve(), pathlib.Path(scratch))
            except (Fails, subprocess.TimeoutExpired) as error:
                failed += 1
                row = name, f"FAILS: {error}", "", ""
            print(" | ".join(row), flush=True)
            rows.append(row)
    if not options.no_table and not options.only:
        lines = ['   "' + '", "'.join(cell.replace('"', "'") for cell in row) + '"' for row in rows]
        text = TABLE.read_text(encoding="utf-8")
        before, after = text[:text.index(BEGIN) + len(BEGIN)], text[text.index(END):]
        head = ('\n.. csv-table::\n   :header: "example", "with synfin", "rows of its tables, ns-3\'s/synfin\'s", "has no effect"\n\n')
        TABLE.write_text(before + head + "\n".join(lines) + "\n\n" + after, encoding="utf-8")
    print(f"{len(rows) - failed} of {len(rows)} run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
