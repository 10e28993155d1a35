#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What SYN cookies cost a client on a path that loses segments, against theory (synfin.theory.cookies): the whole distribution of its handshake,
and how many connections the server never hears of.

The seed is fixed, so a run passes or fails for good. Confidence: of these tests one would fail for one seed in a hundred.
"""

import collections
import csv
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
import goodness  # noqa: E402
from synfin import theory  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LOSSES = (0.02, 0.1, 0.3)
CONNECTIONS = 20000
LEVEL = 0.01 / (2 * len(LOSSES))
NEVER = "never"


def run(folder, loss, cookies=2):
    """@return the rows of connections.csv of clients who wait for the server to speak, until the run ends."""
    command = [PROGRAM, "--bandwidth", "none", "--set", "timer_hz=0", "--set", f"server:syncookies={cookies}", "--loss", loss, "--connections", CONNECTIONS,
               "--clients", 20, "--rate", 100, "--path", "direct", "--set", "port_selection=rfc6056-3", "--hold", "1h", "--duration", "400s",
               "--out", folder]
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    with open(pathlib.Path(folder) / "connections.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def probabilities(law):
    """@return [(latency in ms or NEVER, probability)]"""
    return [*((round(latency * 1000), share) for latency, share in law.atoms.items()), (NEVER, max(0.0, 1 - law.established))]


class Cookies(unittest.TestCase):
    def test_only_the_clients_syns_repair(self):
        for loss in LOSSES:
            with self.subTest(loss=loss):
                rows = run(f"loss-{loss}", loss)
                observed = collections.Counter(round(float(row["handshake_s"]) * 1000) if row["handshake_s"] else NEVER for row in rows)
                with_cookies = probabilities(theory.cookie_latency(loss=loss, round_trip=0.1, timer_hz=0))
                without = probabilities(theory.latency(loss=loss, round_trip=0.1, timer_hz=0))
                self.assertGreater(goodness.likelihood_ratio(observed, with_cookies), LEVEL)
                if loss > 0.05:
                    self.assertLess(goodness.likelihood_ratio(observed, without), 1e-6)
                clients = [row for row in rows if row["handshake_s"]]
                unheard = collections.Counter(row["server_handshake_s"] == "" for row in clients)
                share = theory.unheard(loss)
                self.assertGreater(goodness.likelihood_ratio(unheard, [(True, share), (False, 1 - share)]), LEVEL)

    def test_without_cookies_the_server_hears_of_nearly_all(self):
        rows = run("kept", 0.1, cookies=1)
        clients = [row for row in rows if row["handshake_s"]]
        self.assertLess(sum(row["server_handshake_s"] == "" for row in clients), len(clients) / 1000)


if __name__ == "__main__":
    unittest.main()
