#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Half-open connections that this machine's kernel admits to a SYN queue of 128, beside those that profile `linux` does.

SYNs of nobody arrive for 80 s, at 5, 10 and 20 a second: at a kernel, and at a simulated host behind a TAP device. Who was
admitted got a SYN-ACK.
"""

import concurrent.futures
import csv
import os
import pathlib
import signal
import subprocess
import sys
import time

import kernel_pair

RATES = (5, 10, 20)
SECONDS = 80
BACKLOG = 128
NEAR = 0.05  # of what the kernel admits
SYN_ACK = 0x12
SYNFIN = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-emulate"
SIMULATED, STRANGER = "10.7.0.2", "10.7.0.200"

LISTEN = f"""
import socket, threading
listener = socket.create_server(("{kernel_pair.SERVER}", {kernel_pair.PORT}), backlog={BACKLOG})
print("ready", flush=True)
threading.Event().wait()
"""


def of_the_kernel(rate):
    """@return how many SYNs were admitted"""
    log = pathlib.Path(f"kernel-{rate}.csv")
    with kernel_pair.Pair(f"half-open-{rate}", 0, 0, 0, log=log) as pair:
        pair.serve(LISTEN)
        stranger = kernel_pair.CLIENT.rsplit(".", 1)[0] + ".200"
        kernel_pair.send_syns(pair.client, stranger, kernel_pair.SERVER, rate, SECONDS)
    with log.open(encoding="utf-8", newline="") as file:
        return len({row[3] for row in csv.reader(file) if int(row[4]) == SYN_ACK})


def is_up(space):
    show = ["ip", "netns", "exec", space, "ip", "-o", "link", "show", "synfin0", "up"]
    return subprocess.run(show, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout != b""


def of_synfin(rate, hz):
    """@return the same"""
    space, out = f"half-open-synfin-{rate}", f"synfin-{rate}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        host = subprocess.Popen(["ip", "netns", "exec", space, SYNFIN, "--serve", f"{kernel_pair.PORT}/discard", "--set",
                                 f"somaxconn={BACKLOG}", "--set", f"timer_hz={hz}", "--set", "max_syn_backlog=65535", "--out", out],
                                stdout=subprocess.PIPE, text=True)
        try:
            while not is_up(space):
                if host.poll() is not None:
                    raise RuntimeError("synfin-emulate failed")
                time.sleep(0.05)
            kernel_pair.send_syns(space, STRANGER, SIMULATED, rate, SECONDS)
        finally:
            host.send_signal(signal.SIGINT)
            if host.wait() != 0:
                raise RuntimeError("synfin-emulate failed")
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    with open(f"{out}/segments.csv", encoding="utf-8", newline="") as file:
        return len({row["rport"] for row in csv.DictReader(file) if row["event"] == "sent" and row["flags"] == "S."})


def run():
    hz = kernel_pair.hz()
    with concurrent.futures.ThreadPoolExecutor() as parallel:
        kernel = [parallel.submit(of_the_kernel, rate) for rate in RATES]
        synfin = [parallel.submit(of_synfin, rate, hz) for rate in RATES]
        counts = [(one.result(), other.result()) for one, other in zip(kernel, synfin)]
    failed = False
    for rate, (real, simulated) in zip(RATES, counts):
        print(f"{rate} SYNs a second, {rate * SECONDS} of them: this kernel admits {real}, synfin {simulated}")
        failed |= abs(simulated - real) > NEAR * real
    if failed:
        sys.exit(f"FAILED: synfin is more than {NEAR:.0%} away")


if __name__ == "__main__":
    kernel_pair.main(run)
