#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Duplicates and reordering never break a connection: whatever arrives twice, late or in another order, both ends close
in order and every octet arrives.

A RST still appears on the wire, rightly: an old duplicate that finds no connection any more is answered by one (RFC 9293
3.10.7.1 and 3.10.7.2). Where the other end is in TIME_WAIT, such a RST may end that early (RFC 1337), unless rfc1337
guards it. No user hears of either.
"""

import collections
import csv
import itertools
import json
import os
import pathlib
import subprocess
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
CONNECTIONS = 1500
REQUEST, RESPONSE = 4000, 15000

# Every segment may arrive twice, up to 160 ms apart, and overtake others.
DISORDER = ("--duplicate", "30%", "--reorder", "20%", "--jitter", "40ms,normal", "--jitter-reorders", "true")


def run(folder, *options):
    """@return summary.json, and the rows of connections.csv and of transitions.csv."""
    command = [PROGRAM, "--out", folder, "--connections", CONNECTIONS, *DISORDER, *options]
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    rows = []
    for name in ("connections.csv", "transitions.csv"):
        with open(pathlib.Path(folder) / name, encoding="utf-8", newline="") as file:
            rows.append(list(csv.DictReader(file)))
    return json.loads((pathlib.Path(folder) / "summary.json").read_text(encoding="utf-8")), *rows


class NothingBreaks(unittest.TestCase):
    def check(self, folder, data, *options):
        """Runs a scenario and asserts that nothing broke; @return how often TIME_WAIT was ended by a RST."""
        summary, connections, transitions = run(folder, *options)
        self.assertEqual(summary["close"], {"orderly": CONNECTIONS, "reset": 0, "timed_out": 0, "crashed": 0, "open": 0})
        self.assertEqual({row["close"] for row in connections}, {"orderly"})
        sent, received = (REQUEST, RESPONSE) if data else (0, 0)
        self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in connections},
                         {(str(sent), str(received))})
        last = collections.Counter((life[-1]["oldstate"], life[-1]["newstate"], life[-1]["cause"])
                                   for life in self.established_lives(transitions))
        self.assertEqual(sum(last.values()), 2 * CONNECTIONS)
        resets = last.pop(("TIME_WAIT", "CLOSED", "time_wait_reset"), 0)
        # A client that chooses its ports at random may come again to a server that still has the last one in TIME_WAIT.
        self.assertLessEqual(set(last), {("TIME_WAIT", "CLOSED", "time_wait_expired"),
                                         ("TIME_WAIT", "CLOSED", "time_wait_reused"),
                                         ("LAST_ACK", "CLOSED", "ack_received")})
        return resets

    def established_lives(self, transitions):
        """
        @return for each end of each connection its transitions.

        An old duplicate SYN may arrive at a server that has closed already. What it begins there is no connection: it
        never gets beyond SYN_RCVD, and is left out.
        """
        lives = {}
        for row in transitions:
            if row["rport"] != "0":
                end = lives.setdefault((row["conn"], row["host"]), [])
                if row["oldstate"] in ("CLOSED", "LISTEN"):
                    end.append([])
                end[-1].append(row)
        for first, *others in lives.values():
            self.assertIn("ESTABLISHED", {row["newstate"] for row in first})
            self.assertFalse([row for life in others for row in life if row["newstate"] == "ESTABLISHED"])
        return [first for first, *_ in lives.values()]

    def test_every_profile_whoever_closes(self):
        for profile, closer in itertools.product(("linux", "linux-4", "freebsd", "rfc9293"),
                                                 ("client", "server", "both")):
            for data in (False, True):
                with self.subTest(profile=profile, closer=closer, data=data):
                    options = ["--path", "direct", "--profile", profile, "--closer", closer, "--set", "rfc1337=true",
                               "--set", "syncookies=0"]
                    if data:
                        options += ["--request", REQUEST, "--response", RESPONSE]
                    self.assertEqual(self.check(f"{profile}-{closer}-{data}", data, *options), 0)

    def test_freebsds_numbers_come_again(self):
        """A SYN that comes late draws the ISN of before, a cookie, and a late ACK is good for it: a connection of which the client knows nothing."""
        *_, transitions = run("again", "--path", "direct", "--profile", "freebsd")
        opened = collections.Counter((row["conn"], row["host"]) for row in transitions if row["newstate"] == "ESTABLISHED")
        self.assertEqual({host for (_, host), times in opened.items() if times > 1}, {"1"})

    def test_on_the_ip_path(self):
        self.assertEqual(self.check("ip", True, "--request", REQUEST, "--response", RESPONSE, "--set", "rfc1337=true"), 0)

    def test_only_time_wait_may_end_early(self):
        """Without rfc1337: old duplicates of the last ACK meet a closed server, whose RST meets TIME_WAIT."""
        self.assertGreater(self.check("1337", False, "--path", "direct", "--set", "rfc1337=false"), 0)


if __name__ == "__main__":
    unittest.main()
