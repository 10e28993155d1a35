#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long closes take under loss: 10,000 of this machine's kernel, and as many of each of several runs of synfin.

Both ends close at once: from the first FIN of the client until it is in TIME_WAIT, and from that of the server until its
connection is gone. The kernel's are read from what the relay has seen, synfin's from its transitions. A chi-square test over
the steps of both samples must not tell them apart (p of 0.0001).
"""

import collections
import concurrent.futures
import csv
import math
import os
import pathlib
import subprocess
import sys

import kernel_pair
import numpy
from scipy import stats

LOSSES = (0.1, 0.2)
CONNECTIONS, RATE = 10000, 200
DELAY = 0.05
RUNS = 5  # of synfin: their hosts' clocks stand elsewhere
PATIENCE = 60  # s: by then all but one of 100,000 closes are over
STEPS = (0.32, 0.62, 0.95, 1.4, 2, 3, 6)  # between what retransmissions give, so that a late program does not show
LEAST_EXPECTED = 10  # of a category
LEVEL = 1e-4
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

SERVE = f"""
import selectors, socket
listener = socket.create_server(("{kernel_pair.SERVER}", {kernel_pair.PORT}), backlog=65535)
events = selectors.EpollSelector()
events.register(listener, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in events.select():
        if key.fileobj is listener:
            events.register(listener.accept()[0], selectors.EVENT_READ)
        else:
            events.unregister(key.fileobj)
            key.fileobj.close()
"""

CONNECT = f"""
import selectors, socket, sys, time
def close(key):
    events.unregister(key.fileobj)
    key.fileobj.close()
events = selectors.EpollSelector()
start = time.monotonic()
for number in range({CONNECTIONS}):
    while (left := start + number / {RATE} - time.monotonic()) > 0:
        for key, _ in events.select(left):
            close(key)
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(("{kernel_pair.SERVER}", {kernel_pair.PORT}))
    events.register(one, selectors.EVENT_WRITE)
end = time.monotonic() + {PATIENCE}
while (left := end - time.monotonic()) > 0:
    for key, _ in events.select(left):
        close(key)
"""


def lengths(fins, ends):
    """@return seconds from the first of two moments to the second, of all that have both"""
    return [ends[key] - fins[key] for key in fins if key in ends]


def of_the_kernel(loss):
    """@return {"TIME_WAIT", "LAST_ACK": how long each close took}"""
    log = pathlib.Path(f"kernel-{loss}.csv")
    with kernel_pair.Pair(f"closes-{loss}", round(1000 * DELAY), loss, loss, seed=int.from_bytes(os.urandom(4), "big"),
                          log=log) as pair:
        pair.serve(SERVE)
        kernel_pair.in_namespace(pair.client, sys.executable, "-c", CONNECT)
    return seen_by_the_relay(log)


def seen_by_the_relay(log):
    """@return the same, of its log"""
    client_fin, server_fin, time_wait, last_ack = {}, {}, {}, {}
    with log.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            at, end, source, destination, flags, lost = map(int, row)
            at /= 1e9
            port = destination if end else source
            if flags & FIN:
                (server_fin if end else client_fin).setdefault(port, at)
            if lost or flags & (SYN | RST):
                continue
            if end and flags & FIN:
                time_wait.setdefault(port, at + DELAY)  # the server closes when it has the client's FIN: it acknowledges it
            elif not end and not flags & FIN and port in time_wait and at >= time_wait[port]:
                last_ack.setdefault(port, at + DELAY)
    return {"TIME_WAIT": lengths(client_fin, time_wait), "LAST_ACK": lengths(server_fin, last_ack)}


def of_synfin(loss, hz, seed):
    """@return the same"""
    out = pathlib.Path(f"synfin-{loss}-{seed}")
    subprocess.run([pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run", "--loss", str(loss), "--delay", f"{DELAY}s", "--hold", "0s",
                    "--connections", str(CONNECTIONS), "--rate", str(RATE), "--seed", str(seed), "--set", f"timer_hz={hz}",
                    "--trace", "all", "--out", out],
                   check=True, stdout=subprocess.DEVNULL)
    begins, ends = collections.defaultdict(dict), collections.defaultdict(dict)
    with open(out / "transitions.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["newstate"] in ("FIN_WAIT_1", "LAST_ACK"):
                begins[row["newstate"]].setdefault(row["conn"], float(row["time_s"]))
            elif row["newstate"] == "TIME_WAIT":
                ends["FIN_WAIT_1"].setdefault(row["conn"], float(row["time_s"]))
            elif row["oldstate"] == "LAST_ACK" and row["cause"] == "ack_received":
                ends["LAST_ACK"].setdefault(row["conn"], float(row["time_s"]))
    return {"TIME_WAIT": lengths(begins["FIN_WAIT_1"], ends["FIN_WAIT_1"]), "LAST_ACK": lengths(begins["LAST_ACK"], ends["LAST_ACK"])}


def describe(name, values):
    error = 1.96 * math.sqrt(numpy.var(values, ddof=1) / len(values))
    print(f"  {name:12} {len(values):6} closes, mean {numpy.mean(values):.4f} +- {error:.4f} s, p90 {numpy.quantile(values, .9):.3f} s")


def p_value(one, other):
    """@return of the chi-square test that both samples have one distribution; prints its table"""
    tables = numpy.array([numpy.histogram(values, (0, *STEPS, math.inf))[0] for values in (one, other)])
    keep, columns = 0, []
    for column in tables.T:
        keep = keep + column
        if keep[0] + keep[1] >= LEAST_EXPECTED * (1 + len(other) / len(one)):
            columns.append(keep)
            keep = 0
    if not numpy.isscalar(keep) and columns:
        columns[-1] = columns[-1] + keep
    table = numpy.array(columns).T
    for name, row in zip(("this kernel", "synfin"), table):
        print(f"  {name:12} " + " ".join(f"{100 * share:6.2f}" for share in row / row.sum()) + " % by step")
    result = stats.chi2_contingency(table, correction=False)
    print(f"  chi-square {result[0]:.1f}, {result[2]} degrees of freedom, p {result[1]:.2g}")
    return result[1]


def run():
    hz = kernel_pair.hz()
    with concurrent.futures.ThreadPoolExecutor() as parallel:
        kernel = list(parallel.map(of_the_kernel, LOSSES))
    failed = []
    for loss, real in zip(LOSSES, kernel):
        runs = [of_synfin(loss, hz, seed) for seed in range(1, RUNS + 1)]
        for state in real:
            simulated = [value for one in runs for value in one[state]]
            print(f"until {'TIME_WAIT' if state == 'TIME_WAIT' else 'the end of LAST_ACK'}, {loss:.0%} loss:")
            describe("this kernel", real[state])
            describe("synfin", simulated)
            if p_value(real[state], simulated) < LEVEL:
                failed.append(f"{state} at {loss:.0%}")
    if failed:
        sys.exit("FAILED: this kernel's closes have another distribution: " + ", ".join(failed))


if __name__ == "__main__":
    kernel_pair.main(run)
