#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Two ladders of this machine's kernel: its SYNs into a black hole, and its SYN-ACKs to somebody who never answers.

There must be a phase at which the wheel gives the kernel's times, all of one ladder, and none may be what exact timers give.
"""

import csv
import pathlib
import sys
import threading
import time

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
import kernel_pair  # noqa: E402
from synfin.theory.wheel import Wheel  # noqa: E402

LATENESS = 0.015  # s, of the relay and of who tells the time
SYN, SYN_ACK = 0x02, 0x12


def rungs(log, flags):
    """@return when segments with these flags came, in seconds from the first one on"""
    with open(log, encoding="utf-8") as file:
        times = [int(row[0]) for row in csv.reader(file) if int(row[4]) & 0x17 == flags]
    return [(time - times[0]) / 1e9 for time in times[1:]]


def model(hz, delays):
    """@return for many phases the times of a ladder with these delays, in seconds"""
    wheel = Wheel(hz, 2**0.5)
    now = numpy.zeros_like(wheel.phase)
    for delay in delays:
        now = wheel.expiry(now, *wheel.bucket(delay * 10**9))
        yield now / 1e9


def compare(name, measured, hz, delays):
    rows = numpy.array(list(model(hz, delays)))
    far = numpy.abs(rows - numpy.array(measured)[:, None]).max(axis=0)
    best = rows[:, far.argmin()]
    exact = numpy.cumsum(delays)
    print(f"{name}:")
    for title, row in (("this kernel", measured), ("on the wheel", best), ("exact", exact)):
        print(f"  {title:13}" + " ".join(f"{value:8.3f}" for value in row))
    if far.min() > LATENESS:
        return [f"{name}: no phase has these times, the nearest is {far.min():.3f} s away"]
    return [f"{name}: exact timers have them, too"] if numpy.abs(exact - measured).max() <= LATENESS else []


def black_hole(log, seconds):
    """A connect whose SYNs are lost."""
    with kernel_pair.Pair("black-hole", 50, 1, 0, log=log) as pair:
        pair.connect(1, 1, seconds)


def nobody(log, seconds):
    """A SYN of somebody who does not hear the SYN-ACKs."""
    with kernel_pair.Pair("nobody", 50, 0, 1, log=log) as pair:
        pair.serve()
        kernel_pair.send_syns(pair.client, kernel_pair.CLIENT, kernel_pair.SERVER)
        time.sleep(seconds)


def run():
    hz = kernel_pair.hz()
    retries = kernel_pair.sysctl("net.ipv4.tcp_syn_retries") + kernel_pair.sysctl("net.ipv4.tcp_syn_linear_timeouts")
    linear = kernel_pair.sysctl("net.ipv4.tcp_syn_linear_timeouts")
    syns = [min(1 << max(0, number - linear), 120) for number in range(retries)]
    syn_acks = [min(1 << number, 120) for number in range(kernel_pair.sysctl("net.ipv4.tcp_synack_retries"))]
    threads = [threading.Thread(target=black_hole, args=("black-hole.csv", int(sum(syns) * 1.05) + 2)),
               threading.Thread(target=nobody, args=("nobody.csv", int(sum(syn_acks) * 1.05) + 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = []
    for name, log, flags, delays in (("SYNs into a black hole", "black-hole.csv", SYN, syns),
                                     ("SYN-ACKs to nobody", "nobody.csv", SYN_ACK, syn_acks)):
        measured = rungs(log, flags)
        if len(measured) != len(delays):
            wrong.append(f"{name}: sent again at {measured}, {len(delays)} times expected")
        else:
            wrong += compare(name, measured, hz, delays)
    if wrong:
        sys.exit("FAILED: " + "; ".join(wrong))


if __name__ == "__main__":
    kernel_pair.main(run)
