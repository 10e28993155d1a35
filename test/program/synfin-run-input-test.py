#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Bad input to synfin-run: status 2, one line that names option, value and what is accepted, nothing written."""

import json
import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import NO_LEAKS, call  # noqa: E402

# What is given, and what the line must say.
BAD = [
    (["--frobnicate", "3"], ["--frobnicate", "--help"]),
    (["--los", "0.1"], ["--los", "--help"]),
    (["-x"], ["-x", "--help"]),
    (["extra"], ["extra", "--help"]),
    (["--loss"], ["--loss", "missing", "P is 0 to 1"]),
    (["--loss", "0.1", "--loss", "0.2"], ["--loss", "0.2", "one"]),
    (["--connections", "0"], ["--connections 0", "from 1 to"]),
    (["--connections", "-5"], ["--connections -5", "from 1 to"]),
    (["--connections", "1e3"], ["--connections 1e3", "integer"]),
    (["--connections", "100000001"], ["--connections 100000001", "100000000"]),
    (["--connections", "99999999999999999999"], ["--connections 99999999999999999999", "100000000"]),
    (["--rate", "0"], ["--rate 0", "number from"]),
    (["--rate", "fast"], ["--rate fast", "number from"]),
    (["--rate", "nan"], ["--rate nan", "number from"]),
    (["--arrivals", "sometimes"], ["--arrivals sometimes", "poisson, constant, burst, closed or file:PATH"]),
    (["--concurrency", "0"], ["--concurrency 0", "from 1 to"]),
    (["--clients", "many"], ["--clients many", "auto, or an integer from 1 to"]),
    (["--addresses-per-client", "0"], ["--addresses-per-client 0", "from 1 to"]),
    (["--addresses-per-client", "4000000"], ["--addresses-per-client 4000000", "4000000 addresses in all"]),
    (["--addresses-per-client", "2", "--stack", "ns3"], ["--addresses-per-client 2", "1 with --stack ns3"]),
    (["--requests-per-connection", "2"], ["--requests-per-connection 2", "--request and --response"]),
    (["--think", "-1s"], ["--think -1s", "time"]),
    (["--arrivals", "closed", "--concurrency", "1", "--connections", "300", "--think", "365d"],
     ["--think 365d", "300 connections", "270 years"]),
    (["--arrivals", "closed", "--concurrency", "1", "--connections", "300", "--hold", "365d", "--path", "direct"],
     ["--hold 365d", "270 years"]),
    (["--arrivals", "closed", "--concurrency", "1", "--connections", "60000", "--delay", "1d"],
     ["--connections 60000", "270 years"]),
    (["--request", "1", "--response", "1", "--requests-per-connection", "300", "--think", "365d"],
     ["--think 365d", "270 years"]),
    (["--nat", "maybe"], ["--nat maybe", "true or false"]),
    (["--nat-ports", "80-90"], ["--nat-ports 80-90", "nothing without --nat"]),
    (["--nat-timeout", "1s"], ["--nat-timeout 1s", "nothing without --nat"]),
    (["--nat", "true", "--path", "direct", "--addresses-per-client", "2"], ["--addresses-per-client 2", "--nat"]),
    (["--nat-ports", "80"], ["--nat-ports 80", "LOW-HIGH"]),
    (["--nat-timeout", "soon"], ["--nat-timeout soon", "time"]),
    (["--access-queue", "2kB"], ["--access-queue 2kB", "nothing without --access-rate"]),
    (["--concurrency", "5"], ["--concurrency 5", "nothing without --arrivals closed"]),
    (["--bandwidth", "none", "--queue", "10p"], ["--queue 10p", "nothing without --bandwidth"]),
    (["--bandwidth-reverse", "none", "--ecn-threshold-reverse", "5p"],
     ["--ecn-threshold-reverse 5p", "nothing without --bandwidth"]),
    (["--jitter-forward", "1ms", "--jitter-reorders-reverse"], ["--jitter-reorders-reverse true", "nothing without --jitter"]),
    (["--duration", "20s", "--event", "30s delay=1ms"], ["--event 30s delay=1ms", "before the end of the run, --duration 20s"]),
    (["--sample", "1000"], ["--sample 1000", "1/N"]),
    (["--sample", "1/0"], ["--sample 1/0", "1/N"]),
    (["--compress", "gzip"], ["--compress gzip", "none or zstd"]),
    (["--clients", "0"], ["--clients 0", "from 1 to"]),
    (["--servers", "100000000"], ["--servers 100000000", "from 1 to"]),
    (["--request", "-1"], ["--request -1", "from 0 to"]),
    (["--response", "1kBit"], ["--response 1kBit", "from 0 to"]),
    (["--hold", "5"], ["--hold 5", "such as 50ms"]),
    (["--closer", "nobody"], ["--closer nobody", "client, server or both"]),
    (["--backlog", "many"], ["--backlog many", "integer"]),
    (["--listen-from", "later"], ["--listen-from later", "time"]),
    (["--delay", "-50ms"], ["--delay -50ms", "time from 0s"]),
    (["--delay", "50"], ["--delay 50", "such as 50ms"]),
    (["--delay", "100d"], ["--delay 100d", "time from 0s to"]),
    (["--bandwidth", "0.1bps"], ["--bandwidth 0.1bps", "rate"]),
    (["--bandwidth", "quick"], ["--bandwidth quick", "rate"]),
    (["--queue", "0p"], ["--queue 0p", "1000p"]),
    (["--queue", "10"], ["--queue 10", "1000p"]),
    (["--loss", "1.01"], ["--loss 1.01", "P is 0 to 1"]),
    (["--loss-forward", "-0.1"], ["--loss-forward -0.1", "P is 0 to 1"]),
    (["--loss-reverse", "110%"], ["--loss-reverse 110%", "P is 0 to 1"]),
    (["--loss", "gemodel:1%,2"], ["--loss gemodel:1%,2", "gemodel"]),
    (["--jitter", "5ms,gamma"], ["--jitter 5ms,gamma", "pareto"]),
    (["--schedule", "12s loss=1; 10s loss=0"], ["--schedule", "10s"]),
    (["--path", "ether"], ["--path ether", "direct"]),
    (["--path", "direct", "--stack", "ns3"], ["--path direct", "ip"]),
    (["--ip", "5"], ["--ip 5", "4, 6 or dual"]),
    (["--stack", "lwip"], ["--stack lwip", "synfin or ns3"]),
    (["--profile", "minix"], ["--profile minix", "rfc9293, linux, linux-6.18, linux-4.9, linux-4, freebsd, macos, windows or ns3"]),
    (["--msl", "-1s"], ["--msl -1s", "time"]),
    (["--set", "syn_retries"], ["--set syn_retries", "KEY=VALUE"]),
    (["--set", "syn_retires=3"], ["--set syn_retires=3", "syn_retries"]),
    (["--set", "syn_retries=lots"], ["--set syn_retries=lots", "integer"]),
    (["--set", "rto_min=300s"], ["rto_min=5min", "rto_max=2min", "exceed"]),
    (["--seed", "0"], ["--seed 0", "from 1 to"]),
    (["--seed", "4294944443"], ["--seed 4294944443", "4294944442"]),
    (["--run", "-1"], ["--run -1", "from 0 to"]),
    (["--trace", "some"], ["--trace some", "all, none, connections or segments"]),
    (["--progress", "maybe"], ["--progress maybe", "auto, on or off"]),
    (["--config", "nowhere.ini"], ["--config nowhere.ini", "read"]),
    (["--config", "."], ["--config .", "a directory"]),
    (["--pcap", "/proc/no/such/x"], ["--pcap /proc/no/such/x", "written"]),
    (["--connections", "1000000", "--rate", "0.000001"], ["--rate", "within"]),
]

# The contents of a file that --config names, and what the line must say.
BAD_FILES = [
    ("connections = many\n", ["bad.ini", "connections = many", "integer"]),
    ("colour = red\n", ["bad.ini", "colour = red", "--help"]),
    ("connections\n", ["bad.ini", "line 1", "connections", "NAME = VALUE"]),
    # Boost's own reader took such a line for a part of its message, and never came to the end of it.
    ("seed = 1\nloss @%invalid_line%30\n", ["bad.ini", "line 2", "loss @%invalid_line%30", "NAME = VALUE"]),
    ("= 1\n", ["bad.ini", "line 1", "NAME = VALUE"]),
    ("[profile]\nsyn_retries = -1\n", ["bad.ini: [profile] syn_retries = -1", "integer"]),
    ("[profile]\nno_such_field = 1\n", ["bad.ini: [profile] no_such_field = 1", "--help"]),
    ("set = syn_retries\n", ["bad.ini", "syn_retries", "KEY=VALUE"]),
    ("config = other.ini\n", ["bad.ini", "config = other.ini", "--help"]),
]


class BadInput(unittest.TestCase):
    """Every way to get it wrong."""

    def refused(self, options, words):
        """Asserts that the options are refused in one line with these words, and that nothing is left behind."""
        before = sorted(os.listdir())
        done = call(*options)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("synfin-run: "), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(sorted(os.listdir()), before)

    def test_options(self):
        for options, words in BAD:
            with self.subTest(options):
                self.refused(["--out", "never/written", *options], words)

    def test_files(self):
        for text, words in BAD_FILES:
            with self.subTest(text):
                pathlib.Path("bad.ini").write_text(text, encoding="utf-8")
                self.refused(["--out", "never", "--config", "bad.ini"], words)

    def test_output_directory(self):
        pathlib.Path("file").write_text("", encoding="utf-8")
        os.makedirs("used", exist_ok=True)
        pathlib.Path("used/file").write_text("", encoding="utf-8")
        self.refused(["--out", "file"], ["--out file", "directory"])
        self.refused(["--out", "file/below"], ["--out file/below", "written"])
        self.refused(["--out", "used"], ["--out used", "--force"])
        self.refused(["--out", "/proc/nowhere"], ["--out /proc/nowhere", "written"])
        self.refused(["--out="], ["--out"])

    def test_time_that_runs_out_only_later(self):
        # Each connection retransmits its SYN for four years until it gives up.
        for path in ("direct", "ip"):
            done = call("--path", path, "--arrivals", "closed", "--concurrency", 1, "--connections", 100, "--loss", 1,
                        "--set", "syn_retries=127", "--set", "rto_max=1000000s", "--out", f"late-{path}", env=NO_LEAKS)
            self.assertEqual((done.returncode, done.stdout), (1, ""), done)
            self.assertEqual(done.stderr, "synfin-run: simulated time passes its limit of 270 years\n")
            self.assertEqual([name for name in os.listdir() if "late" in name], [])

    def test_nearly_all_the_time_there_is(self):
        for path in ("direct", "ip"):
            done = call("--path", path, "--arrivals", "closed", "--concurrency", 1, "--connections", 270, "--think",
                        "364d", "--out", f"long-{path}", "--force")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            summary = json.loads(pathlib.Path(f"long-{path}/summary.json").read_text(encoding="utf-8"))
            self.assertEqual((summary["connections"]["established"], summary["close"]["orderly"]), (270, 270))
            self.assertGreater(summary["run"]["sim_s"], 268 * 365 * 86400)

    def test_help_and_version_need_nothing(self):
        for option, word in (("--help", "--set KEY=VALUE"), ("--version", "synfin-run ")):
            done = call(option)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(word, done.stdout)

    def test_help_is_grouped_and_names_every_default(self):
        text = call("--help").stdout
        places = [text.index(f"\n{group}:\n") for group in ("Workload", "Path", "TCP", "Randomness", "Output",
                                                            "Program")]
        self.assertEqual(places, sorted(places))
        # The help is wrapped: compare words.
        words = " ".join(text.split())
        for default in ("(default 1000)", "(default 100)", "(default poisson)", "(default 50ms)", "(default 1Gbps)",
                        "(default 1000p)", "(default linux)", "(default client)", "(default synfin)"):
            self.assertIn(default, words)


if __name__ == "__main__":
    unittest.main()
