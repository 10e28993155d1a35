# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A SYN flood against a backlog of 128, and legitimate users beside it: what was measured on a live kernel, and what synfin-run says.

Both arrive at equal gaps and begin at once; a one-way delay of 50 ms. Shares are of the users who begin in the first WINDOW seconds.
"""

import csv
import os
import pathlib
import subprocess

BACKLOG, USERS, DELAY_MS = 128, 50, 50  # users a second
WINDOW = 22  # s
PATIENCE = 3.6  # s: the SYN and three more
NEAR = 5  # points

# Linux 6.18: (syncookies, SYNs a second): shares in percent that got in at their first SYN, and with patience.
MEASURED = {
    (0, 5): (100, 100),
    (0, 10): (100, 100),
    (0, 20): (50.9, 75.7),
    (0, 50): (21.0, 34.7),
    (0, 200): (8.0, 15.9),
    (1, 200): (100, 100),
}


def shares(latencies):
    """@return of handshakes' latencies (s, None: never) the shares in percent that took one SYN, and that took no more than patience"""
    total = len(latencies)
    return tuple(100 * sum(took is not None and took < limit for took in latencies) / total for limit in (0.9, PATIENCE))


def mean(rows):
    """@return the means of pairs"""
    return tuple(sum(column) / len(rows) for column in zip(*rows))


def differs(one, other):
    return any(abs(a - b) > NEAR for a, b in zip(one, other))


KINDS = {"syn-flood": "spoofed = 198.18.0.0/15", "half-open": "clients = 1"}  # of a group, and what else it says


def simulate(cookies, rate, seed, hz=250, kind="syn-flood"):
    """@return the shares of a run of synfin-run, in a folder of its own here"""
    name = pathlib.Path(f"{kind}-{cookies}-{rate}-{seed}")
    seconds = WINDOW + 4
    name.with_suffix(".ini").write_text(f"""
        bandwidth = none
        delay = {DELAY_MS}ms
        arrivals = constant
        duration = {seconds + 1}s
        [group users]
        rate = {USERS}
        connections = {USERS * seconds}
        clients = 1
        close-by = rst
        [group flood]
        kind = {kind}
        {KINDS[kind]}
        rate = {rate}
        connections = {rate * seconds}
        begin = {1 + seed % 18}ms ; so that they do not come at the same moments as the users
        [server web]
        backlog = {BACKLOG}
        """, encoding="utf-8")
    program = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run"
    subprocess.run([program, "--config", name.with_suffix(".ini"), "--seed", str(seed), "--set", f"timer_hz={hz}",
                    "--set", f"server:syncookies={cookies}", "--set", "server:max_syn_backlog=65535", "--out", name],
                   check=True, stdout=subprocess.DEVNULL)
    with (name / "connections.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["group"] == "users" and float(row["start_s"]) < WINDOW]
    return shares([float(row["handshake_s"]) if row["handshake_s"] else None for row in rows])
