#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-walkthrough for every scenario and every lost segment and reads the ladder that it draws."""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import unicodedata
import unittest

PROGRAM = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-walkthrough"
SCENARIOS = ("normal", "simultaneous-open", "simultaneous-close", "half-close", "refused", "reset")
SEGMENTS = ("syn", "synack", "ack", "fin1", "ack1", "fin2", "ack2")
TIME_WAIT = 60.0  # 2MSL of the profile linux
RTO = 0.3  # after one round trip of 0.1 s: SRTT + max(200 ms, 4 RTTVAR)


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cells(line):
    """Splits a line at the lifelines, which are in columns 22 and 75; None when there are none."""
    parts = re.split("[│├┤|]", line)
    if len(parts) != 3:
        return None
    assert width(parts[0]) == 22 and width(parts[1]) == 52, line
    return parts


@dataclasses.dataclass
class Step:
    """A row of the ladder with an arrow, or a change of state without one."""

    left: float
    left_state: str
    right: float
    right_state: str
    name: str
    label: str
    lost: bool
    notes: str = ""

    @property
    def sent(self):
        return self.left if "→" in self.label else self.right


def side(text):
    time = re.search(r"\d+\.\d{3}", text)
    state = re.search(r"[A-Z][A-Z_12]+", text)
    return float(time.group()) if time else None, state.group() if state else ""


class Ladder:
    """What a run with exact timers printed, read back."""

    def __init__(self, *arguments):
        result = subprocess.run(
            [PROGRAM, "--set", "timer_hz=0", *arguments], check=True, capture_output=True, text=True, encoding="utf-8"
        )
        self.text = result.stdout
        self.steps = []
        rows = [row for row in map(cells, self.text.splitlines()) if row]
        self.initial = (side(rows[0][0])[1], side(rows[0][2])[1])
        for left, middle, right in rows[1:]:
            arrow = re.search(r"([a-z]+[12]?(?::\d+)?) (\[[A-Z, ]+\]( (Seq|Ack|Len)=\d+)+)", middle)
            (left_time, left_state), (right_time, right_state) = side(left), side(right)
            if arrow or left_time is not None or right_time is not None:
                lost = bool(re.search("✗|x ", middle))
                direction = "→" if re.match(r"(──|--) ", middle) else "←"
                label = f"{direction} {arrow.group(2)}" if arrow else ""
                name = arrow.group(1) if arrow else ""
                self.steps.append(
                    Step(left_time, left_state, right_time, right_state, name, label, lost)
                )
            if self.steps and not arrow:
                self.steps[-1].notes += middle.strip() + " "

    def names(self):
        return [s.name + ("✗" if s.lost else "") for s in self.steps if s.name]

    def states(self, end):
        return [s for s in (getattr(step, f"{end}_state") for step in self.steps) if s]

    def step(self, name):
        return next(s for s in self.steps if s.name == name)

    def entered(self, end, state):
        return next(
            getattr(s, end) for s in self.steps if getattr(s, f"{end}_state") == state
        )


class Near(unittest.TestCase):
    def assert_near(self, measured, expected):
        self.assertAlmostEqual(measured, expected, delta=0.0015)


class Scenarios(Near):
    def test_normal(self):
        ladder = Ladder()
        self.assertEqual(ladder.initial, ("CLOSED", "LISTEN"))
        self.assertEqual(ladder.names(), list(SEGMENTS))
        self.assertEqual(
            ladder.states("left"),
            ["SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"],
        )
        self.assertEqual(
            ladder.states("right"),
            ["SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"],
        )
        self.assertEqual(
            [s.label for s in ladder.steps if s.name],
            [
                "→ [SYN] Seq=0",
                "← [SYN, ACK] Seq=0 Ack=1",
                "→ [ACK] Seq=1 Ack=1",
                "→ [FIN, ACK] Seq=1 Ack=1",
                "← [ACK] Seq=1 Ack=2",
                "← [FIN, ACK] Seq=1 Ack=2",
                "→ [ACK] Seq=2 Ack=2",
            ],
        )
        self.assertEqual((ladder.step("syn").left, ladder.step("syn").right), (0.0, 0.05))
        self.assert_near(ladder.entered("left", "ESTABLISHED"), 0.1)
        self.assert_near(
            ladder.entered("left", "CLOSED") - ladder.entered("left", "TIME_WAIT"), TIME_WAIT
        )
        self.assertIn("Server knows: the client can send, I can receive.", ladder.text)
        self.assertIn("Why TIME_WAIT waits 2MSL (60 s)", ladder.text)

    def test_simultaneous_open(self):
        ladder = Ladder("--scenario", "simultaneous-open")
        self.assertEqual(ladder.initial, ("CLOSED", "CLOSED"))
        self.assertEqual(ladder.names()[:4], ["syn", "syn:2", "synack", "synack:2"])
        for end in ("left", "right"):
            self.assertEqual(ladder.states(end)[:3], ["SYN_SENT", "SYN_RCVD", "ESTABLISHED"])
            self.assert_near(ladder.entered(end, "SYN_RCVD"), 0.05)
            self.assert_near(ladder.entered(end, "ESTABLISHED"), 0.1)
        self.assertEqual(ladder.states("left")[-1], "CLOSED")
        self.assertEqual(ladder.states("right")[-1], "CLOSED")

    def test_simultaneous_close(self):
        ladder = Ladder("--scenario", "simultaneous-close")
        for end in ("left", "right"):
            self.assertEqual(
                ladder.states(end)[-4:], ["FIN_WAIT_1", "CLOSING", "TIME_WAIT", "CLOSED"]
            )
            waited = ladder.entered(end, "CLOSED") - ladder.entered(end, "TIME_WAIT")
            self.assert_near(waited, TIME_WAIT)
        self.assertEqual(ladder.names()[-4:], ["fin1", "fin2", "ack1", "ack2"])

    def test_half_close(self):
        ladder = Ladder("--scenario", "half-close")
        names = ladder.names()
        self.assertLess(names.index("fin1"), names.index("data"))
        self.assertLess(names.index("data:2"), names.index("fin2"))
        self.assertIn("Len=100", ladder.step("data").label)
        self.assertTrue(ladder.step("data").label.startswith("←"))
        self.assertIn("yet it still receives", ladder.step("data").notes)
        self.assertEqual(
            ladder.states("left")[-4:], ["FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"]
        )
        self.assertEqual(ladder.states("right")[-3:], ["CLOSE_WAIT", "LAST_ACK", "CLOSED"])

    def test_refused(self):
        ladder = Ladder("--scenario", "refused")
        self.assertEqual(ladder.initial, ("CLOSED", "CLOSED"))
        self.assertEqual(ladder.names(), ["syn", "rst"])
        self.assertEqual(ladder.step("rst").label, "← [RST, ACK] Seq=1 Ack=1")
        self.assertEqual(ladder.states("left"), ["SYN_SENT", "CLOSED"])
        self.assertEqual(ladder.states("right"), [])
        self.assertNotIn("TIME_WAIT", ladder.text)

    def test_reset(self):
        ladder = Ladder("--scenario", "reset")
        self.assertEqual(ladder.names(), ["syn", "synack", "ack", "rst"])
        self.assertEqual(ladder.states("left"), ["SYN_SENT", "ESTABLISHED", "CLOSED"])
        self.assertEqual(ladder.states("right"), ["SYN_RCVD", "ESTABLISHED", "CLOSED"])
        self.assertNotIn("Why TIME_WAIT", ladder.text)


class Losses(Near):
    def assert_ends_well(self, ladder):
        self.assertEqual(ladder.states("left")[-2:], ["TIME_WAIT", "CLOSED"])
        self.assertEqual(ladder.states("right")[-1], "CLOSED")

    def test_syn(self):
        ladder = Ladder("--lose", "syn")
        self.assertEqual(ladder.names()[:4], ["syn✗", "syn:2", "synack", "ack"])
        self.assert_near(ladder.step("syn:2").sent, 1)
        self.assertIn("1 s without an answer", ladder.step("syn:2").notes)
        self.assert_near(ladder.entered("left", "ESTABLISHED"), 1.1)
        self.assert_ends_well(ladder)

    def test_syn_three_times_shows_the_ladder_of_the_profile(self):
        third = {"linux": 3, "linux-4": 7, "rfc9293": 7}
        for profile, time in third.items():
            ladder = Ladder("--profile", profile, "--lose", "syn,syn:2", "--lose", "syn:3")
            self.assertEqual(ladder.names()[:4], ["syn✗", "syn:2✗", "syn:3✗", "syn:4"])
            self.assert_near(ladder.step("syn:4").sent, time)

    def test_ends_that_differ(self):
        """The left one sends SYNs as its profile says, and stays in TIME_WAIT so long; the right one repeats its SYN-ACK."""
        ladder = Ladder("--client-profile", "freebsd", "--server-profile", "rfc9293", "--lose", "syn,syn:2,syn:3", "--set",
                        "client:time_wait=7s")
        self.assert_near(ladder.step("syn:4").sent, 7.4)  # rto_slop
        self.assertIn("2MSL (7 s)", ladder.text)
        ladder = Ladder("--set", "server:rto_initial=700ms", "--lose", "ack")
        self.assert_near(ladder.step("synack:2").sent, 0.75)
        ladder = Ladder("--scenario", "simultaneous-close", "--set", "server:time_wait=9s")
        self.assertIn("2MSL (60 s; 9 s)", ladder.text)

    def test_defer_accept(self):
        """The last ACK of the handshake arrives, and does not count."""
        ladder = Ladder("--set", "server:defer_accept=1s")
        self.assertIn("defer_accept", ladder.step("ack").notes)

    def test_synack(self):
        ladder = Ladder("--lose", "synack")
        self.assertEqual(ladder.names()[:3], ["syn", "synack✗", "syn:2"])
        # The tie: the server's timer fires first, then the duplicate SYN is answered as well.
        for name, note in (("synack:2", "1 s without"), ("synack:3", "Answers the repeated SYN")):
            self.assert_near(ladder.step(name).sent, 1.05)
            self.assertIn(note, ladder.step(name).notes)
        self.assert_near(ladder.entered("left", "ESTABLISHED"), 1.1)
        self.assert_ends_well(ladder)

    def test_ack(self):
        ladder = Ladder("--lose", "ack")
        self.assertEqual(
            ladder.names()[:5], ["syn", "synack", "ack✗", "synack:2", "ack:2"]
        )
        self.assert_near(ladder.step("synack:2").sent, 1.05)
        self.assert_near(ladder.entered("left", "ESTABLISHED"), 0.1)
        self.assert_near(ladder.entered("right", "ESTABLISHED"), 1.15)
        self.assert_ends_well(ladder)

    def test_fin1(self):
        ladder = Ladder("--lose", "fin1,fin1:2")
        first = ladder.step("fin1").sent
        self.assert_near(ladder.step("fin1:2").sent, first + RTO)
        self.assert_near(ladder.step("fin1:3").sent, first + 2 * RTO)
        self.assertEqual(ladder.names()[-4:], ["fin1:3", "ack1", "fin2", "ack2"])
        self.assert_ends_well(ladder)

    def test_ack1(self):
        ladder = Ladder("--lose", "ack1")
        self.assertEqual(
            ladder.names()[3:], ["fin1", "ack1✗", "fin1:2", "ack1:2", "fin2", "ack2"]
        )
        self.assert_near(ladder.step("fin1:2").sent, ladder.step("fin1").sent + RTO)
        self.assert_ends_well(ladder)

    def test_fin2(self):
        ladder = Ladder("--lose", "fin2")
        self.assertEqual(ladder.names()[3:], ["fin1", "ack1", "fin2✗", "fin2:2", "ack2"])
        self.assert_near(ladder.step("fin2:2").sent, ladder.step("fin2").sent + RTO)
        self.assert_ends_well(ladder)

    def test_ack2_restarts_2msl(self):
        for profile, wait in (("linux", TIME_WAIT), ("rfc9293", 240.0)):
            ladder = Ladder("--lose", "ack2", "--profile", profile)
            self.assertEqual(
                ladder.names()[3:], ["fin1", "ack1", "fin2", "ack2✗", "fin2:2", "ack2:2"]
            )
            again = ladder.step("fin2:2")
            self.assertIn("2MSL restarts", again.notes)
            self.assertGreater(again.left, ladder.entered("left", "TIME_WAIT"))
            self.assert_near(ladder.entered("left", "CLOSED"), again.left + wait)
            self.assert_near(ladder.entered("right", "CLOSED"), ladder.step("ack2:2").right)
            self.assertIn("That is why TIME_WAIT", " ".join(ladder.step("ack2").notes.split()))
            self.assert_ends_well(ladder)

    def test_every_scenario_survives_every_loss(self):
        for scenario in ("simultaneous-open", "simultaneous-close", "half-close"):
            whole = Ladder("--scenario", scenario)
            for name in whole.names():
                if not re.match("syn|ack|fin", name):
                    continue  # data cannot be chosen
                with self.subTest(scenario=scenario, lost=name):
                    ladder = Ladder("--scenario", scenario, "--lose", name)
                    self.assertTrue(ladder.step(name).lost)
                    self.assertEqual(sum(s.lost for s in ladder.steps), 1)
                    self.assertEqual(ladder.states("left")[-2:], ["TIME_WAIT", "CLOSED"])
                    self.assertEqual(ladder.states("right")[-1], "CLOSED")
                    for end in ("left", "right"):
                        times = [t for t in (getattr(s, end) for s in ladder.steps) if t is not None]
                        self.assertEqual(times, sorted(times))

    def test_client_gives_up(self):
        lost = ",".join(f"syn:{n}" for n in range(1, 12))
        ladder = Ladder("--lose", lost)
        sent = [s.left for s in ladder.steps if s.name]
        for measured, expected in zip(sent, [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], strict=True):
            self.assert_near(measured, expected)
        self.assertEqual(ladder.states("left"), ["SYN_SENT", "CLOSED"])
        self.assert_near(ladder.entered("left", "CLOSED"), 131)


class Looks(unittest.TestCase):
    def test_both_languages_tell_the_same_story(self):
        for scenario in SCENARIOS:
            losses = [()] + [("--lose", s) for s in SEGMENTS if scenario == "normal"]
            for loss in losses:
                with self.subTest(scenario=scenario, loss=loss):
                    english = Ladder("--scenario", scenario, *loss)
                    chinese = Ladder("--scenario", scenario, *loss, "--lang", "zh")
                    strip = lambda ladder: [
                        dataclasses.replace(s, notes="") for s in ladder.steps
                    ]
                    self.assertEqual(strip(english), strip(chinese))
                    for step in chinese.steps:
                        if step.notes.strip():
                            self.assertRegex(step.notes, "[\u4e00-\u9fff]", step)
                    self.assertNotRegex(english.text, "[\u2e80-\u9fff\uff00-\uffef]")
                    self.assertNotRegex(english.text + chinese.text, "[{}%]")

    def test_every_arrival_is_explained(self):
        for step in Ladder().steps:
            self.assertTrue(step.notes.strip(), step)

    def test_at_most_100_columns(self):
        for scenario in SCENARIOS:
            for language in ("en", "zh"):
                text = Ladder("--scenario", scenario, "--lang", language).text
                self.assertLessEqual(max(map(width, text.splitlines())), 100)

    def test_ascii(self):
        self.assertTrue(Ladder("--ascii", "--lose", "ack2").text.isascii())
        self.assertEqual(Ladder("--ascii", "--lose", "syn").names()[0], "syn✗")

    def test_colours(self):
        self.assertNotIn("\033", Ladder().text)
        coloured = subprocess.run(
            [PROGRAM, "--set", "timer_hz=0", "--color", "on"], check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout
        self.assertEqual(re.sub("\033\\[\\d*m", "", coloured), Ladder().text)

    def test_same_bytes_twice(self):
        self.assertEqual(Ladder("--lose", "synack").text, Ladder("--lose", "synack").text)

    def draw(self, *options):
        """@return what is drawn, with the clocks that the profile has."""
        return subprocess.run([PROGRAM, *options], check=True, capture_output=True, text=True, encoding="utf-8").stdout

    def test_how_long_it_really_was(self):
        """A kernel's clock is late, tw_recycle waits less, and who restarts it waits from then on."""
        last = lambda text: float(re.search(r"2MSL \(60 s, here ([\d.]+) s\)", " ".join(text.split()))[1])
        text = self.draw()
        times = [float(line.split()[0]) for line in text.splitlines() if re.match(r" *\d+\.\d{3} (TIME_WAIT|CLOSED)", line)]
        self.assertAlmostEqual(last(text), times[1] - times[0], delta=0.0015)
        self.assertGreater(last(text), 60)
        recycled = self.draw("--profile", "linux-4.9", "--set", "tw_recycle=1")
        self.assertLess(last(recycled), 2)
        self.assertIn("2MSL（60 秒，这里是", self.draw("--lang", "zh"))
        self.assertIn("2MSL (60 s)", self.draw("--set", "timer_hz=0", "--lose", "ack2"))

    def test_a_seed_sets_the_clocks(self):
        self.assertEqual(self.draw(), self.draw("--seed", "1"))
        self.assertEqual(self.draw("--seed", "2"), self.draw("--seed", "2"))
        self.assertNotEqual(self.draw("--seed", "1"), self.draw("--seed", "2"))
        exact = ("--set", "timer_hz=0", "--seed")
        self.assertEqual(self.draw(*exact, "1"), self.draw(*exact, "2"))
        done = subprocess.run([PROGRAM, "--seed", "0"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (2, "synfin-walkthrough: --seed 0: accepted is an integer from 1 to 4294944442\n"))

    def test_delay_and_fields(self):
        ladder = Ladder("--delay", "1s", "--set", "time_wait=5s")
        self.assertEqual(ladder.step("syn").right, 1.0)
        self.assertIn("2MSL (5 s)", ladder.text)


class Situations(Near):
    """What the path and users do besides; the play itself is tested in test/exchange."""

    def test_segments_late_and_twice(self):
        ladder = Ladder("--duplicate", "fin1=200ms", "--delay-segment", "ack=1ms")
        self.assert_near(ladder.step("ack").sent, 0.1)
        self.assertEqual(ladder.text.count("(a)"), 3)  # one departure, two arrivals
        self.assert_near(ladder.entered("right", "ESTABLISHED"), 0.151)

    def test_the_server_closes_first(self):
        ladder = Ladder("--closer", "server")
        self.assertEqual(ladder.names(), list(SEGMENTS))
        self.assertEqual(ladder.states("right")[-2:], ["TIME_WAIT", "CLOSED"])
        self.assertEqual(ladder.states("left")[-2:], ["LAST_ACK", "CLOSED"])

    def test_half_open(self):
        ladder = Ladder("--scenario", "half-open")
        self.assertEqual(ladder.names(), ["syn", "synack", "ack", "data", "rst"])
        self.assertIn("knows of no such connection", " ".join(ladder.step("data").notes.split()))

    def test_an_old_syn_has_no_sender(self):
        ladder = Ladder("--scenario", "old-duplicate-syn")
        self.assertIn("(...) old-syn [SYN] Seq=0", ladder.text)
        self.assertEqual(ladder.states("right")[:2], ["SYN_RCVD", "LISTEN"])

    def test_users_act_when_they_are_told(self):
        ladder = Ladder("--scenario", "manual", "--at", "0s=server:listen", "--at", "1s=client:connect", "--at", "2s=client:abort")
        self.assertEqual(ladder.names(), ["syn", "synack", "ack", "rst"])
        self.assert_near(ladder.step("rst").sent, 2)

    def test_two_msl(self):
        ladder = Ladder("--two-msl", "3s")
        self.assert_near(ladder.entered("left", "CLOSED") - ladder.entered("left", "TIME_WAIT"), 3)

    def test_numbers(self):
        ladder = Ladder("--numbers", "absolute", "--isn", "100,300")
        self.assertEqual(ladder.step("synack").label, "← [SYN, ACK] Seq=300 Ack=101")

    def run_with(self, *arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}
        return subprocess.run([PROGRAM, "--set", "timer_hz=0", *arguments], check=True, capture_output=True, text=True, encoding="utf-8",
                              env={**clean, **environment}).stdout

    def test_the_language_is_the_locales(self):
        english, chinese = Ladder("--lang", "en").text, Ladder("--lang", "zh").text
        self.assertEqual(self.run_with(), english)
        self.assertEqual(self.run_with(LANG="zh_CN.UTF-8"), chinese)
        self.assertEqual(self.run_with(LANG="zh_CN.UTF-8", LC_ALL="C"), english)
        self.assertEqual(self.run_with(LANG="de_DE.UTF-8", LC_MESSAGES="zh_TW"), chinese)
        self.assertEqual(self.run_with("--lang", "en", LANG="zh_CN.UTF-8"), english)

    def test_json_tells_the_same(self):
        play = json.loads(self.run_with("--format", "json", "--lose", "ack2"))
        ladder = Ladder("--lose", "ack2")
        self.assertEqual([row["label"].split()[0] for row in play["rows"] if row["label"]],
                         [name.rstrip("✗") for name in ladder.names()])
        self.assertEqual(play["situation"], [["set", "timer_hz=0"], ["lose", "ack2"]])
        self.assertEqual(play["end_ns"], 64500000000)
        self.assertTrue(play["complete"])


class BadInput(unittest.TestCase):
    def assert_refused(self, *arguments):
        result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 2, arguments)
        self.assertEqual(result.stdout, "", arguments)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for word in arguments:
            self.assertIn(word.lstrip("-"), result.stderr)

    def test_refused(self):
        self.assert_refused("--scenario", "abnormal")
        self.assert_refused("--lose", "ack3")
        self.assert_refused("--lose", "syn:0")
        self.assert_refused("--lose", "ack2:9")  # the scenario never sends it
        self.assert_refused("--lang", "tlh")
        self.assert_refused("--profile", "minix")
        self.assert_refused("--client-profile", "minix")
        self.assert_refused("--server-profile", "minix")
        self.assert_refused("--set", "client:syn_retries=-1")
        self.assert_refused("--set", "middle:syn_retries=1")
        self.assert_refused("--set", "syn_retries=-1")
        self.assert_refused("--set", "no_such_field=1")
        self.assert_refused("--set", "syn_retries")
        self.assert_refused("--delay", "-50ms")
        self.assert_refused("--delay", "50 parsecs")
        self.assert_refused("--lose", "client.9")
        self.assert_refused("--duplicate", "ack2:9=1s")
        self.assert_refused("--delay-segment", "syn")
        self.assert_refused("--reorder", "syn=1s")
        self.assert_refused("--loss", "2")
        self.assert_refused("--at", "1s=client:dance")
        self.assert_refused("--until", "soon")
        self.assert_refused("--isn", "x")
        self.assert_refused("--format", "oil")
        self.assert_refused("--scenario", "reset", "--closer", "server")
        self.assert_refused("--color", "blue")
        self.assert_refused("--no-such-option")
        self.assert_refused("stray")

    def test_help_and_version(self):
        for option in ("--help", "--version"):
            result = subprocess.run([PROGRAM, option], capture_output=True, text=True, check=True)
            self.assertIn("synfin-walkthrough", result.stdout)
            self.assertEqual(result.stderr, "")
            self.assertLessEqual(max(map(len, result.stdout.splitlines())), 100)
        # What --set refuses sends its reader to --help.
        self.assertIn(" syn_retries,", subprocess.run([PROGRAM, "--help"], check=True, capture_output=True, text=True).stdout)

    def test_fields_that_contradict_each_other(self):
        done = subprocess.run([PROGRAM, "--set", "rto_min=1s", "--set", "rto_max=500ms"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (2, "synfin-walkthrough: --set rto_max=500ms: accepted is values that agree: rto_min must not exceed rto_max\n"))


if __name__ == "__main__":
    unittest.main()
