#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Dependencies run strictly downwards, from examples/ to model/core/, which knows nobody: ROOMS below is the plan of the house.

Reads every #include line. A file may include the headers of its own folder by name ("synfin-x.h"), those of
the folders below as "ns3/synfin-x.h", and nothing from above. The core knows ns-3 by a few value types only.
"""

import pathlib
import re
import sys

MODEL = tuple("model/" + room for room in ("core", "agenda", "link", "trace", "middlebox", "packet", "rank", "driver", "node", "device",
                                           "direct"))

# A room, and the rooms whose headers it may include. model/ knows nobody outside it, helper/ nobody but model/.
ROOMS = {
    "model/core": (),
    "model/link": ("model/core", "model/agenda"),
    "model/trace": ("model/core",),
    "model/agenda": ("model/core",),
    "model/middlebox": ("model/core", "model/agenda"),
    "model/packet": ("model/core", "model/trace"),
    "model/rank": (),
    "model/driver": ("model/core", "model/trace", "model/agenda"),
    "model/node": ("model/core", "model/trace", "model/agenda", "model/packet", "model/driver"),
    "model/device": ("model/core", "model/link", "model/agenda", "model/packet", "model/rank"),
    "model/direct": ("model/core", "model/link", "model/trace", "model/agenda", "model/middlebox", "model/packet",
                     "model/driver"),
    "helper": (*MODEL, "helper/output", "helper/summary", "helper/recording"),
    "helper/output": MODEL,
    "helper/summary": (*MODEL, "helper/output"),
    "helper/recording": (*MODEL, "helper/output", "helper/summary"),
    "helper/ladder": ("model/core", "model/link", "model/trace"),
    "helper/exchange": ("model/core", "model/link", "model/trace", "helper/ladder"),
    "helper/scenario": (*MODEL, "helper", "helper/output", "helper/summary", "helper/recording", "helper/ladder"),
    "examples": (*MODEL, "helper"),
    "examples/programs": (*MODEL, "helper", "helper/output", "helper/summary", "helper/ladder", "helper/exchange",
                          "helper/scenario", "helper/recording"),
}

# No clock, no I/O, no Simulator, no Packet, no ns3::Object: values and assertions.
CORE_MAY_USE = {
    "boost/circular_buffer.hpp",
    "ns3/abort.h",
    "ns3/assert.h",
    "ns3/fatal-error.h",
    "ns3/ipv4-address.h",
    "ns3/ipv6-address.h",
    "ns3/nstime.h",
    "ns3/sequence-number.h",
}
CORE_MUST_NOT_USE = {"chrono", "cstdio", "ctime", "filesystem", "fstream", "iostream", "random", "thread"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def problem(folder, quote, included, home):
    """@return what is wrong with one #include line of a file in that folder, or None."""
    name = included.rsplit("/", 1)[-1]
    if name in home and (quote == '"' or included.startswith("ns3/")):
        target = home[name]
        if target == folder:
            return None if included == name else f'same folder: write "{name}"'
        if target not in ROOMS[folder]:
            return f"{folder} must not depend on {target}"
        return None if included == f"ns3/{name}" else f'other folder: write "ns3/{name}"'
    if name.startswith("synfin-"):
        return "no such header"
    if folder == "model/core" and (included in CORE_MUST_NOT_USE or "/" in included) and included not in CORE_MAY_USE:
        return "the core uses the standard library without clock and I/O, and " + ", ".join(sorted(CORE_MAY_USE))
    return None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    files = [p for folder in ROOMS for p in sorted((root / folder).glob("*.h")) + sorted((root / folder).glob("*.cc"))]
    home = {p.name: str(p.parent.relative_to(root)) for p in files if p.suffix == ".h"}
    lines = 0
    wrong = []
    for path in files:
        folder = str(path.parent.relative_to(root))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            lines += 1
            what = problem(folder, match[1], match[2], home)
            if what:
                wrong.append(f"{path.relative_to(root)}:{number}: {match[2]}: {what}")
    print("\n".join(wrong + [f"{lines} #include lines in {len(files)} files, {len(wrong)} wrong"]))
    return 1 if wrong or not lines else 0


if __name__ == "__main__":
    sys.exit(main())
