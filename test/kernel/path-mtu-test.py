#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""When the response through a path MTU black hole of 1,400 octets begins to arrive, with tcp_mtu_probing 1: this machine's kernel, and synfin.

The client's firewall drops what is larger, and nobody is told. What the server must do before is wait for so many timeouts, each
twice the one before: that is all the time there is.
"""

import csv
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import kernel_pair

OCTETS = 100000
MTU = 1400
TRANSFERS = 5  # one after the other
WITHIN = 0.1  # timers ride a wheel and are up to an eighth late; a timeout more would be twice the time
DELAYS_MS = (5, 50)

SERVE = f"""
import socket
listener = socket.create_server(("{kernel_pair.SERVER}", {kernel_pair.PORT}))
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
print("ready", flush=True)
while True:
    connection = listener.accept()[0]
    connection.recv(200)
    connection.sendall(bytes({OCTETS}))
    connection.close()
"""

# Prints for each transfer after how many seconds the first octets came, and how many came in all.
FETCH = f"""
import socket, time
for _ in range({TRANSFERS}):
    start = time.monotonic()
    connection = socket.create_connection(("{kernel_pair.SERVER}", {kernel_pair.PORT}))
    connection.send(bytes(200))
    octets, first = 0, None
    while True:
        part = connection.recv(1 << 20)
        if not part:
            break
        first = first or time.monotonic() - start
        octets += len(part)
    print(first, octets)
"""


def of_kernel(delay_ms):
    """@return after how many seconds transfers brought their first octets."""
    with kernel_pair.Pair(f"mtu{delay_ms}", delay_ms, 0, 0) as pair:
        for command in ("add table ip hole", "add chain ip hole input { type filter hook input priority 0; }",
                        f"add rule ip hole input ip length > {MTU} drop"):
            kernel_pair.in_namespace(pair.client, "nft", command)
        kernel_pair.in_namespace(pair.server, "sysctl", "-qw", "net.ipv4.tcp_mtu_probing=1")
        pair.serve(SERVE)
        out = kernel_pair.in_namespace(pair.client, sys.executable, "-c", FETCH, stdout=subprocess.PIPE, text=True).stdout
        rows = [line.split() for line in out.splitlines()]
        assert all(int(octets) == OCTETS for _, octets in rows), rows
        return [float(seconds) for seconds, _ in rows]


def of_synfin(delay_ms, hz):
    """@return the same of synfin."""
    folder = pathlib.Path(f"synfin{delay_ms}")
    subprocess.run([pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run", "--connections", "20", "--rate", "0.05", "--arrivals", "constant",
                    "--request", "200", "--response", str(OCTETS), "--delay", f"{delay_ms}ms", "--bandwidth", "none", "--path-mtu", str(MTU),
                    "--path-mtu-icmp", "false", "--closer", "server", "--set", "mtu_probing=1", "--set", f"timer_hz={hz}", "--trace",
                    "segments", "--out", folder, "--progress", "off"], check=True, stdout=subprocess.DEVNULL)
    begin, first = {}, {}
    with open(folder / "segments.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            begin.setdefault(row["conn"], float(row["time_s"]))
            if row["host"] == "0" and row["event"] == "received" and int(row["len"]) > 0:
                first.setdefault(row["conn"], float(row["time_s"]))
    return [first[connection] - begin[connection] for connection in begin]


def run():
    if not shutil.which("nft"):
        kernel_pair.skip("there is no nft")
    results = {}
    for delay_ms in DELAYS_MS:
        kernel, synfin = of_kernel(delay_ms), of_synfin(delay_ms, kernel_pair.hz())
        results[delay_ms] = (statistics.median(kernel), statistics.median(synfin))
        print(f"delay {delay_ms} ms: kernel {sorted(kernel)}, synfin {min(synfin):.3f} to {max(synfin):.3f} s", flush=True)
    pathlib.Path("path-mtu.json").write_text(json.dumps(results), encoding="utf-8")
    for delay_ms, (kernel, synfin) in results.items():
        assert abs(synfin / kernel - 1) < WITHIN, f"delay {delay_ms} ms: {kernel} and {synfin} s"


kernel_pair.main(run)
