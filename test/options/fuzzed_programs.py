# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The programs whose options are tried: how each is called so that it ends soon, and what their --help lists."""

import dataclasses
import functools
import os
import pathlib
import re
import subprocess

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])

# -h, --name WORD of argparse and our own; -h [ --name ] arg of Boost; [--name=<word>] of Google Benchmark
OPTION = re.compile(r"^(?: {0,4}| *\[)(?:-\w(?:, | \[ ))?--([A-Za-z0-9_-]+)(?: \])?(?:[ =](\[?=?<?\S+))?(?: \(=([\d.]+)\))?", re.M)
FIELD = re.compile(r"^  (\w+) = .*\n +.*\((\w+)[;)]", re.M)

# Where a value has parts, each of them is tried, too: {} is the place.
PARTS = {
    "KEY=VALUES": ("loss={}", "loss=0:{}:1", "{}=1"),
    "KEY=VALUE": ("{}=1",),  # the fields have their own turn
    "FIELD=VALUE": ("rto_min={}", "{}=1"),
    "PARAMETER=VALUE": ("loss={}", "{}=0"),
    "PORT/SERVICE": ("{}/echo", "7/{}"),
    "ADDRESS:PORT/SERVICE": ("{}:7/echo", "10.7.0.1:{}/echo"),
    "ADDRESS/BITS": ("{}/24", "10.7.0.1/{}"),
    "LOSS": ("file:{}", "0.1,{}", "gemodel:{}", "state:{}"),
    "JITTER": ("10ms,{}", "10ms,table={}"),
    "CHANGES": ("1s {}", "1s loss={}", "{} loss=1"),
    "LOW-HIGH": ("1-{}", "{}-65535"),
    "SEGMENT=TIME": ("syn={}", "client.{}=1s", "{}=1s"),
    "TIME=SIDE:VERB": ("{}=client:close", "1s=client:send:{}", "1s={}"),
    "SEGMENTS": ("syn:{}", "{}:1"),
    "P": ("0.1,{}",),
    "1/N": ("1/{}",),
}
PARTS_OF = {"set": "FIELD=VALUE", "at": "TIME=SIDE:VERB", "delay-segment": "SEGMENT=TIME", "duplicate": "SEGMENT=TIME"}  # where --help says "arg"


@dataclasses.dataclass(frozen=True)
class Option:
    """What is tried."""

    name: str  # as it is typed
    accepts: str  # what its value is, in a word
    frame: str = "{}"  # the value's place in it


@dataclasses.dataclass(frozen=True)
class Program:
    """A program that has options."""

    path: str
    base: dict = dataclasses.field(default_factory=dict)  # options of every call; the one that is tried is left out
    instead: dict = dataclasses.field(default_factory=dict)  # option -> what the base is when it is tried; None for a flag
    words: tuple = ()  # what is no option, of every call
    long: dict = dataclasses.field(default_factory=dict)  # options whose values may be work for hours, and why
    places: tuple = (("{}",),)  # words without an option that are tried, {} is the value
    imported: bool = False  # it is Python: its modules are imported once
    is_listing: bool = True  # it has --help
    resumes: bool = False  # a call that failed (1) leaves what the next one goes on with
    obstacle: bytes = b""  # the end of a call whose options were all taken
    passes_on: tuple = ()  # options that another program of this list reads for it

    def base_for(self, option):
        """@return the options of a call that tries this one, as words."""
        base = self.instead.get(option, self.base)
        return [(name if text is None else f"{name}={text}").encode() for name, text in base.items() if name != option]

    @property
    def name(self):
        """@return its file's name."""
        return os.path.basename(self.path)

    @functools.cached_property
    def compiled(self):
        """@return true for an executable file of the machine's own."""
        with open(self.path, "rb") as file:
            return file.read(4) == b"\x7fELF"

    def is_obstacle(self, err):
        """@return true when it got so far that only its surroundings stopped it."""
        return bool(self.obstacle) and re.search(self.obstacle, err) is not None

    def help(self):
        """@return what it prints."""
        done = subprocess.run([self.path, "--help"], capture_output=True, text=True, timeout=60, check=True)
        return done.stdout

    def options(self):
        """@return what --help lists, in its order, each with its parts."""
        found = {}
        text = self.help() if self.is_listing else ""
        for name, accepts, number in OPTION.findall(text):
            if f"--{name}" in found:
                continue
            if accepts == "arg":  # Boost's word for all of them; what has a number by default takes numbers
                accepts = "number" if number else f"value of {name}"
            found[f"--{name}"] = [Option(f"--{name}", accepts)]
            for frame in PARTS.get(PARTS_OF.get(name, accepts), ()):
                found[f"--{name}"].append(Option(f"--{name}", f"{accepts} {frame}", frame))
        fields = FIELD.findall(text) if "--set" in found else ()
        for field, unit in fields:
            found["--set"].append(Option("--set", f"field {unit}", field + "={}"))
        return [option for options in found.values() for option in options]


def programs():
    """@return all of them; a script that needs a name of its own in --help has its usage there."""
    run = {"--connections": "2", "--out": "new"}
    sweep = {"--connections": "2", "--out": "new", "--progress": "off"}
    transfer = "so many octets are to be sent"
    first = Program(str(BIN / "synfin-run"), run, long={
        "--request": transfer, "--response": transfer, "--connections": "so many lives",
    })
    return [
        first,
        Program(str(BIN / "synfin-walkthrough")),
        Program(str(BIN / "synfin-bench"),
                {"--stacks": "synfin-direct", "--time-wait": "2", "--connections": "2", "--factor": "1"},
                long={"--time-wait": "connections to measure", "--factor": "connections to measure",
                      "--connections": "connections to measure", "--repeat": "runs to measure"}),
        Program(str(BIN / "synfin-microbench"),
                {"--benchmark_filter": "LookUp/1000$", "--benchmark_min_time": "0.001"},
                long={"--benchmark_min_time": "it measures for so long", "--benchmark_repetitions": "it measures so often",
                      "--benchmark_filter": "all parts are measured"}),
        Program(str(BIN / "synfin-emulate"), {"--serve": "7/echo", "--duration": "1ms"},
                obstacle=rb"CAP_NET_ADMIN|/dev/net/tun"),
        Program(str(BIN / "synfin-merge"), {"--ranks": "none", "--out": "new"}, obstacle=rb"--ranks none: "),
        Program(str(BIN / "own-trace")),
        Program(str(BIN / "synfin-explore"), {"--data": "0", "--closes": "close"},
                long={option: "the number of states grows with it" for option in
                      ("--data", "--retries", "--loss", "--duplicate", "--reorder", "--late", "--connects")}),
        Program(str(BIN / "synfin-properties"), {"--scenarios": "10"},
                long={"--scenarios": "so many are run"}),
        Program(str(BIN / "synfin-plot"), {"--out": "new", "--format": "svg"}, words=("run", "state-diagram"), imported=True,
                places=(("{}",), ("run", "{}")), long={"": "a folder of runs: every figure that fits is drawn"}),
        Program(str(BIN / "synfin-report"), {"--out": "new.html"}, words=("run",), imported=True, places=(("{}",),)),
        Program(str(BIN / "synfin-why"), {"--csv": "new.csv"}, words=("run",), imported=True, places=(("{}",),)),
        Program(str(BIN / "synfin-sweep"), {**sweep, "--engine": "none"},
                {"--jobs": sweep, "--hosts": {**sweep, "--dry-run": None}}, imported=True, resumes=True,
                long={"--runs": "so many runs"}, passes_on=tuple(option.name for option in first.options() if option.name != "--out")),
        # Scripts take words. What they would take is work for minutes, so that here each value is wrong in any case.
        Program(str(SOURCE / "examples/time-wait-cost.py"), imported=True, places=(("new", "{}."), ("dir/file/{}", "2"))),
        Program(str(SOURCE / "examples/tw-recycle.py"), imported=True, places=(("new", "{}."), ("dir/file/{}", "2"))),
        Program(str(SOURCE / "examples/fast-open.py"), imported=True, places=(("new", "{}."), ("dir/file/{}", "2"))),
        Program(str(SOURCE / "examples/published.py"), imported=True, places=(("new", "{}."), ("dir/file/{}", "2"))),
        Program(str(SOURCE / "examples/cookbook.py"), imported=True, places=(("new", "{}."), ("dir/file/{}", "last-ack"))),
        Program(str(SOURCE / "doc/model-checking.py"), imported=True, is_listing=False),
        Program(str(SOURCE / "doc/rfc9293-matrix.py"), imported=True, is_listing=False),
        Program(str(SOURCE / "doc/figures.sh"), is_listing=False),
        Program(str(SOURCE / "examples/quickstart.sh"), is_listing=False),
        Program(str(SOURCE / "examples/playground.sh"), is_listing=False),
        Program(str(SOURCE / "examples/install.sh"), is_listing=False),
        Program(str(SOURCE / "test/run.sh")),
        Program(str(SOURCE / "test/fuzz/run.sh"), is_listing=False, places=(("0{}",),)),
        Program(str(SOURCE / "test/packetdrill/run.sh"), is_listing=False),
    ]
