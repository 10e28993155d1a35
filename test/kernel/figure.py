#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Draws handshakes of this machine's kernel beside those of synfin and of ns-3's own TCP: test/kernel/figure.py FILE.png

As root, with the programs in build/bin: 20,000 of the kernel's at each loss rate, between two namespaces; two minutes.
"""

import concurrent.futures
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "examples" / "python"))
os.environ.setdefault("SYNFIN_KERNEL_BIN", str(ROOT / "build" / "test" / "kernel"))
import kernel_pair  # noqa: E402
import numpy  # noqa: E402
from synfin.plotting import style  # noqa: E402

LOSSES = (0.1, 0.2, 0.3)
CONNECTIONS, RATE, PATIENCE = 20000, 250, 40
DELAY_MS = 50
RUNS = 10  # of synfin, each with other phases of its clocks
LATEST = 12  # s


def of_the_kernel(loss):
    """@return latencies in s; infinity for those that were not there in time"""
    with kernel_pair.Pair(f"figure-{loss}", DELAY_MS, loss, loss, seed=int.from_bytes(os.urandom(4), "big")) as pair:
        pair.serve()
        return [float("inf") if latency is None else latency for latency in pair.connect(CONNECTIONS, RATE, PATIENCE)]


def simulated(loss, *options):
    """@return the same, of synfin-run"""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ROOT / "build/bin/synfin-run", "--loss", str(loss), "--delay", f"{DELAY_MS}ms", "--rate", str(RATE),
                        "--connections", str(CONNECTIONS), *map(str, options), "--out", folder, "--force"],
                       check=True, stdout=subprocess.DEVNULL)
        with open(pathlib.Path(folder, "connections.csv"), encoding="utf-8", newline="") as file:
            return [float(row["handshake_s"] or "inf") for row in csv.DictReader(file)]


def beyond(latencies):
    """@return times, and the share of connections that take longer than each"""
    values = numpy.sort(latencies)
    return values, 1 - numpy.arange(1, len(values) + 1) / len(values)


def run():
    hz = kernel_pair.hz()
    with concurrent.futures.ThreadPoolExecutor() as parallel:
        kernel = list(parallel.map(of_the_kernel, LOSSES))
    print("established within s      " + " ".join(f"{second:6}" for second in range(1, 9)) + "   mean (s)")
    with style.pyplot.rc_context(style.SETTINGS):
        figure, axes = style.pyplot.subplots(1, len(LOSSES), figsize=(6.6, 2.2), sharey=True)
        for axis, loss, real in zip(axes, LOSSES, kernel):
            ours = [one for seed in range(1, RUNS + 1) for one in simulated(loss, "--seed", seed, "--set", f"timer_hz={hz}")]
            for name, latencies, colour, width in ((f"Linux {os.uname().release.split('-')[0]}", real, style.BLACK, 2.4),
                                                   ("synfin", ours, style.SKY, 1.1),
                                                   ("ns-3's TCP", simulated(loss, "--stack", "ns3"), style.VERMILLION, 1.1)):
                axis.step(*beyond(latencies), where="post", color=colour, linewidth=width, label=name)
                done = numpy.array([one for one in latencies if one < PATIENCE])
                shares = [100 * numpy.mean(numpy.array(latencies) < second) for second in range(1, 9)]
                print(f"{loss:4.0%}  {name:18}  " + " ".join(f"{share:6.2f}" for share in shares) + f"   {done.mean():.4f}")
            axis.set(title=f"{loss:.0%} loss", xlabel="handshake latency (s)", yscale="log", xlim=(0, LATEST), ylim=(2e-4, 1))
        axes[0].set_ylabel("share that takes longer")
        axes[-1].legend()
        figure.savefig(sys.argv[1])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("figure.py: give the picture to write, such as live-kernel.png")
    kernel_pair.main(run)
