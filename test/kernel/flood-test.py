#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Users beside a SYN flood: how many get in at their first SYN and within 3.6 s, at this machine's kernel and in synfin-run.

A backlog of 128; without SYN cookies floods of 5 to 200 SYNs a second, with them of 200. What fills a SYN queue, ages in it and finds
room in it depends on the order in which timers go off, so synfin must be as near as 5 points in each row. test/statistics/flood-table-test.py
holds synfin to what was measured once.
"""

import concurrent.futures
import contextlib
import csv
import os
import pathlib
import sys
import time

import flood
import kernel_pair

TRIALS = 3  # each meets another phase of this kernel's clock
STAGGER = 0.37  # s
EARLY = 4  # s: at most so much before the flood users begin
USERS_PORT = 20000  # their first, above those of the flood
SYN = 2
NOBODY = kernel_pair.CLIENT.rsplit(".", 1)[0] + ".200"


def of_the_kernel(number, cookies, rate):
    """@return the shares of one trial"""
    time.sleep(number * STAGGER)
    log = pathlib.Path(f"kernel-{number}.csv")
    with kernel_pair.Pair(f"flood-{number}", flood.DELAY_MS, 0, 0, log=log) as pair:
        kernel_pair.in_namespace(pair.server, "sysctl", "-qw", f"net.ipv4.tcp_syncookies={cookies}")
        pair.serve(kernel_pair.SERVE.replace("backlog=65535", f"backlog={flood.BACKLOG}"))
        with concurrent.futures.ThreadPoolExecutor() as beside:
            attack = beside.submit(kernel_pair.send_syns, pair.client, NOBODY, kernel_pair.SERVER, rate, flood.WINDOW + EARLY)
            latencies = pair.connect(flood.USERS * (flood.WINDOW + EARLY), flood.USERS, 4)
            attack.result()
    return flood.shares(window(latencies, log))


def window(latencies, log):
    """@return those of the latencies whose users began in the window, which begins with the flood"""
    begins = {}
    with log.open(encoding="utf-8", newline="") as file:
        for at, end, port, _, flags, _ in csv.reader(file):
            if int(end) == 0 and int(flags) == SYN:
                begins.setdefault(int(port), int(at) / 1e9)
    first = min(at for port, at in begins.items() if port < USERS_PORT)
    return [latency for number, latency in enumerate(latencies) if 0 <= begins[USERS_PORT + number] - first < flood.WINDOW]


def run():
    hz = kernel_pair.hz()
    rows = [row for row in flood.MEASURED for _ in range(TRIALS)]
    with contextlib.suppress(PermissionError):  # who sends late sends in clumps, and then users find more room
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    with concurrent.futures.ThreadPoolExecutor(len(rows)) as parallel:
        trials = list(parallel.map(of_the_kernel, range(len(rows)), *zip(*rows)))
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    far = 0
    for row, measured in flood.MEASURED.items():
        kernel = flood.mean([trial for trial, of in zip(trials, rows) if of == row])
        synfin = flood.mean([flood.simulate(*row, seed, hz) for seed in range(1, 2 * TRIALS + 1)])
        print(f"cookies {row[0]}, {row[1]} SYNs a second: " + ", ".join(
            f"{name} {first:.1f} / {patient:.1f} %" for name, (first, patient) in
            (("this kernel", kernel), ("synfin", synfin), ("measured before", measured))))
        far += flood.differs(kernel, synfin)
    if far:
        sys.exit(f"FAILED: in {far} rows synfin is more than {flood.NEAR} points away")


if __name__ == "__main__":
    kernel_pair.main(run)
