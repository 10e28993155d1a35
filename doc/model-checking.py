#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What doc/model-checking.rst shows: the totals of the explorations, and doc/figures/state-pairs.png.

usage: doc/model-checking.py [totals|figure]      (without an argument: both; build/ holds the programs)
"""

import csv
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "examples" / "python"))
from synfin.tools import console  # noqa: E402
from synfin.tools.messages import BadInput, brief  # noqa: E402

BUILD = ROOT / "build"

PANELS = (
    ("a client and a server", "server", ["--data", "0", "--loss", "1", "--duplicate", "1", "--late", "1"]),
    ("both open actively", "host 1", ["--data", "0", "--opens", "simultaneous", "--loss", "1", "--reorder", "1"]),
)
# How a pair of states is drawn: (meets, colour, what the legend says), the first that fits.
CLASSES = (
    (lambda pair: pair["peace"] == "1", "#4c9f70", "on a faultless network"),
    (lambda pair: pair["disturbed"] == "1", "#4f81bd", "only after loss, duplication, reordering or delay"),
    (lambda pair: pair["broken"] == "1" or pair["both"] == "1", "#e39a3b", "only after an abort or a give-up: half-open"),
    (lambda pair: pair["legal"] == "1", "#dcdcdc", "legal, but not in this scenario"),
    (lambda pair: True, "#ffffff", "never: illegal while nobody aborts"),
)


def totals():
    """Prints the csv-table of the page, from a run of the tests."""
    run = subprocess.run(["ctest", "--test-dir", BUILD, "-R", "^explore/", "-LE", "long", "--verbose"],
                         capture_output=True, text=True, check=True)
    commands = dict(re.findall(r"^(\d+): Test command: \S*synfin-explore (.*)$", run.stdout, re.M))
    found = {number: values for number, *values in re.findall(
        r"^(\d+): (\d+) states, (\d+) transitions, depth (\d+), .*; ([\d.]+) s, (\d+) MB$", run.stdout, re.M)}
    rows = {}
    for number, command in commands.items():
        words = re.findall(r'"([^"]*)"', command)
        profile = words[words.index("--profile") + 1]
        rest = " ".join(word for word in words if word not in ("--profile", profile))
        rest = rest.replace("--set keepalive=0 --set fin_timeout=60s ", "")
        rows.setdefault(rest, {})[profile] = found[number]
    names = ("rfc9293", "linux", "linux-4", "freebsd", "linux,freebsd")
    print('   "bounds", ' + ", ".join(f'"{name}"' for name in names))
    for rest, profiles in rows.items():
        cells = (f"{int(profiles[name][0]):,} / {int(profiles[name][1]):,}" if name in profiles else "" for name in names)
        print(f'   "``{rest}``", ' + ", ".join(f'"{cell}"' for cell in cells))
    print(f"\n   {len(found)} explorations, {sum(int(v[0]) for v in found.values()):,} states, "
          f"{sum(int(v[1]) for v in found.values()):,} transitions, "
          f"{sum(float(v[3]) for v in found.values()):.0f} s, at most {max(int(v[4]) for v in found.values())} MB")


def figure():
    """Draws which pairs of states are reached, and when."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.patches import Patch, Rectangle
    from PIL import Image

    axes = pyplot.subplots(1, len(PANELS), figsize=(12, 6.6))[1]
    for panel, (title, other, options) in zip(axes, PANELS):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pairs.csv"
            result = subprocess.run([BUILD / "bin/synfin-explore", "--profile", "linux", *options, "--pairs", path],
                                    capture_output=True, text=True, check=True)
            with open(path, encoding="utf-8") as file:
                pairs = list(csv.DictReader(file))
        print(f"{title}: {' '.join(options)}: {result.stdout.strip()}")
        states = list(dict.fromkeys(pair["client"] for pair in pairs))
        for pair in pairs:
            x, y = states.index(pair["server"]), states.index(pair["client"])
            colour = next(colour for meets, colour, _ in CLASSES if meets(pair))
            panel.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="#999999", linewidth=0.6))
            if pair["legal"] == "1":
                panel.plot(x, y, "o", color="#222222", markersize=3)
        panel.set(xlim=(-0.5, 10.5), ylim=(10.5, -0.5), aspect="equal", title=title)
        panel.set_xticks(range(len(states)), states, rotation=55, ha="right", rotation_mode="anchor", fontsize=8)
        panel.set_yticks(range(len(states)), states, fontsize=8)
        panel.tick_params(length=0)
        panel.set_xlabel(other)
        panel.set_ylabel("client" if other == "server" else "host 0")
    legend = [Patch(facecolor=colour, edgecolor="#999999", label=label) for _, colour, label in CLASSES]
    legend.append(pyplot.Line2D([], [], marker="o", color="#222222", markersize=3, linestyle="",
                                label="legal in order (RFC 9293)"))
    pyplot.gcf().legend(handles=legend, loc="lower center", ncol=3, fontsize=9, frameon=False)
    pyplot.tight_layout(rect=(0, 0.08, 1, 1))
    file = ROOT / "doc/figures/state-pairs.png"
    pyplot.savefig(file, dpi=110)
    # 64 colours are enough, and a third of the size.
    Image.open(file).convert("RGB").quantize(64).save(file, optimize=True)


def main():
    wanted = sys.argv[1:] or ["totals", "figure"]
    for what in wanted:
        if what not in ("totals", "figure"):
            raise BadInput(f"{brief(what)}: accepted is totals, figure, or nothing")
    for what in wanted:
        {"totals": totals, "figure": figure}[what]()


if __name__ == "__main__":
    console.run("model-checking.py", main)
