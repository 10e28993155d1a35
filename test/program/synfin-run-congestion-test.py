#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--congestion: any of ns-3's congestion controls, on both paths and in ns-3's own TCP, each end with its own."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

# A queue that overflows, and losses beside.
BULK = ("--connections", 3, "--response", 400000, "--loss", "0.5%", "--bandwidth", "20Mbps", "--queue", "40p", "--delay", "20ms")
SEGMENTS = (*BULK, "--trace", "segments")


def names():
    """@return the congestion controls that this ns-3 has, as the refusal of another one lists them"""
    refusal = call("--congestion", "nosuch").stderr
    return refusal.partition("accepted is ")[2].partition(";")[0].strip().split(", ")


class Congestion(unittest.TestCase):
    def test_both_paths_write_the_same_with_each(self):
        every = {}
        for name in names():
            with self.subTest(name):
                ip, direct = (run(f"{name}-{path}", *SEGMENTS, "--congestion", name, "--path", path) for path in ("ip", "direct"))
                for file in ("segments.csv", "connections.csv", "transitions.csv"):
                    self.assertTrue(ip.read(file) == direct.read(file), file)
                self.assertEqual(direct.summary["parameters"]["set"]["congestion_control"], name)
                every[name] = direct.read("segments.csv")
        self.assertGreaterEqual(len(every), 16)
        self.assertGreaterEqual(len(set(every.values())), 10)  # some differ in what does not happen here

    def test_without_it_the_profile_says(self):
        for profile, name in (("linux", "linuxcubic"), ("rfc9293", "newreno"), ("freebsd", "cubic")):
            told = run(f"told-{profile}", *SEGMENTS, "--profile", profile, "--congestion", name)
            own = run(f"own-{profile}", *SEGMENTS, "--profile", profile)
            self.assertEqual(own.read("segments.csv"), told.read("segments.csv"))
            self.assertEqual(own.summary["parameters"]["set"]["congestion_control"], name)

    def test_it_is_the_senders(self):
        """The server sends the data: what the clients have makes no difference."""
        both, server, client = (run(f"ends-{i}", *SEGMENTS, "--profile", "rfc9293", *options).read("segments.csv") for i, options in enumerate((
            ["--congestion", "bic"], ["--set", "server:congestion_control=bic"],
            ["--congestion", "bic", "--set", "server:congestion_control=newreno"])))
        self.assertEqual(both, server)
        self.assertEqual(client, run("ends-none", *SEGMENTS, "--profile", "rfc9293").read("segments.csv"))
        self.assertNotEqual(client, server)

    def test_a_run_repeats_from_its_file(self):
        first = run("first", *SEGMENTS, "--congestion", "vegas", "--set", "client:congestion_control=htcp")
        self.assertRegex(first.read("params.ini"), r"(?m)^client:congestion_control = htcp\nserver:congestion_control = vegas$")
        self.assertEqual(first.same_bytes(), run("again", "--config", "first/params.ini").same_bytes())

    def test_in_ns3s_own_tcp(self):
        ns3 = (*BULK, "--stack", "ns3")
        rows = {name: run(f"ns3-{name}", *ns3, "--congestion", name).read("transitions.csv") for name in ("cubic", "linuxcubic")}
        self.assertEqual(len(set(rows.values())), 2)
        self.assertEqual(rows["linuxcubic"], run("ns3", *ns3).read("transitions.csv"))

    def test_a_sweep_varies_it(self):
        program = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-sweep"
        subprocess.run([program, "--vary", "congestion=cubic,vegas", "--runs", "2", "--connections", "3", "--response", "100000", "--out",
                        "swept"], check=True, capture_output=True)
        points = pathlib.Path("swept/points.csv").read_text(encoding="utf-8").splitlines()
        column = points[0].split(",").index("congestion")
        self.assertEqual({row.split(",")[column] for row in points[1:]}, {"cubic", "vegas"})

    def test_what_is_none_is_refused(self):
        for options in (("--congestion", "cubik"), ("--set", "congestion_control=cubik"), ("--set", "server:tcp_congestion_control=cubik")):
            done = call("--out", "refused", *options)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertIn("did you mean cubic?", done.stderr)
            self.assertFalse(os.path.exists("refused"))
        for name in ("", "CUBIC", "ns3::TcpCubic", "l4protocol", "cu bic"):
            self.assertEqual(call("--congestion", name).returncode, 2, name)


if __name__ == "__main__":
    unittest.main()
