#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-explore on the command line: bad input, a counterexample that reads as an exchange, the pairs of states."""

import csv
import os
import subprocess
import sys
import unittest

PROGRAM = os.path.join(os.environ["SYNFIN_BIN"], "synfin-explore")

# What is given, and what the line must say.
BAD = [
    (["--frobnicate"], ["--frobnicate", "--help"]),
    (["--profile", "minix"], ["--profile minix", "rfc9293, linux"]),
    (["--profile", "linux,linux,linux"], ["--profile linux,linux,linux", "A,B"]),
    (["--set", "msl"], ["--set msl", "FIELD=VALUE"]),
    (["--set", "msl=soon"], ["--set msl=soon", "time"]),
    (["--opens", "never"], ["--opens never", "active or simultaneous"]),
    (["--fast-open", "maybe"], ["--fast-open maybe", "asks, cookie, refused"]),
    (["--fast-open", "asks", "--opens", "simultaneous"], ["--fast-open asks", "--opens active"]),
    (["--closes", "abort"], ["--closes abort", "close as well"]),
    (["--closes", "close,leave"], ["--closes close,leave", "shutdown, abort"]),
    (["--data", "1,2,3"], ["--data 1,2,3", "0 to 32"]),
    (["--data", "33"], ["--data 33", "0 to 32"]),
    (["--data", "much"], ["--data much", "0 to 32"]),
    (["--loss", "6"], ["--loss 6", "0 to 5"]),
    (["--loss", "-1"], ["--loss -1", "0 to 5"]),
    (["--retries", "0"], ["--retries 0", "1 to 5"]),
    (["--defect", "all"], ["--defect all", "--help"]),
    (["--data", "0", "--pairs", "/proc/nowhere/pairs.csv"], ["--pairs /proc/nowhere/pairs.csv", "written"]),
]


def explore(*arguments):
    """@return the ended process."""
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False)


class Explore(unittest.TestCase):
    def test_bad_input(self):
        for arguments, words in BAD:
            with self.subTest(arguments=arguments):
                result = explore(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                for word in words:
                    self.assertIn(word, result.stderr)

    def test_counterexample(self):
        result = explore("--data", "0", "--closes", "close", "--defect", "deaf-time-wait")
        self.assertEqual(result.returncode, 1)
        self.assertIn("VIOLATION: host 1: it gave up a peer that answers", result.stdout)
        for line in ("LISTEN -> SYN_RCVD (syn_received)", "FIN_WAIT_2 -> TIME_WAIT (fin_received)",
                     "LAST_ACK -> CLOSED (timed_out)"):
            self.assertIn(line, result.stdout)

    def test_limit(self):
        result = explore("--limit", "100")
        self.assertEqual(result.returncode, 1)
        self.assertIn("more than 100 states", result.stdout)

    def test_pairs(self):
        result = explore("--profile", "linux", "--data", "0", "--loss", "1", "--pairs", "pairs.csv")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertRegex(result.stdout, r"^\d+ states, \d+ transitions, depth \d+, \d+ with both ends closed; ")
        with open("pairs.csv", encoding="utf-8") as file:
            pairs = {(row["client"], row["server"]): row for row in csv.DictReader(file)}
        self.assertEqual(len(pairs), 121)
        self.assertEqual(pairs["TIME_WAIT", "LAST_ACK"]["peace"], "1")
        self.assertEqual(pairs["ESTABLISHED", "ESTABLISHED"]["peace"], "1")
        # Half-open (RFC 9293 3.5.1): only after an abort, and only when its RST is under way or lost.
        self.assertEqual(pairs["ESTABLISHED", "LISTEN"]["peace"], "0")
        self.assertEqual(pairs["ESTABLISHED", "LISTEN"]["broken"], "1")
        for row in pairs.values():
            self.assertFalse(row["legal"] == "0" and row["peace"] == "1", row)


if __name__ == "__main__":
    sys.exit(unittest.main())
