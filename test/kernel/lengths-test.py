#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long this machine's kernel stays in TIME_WAIT, and an orphan in FIN_WAIT_2, against the wheel and exact timers.

Connections are closed over several turns of the wheel's bucket, and /proc/net/tcp tells when each is there and gone.
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
import kernel_pair  # noqa: E402
from synfin.theory import ticks  # noqa: E402

CONNECTIONS = 300
SPREAD = 8.2  # s between the first close and the last: four buckets of 2.048 s
POLL = 0.02  # s
LATENESS = 0.2  # s, of who looks, on a busy machine
TIME_WAIT, FIN_WAIT_2 = 0x06, 0x05
LENGTH = 60  # s: TCP_TIMEWAIT_LEN, and tcp_fin_timeout's default
CLOSING, KEEPING = 7001, 7002  # ports of servers that close, and that never do

SERVE = f"""
import socket, sys, threading
def serve(port, keep):
    listener = socket.create_server(("{kernel_pair.SERVER}", port), backlog=1000)
    kept = []
    while True:
        connection = listener.accept()[0]
        connection.recv(1)
        if keep:
            kept.append(connection)
        else:
            connection.close()
for port, keep in (({CLOSING}, False), ({KEEPING}, True)):
    threading.Thread(target=serve, args=(port, keep), daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
"""

CONNECT = f"""
import socket, sys, time
start = time.monotonic()
for number in range({CONNECTIONS}):
    for port in ({CLOSING}, {KEEPING}):
        time.sleep(max(0, start + number * {SPREAD} / {CONNECTIONS} - time.monotonic()))
        socket.create_connection(("{kernel_pair.SERVER}", port)).close()
"""

# Prints a line for each connection that left a state: how long it was seen there.
WATCH = f"""
import contextlib, os, sys, time
with contextlib.suppress(OSError):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))  # what it is late shows in what it measures
states = {{("{CLOSING:04X}", "{TIME_WAIT:02X}"): "TIME_WAIT", ("{KEEPING:04X}", "{FIN_WAIT_2:02X}"): "FIN_WAIT_2"}}
seen = {{}}
while True:
    now = time.monotonic()
    there = set()
    with open("/proc/net/tcp") as file:
        for line in file.readlines()[1:]:
            local, remote, state = line.split()[1:4]
            name = states.get((remote.split(":")[1], state))
            if name:
                there.add((name, local))
    for key in [key for key in seen if key not in there]:
        print(key[0], now - seen.pop(key), flush=True)
    for key in there:
        seen.setdefault(key, now)
    time.sleep({POLL})
"""


def measured():
    """@return {state: how many seconds each connection was in it}"""
    lengths = {"TIME_WAIT": [], "FIN_WAIT_2": []}
    with kernel_pair.Pair("lengths", 1, 0, 0) as pair:
        pair.serve(SERVE)
        watch = pair.start(pair.client, sys.executable, "-c", WATCH, stdout=subprocess.PIPE, text=True)
        kernel_pair.in_namespace(pair.client, sys.executable, "-c", CONNECT)
        for _ in range(2 * CONNECTIONS):
            state, length = watch.stdout.readline().split()
            lengths[state].append(float(length))
    return lengths


def run():
    hz = kernel_pair.hz()
    if kernel_pair.sysctl("net.ipv4.tcp_fin_timeout") != LENGTH:
        kernel_pair.skip("its tcp_fin_timeout is not the default")
    tick = ticks.tick(hz) / 1e9
    number, shift = ticks.bucket(LENGTH * 10**9, ticks.tick(hz))
    least, most, mean = number * tick, (number + (1 << shift)) * tick, ticks.mean(LENGTH, hz)
    wrong = []
    for state, lengths in measured().items():
        low, high, middle = min(lengths), max(lengths), sum(lengths) / len(lengths)
        print(f"{state}: {len(lengths)} from {low:.2f} to {high:.2f} s, mean {middle:.3f}; on the wheel of {hz} Hz from {least:.2f} to {most:.2f} s, mean {mean:.3f}")
        if low < least - LATENESS or high > most + LATENESS or abs(middle - mean) > 0.2:
            wrong.append(f"{state} lasts otherwise than on the wheel")
        if abs(middle - LENGTH) < 0.2:
            wrong.append(f"{state} lasts as with exact timers: the test shows nothing")
    if wrong:
        sys.exit("FAILED: " + "; ".join(wrong))


if __name__ == "__main__":
    kernel_pair.main(run)
