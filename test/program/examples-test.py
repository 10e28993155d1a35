#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The scripts in examples/: each is short, runs by the lines in its own comment, and ends in a figure that shows what it says."""

import re
import sys
import unittest

sys.dont_write_bytecode = True
from example_scripts import EXAMPLES, SCRIPTS, ScriptTest, call, rows, text, typed  # noqa: E402

MOST_LINES = 80


def lines_of_code(source):
    """@return those with more than a brace, a comment or nothing."""
    return [line for line in re.sub(r"/\*.*?\*/|//[^\n]*", "", source, flags=re.S).splitlines() if re.search(r"\w", line)]


class All(unittest.TestCase):
    def test_each_is_short(self):
        self.assertGreaterEqual(len(SCRIPTS), 4)
        for name in SCRIPTS:
            self.assertLess(len(lines_of_code(text(name))), MOST_LINES, name)

    def test_each_says_how_it_is_run_and_drawn(self):
        for name in SCRIPTS:
            self.assertRegex(typed(name), rf"(?m)^(mpirun -n 2 )?{name}( |$)", name)
            self.assertRegex(typed(name), r"(?m)^synfin-plot out\S*( [a-z-]+)+\Z|savefig", name)


    def test_the_manual_has_the_same_lines(self):
        pages = "".join((EXAMPLES.parent / "doc" / page).read_text(encoding="utf-8") for page in ("scripts.rst", "tutorial.rst"))
        shown = {re.sub(r"^ +(\$ )?(build/bin/)?", "", line) for line in pages.splitlines()}
        for name in SCRIPTS:
            for line in typed(name).splitlines():
                self.assertIn(line.strip(), shown, name)


class CustomTopology(ScriptTest):
    NAME = "custom-topology"

    def test_two_lengths_of_time_wait(self):
        """Those of synfin's hosts leave it after 60 s, those of ns-3's after 240 s; a RST may end one of them at once."""
        self.run_typed()
        self.is_picture("out/dumbbell/figures/time-wait-population.png")
        points = [row for row in rows("out/dumbbell/figures/time-wait-population.csv") if row["kind"] == "simulated"]
        total = max(float(row["connections"]) for row in points)
        between = {float(row["connections"]) for row in points if 90 < float(row["time_s"]) < 230}
        self.assertIn((total, between), [(599, {300}), (600, {300})])


class WebUsers(ScriptTest):
    NAME = "web-users"

    def peaks(self, folder):
        """@return how many are in TIME_WAIT at most, {end: number}."""
        found = {"client": 0, "server": 0}
        for row in rows(f"{folder}/figures/states-over-time.csv"):
            if row["state"] == "TIME_WAIT":
                found[row["end"]] = max(found[row["end"]], float(row["connections"]))
        return found

    def test_time_wait_is_where_the_close_begins(self):
        for closer, other in (("server", "client"), ("client", "server")):
            printed = self.run_typed("--closer=server", f"--closer={closer}")
            self.assertEqual(printed.count(".png\n"), 2)
            for figure in ("time-wait-population", "states-over-time"):
                self.is_picture(f"out/cafe/figures/{figure}.png")
            peaks = self.peaks("out/cafe")
            self.assertEqual(peaks[other], 0)
            points = [(float(row["time_s"]), float(row["connections"])) for row in rows("out/cafe/figures/time-wait-population.csv")
                      if row["kind"] == "simulated"]
            # Who leaves and who enters at the same instant may be there together for no time.
            self.assertAlmostEqual(max(number for _, number in points), peaks[closer], delta=1)
            # Eight users who ask every 2 s, and 60 s of each (Little); a Poisson count's standard deviation is 15.5.
            steady = [number for time, number in points if 65 < time < 120]
            self.assertAlmostEqual(sum(steady) / len(steady), 240, delta=46)

    def test_says_what_is_wrong(self):
        done = call(f"{self.NAME} --closer=both --out=none")
        self.assertEqual((done.returncode, done.stderr), (1, f"{self.NAME}: --closer is client or server\n"))


class SynfinRecord(ScriptTest):
    NAME = "synfin-record"

    def test_dwell_times(self):
        """A SYN that is lost is sent again after 1 s, and again after 2 s more."""
        self.run_typed()
        self.is_picture("out/own/figures/dwell-times.png")
        table = {row["state"]: row for row in rows("out/own/figures/dwell-times.csv")}
        self.assertEqual({float(table["SYN_SENT"][f"{name}_s"]) for name in ("min", "p50")}, {0.1})
        self.assertGreaterEqual(float(table["SYN_SENT"]["max_s"]), 1.1)


class FirstHandshake(ScriptTest):
    NAME = "first-handshake"

    def test_the_ladder(self):
        printed = self.run_typed().splitlines()
        self.assertEqual(printed[:2], [f"out/first/figures/ladder.{kind}" for kind in ("png", "csv")])
        self.is_picture(printed[0])
        table = rows(printed[1])
        self.assertEqual(self.states(table), {"client": ["SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT"],
                                  "server": ["SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK"]})
        self.assertEqual([row["name"].split()[0] for row in table if row["kind"] == "end"], ["laptop", "shop"])
        segments = [row for row in table if row["kind"] == "segment"]
        self.assertEqual([(row["end"], row["name"].split(" seq")[0]) for row in segments[:3]],
                         [("client", "SYN"), ("server", "SYN, ACK"), ("client", "ACK")])
        for row in segments:  # 50 ms, and what 10 Mbps take
            self.assertAlmostEqual(float(row["end_s"]) - float(row["begin_s"]), 0.05, delta=0.002)
        wait, = (row for row in table if row["name"] == "TIME_WAIT")
        length = float(wait["end_s"]) - float(wait["begin_s"])
        self.assertTrue(10 <= length <= 10 + 0.256 + 0.004, length)  # timer_hz

    def test_says_what_is_wrong(self):
        done = call("mkdir -p full && touch full/file && first-handshake --out=full")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\Afirst-handshake: .*full.*\n\Z")


class OwnTrace(ScriptTest):
    NAME = "own-trace"

    def test_the_windows(self):
        """A line per change, of both sockets; each takes 0.7 of its window at a loss (CUBIC), again and again, and they share the link."""
        self.run_typed()
        self.is_picture("cwnd.png")
        table = rows("cwnd.csv")
        times = [float(row["time_s"]) for row in table]
        self.assertEqual(times, sorted(times))
        windows = {f"SocketList/{number}/CongestionWindow": [] for number in range(2)}
        for row in table:
            windows[row["source"]].append(int(row["cwnd"]))
        for values in windows.values():
            # PRR: the window goes down step by step, as data is delivered.
            turns = [here for last, here, next_ in zip(values, values[1:], values[2:]) if (here > last) != (next_ > here)]
            cut = [low / high for high, low in zip(turns, turns[1:]) if low < high]
            self.assertGreaterEqual(len(cut), 3)
            self.assertTrue(all(0.65 < share < 0.75 for share in cut[2:]), cut)  # after slow start
        means = [sum(values) / len(values) for values in windows.values()]
        self.assertLess(max(means) / min(means), 1.5)

    def test_says_when_it_cannot_print(self):
        self.assertEqual(call("own-trace >/dev/full").returncode, 1)


if __name__ == "__main__":
    unittest.main()
