#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long transfers of 1 MB take under loss: those of this machine's kernel, and of several runs of synfin.

The server sends as soon as it has accepted, and closes; a transfer is over when the client has read the end. Both lose each
segment with the same probability, either way. The quartiles of synfin must be within a tenth of the kernel's.
"""

import csv
import os
import pathlib
import subprocess
import sys

import kernel_pair
import numpy

OCTETS = 1000000
LOSS = 0.01
DELAY_MS = 20
TRANSFERS, RATE = 600, 10  # of the kernel
# Buffers hold a whole transfer, so that no program's lateness shows.
SNDBUFFORCE, RCVBUFFORCE, BUFFER = 32, 33, 2097152
RUNS = 5  # of synfin, with as many transfers
CONGESTION = {"reno": "linuxreno", "cubic": "linuxcubic"}  # the kernel's names, and those of --congestion
WITHIN = 0.1
QUARTILES = (0.25, 0.5, 0.75)

# Both ends before everybody else, as the relay: a busy machine is no part of what is measured.
FIRST = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))"

SERVE = f"""
{FIRST}
import selectors, socket
listener = socket.create_server(("{kernel_pair.SERVER}", {kernel_pair.PORT}), backlog=65535)
listener.setsockopt(socket.SOL_SOCKET, {SNDBUFFORCE}, {BUFFER})
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"CONGESTION")
events = selectors.EpollSelector()
events.register(listener, selectors.EVENT_READ)
print("ready", flush=True)
data = memoryview(bytes({OCTETS}))
while True:
    for key, _ in events.select():
        if key.fileobj is listener:
            connection = listener.accept()[0]
            connection.setblocking(False)
            events.register(connection, selectors.EVENT_WRITE, [0])
            continue
        key.data[0] += key.fileobj.send(data[key.data[0]:])
        if key.data[0] == len(data):
            events.unregister(key.fileobj)
            key.fileobj.close()
"""

# Prints for each transfer how many seconds it took.
FETCH = f"""
{FIRST}
import selectors, socket, time
events = selectors.EpollSelector()
start = time.monotonic()
begun = over = 0
while over < {TRANSFERS}:
    due = start + begun / {RATE}
    if begun < {TRANSFERS} and time.monotonic() >= due:
        one = socket.socket()
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, {RCVBUFFORCE}, {BUFFER})
        events.register(one, selectors.EVENT_READ, time.monotonic())
        one.connect_ex(("{kernel_pair.SERVER}", {kernel_pair.PORT}))
        begun += 1
        continue
    for key, _ in events.select(max(0, due - time.monotonic()) if begun < {TRANSFERS} else None):
        if not key.fileobj.recv(1 << 20):
            print(time.monotonic() - key.data)
            events.unregister(key.fileobj)
            key.fileobj.close()
            over += 1
"""


def of_the_kernel(congestion):
    """@return seconds that each transfer took"""
    with kernel_pair.Pair(f"transfers-{congestion}", DELAY_MS, LOSS, LOSS, seed=int.from_bytes(os.urandom(4), "big")) as pair:
        for space in (pair.client, pair.server):  # no offload, which lets segments wait until they are many
            kernel_pair.in_namespace(space, "ip", "link", "set", "tun", "gso_max_segs", "1")
        pair.serve(SERVE.replace("CONGESTION\"", congestion + "\""))
        fetched = kernel_pair.in_namespace(pair.client, sys.executable, "-c", FETCH, stdout=subprocess.PIPE, text=True).stdout
    return [float(line) for line in fetched.split()]


def of_synfin(congestion, hz, seed):
    """@return the same"""
    out = pathlib.Path(f"{congestion}-{seed}")
    subprocess.run([pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run", "--loss", str(LOSS), "--delay", f"{DELAY_MS}ms", "--response",
                    str(OCTETS), "--closer", "server", "--hold", "0s", "--connections", str(TRANSFERS), "--rate", str(RATE),
                    "--congestion", congestion, "--seed", str(seed), "--set", f"timer_hz={hz}", "--out", out],
                   check=True, stdout=subprocess.DEVNULL)
    begun, took = {}, []
    with open(out / "transitions.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["newstate"] == "SYN_SENT":
                begun[row["conn"]] = float(row["time_s"])
            elif row["newstate"] == "CLOSE_WAIT":  # the client's: the server closes first
                took.append(float(row["time_s"]) - begun[row["conn"]])
    return took


def compare(name, kernel, synfin):
    """Prints both samples' quartiles. @return those that differ"""
    wrong = []
    for share, real, simulated in zip(QUARTILES, *(numpy.quantile(sample, QUARTILES) for sample in (kernel, synfin))):
        print(f"{name}: {share:.0%} within: this kernel {real:.3f} s, synfin {simulated:.3f} s, ratio {simulated / real:.3f}")
        if abs(simulated / real - 1) > WITHIN:
            wrong.append(f"{name}, the quantile of {share:.0%}")
    print(f"{name}: means of {len(kernel)} and {len(synfin)}: {numpy.mean(kernel):.3f} s, {numpy.mean(synfin):.3f} s")
    return wrong


def run():
    available = pathlib.Path("/proc/sys/net/ipv4/tcp_available_congestion_control").read_text(encoding="utf-8").split()
    hz = kernel_pair.hz()
    wrong = []
    for name, ours in CONGESTION.items():
        if name not in available:
            kernel_pair.skip(f"it has no {name}")
        synfin = [took for seed in range(1, RUNS + 1) for took in of_synfin(ours, hz, seed)]
        wrong += compare(name, of_the_kernel(name), synfin)
    if wrong:
        sys.exit("FAILED: transfers take otherwise: " + ", ".join(wrong))


if __name__ == "__main__":
    kernel_pair.main(run)
