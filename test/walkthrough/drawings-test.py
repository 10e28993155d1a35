#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads what synfin-walkthrough draws in each --format, for every scenario and every lost segment."""

import functools
import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest
import xml.etree.ElementTree

PROGRAM = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-walkthrough"
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
GOLDEN = SOURCE / "test/walkthrough/golden"
PACKETDRILL = os.environ.get("SYNFIN_PACKETDRILL")

PLAIN = ("normal", "simultaneous-open", "simultaneous-close", "half-close", "refused", "reset")
OTHERS = ("half-open", "old-duplicate-syn", "keep-alive", "time-wait-reuse", "time-wait-assassination", "syn-flood")
LOST = ("syn", "synack", "ack", "fin1", "ack1", "fin2", "ack2", "data")
DISTURBED = (
    ("--delay", "0s", "--at", "1s=client:send:5000"),
    ("--delay-segment", "syn=3s"),
    ("--duplicate", "fin1=20ms", "--reorder", "ack"),
    ("--loss", "0.3", "--seed", "7", "--at", "1s=server:send:9000"),
    ("--numbers", "absolute", "--isn", "4294967295,7"),
    ("--until", "120ms"),
    ("--scenario", "manual"),
    ("--set", "msl=1s", "--profile", "freebsd"),
)

SVG = "{http://www.w3.org/2000/svg}"
NAMES = "(client|server)"
TEXT = r"(?:[^#;%<>\n]|#35;|#59;|#37;|#lt;|#gt;)+"
MERMAID = re.compile(
    rf"    (?:participant {NAMES} as {TEXT}"
    rf"|(?P<sender>client|server)(?P<arrow>->>|-->>|--x|-\)|--\))(?!(?P=sender))(client|server): {TEXT}"
    rf"|Note over {NAMES}(,{NAMES})?: {TEXT}(?:<br/>{TEXT})*)"
)
CALL = r"(socket|bind|listen|accept|connect|fcntl|setsockopt|write|read|shutdown|close)\(.*\) = (-1 EINPROGRESS \(.*\)|\d+)"
SEGMENT = r"[<>] [FSRP.UEWe]+ (\d+):(\d+)\((\d+)\)( ack \d+)? win \d+( <[^<>]+>)?"
DRILL = re.compile(rf" *(?P<time>\d+(?:\.\d{{1,6}})?) (?:{CALL}|(?P<segment>{SEGMENT}))")


@functools.lru_cache(maxsize=None)
def draw(form, *arguments, lang="en"):
    return subprocess.run([PROGRAM, *arguments, "--lang", lang, "--format", form], check=True, capture_output=True,
                          text=True, encoding="utf-8").stdout


def situations():
    """Yields the arguments of every scenario, each with every segment lost that is sent in it, and of others."""
    for scenario, lost in itertools.product(PLAIN + OTHERS, ("", *LOST)):
        arguments = ("--scenario", scenario, *(("--lose", lost) if lost else ()))
        tried = subprocess.run([PROGRAM, *arguments], check=False, capture_output=True)
        if tried.returncode == 0:
            yield arguments
        else:
            assert b"never sent" in tried.stderr, tried.stderr
    yield from DISTURBED


def flights_of(svg):
    """@return the groups of a drawing that have a segment's line; those of the legend have no title"""
    return [g for g in svg.iter(SVG + "g") if g.find(SVG + "title") is not None and
            g.find(f"{SVG}path[@class='line']") is not None]


SITUATIONS = list(situations())


class Golden(unittest.TestCase):
    """The files beside: what users see, as it was when somebody looked at it last."""

    def test_lost_ack2(self):
        for name, form, arguments, lang in (
            ("en.txt", "text", (), "en"),
            ("zh.txt", "text", (), "zh"),
            ("en.html", "html", (), "en"),
            ("zh.html", "html", (), "zh"),
            ("svg", "svg", (), "en"),
            ("mmd", "mermaid", (), "en"),
            ("client.pkt", "packetdrill", (), "en"),
            ("server.pkt", "packetdrill", ("--end", "server"), "en"),
            ("sh", "command", (), "en"),
        ):
            drawn = draw(form, "--lose", "ack2", "--set", "timer_hz=0", *arguments, lang=lang)
            self.assertEqual(drawn, (GOLDEN / f"lose-ack2.{name}").read_text("utf-8"), name)


class Svg(unittest.TestCase):
    def test_every_segment_has_its_lines(self):
        for arguments in SITUATIONS:
            with self.subTest(arguments=arguments):
                play = json.loads(draw("json", *arguments))
                text = draw("svg", *arguments)
                for foreign in ("<script", " id=", "href", "url("):
                    self.assertNotIn(foreign, text)
                svg = xml.etree.ElementTree.fromstring(text)
                self.assertEqual(svg.get("width"), "800")
                flights = flights_of(svg)
                segments = play["segments"]
                self.assertEqual(len(flights), sum(max(1, len(s["arrivals_ns"])) for s in segments))
                heads = [path for path in svg.iter(SVG + "path") if path.get("class") == "point"]
                self.assertEqual(len(heads), sum(len(s["arrivals_ns"]) for s in segments))
                lost = [g for g in flights if g.get("class").startswith("lost")]
                self.assertEqual(len(lost), sum(s["fate"] == "lost" for s in segments))
                labels = [t.text for t in svg.iter(SVG + "text") if t.get("class") == "label"]
                self.assertEqual(sorted(labels), sorted(s["label"] for s in segments))

    def test_time_runs_down_to_scale(self):
        def lines(*arguments):
            svg = xml.etree.ElementTree.fromstring(draw("svg", "--set", "timer_hz=0", *arguments))
            paths = [g.find(f"{SVG}path[@class='line']").get("d") for g in flights_of(svg)]
            return [tuple(map(float, re.fullmatch(r"M(\S+) (\S+)L(\S+) (\S+)", d).groups())) for d in paths]

        # The first three segments follow each other without a pause: each is as long under way as the one before.
        for delay in ("1ms", "50ms", "200ms"):
            starts = [y for _, y, _, _ in lines("--delay", delay)[:3]]
            self.assertEqual(starts[2] - starts[1], starts[1] - starts[0])
        # Whatever is sent later begins lower, or as low.
        for arguments in SITUATIONS:
            with self.subTest(arguments=arguments):
                play = json.loads(draw("json", "--set", "timer_hz=0", *arguments))
                sent = [s["sent_ns"] for s in play["segments"] for _ in (s["arrivals_ns"] or [0]) if not s["injected"]]
                injected = any(s["injected"] for s in play["segments"])
                starts = [] if injected else sorted(y for _, y, _, _ in lines(*arguments))
                for (early, low), (late, lower) in itertools.pairwise(zip(sorted(sent), starts)):
                    self.assertLessEqual(low, lower)
                    self.assertTrue(early == late or low < lower, (early, late))


class Html(unittest.TestCase):
    def test_every_step_is_an_item(self):
        for arguments, lang in zip(SITUATIONS, itertools.cycle(("en", "zh"))):
            with self.subTest(arguments=arguments):
                play = json.loads(draw("json", *arguments, lang=lang))
                text = draw("html", *arguments, lang=lang)
                self.assertTrue(text.startswith("<!DOCTYPE html>\n"))
                for foreign in ("<script", "http://", "https://"):
                    self.assertNotIn(foreign, text.replace('xmlns="http://www.w3.org/2000/svg"', ""))
                page = xml.etree.ElementTree.fromstring(text)
                self.assertEqual(page.get("lang"), lang)
                items = page.findall("body/main/ol/li")
                self.assertEqual(len(items), len(play["rows"]))
                for item, row in zip(items, play["rows"]):
                    told = "".join(item.itertext())
                    for words in (row["label"], *row["notes"], *(c["state"] for c in row["cells"] if "state" in c)):
                        self.assertIn(words, told)
                drawn = [t.text for t in page.iter(SVG + "text")]
                self.assertTrue(all(item.find("span").text in drawn for item in items))


class Mermaid(unittest.TestCase):
    def test_grammar(self):
        for arguments in SITUATIONS:
            with self.subTest(arguments=arguments):
                head, *lines = draw("mermaid", *arguments).splitlines()
                self.assertEqual(head, "sequenceDiagram")
                found = [MERMAID.fullmatch(line) for line in lines]
                self.assertNotIn(None, found, [line for line, match in zip(lines, found) if not match])
                arrows = [match["arrow"] for match in found if match["arrow"]]
                segments = json.loads(draw("json", *arguments))["segments"]
                self.assertEqual(arrows.count("--x"), sum(s["fate"] == "lost" for s in segments))
                self.assertEqual(sum(a.endswith(">>") for a in arrows), sum(len(s["arrivals_ns"]) for s in segments))


class Command(unittest.TestCase):
    def test_it_draws_the_same(self):
        for arguments in SITUATIONS:
            program, *again = shlex.split(draw("command", *arguments))
            self.assertEqual(program, "synfin-walkthrough")
            self.assertEqual(draw("text", *again), draw("text", *arguments), arguments)

    def test_quotes(self):
        for setting in ("mss=1000", "client:timer_hz=0"):
            self.assertIn(f" --set {setting}", draw("command", "--set", setting))


class Packetdrill(unittest.TestCase):
    def test_grammar(self):
        for arguments, end in itertools.product(SITUATIONS, ("client", "server")):
            with self.subTest(arguments=arguments, end=end):
                head, who, empty, *lines = draw("packetdrill", *arguments, "--end", end).splitlines()
                self.assertEqual((head, who[:len(f"// The {end}, profile ")], empty),
                                 ("// " + draw("command", *arguments).strip(), f"// The {end}, profile ", ""))
                found = [DRILL.fullmatch(line) for line in lines if not line.startswith("// ")]
                self.assertNotIn(None, found)
                times = [float(match["time"]) for match in found]
                self.assertEqual(times, sorted(times))
                self.assertTrue(not times or times[0] == 0)

    def test_bad_end(self):
        run = subprocess.run([PROGRAM, "--end", "middle"], check=False, capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, r"\A[^\n]*--end[^\n]*middle[^\n]*client[^\n]*\n\Z")

    @unittest.skipUnless(PACKETDRILL, "SYNFIN_PACKETDRILL names no packetdrill program (doc/packetdrill.rst)")
    @unittest.skipIf(os.environ.get("SYNFIN_SANITIZED") == "1", "packetdrill cannot load a library with sanitizers")
    def test_scripts_pass(self):
        scripts = pathlib.Path("scripts")
        scripts.mkdir()
        for arguments, end in itertools.product(SITUATIONS, ("client", "server")):
            if arguments[:1] != ("--scenario",) or arguments[1] == "manual" or "keep-alive" in arguments:
                continue  # two hours of keep-alive take packetdrill minutes
            script = scripts / ("-".join(arguments[1::2]) + f"-{end}.pkt")
            script.write_text(draw("packetdrill", *arguments, "--set", "timer_hz=0", "--end", end))
        result = subprocess.run(
            [SOURCE / "test/packetdrill/run.sh", "--packetdrill", PACKETDRILL, "--set", "timer_hz=0", "--tolerance-percent", "0.5",
             scripts], check=False, capture_output=True, text=True,
            env={**os.environ, "SYNFIN_LIB": str(PROGRAM.parent.parent / "lib")})
        failures = [line for line in result.stdout.splitlines() if line.startswith("not ok")]
        self.assertEqual((result.returncode, failures, result.stderr), (0, [], ""))
        self.assertGreater(len(list(scripts.iterdir())), 100)


if __name__ == "__main__":
    unittest.main()
