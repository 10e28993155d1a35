#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What TIME_WAIT is there to prevent: summary.json's harm."""

import contextlib
import csv
import importlib.util
import io
import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import run  # noqa: E402

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])


class FinAnsweredByReset(unittest.TestCase):
    """The peer's FIN comes again when the last ACK was lost."""

    def test_without_time_wait_it_is_the_loss_of_the_last_ack(self):
        # Only the client's segments are lost: its last ACK with probability 0.1; the FIN, sent again until it is
        # answered, then meets nobody. 10,000 of them: standard deviation 30.
        options = ("--path", "direct", "--connections", 10000, "--rate", 1000, "--loss-forward", "0.1", "--trace", "none")
        harm = run("without", *options, "--msl", "0s").summary["harm"]
        self.assertAlmostEqual(harm["fin_answered_by_reset"], 1000, delta=3.3 * 30)
        self.assertEqual(harm["old_duplicate_accepted"], 0)
        self.assertEqual(run("with", *options).summary["harm"]["fin_answered_by_reset"], 0)

    def test_it_is_the_end_in_last_ack(self):
        results = run("rows", "--connections", 2000, "--rate", 1000, "--loss", "0.1", "--msl", "0s")
        told = [row for row in results.transitions()
                if row["oldstate"] in ("LAST_ACK", "CLOSING") and row["cause"] == "rst_received"]
        self.assertGreater(len(told), 100)
        self.assertEqual(len(told), results.summary["harm"]["fin_answered_by_reset"])

    def test_behind_a_nat_nobody_knows(self):
        """The later connection of a port may be that of another client, which began before."""
        results = run("nat", "--nat", "--clients", 10, "--nat-ports", "10000-10049", "--closer", "server", "--rate", 100,
                      "--connections", 500)
        self.assertGreater(results.summary["time_wait"]["reused"], 0)
        self.assertIsNone(results.summary["harm"]["old_duplicate_accepted"])

    def test_the_stock_tcp_says_what_shows(self):
        harm = run("stock", "--stack", "ns3", "--connections", 200, "--loss", "0.05").summary["harm"]
        self.assertIsNone(harm["old_duplicate_accepted"])
        self.assertIsInstance(harm["fin_answered_by_reset"], int)


class OldDuplicates(unittest.TestCase):
    """Late segments of a connection whose ports were used again."""

    @classmethod
    def setUpClass(cls):
        # One segment in a hundred is late by up to 2 s.
        late = [0] * 9900 + [round(32767 * (i + 0.5) / 100) for i in range(100)]
        pathlib.Path("late.dist").write_text("\n".join(map(str, late)) + "\n", encoding="utf-8")

    def late(self, name, *options, connections=1000):
        """@return the harm of connections that send faster than their clock of sequence numbers ticks."""
        return run(name, "--profile", "rfc9293", "--clients", 1, "--connections", connections, "--rate", 20, "--response",
                   300000, "--request", 100, "--delay", "10ms", "--loss", "0.01", "--jitter", "500ms,table=late.dist",
                   "--jitter-reorders", "true", "--set", "ip_local_port_range=20000-20019", "--trace", "none",
                   *options).summary["harm"]["old_duplicate_accepted"]

    def test_they_are_seen_on_both_paths(self):
        options = ("--msl", "0s", "--set", "timestamps=0")
        self.assertGreater(self.late("direct", "--path", "direct", *options), 2)
        few = [self.late(f"few-{path}", "--path", path, "--run", 4, *options, connections=250)
               for path in ("ip", "direct")]
        self.assertGreater(few[0], 0)
        self.assertEqual(*few)

    def test_each_is_accepted_or_rejected(self):
        """Each segment says in segments.csv which connection sent it, and so which incarnation it meets."""
        results = run("met", "--profile", "rfc9293", "--clients", 1, "--connections", 120, "--rate", 20, "--response", 60000, "--request",
                      100, "--delay", "10ms", "--loss", "0.01", "--jitter", "500ms,table=late.dist", "--jitter-reorders", "true", "--set",
                      "ip_local_port_range=20000-20009", "--msl", "0s", "--trace", "segments", "--run", 4)
        changes = [(row["time_s"], row["host"], 0, row) for row in results.transitions()]
        arrivals = [(row["time_s"], row["host"], 1, row) for row in results.rows("segments.csv") if row["event"] == "received"]
        alive, met = {}, 0
        for _, host, arrives, row in sorted(changes + arrivals, key=lambda one: (float(one[0]), one[2])):
            end = (host, row["lport"], row["rport"])
            if arrives:
                met += end in alive and 0 < int(row["conn"]) < alive[end]
            elif row["newstate"] in ("CLOSED", "LISTEN"):
                alive.pop(end, None)
            else:
                alive[end] = int(row["conn"])
        harm = results.summary["harm"]
        self.assertGreater(harm["old_duplicate_rejected"], 10)
        self.assertEqual(harm["old_duplicate_accepted"] + harm["old_duplicate_rejected"], met)

    def test_what_keeps_them_out(self):
        for name, options in (("paws", ("--msl", "0s", "--set", "timestamps=1")),
                              ("time-wait", ("--msl", "1s", "--set", "timestamps=0"))):
            self.assertEqual(self.late(name, "--path", "direct", *options), 0, name)


class Experiment(unittest.TestCase):
    """examples/time-wait-cost.py"""

    def test_its_table(self):
        spec = importlib.util.spec_from_file_location("cost", SOURCE / "examples" / "time-wait-cost.py")
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.MSL, script.LOSS = ["0s", "30s"], ["0", "0.01", "0.05"]
        sys.argv[1:] = ["cost", "60"]
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(script.main(), 0)
        with open("cost/table.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 2 * 3 * 2 * 2)
        for row in rows:
            self.assertEqual(int(row["connections"]), int(row["blocked"]) + int(row["established"]))
        blocked = {float(row["two_msl_s"]): float(row["blocked_share"]) for row in rows
                   if (row["loss"], row["timestamps"], row["tw_reuse"]) == ("0", "1", "0")}
        # 20 ports, 3 s: within 2MSL = 60 s each is used once.
        self.assertEqual(blocked[60], round(40 / 60, 5))
        self.assertEqual(blocked[0], 0)


if __name__ == "__main__":
    unittest.main()
