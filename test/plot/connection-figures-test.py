#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Ladders and timelines against the trace; ladders of lives whose every step is known beforehand."""

import cmath
import collections
import itertools
import math
import pathlib
import subprocess
import unittest

import pandas

from plot_tools import BIN, apart, call, number, plot, rows, simulate
from synfin.plotting import style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.results.source import open_source

EXACT = ("--bandwidth", "none", "--delay", "50ms", "--arrivals", "burst", "--set", "fin_ack_waits=0")


def ladder(folder, *options, **keywords):
    return plot(folder, "ladder", *options, **keywords)


def segments(table):
    return [(r["end"], r["name"], number(r["begin_s"]), r["end_s"] and number(r["end_s"]), r["fate"])
            for r in table if r["kind"] == "segment"]


def corners(text, renderer):
    """@return the corners of a drawn text, which may be turned, in pixels."""
    middle, turned = text.get_transform().transform(text.get_position()), math.radians(text.get_rotation())
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    text.set_rotation(math.degrees(turned))
    about = complex(*middle)
    return [about + (complex(x, y) - about) * cmath.exp(1j * turned)
            for x, y in ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))]


class Texts(unittest.TestCase):
    def drawn_apart(self, folder, number):
        """Draws a ladder, of which no text may lie on another one. @return the texts, and how many arrows there are"""
        figure, wanted = FIGURES["ladder"], Options(connections=(number,))
        drawn = figure.draw(figure.data(open_source(folder), wanted), wanted).figure
        renderer = drawn.canvas.get_renderer()
        boxes = [(text.get_text(), corners(text, renderer)) for text in drawn.axes[0].texts if text.get_text()]
        for (one, box), (other, its) in itertools.combinations(boxes, 2):
            self.assertTrue(apart(box, its), f"{folder} {number}: {one!r} and {other!r}")
        arrows = sum(bool(getattr(text, "arrow_patch", None)) for text in drawn.axes[0].texts)
        style.pyplot.close(drawn)
        return [text for text, _ in boxes], arrows

    def test_none_lies_on_another_one(self):
        """Several segments at once, those that cross, losses on the way, and an answer right behind each."""
        for name, options in (("bulk", ("--request", 3000, "--response", 9000)),
                              ("crossing", ("--closer", "both", "--request", 300, "--response", 900, "--delay", "5ms")),
                              ("lossy", ("--loss", 0.25, "--request", 3000)), ("six", ("--ip", 6, "--closer", "both", "--loss", 0.1))):
            simulate(f"texts-{name}", "--connections", 12, "--trace", "segments", *options)
            for number in range(1, 13):
                self.assertGreater(len(self.drawn_apart(f"texts-{name}", number)[0]), 12)

    def test_segments_of_a_burst_have_one_text(self):
        """Also where each takes a while on the link; a segment that differs has its own."""
        for bandwidth, arrows in (("1Gbps", 9), ("10Mbps", 50)):
            folder = f"burst-{bandwidth}"
            simulate(folder, "--connections", 1, "--request", 40000, "--bandwidth", bandwidth, "--trace", "segments")
            texts, count = self.drawn_apart(folder, 1)
            self.assertGreater(count, arrows)
            self.assertIn("10 × ACK seq=1..13033 len=1448", texts)
            self.assertIn("10 × ACK seq=1 ack=1449..14481", texts)
            self.assertIn("FIN, ACK seq=39097 ack=1 len=904", texts)
            self.assertEqual(sum(row["kind"] == "segment" for row in ladder(folder, out=f"{folder}-f")), 55)

    def test_times_of_a_year_are_within_the_page(self):
        simulate("year", "--connections", 1, "--hold", "365d", "--trace", "segments")
        figure, wanted = FIGURES["ladder"], Options()
        drawn = figure.draw(figure.data(open_source("year"), wanted), wanted).figure
        times = [text for text in drawn.axes[0].texts if text.get_text().startswith("31536000.")]
        self.assertGreater(len(times), 1)
        self.assertTrue(all(text.get_window_extent(drawn.canvas.get_renderer()).x0 >= 0 for text in times))
        style.pyplot.close(drawn)

    def test_arrows_do_not_cross_a_text(self):
        """One that has to lie on arrows hides them."""
        simulate("crossed", "--connections", 1, "--request", 20000, "--bandwidth", "10Mbps", "--delay", "20ms", "--trace", "segments")
        figure, wanted = FIGURES["ladder"], Options(connections=(1,))
        drawn = figure.draw(figure.data(open_source("crossed"), wanted), wanted).figure
        texts = [text for text in drawn.axes[0].texts if text.get_text() and text.get_bbox_patch()]
        self.assertTrue(any(" × " in text.get_text() for text in texts), [text.get_text() for text in drawn.axes[0].texts])
        order = drawn.axes[0].texts
        last_arrow = max(place for place, text in enumerate(order) if getattr(text, "arrow_patch", None))
        self.assertTrue(all(order.index(text) > last_arrow for text in texts))
        style.pyplot.close(drawn)

    def test_losses_of_a_burst_are_told_apart(self):
        """Those that got through are counted without them."""
        simulate("holes", "--connections", 1, "--request", 40000, "--lose-forward", "data:2,data:5", "--trace", "segments")
        texts, _ = self.drawn_apart("holes", 1)
        self.assertIn("8 × ACK seq=1..13033 len=1448", texts)
        self.assertIn("ACK seq=1449 ack=1 len=1448", texts)
        self.assertIn("ACK seq=5793 ack=1 len=1448", texts)

    def test_what_is_sent_first_is_topmost(self):
        """Answers within half a millisecond."""
        pathlib.Path("first").mkdir(exist_ok=True)
        subprocess.run([BIN / "first-handshake"], cwd="first", check=True, stdout=subprocess.DEVNULL, timeout=60)
        figure, wanted = FIGURES["ladder"], Options()
        drawn = figure.draw(figure.data(open_source("first/out"), wanted), wanted).figure
        down = {text.get_text(): text.get_position()[1] for text in drawn.axes[0].texts}
        for order in (("ACK seq=1 ack=513", "FIN, ACK seq=1 ack=1002"),
                      ("ACK seq=1 ack=1", "ACK seq=1 ack=1 len=512", "FIN, ACK seq=513 ack=1 len=488")):
            self.assertEqual(sorted(order, key=down.get), list(order))
        style.pyplot.close(drawn)


class Ladder(unittest.TestCase):
    def test_a_lost_syn_ack(self):
        simulate("synack", "--connections", 1, "--lose-reverse", "synack", "--trace", "segments",
                 "--hold", "5s", *EXACT)
        self.assertEqual(segments(ladder("synack"))[:5], [
            ("client", "SYN seq=0", 0, 0.05, "new"),
            ("server", "SYN, ACK seq=0 ack=1", 0.05, "", "lost"),
            ("client", "SYN seq=0", 1, 1.05, "retransmit"),
            # The timer's, and the answer to the SYN that came again.
            ("server", "SYN, ACK seq=0 ack=1", 1.05, 1.1, "retransmit"),
            ("server", "SYN, ACK seq=0 ack=1", 1.05, 1.1, "retransmit"),
        ])

    def test_what_is_sent_again_and_lost_is_both(self):
        simulate("twice", "--connections", 1, "--lose-forward", "syn:1,syn:2", "--trace", "segments", *EXACT)
        table = ladder("twice")
        self.assertEqual([row[4] for row in segments(table)][:3], ["lost", "lost retransmit", "retransmit"])
        figure, options = FIGURES["ladder"], Options()
        axes = figure.draw(figure.data(open_source("twice"), options), options).figure.axes[0]
        dashed = [text.arrow_patch.get_linestyle() != "solid" and text.arrow_patch.get_linestyle() != "-"
                  for text in axes.texts if getattr(text, "arrow_patch", None)]
        self.assertEqual(dashed[:4], [False, True, True, False])
        self.assertEqual(sum(line.get_marker() == "x" for line in axes.lines), 2)

    def test_the_last_ack_lost(self):
        simulate("ack2", "--connections", 1, "--lose-forward", "ack2", "--trace", "segments", *EXACT)
        table = ladder("ack2")
        fins = [row for row in segments(table) if row[0] == "server" and row[1].startswith("FIN")]
        acks = [row for row in segments(table) if row[1] == "ACK seq=2 ack=2"]
        self.assertEqual([row[4] for row in fins], ["new", "retransmit"])
        self.assertEqual([row[4] for row in acks], ["lost", "new"])
        self.assertEqual(acks[1][2], fins[1][3])
        states = {(r["end"], r["name"]): r for r in table if r["kind"] == "state"}
        wait = states["client", "TIME_WAIT"]
        # 2MSL begins anew with the second FIN.
        self.assertAlmostEqual(number(wait["end_s"]) - acks[1][2], 60, 9)
        self.assertEqual(number(wait["begin_s"]), acks[0][2])

    def test_copies_that_the_path_makes(self):
        simulate("copies", "--connections", 1, "--duplicate-forward", 1, "--trace", "segments", *EXACT)
        fates = collections.Counter(row[4] for row in segments(ladder("copies")) if row[0] == "client")
        self.assertEqual(fates["lost"], 0)
        self.assertEqual(2 * fates["duplicate"], sum(fates.values()))

    def test_a_refused_connection_shows_the_rst(self):
        simulate("refused", "--connections", 1, "--listen-from", "9s", "--trace", "segments", *EXACT)
        self.assertEqual(segments(ladder("refused")), [
            ("client", "SYN seq=0", 0, 0.05, "new"),
            ("server", "RST, ACK seq=0 ack=1", 0.05, 0.1, "new"),
        ])

    def test_without_timestamps_copies_are_told_apart_by_time(self):
        """Segments that differ in nothing: the one that arrived is the one that was under way as long as the link takes."""
        for bandwidth in ("1Gbps", "1Mbps"):
            simulate("alike", "--connections", 20, "--loss", 0.3, "--bandwidth", bandwidth, "--delay", "50ms",
                     "--set", "timestamps=0", "--trace", "segments")
            times = [number(row["end_s"]) - number(row["begin_s"]) for connection in range(1, 21)
                     for row in ladder("alike", "--conn", connection)
                     if row["kind"] == "segment" and row["end_s"] != ""]
            self.assertGreater(len(times), 100)
            self.assertLess(max(times), 0.055)

    def test_an_end_that_was_not_recorded(self):
        """Of the client's rows alone the same ladder is drawn: the path is the same both ways. Nothing is called lost."""
        simulate("whole", "--connections", 1, "--request", 300, "--lose", "ack", "--trace", "segments", *EXACT)
        pathlib.Path("one-end").mkdir(exist_ok=True)
        for name in ("segments", "transitions"):
            table = pandas.read_csv(f"whole/{name}.csv", dtype=str)
            table[table["laddr"] == "10.0.0.1"].to_csv(f"one-end/{name}.csv", index=False)
        whole, half = ladder("whole"), ladder("one-end")
        self.assertEqual([(row["end"], row["fate"]) for row in half if row["kind"] == "end"], [("client", ""), ("server", "not recorded")])
        seen = [row for row in segments(whole) if row[4] != "lost"]
        self.assertEqual(len(segments(whole)) - len(seen), 1)
        self.assertEqual([row for row in segments(half) if row[1] != "ACK seq=1 ack=1"], [row for row in seen if row[1] != "ACK seq=1 ack=1"])
        self.assertNotIn("lost", {row[4] for row in segments(half)})
        done = call("one-end", "ladder")
        self.assertIn("synfin-plot: note: the server of connection 1 was not recorded: ", done.stderr)

    def test_a_simultaneous_open_has_two_numbers(self):
        """Each draws both ends, with every segment; an earlier connection of the same addresses and ports is another one."""
        simulate("simultaneous", "--connections", 1, "--trace", "segments", *EXACT)
        transitions, segments_ = [pandas.read_csv(f"simultaneous/{name}.csv", dtype=str) for name in ("transitions", "segments")]
        ends = (("0", "10.0.0.1", "1000"), ("1", "10.0.0.2", "1001"))
        way = lambda here: (*ends[here], ends[1 - here][1], ends[1 - here][2])
        states, sent, far = [], [], []
        for begin, first in ((1, 1), (100, 3)):
            for here in (0, 1):
                host, *rest = way(here)
                head = [host, str(first + here), *rest]
                for time, old, new in ((0, "CLOSED", "SYN_SENT"), (0.05, "SYN_SENT", "SYN_RCVD"), (0.1, "SYN_RCVD", "ESTABLISHED"),
                                       (1, "ESTABLISHED", "CLOSED")):
                    states.append([f"{begin + time:.9f}", *head, old, new, "", "0.0", ""])
                for time, flags in ((0, "S"), (0.05, "S."), (0.1, ".")):
                    mine, its = 1000 * (here + 1), 1000 * (2 - here)
                    content = [flags, str(mine + (flags == ".")), str(its + 1 if "." in flags else 0), "0", "65535", "", ""]
                    sent.append([f"{begin + time:.9f}", *head, "sent", *content, "new", "", ""])
                    host, *rest = way(1 - here)
                    far.append([f"{begin + time + 0.05:.9f}", host, str(first + here), *rest, "received", *content, "", "", ""])
        pathlib.Path("both").mkdir(exist_ok=True)
        for name, rows_, like in (("transitions", states, transitions), ("segments", sent + far, segments_)):
            pandas.DataFrame(sorted(rows_, key=lambda row: float(row[0])), columns=like.columns).to_csv(f"both/{name}.csv", index=False)
        for number, other in ((1, 2), (2, 1), (3, 4), (4, 3)):
            done = call("both", "ladder", "--conn", number, "--out", "both-f")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"note: connection {number} was opened from both ends: the ladder has connection {other}, its number at the other "
                          "end, too\n", done.stderr)
            table = rows("both-f/ladder.csv")
            self.assertEqual(collections.Counter((row[0], row[4]) for row in segments(table)), {("client", "new"): 3, ("server", "new"): 3})
            self.assertEqual([row["name"] for row in table if row["kind"] == "state" and row["end"] == "server"],
                             ["SYN_SENT", "SYN_RCVD", "ESTABLISHED"])
            begin = 1 if number < 3 else 100
            self.assertTrue(all(begin <= number_ < begin + 1 for _, _, number_, _, _ in segments(table)))

    def test_losses_are_those_of_the_trace(self):
        simulate("data", "--connections", 50, "--loss", 0.15, "--request", 3000, "--trace", "segments")
        for connection in ("1", "7", "23"):
            drawn = collections.Counter(r["fate"].startswith("lost") for r in ladder("data", "--conn", connection)
                                        if r["kind"] == "segment")
            events = collections.Counter(r["event"] for r in rows("data/segments.csv")
                                         if r["conn"] == connection)
            self.assertEqual(drawn[True], events["sent"] - events["received"])
            self.assertEqual(drawn[False], events["received"])

    def test_the_default_is_the_one_that_lost_most(self):
        simulate("lossy", "--connections", 50, "--loss", 0.15, "--trace", "segments")
        lost, sent = collections.Counter(), collections.Counter()
        for row in rows("lossy/segments.csv"):
            lost[row["conn"]] += 1 if row["event"] == "sent" else -1
            sent[row["conn"]] += row["event"] == "sent"
        chosen = ladder("lossy")[0]["conn"]
        self.assertEqual(lost[chosen], max(lost[conn] for conn in lost))

    def test_the_default_can_be_drawn(self):
        for most, octets in ((30, 0), (30, 5000), (120, 60000)):
            self.is_the_one_that_lost_most(most, octets)

    def is_the_one_that_lost_most(self, most, octets):
        simulate("long", "--connections", 12, "--loss", 0.2, "--request", octets, "--trace", "segments")
        lost, sent = collections.Counter(), collections.Counter()
        for row in rows("long/segments.csv"):
            lost[row["conn"]] += 1 if row["event"] == "sent" else -1
            sent[row["conn"]] += row["event"] == "sent"
        self.assertEqual(most == 120, min(sent.values()) > 30)
        short = [conn for conn in lost if sent[conn] <= most]
        self.assertLess(0, len(short))
        chosen = str(FIGURES["ladder"].data(open_source("long"), Options())["conn"].iloc[0])
        self.assertEqual(lost[chosen], max(lost[conn] for conn in short))

    def test_refuses(self):
        simulate("plain", "--connections", 3)
        simulate("lossy", "--connections", 50, "--loss", 0.15, "--trace", "segments")
        for arguments, words in (
            (["plain", "ladder"], ["segments.csv", "--trace segments"]),
            (["lossy", "ladder", "--conn", "51"], ["--conn 51"]),
            (["lossy", "ladder", "--conn", "1,2"], ["--conn", "one connection"]),
        ):
            done = call(*arguments, "--out", "never")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)


class Timeline(unittest.TestCase):
    def test_bars_are_the_trace(self):
        simulate("many", "--connections", 60, "--loss", 0.2, "--path", "direct")
        table = plot("many", "timeline", "--conn", "3,10-12")
        self.assertEqual(list(dict.fromkeys(row["conn"] for row in table)), ["3", "10", "11", "12"])
        expected = [(r["conn"], r["newstate"]) for r in rows("many/transitions.csv")
                    if r["conn"] in ("3", "10", "11", "12") and r["newstate"] not in ("CLOSED", "LISTEN")]
        self.assertEqual(sorted((r["conn"], r["state"]) for r in table), sorted(expected))
        for row in table:
            if row["state"] == "TIME_WAIT" and row["end"] == "client":
                waited = next(r for r in rows("many/connections.csv") if r["conn"] == row["conn"])
                self.assertAlmostEqual(number(row["end_s"]) - number(row["begin_s"]),
                                       float(waited["time_wait_s"]), 6)

    def test_the_default_spreads_over_the_latencies(self):
        simulate("many", "--connections", 60, "--loss", 0.2, "--path", "direct")
        chosen = dict.fromkeys(row["conn"] for row in plot("many", "timeline"))
        latency = {r["conn"]: float(r["handshake_s"]) for r in rows("many/connections.csv")}
        shown = [latency[conn] for conn in chosen]
        self.assertEqual(shown, sorted(shown))
        self.assertEqual((shown[0], shown[-1]), (min(latency.values()), max(latency.values())))


if __name__ == "__main__":
    unittest.main()
