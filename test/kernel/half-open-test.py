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
import subprocess
import sys
import time

import kernel_pair

RATES = (5, 10, 20, 20, 20, 20)  # the last is pruned: how much of it depends on where the clock stands
SECONDS = 80
BACKLOG = 128
NEAR = 0.05  # of what the kernel admits, in the mean over all of a rate
SYN_ACK = 0x12
STAGGER = 0.7  # s: each meets another phase of this kernel's clock
SYNFIN = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-emulate"
SIMULATED, STRANGER = "10.7.0.2", "10.7.0.200"

LISTEN = f"""
import socket, threading
listener = socket.create_server(("{kernel_pair.SERVER}", {kernel_pair.PORT}), backlog={BACKLOG})
print("ready", flush=True)
threading.Event().wait()
"""


def of_the_kernel(number, rate):
    """@return how many SYNs were admitted"""
    time.sleep(number * STAGGER)
    log = pathlib.Path(f"kernel-{number}.csv")
    with kernel_pair.Pair(f"half-open-{number}", 0, 0, 0, log=log) as pair:
        pair.serve(LISTEN)
        stranger = kernel_pair.CLIENT.rsplit(".", 1)[0] + ".200"
        kernel_pair.send_syns(pair.client, stranger, kernel_pair.SERVER, rate, SECONDS)
    with log.open(encoding="utf-8", newline="") as file:
        return len({row[3] for row in csv.reader(file) if int(row[4]) == SYN_ACK})


def is_up(space):
    show = ["ip", "netns", "exec", space, "ip", "-o", "link", "show", "synfin0", "up"]
    return subprocess.run(show, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout != b""


def of_synfin(number, rate, hz):
    """@return the same"""
    time.sleep(number * STAGGER)
    space, out = f"half-open-synfin-{number}", f"synfin-{number}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        host = subprocess.Popen(["ip", "netns", "exec", space, SYNFIN, "--serve", f"{kernel_pair.PORT}/discard", "--set",
                                 f"somaxconn={BACKLOG}", "--set", f"timer_hz={hz}", "--set", "max_syn_backlog=65535", "--set", "syncookies=0",
                                 "--out", out],
                                stdout=subprocess.PIPE, text=True)
        try:
            while not is_up(space):
                if host.poll() is not None:
                    raise RuntimeError("synfin-emulate failed")
                time.sleep(0.05)
            kernel_pair.send_syns(space, STRANGER, SIMULATED, rate, SECONDS)
        finally:
            host.terminate()  # an orderly end, too
            if host.wait() != 0:
                raise RuntimeError("synfin-emulate failed")
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    with open(f"{out}/segments.csv", encoding="utf-8", newline="") as file:
        return len({row["rport"] for row in csv.DictReader(file) if row["event"] == "sent" and row["flags"] == "S."})


def run():
    hz = kernel_pair.hz()
    with concurrent.futures.ThreadPoolExecutor(2 * len(RATES)) as parallel:
        kernel = [parallel.submit(of_the_kernel, *each) for each in enumerate(RATES)]
        synfin = [parallel.submit(of_synfin, *each, hz) for each in enumerate(RATES)]
        counts = [(rate, one.result(), other.result()) for rate, one, other in zip(RATES, kernel, synfin)]
    failed = False
    for rate in sorted(set(RATES)):
        real, simulated = ([count[end] for count in counts if count[0] == rate] for end in (1, 2))
        means = [sum(values) / len(values) for values in (real, simulated)]
        print(f"{rate} SYNs a second, {rate * SECONDS} of them: this kernel admits {real}, synfin {simulated}; "
              f"means {means[0]:.0f} and {means[1]:.0f}")
        failed |= abs(means[1] - means[0]) > NEAR * means[0]
    if failed:
        sys.exit(f"FAILED: synfin is more than {NEAR:.0%} away")


if __name__ == "__main__":
    kernel_pair.main(run)
