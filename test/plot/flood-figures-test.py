#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""legitimate-share: what it counts, counted here once more from connections.csv, and the lines that it draws."""

import pathlib
import unittest

from plot_tools import call, number, plot, rows, simulate
from synfin import theory
from synfin.tools import floods
from synfin.tools.parameters import Parameters

SCENARIO = """
warmup = 10s
measure = 60s
[group people]
rate = 20
[group flood]
kind = half-open
rate = 10
clients = 4
[server web]
backlog = 63
syncookies = 0
[path]
delay = 20ms
"""
RATES = (5, 20, 80)


def make(folder, text=SCENARIO, rates=RATES, *options):
    """One run for each rate of the flood, into folder/RATE."""
    pathlib.Path(f"{folder}.ini").write_text(text, encoding="utf-8")
    for rate in rates:
        simulate(f"{folder}/{rate}", "--config", f"{folder}.ini", "--group.flood.rate", rate, *options)
    return folder


def of(table, **wanted):
    return [row for row in table if all(row[key] == value for key, value in wanted.items())]


class LegitimateShare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = plot(make("floods"), "legitimate-share")

    def test_shares_are_those_of_connections(self):
        for rate in RATES:
            people = [row for row in rows(f"floods/{rate}/connections.csv") if row["group"] == "people"]
            for measure, until, got_in in (("at the first SYN", 70, lambda row: row["server_handshake_s"] and row["syn_sent"] == "1"),
                                           ("within 10 s", 60, lambda row: row["server_handshake_s"] and float(row["handshake_s"]) <= 10)):
                asked = [row for row in people if 10 <= float(row["start_s"]) <= until]
                [dot] = [row for row in of(self.table, kind="simulated", measure=measure) if number(row["rate"]) == rate]
                self.assertEqual((int(dot["users"]), dot["runs"], dot["flood"]), (len(asked), "1", "group.flood.rate"))
                self.assertAlmostEqual(number(dot["share"]), sum(bool(got_in(row)) for row in asked) / len(asked), 12)
                self.assertLessEqual(number(dot["low"]), number(dot["share"]))
                self.assertGreaterEqual(number(dot["high"]), number(dot["share"]))
        self.assertGreater(number(of(self.table, kind="simulated")[0]["share"]), 0.9)
        self.assertLess(number(of(self.table, kind="simulated")[-1]["share"]), 0.5)

    def test_lines_are_theory(self):
        """Exact timers: 63 s are held, and seven SYNs are sent within 10 s."""
        for law, made in (("Erlang-B", theory.equal_lives), ("aging", theory.aging)):
            for measure, repetitions in (("at the first SYN", 0), ("within 10 s", 6)):
                curve = of(self.table, kind=law, measure=measure)
                self.assertEqual((number(curve[0]["rate"]), round(number(curve[-1]["rate"]), 9)), (5, 80))
                for row in curve[::10]:
                    told = made(64, number(row["rate"]), others=20 * 0.04)
                    self.assertAlmostEqual(number(row["share"]), told.within(repetitions), 9)

    def test_the_simulation_agrees_with_aging(self):
        for dot in of(self.table, kind="simulated", measure="at the first SYN"):
            expected = 1 - theory.aging(64, number(dot["rate"]), others=0.8).refused
            half = (number(dot["high"]) - number(dot["low"])) / 2
            self.assertAlmostEqual(number(dot["share"]), expected, delta=0.03 + 2 * half)

    def test_who_is_in_by_the_users_view_alone_is_not(self):
        """Whose place another took has a connection of which the server knows nothing; a cookie opens one at the server, too."""
        pathlib.Path("replaced.ini").write_text(SCENARIO, encoding="utf-8")
        shares = {}
        for name, option, value in (("oldest", "syn_queue_full", 1), ("random", "syn_queue_full", 2), ("cookies", "syncookies", 1)):
            for rate in (100, 2000):
                folder = f"replaced/{name}-{rate}"
                simulate(folder, "--config", "replaced.ini", "--group.flood.rate", rate, f"--server.web.{option}", value)
                people = [row for row in rows(f"{folder}/connections.csv") if row["group"] == "people" and 10 <= float(row["start_s"]) <= 70]
                self.assertTrue(all(row["handshake_s"] for row in people))
                shares[name, rate] = sum(row["server_handshake_s"] != "" and row["syn_sent"] == "1" for row in people) / len(people)
        table = plot("replaced", "legitimate-share", out="replaced-out")
        drawn = [number(row["share"]) for row in of(table, kind="simulated", measure="at the first SYN")]
        self.assertEqual(sorted(drawn), sorted(shares.values()))
        self.assertEqual(shares["cookies", 2000], 1)
        self.assertLess(shares["oldest", 2000], 0.1)
        self.assertLess(shares["random", 2000], 0.5)

    def test_wheels_have_no_theory_of_what_is_sent_again(self):
        make("wheels", SCENARIO, (5, 20), "--set", "timer_hz=250")
        done = call("wheels", "legitimate-share", "--out", "wheels-out")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1))
        self.assertIn("timer wheels", done.stderr)
        table = rows("wheels-out/legitimate-share.csv")
        self.assertEqual({row["measure"] for row in table if row["kind"] == "aging"}, {"at the first SYN"})

    def test_without_aging_there_is_one_law(self):
        make("equal", SCENARIO.replace("[server web]", "[server web]\nsyn_queue_young_half = false"), (5, 20))
        self.assertEqual({row["kind"] for row in plot("equal", "legitimate-share", out="equal-out")}, {"simulated", "Erlang-B"})

    def test_where_theory_does_not_hold_the_dots_stand_alone(self):
        for folder, change, why in (("cookies", ("syncookies = 0", "syncookies = 1"), "syncookies is 1"),
                                    ("answers", ("clients = 4", "answer = rst"), "answers it"),
                                    ("auto", ("backlog = 63", ""), "backlog is auto")):
            make(folder, SCENARIO.replace(*change), (5, 20))
            done = call(folder, "legitimate-share", "--out", f"{folder}-out")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1), folder)
            self.assertIn(why, done.stderr)
            self.assertEqual({row["kind"] for row in rows(f"{folder}-out/legitimate-share.csv")}, {"simulated"})

    def test_what_it_does_not_fit(self):
        simulate("plain/1", "--connections", 20, "--rate", 10)
        simulate("plain/2", "--connections", 20, "--rate", 20)
        make("one", SCENARIO, (5,))
        make("alone", SCENARIO.replace("[group people]\nrate = 20\n", ""), (5, 20))
        make("quiet", SCENARIO, (5, 20), "--trace", "none")
        for folder, why in (("plain", "group.NAME.rate"), ("one", "differ"), ("alone", "group of users"), ("quiet", "no connections.csv")):
            done = call(folder, "legitimate-share", "--out", "never")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), folder)
            self.assertIn(why, done.stderr)
            self.assertFalse(pathlib.Path("never").exists())


class QueueOverTime(unittest.TestCase):
    PARTS = {("SYN queue", "young"): lambda row: int(row["syn_queue_young"]),
             ("SYN queue", "old"): lambda row: int(row["syn_queue"]) - int(row["syn_queue_young"]),
             ("accept queue", "waiting for accept()"): lambda row: int(row["accept_queue"]),
             ("cookies", "SYN cookies"): lambda row: int(row["cookies_sent"])}

    def test_numbers_are_those_of_hosts(self):
        """Of two servers, the sum; a second without a row is as the one before."""
        text = SCENARIO.replace("warmup = 10s\nmeasure = 60s", "duration = 40s").replace("syncookies = 0", "syncookies = 1\nservers = 2\naccept-delay = 300ms")
        pathlib.Path("queues.ini").write_text(text, encoding="utf-8")
        simulate("queues", "--config", "queues.ini", "--group.flood.rate", 100)
        last, sums = {}, {}
        written = {}
        for row in rows("queues/hosts.csv"):
            written.setdefault(int(row["time_s"]), []).append(row)
        for second in range(41):
            last.update({row["host"]: row for row in written.get(second, [])})
            for name, of_row in self.PARTS.items():
                sums[(*name, second)] = sum(of_row(row) for row in last.values())
        table = plot("queues", "queue-over-time", out="queues-out")
        self.assertEqual({(row["queue"], row["part"], int(number(row["time_s"]))): int(row["number"]) for row in table}, sums)
        for name in self.PARTS:
            self.assertGreater(max(sums[(*name, second)] for second in range(41)), 0, name)

    def test_what_there_is_none_of_is_not_drawn(self):
        make("one-of", SCENARIO, (20,))
        self.assertEqual({row["queue"] for row in plot("one-of", "queue-over-time", out="one-of-out")}, {"SYN queue"})

    def test_what_it_does_not_fit(self):
        simulate("idle", "--connections", 3, "--rate", 1, "--delay", "1us")
        simulate("none", "--connections", 3, "--trace", "none")
        for folder, why in (("none", "no hosts.csv"), ("floods", "one run")):
            done = call(folder, "queue-over-time", "--out", "never-queue")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), folder)
            self.assertIn(why, done.stderr)


class Parameter(unittest.TestCase):
    """What the parameters of a run say of the queue."""

    KNOWN = {"syncookies": "0", "syncache_hashsize": 0, "syn_queue_full": 0, "somaxconn": 4096, "max_syn_backlog": 2048, "syn_backlog_reserve": "true", "timer_hz": 0, "rto_initial": "1s",
             "rto_max": "2min", "rto_slop": "0s", "synack_retries": 5, "syn_queue_young_half": "true", "backlog": 128, "group.flood.kind": "half-open",
             "group.flood.rate": 5}

    def queue(self, **other):
        return floods.queue(Parameters({**self.KNOWN, **{name.replace("__", "."): value for name, value in other.items()}}), "flood")

    def test_places(self):
        for other, places in (({}, 129), ({"backlog": 4096}, 1537), ({"backlog": 4096, "syn_backlog_reserve": "false"}, 2048),
                              ({"somaxconn": 64}, 65), ({"server__web__backlog": 9}, 10), ({"server__web__max_syn_backlog": 100}, 76)):
            self.assertEqual(self.queue(**other).places, places, other)

    def test_waits(self):
        self.assertEqual(self.queue().waits, (1, 2, 4, 8, 16, 32))
        self.assertEqual(self.queue(server__web__synack_retries=1, rto_slop="200ms").waits, (1, 2.2))
        wheel = self.queue(timer_hz=250).waits
        self.assertTrue(all(exact < late < 1.13 * exact for exact, late in zip((1, 2, 4, 8, 16, 32), wheel)), wheel)

    def test_who_takes_anothers_place(self):
        for field in ("syncache_hashsize", "syn_queue_full"):
            with self.assertRaisesRegex(theory.NotApplicable, "takes the place"):
                self.queue(**{field: 1})

    def test_of_a_preset(self):
        self.assertFalse(self.queue(server__web__profile="rfc9293").ages)


if __name__ == "__main__":
    unittest.main()
