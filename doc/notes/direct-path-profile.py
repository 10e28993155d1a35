#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where the time of a run on the direct path goes, by part of synfin. Needs perf (Debian: linux-perf).

    doc/notes/direct-path-profile.py build/bin/synfin-run [options of synfin-run]

Prints the share of samples of each part, self time only.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

OPTIONS = ["--path", "direct", "--connections", "1000000", "--rate", "100000", "--trace", "none"]

# The first pattern that a function's name meets decides.
PARTS = {
    "asking for memory ahead": r"Prefetch",
    "TIME_WAIT": r"TimeWaitTable|IsTaken|LeaveTimeWait|EnterTimeWait",
    "deadlines": r"Deadline|DoWhatIsDue|Stack::Schedule",
    "agenda": r"Agenda(?!Item)",
    "wire and link": r"DirectWire|Link|LossProcess",
    "workload": r"Scenario|ArrivalProcess|Statistics|Meter",
    "driver": r"StackDriver|DirectDriver",
    "connection": r"Connection|Retransmission|Reassembly",
    "stack: look-up, places, listeners, ports, ISN": r"Stack::|Isn|Port|Listener|TupleIndex",
}


def main():
    if len(sys.argv) < 2:
        print("direct-path-profile.py: PROGRAM is missing: accepted is a program and its options", file=sys.stderr)
        return 2
    command = [sys.argv[1], *(sys.argv[2:] or OPTIONS)]
    with tempfile.TemporaryDirectory() as folder:
        data = str(pathlib.Path(folder) / "perf.data")
        record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "2000", "-o", data, "--", *command]
        subprocess.run(record, check=True, stdout=subprocess.DEVNULL)
        report = ["perf", "report", "-i", data, "--no-children", "--sort", "sym", "--stdio"]
        lines = subprocess.run(report, check=True, capture_output=True, text=True).stdout.splitlines()
    shares = collections.Counter()
    for line in lines:
        sample = re.match(r"\s*([\d.]+)%\s+\[(.)\]\s+(.*)", line)
        if sample:
            name = sample.group(3)
            part = next((part for part, pattern in PARTS.items() if re.search(pattern, name)), "ns-3, libc, the rest")
            shares["the kernel: new memory" if sample.group(2) == "k" else part] += float(sample.group(1))
    for part, share in shares.most_common():
        print(f"{share:5.1f} %  {part}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
