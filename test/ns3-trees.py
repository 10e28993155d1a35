#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Builds this checkout in ns-3 trees and holds what comes out to the standalone build.

    test/ns3-trees.py [options] FOLDER     FOLDER is an ns-3 tree, or holds some

In each tree, as contrib/synfin: configure, build, ./test.py -s synfin, the examples of test/examples-to-run.py,
then synfin-run, synfin-walkthrough and synfin-sweep, whose files must be the standalone build's, byte for byte.
It writes what it found into the table of doc/notes/ns3-versions.rst (--no-table: prints it only), and ends with 1
when something failed. 3.36 and later build with CMake, 3.35 and older with waf. A tree takes a quarter of an hour or
so; one that was configured before goes on where it was. Logs are in TREE/synfin-*.log.

    --standalone DIR  programs of the standalone build (default: build/bin)
    --profile NAME    build profile of ns-3 (default: optimized)
    --jobs N          jobs of a build (default: as many as there are processors)
    --configure TEXT  more for the command that configures, such as "-G Ninja -- -DNS3_CCACHE=OFF"
    --no-table        leaves the table alone
"""

import argparse
import ast
import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from ns3_tree import ROOT, Failed, Tree  # noqa: E402

TABLE = ROOT / "doc/notes/ns3-versions.rst"
BEGIN, END = ".. trees begin\n", ".. trees end\n"
MODULES = "synfin;fd-net-device;csma;wifi"  # synfin-emulate needs the second, 3.36's own tests of TCP the third, web-users the last

# What is run in both builds, beside synfin-walkthrough and synfin-sweep.
RUNS = (
    "--connections 2000 --loss 0.1",
    "--connections 300 --loss 0.1 --path ip --trace segments --pcap PCAP",
    "--connections 300 --loss 0.2 --trace segments --profile freebsd --ip 6 --pcap PCAP",
    "--connections 200 --loss 0.05 --trace segments --response 100000 --bandwidth 10Mbps",
    "--connections 200 --nat --clients 20 --closer server",
    "--connections 300 --jitter 10ms,normal --duplicate 0.1 --reorder 0.1 --response 5000",
)
WALKS = ("", "--lose ack2", "--scenario simultaneous-close --lang zh", "--profile freebsd --lose syn,fin1")
SWEEP = "--vary loss=0,0.1 --runs 2 --connections 100 --progress off"
# Not of the simulation: when, where and by what it was run.
OF_THE_RUN = {"provenance.json", "summary.json"}


class Synfin(Tree):
    """A tree with this checkout in it, and what is found out about it."""

    def suite(self):
        text = self.do("suite", [sys.executable, "./test.py", "-n", "-s", "synfin"])
        # A tree without the suite has nothing to fail.
        if not re.search(r"^(?:\[\d+/\d+\] )?PASS: TestSuite synfin", text, re.M) or "1 of 1 tests passed" not in text:
            raise Failed(f"suite: see {self.folder}/synfin-suite.log")
        self.findings["suite"] = "passed"

    def examples(self):
        listed = ast.parse((ROOT / "test/examples-to-run.py").read_text(encoding="utf-8"))
        names = [name for name, *_ in next(ast.literal_eval(node.value) for node in listed.body
                                           if isinstance(node, ast.Assign) and node.targets[0].id == "cpp_examples")]
        text = self.do("examples", [sys.executable, "./test.py", "-n", "-c", "example"])
        for name in names:
            if not re.search(rf"PASS: Example contrib/synfin/examples/{re.escape(name)}\s*$", text, re.M):
                raise Failed(f"examples: {name} did not run: see {self.folder}/synfin-examples.log")
        self.findings["examples"] = f"{len(names)} passed"

    def compare(self):
        environment = dict(os.environ)
        if self.waf:
            environment["LD_LIBRARY_PATH"] = str(self.folder / "build/lib")
        count = 0
        with tempfile.TemporaryDirectory() as scratch:
            here, there = pathlib.Path(scratch, "tree"), pathlib.Path(scratch, "standalone")
            here.mkdir()
            there.mkdir()
            for name, calls in (("synfin-run", RUNS), ("synfin-walkthrough", WALKS)):
                for number, call in enumerate(calls):
                    for folder, program in ((here, self.program(name)), (there, self.options.standalone / name)):
                        words = call.replace("PCAP", f"{number}").split()
                        if name == "synfin-run":
                            words += ["--out", f"{name}-{number}"]
                        with open(folder / f"{name}-{number}.txt", "w", encoding="utf-8") as out:
                            done = subprocess.run([program, *words], cwd=folder, stdout=out, env=environment, check=False)
                        if done.returncode:
                            raise Failed(f"{program} {' '.join(words)}: status {done.returncode}")
            self.sweep(here, there, environment)
            count = same_files(here, there)
        self.findings["same bytes"] = f"{count} files"

    def sweep(self, here, there, environment):
        """In the tree synfin-sweep stands in the root folder and finds the program by itself."""
        sweep = "contrib/synfin/examples/python/synfin-sweep"
        subprocess.run([sys.executable, sweep, *SWEEP.split(), "--out", here / "sweep"], cwd=self.folder,
                       env=environment, check=True, stdout=subprocess.DEVNULL)
        made_by = (here / "sweep/provenance.json").read_text(encoding="utf-8")
        if str(self.folder) not in made_by:
            raise Failed(f"synfin-sweep ran another synfin-run: {made_by}")
        subprocess.run([self.options.standalone / "synfin-sweep", *SWEEP.split(), "--out", there / "sweep"], cwd=there,
                       check=True, stdout=subprocess.DEVNULL)
        self.findings["sweep"] = "found synfin-run"

    def run(self):
        """@return true when everything passed"""
        self.findings = {"ns-3": self.version, "way": "waf" if self.waf else "CMake", "profile": self.options.profile}
        try:
            for step in (self.link, self.configure, self.build, self.suite, self.examples, self.compare):
                print(f"{self.version}: {step.__name__}", flush=True)
                step()
        except (Failed, subprocess.CalledProcessError) as error:
            print(f"{self.version}: FAILED: {error}", flush=True)
            self.findings["failed"] = step.__name__
            return False
        return True


def same_files(here, there):
    """@return how many files are the same in both folders; raises Failed when one is not"""
    files = {path.relative_to(there) for path in there.rglob("*") if path.is_file()}
    mine = {path.relative_to(here) for path in here.rglob("*") if path.is_file()}
    # results.sqlite and the tables of a sweep hold times of the wall clock.
    kept = {name for name in files | mine if name.name not in OF_THE_RUN and name.parts[0] != "sweep"
            and not (name.name.startswith("synfin-run") and name.suffix == ".txt")}  # wall clock and memory
    kept |= {name for name in files | mine if name.parts[0] == "sweep" and name.name in ("connections.csv", "params.ini")}
    for name in sorted(kept):
        if name not in files or name not in mine or not filecmp.cmp(here / name, there / name, shallow=False):
            keep = pathlib.Path(tempfile.mkdtemp(prefix="synfin-trees-"))
            for folder in (here, there):
                if (folder / name).exists():
                    shutil.copy(folder / name, keep / f"{folder.name}-{name.name}")
            raise Failed(f"{name} differs: {keep}")
    return len(kept)


def table(rows):
    """@return the rows as reStructuredText"""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [", ".join(f'"{cell}"' for cell in columns)]
    lines += [", ".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
    return ".. csv-table::\n   :header-rows: 1\n\n" + "".join(f"   {line}\n" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage=argparse.SUPPRESS, add_help=False)
    parser.add_argument("--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument("--standalone", type=pathlib.Path, default=ROOT / "build/bin", help=argparse.SUPPRESS)
    parser.add_argument("--profile", default="optimized", help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help=argparse.SUPPRESS)
    parser.add_argument("--configure", default="", help=argparse.SUPPRESS)
    parser.add_argument("--no-table", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.standalone = options.standalone.resolve()
    folder = options.folder.resolve()
    places = [folder] if (folder / "VERSION").is_file() else sorted(path.parent for path in folder.glob("*/VERSION"))
    trees = sorted((Synfin(place, MODULES, options) for place in places), key=lambda tree: tree.number)
    if not trees:
        parser.error(f"{options.folder}: accepted is an ns-3 tree, or a folder of such")
    if not os.access(options.standalone / "synfin-run", os.X_OK):
        parser.error(f"--standalone {options.standalone}: accepted is a folder with synfin-run; build it first")
    passed = [tree.run() for tree in trees]
    text = table([tree.findings for tree in trees])
    print(text, end="")
    if not options.no_table:
        before, rest = TABLE.read_text(encoding="utf-8").split(BEGIN)
        TABLE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
