# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Tests of the engine in the page: it answers octet for octet as synfin-walkthrough does, and needs nothing from outside."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PLAYGROUND = SOURCE / "examples" / "playground"
ASK = SOURCE / "test" / "playground" / "ask.js"
PAGE = pathlib.Path(os.environ["SYNFIN_PLAYGROUND"])


# A module that ends at a request of "end", and else says whether it is new.
ENDING = """
static char request[64];
static int asked;
void _initialize(void) {}
char* synfin_alloc(unsigned long size) { return size < sizeof request ? request : 0; }
void synfin_release(char* memory) { *memory = 0; }
const char* synfin_ask(const char* text, unsigned long size)
{
    if (size == 5 && text[1] == 'e')
    {
        __builtin_trap();
    }
    return asked++ ? "\\"used\\"" : "\\"new\\"";
}
const char* synfin_last_words(void) { return "this is why"; }
"""


def ask(*requests, page=PAGE):
    """@return what the module is, and the answer to each request, as a text"""
    lines = "".join((request if isinstance(request, str) else json.dumps(request)) + "\n" for request in requests)
    done = subprocess.run(["node", ASK, page], input=lines, capture_output=True, text=True, timeout=600, check=True)
    module, *answers = done.stdout.split("\n")[:-1]
    return json.loads(module), answers


def walkthrough(situation, *options):
    """@return what synfin-walkthrough did"""
    settings = [word for setting in situation for word in ("--" + setting[0], setting[1])]
    return subprocess.run([BIN / "synfin-walkthrough", *settings, *options], capture_output=True, text=True, timeout=60,
                          check=False)


MODULE, (DESCRIBED,) = ask({"do": "describe", "lang": "en"})
KNOWN = json.loads(DESCRIBED)
SCENARIOS, PROFILES = ([one["name"] for one in KNOWN[kind]] for kind in ("scenarios", "profiles"))

# What has no name among scenarios, profiles and segments.
OTHERS = [
    *([["loss", "0.2"], ["seed", str(seed)]] for seed in range(1, 41)),
    *([["delay", delay]] for delay in ("0ms", "1ns", "0.3ms", "333.333ms", "2s", "0.5min")),
    *([["closer", closer], ["server-profile", "freebsd"]] for closer in ("server", "both")),
    [["isn", "4294967295,0"], ["numbers", "absolute"]],
    [["two-msl", "0.5s"], ["until", "1h"]],
    [["set", "rto_min=30ms"], ["set", "server:time_wait=0s"]],
    [["lose", "client.3"], ["delay-segment", "fin2=1.5s"], ["duplicate", "syn=70ms"], ["reorder", "ack"]],
    [["scenario", "manual"], ["at", "0s=server:listen"], ["at", "10ms=client:connect"], ["at", "1s=client:send:5000"],
     ["at", "3s=server:crash"], ["at", "4s=client:send:1"]],
]


def situations():
    """@return many, each as the settings that are not the defaults"""
    lost = [[], *([["lose", name + copy]] for name in KNOWN["segments"] for copy in ("", ":2"))]
    return [
        *([["scenario", scenario], *lose] for scenario in SCENARIOS for lose in lost),
        *([["scenario", scenario], ["profile", profile]] for scenario in SCENARIOS for profile in PROFILES),
        *([["scenario", scenario], ["loss", "0.3"], ["seed", seed]] for scenario in SCENARIOS for seed in "123456789"),
        *OTHERS,
    ]


class EngineTest(unittest.TestCase):
    """The page's engine beside the program."""

    def compare(self, drawings):
        """Each drawing (situation, format, language) is the same from both. @return how many could be drawn"""
        requests = ({"do": "draw", "format": kind, "situation": situation, "lang": lang} for situation, kind, lang in drawings)
        answers = [json.loads(answer) for answer in ask(*requests)[1]]
        self.assertEqual(len(answers), len(drawings))

        def program(drawing):
            situation, kind, lang = drawing
            return walkthrough(situation, "--format", kind, "--lang", lang, "--color", "off")

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            drawn = 0
            for drawing, answer, done in zip(drawings, answers, pool.map(program, drawings)):
                with self.subTest(drawing):
                    # The program refuses to lose a segment that is never sent; the page warns of it.
                    if done.returncode == 0 or "it is never sent" not in done.stderr:
                        self.assertEqual(answer.get("text"), done.stdout, (answer.get("error"), done.stderr))
                        drawn += 1
        return drawn

    def test_plays(self):
        drawings = [(situation, "json", "en") for situation in situations()]
        self.assertGreater(self.compare(drawings), 300)

    def test_drawings(self):
        drawings = [(situation, kind, lang) for kind in KNOWN["formats"] if kind != "command"
                    for lang in ("en", "zh")
                    for situation in [*([["scenario", scenario]] for scenario in SCENARIOS), *OTHERS[::7]]]
        self.assertEqual(self.compare(drawings), len(drawings))

    def test_a_play_is_the_drawing_as_json(self):
        situation = [["lose", "ack2"]]
        play, drawing = ask({"do": "play", "situation": situation, "lang": "en"},
                            {"do": "draw", "format": "json", "situation": situation, "lang": "en"})[1]
        self.assertEqual(json.loads(play), json.loads(json.loads(drawing)["text"]))

    def test_refusals(self):
        for situation in ([["delay", "soon"]], [["loss", "2"]], [["lose", "fin9"]], [["two-msl", "1000h"]],
                          [["set", "rto_min=fast"]], [["at", "1s=nobody:close"]]):
            with self.subTest(situation):
                answer = json.loads(ask({"do": "play", "situation": situation, "lang": "en"})[1][0])
                done = walkthrough(situation)
                self.assertEqual(done.returncode, 2)
                # The same is accepted, in the words of a page and of a command line, which shortens long ones.
                self.assertIn(answer["error"].partition(": accepted is ")[2][:60], done.stderr)

    def test_requests_that_are_none(self):
        for request in ("", "{", "[]", "null", '{"do":7}', "\u0000", "三次握手"):
            with self.subTest(request):
                self.assertEqual(list(json.loads(ask(request)[1][0])), ["error"])

    def test_an_engine_that_ends_tells_why_and_is_replaced(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "engine.js").symlink_to(PLAYGROUND / "engine.js")
            (folder / "index.html").write_text('<html><head></head><script src="engine.js"></script></html>', encoding="utf-8")
            subprocess.run(["clang", "--target=wasm32", "-nostdlib", "-Wl,--no-entry,--export-all", "-x", "c", "-", "-o",
                            folder / "a.wasm"], input=ENDING, text=True, timeout=60, check=True)
            subprocess.run([PLAYGROUND / "pack.py", folder / "index.html", folder / "a.wasm", folder / "a.html"], timeout=60,
                           check=True)
            answers = ask(*(json.dumps(text) for text in ("go", "go", "end", "go")), page=folder / "a.html")[1]
        self.assertEqual(list(map(json.loads, answers)), ["new", "used", {"error": "this is why"}, "new"])

    def test_nothing_is_needed_from_outside(self):
        self.assertEqual(MODULE["imports"], [])
        self.assertEqual(sorted(MODULE["exports"]), ["_initialize", "memory", "synfin_alloc", "synfin_ask", "synfin_last_words",
                                                     "synfin_release"])

    def test_size(self):
        self.assertLess(PAGE.stat().st_size, 3 * 2**20)


if __name__ == "__main__":
    unittest.main()
