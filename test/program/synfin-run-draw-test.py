#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --draw prints the network of a scenario as SVG."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SVG = "{http://www.w3.org/2000/svg}"
SCENARIO = """
connections = 1000
[group mobile]
share = 30%
clients = 200
delay = lognormal:40ms,0.6
access-rate = 2Mbps/20Mbps
profile = macos
[group office]
share = 70%
server = web
request = 400
[server web]
backlog = 128
[server spare]
servers = 3
[path]
delay = 10ms
loss-forward = 1%
"""


def call(*words, **how):
    return subprocess.run([BIN / "synfin-run", *words], capture_output=True, text=True, check=False, **how)


def drawn(*words):
    """@return {node or edge: its lines} of a picture."""
    done = call(*words, "--draw")
    if done.returncode != 0 or done.stderr:
        raise AssertionError(done.stderr)
    parts = {}
    for part in xml.etree.ElementTree.fromstring(done.stdout).iter(f"{SVG}g"):
        if part.get("class") in ("node", "edge"):
            parts[part.find(f"{SVG}title").text] = [line.text.strip() for line in part.iter(f"{SVG}text")]
    return parts


@unittest.skipUnless(shutil.which("dot"), "no Graphviz")
class Pictures(unittest.TestCase):
    LINK = ["the link", "clients to servers:", "delay = 50ms", "bandwidth = 1Gbps", "queue = 1000p",
            "servers to clients:", "delay = 50ms", "bandwidth = 1Gbps", "queue = 1000p"]

    def test_what_is_always_there(self):
        self.assertEqual(drawn(), {
            "clients0": ["1 client", "profile = linux"], "link": self.LINK, "servers0": ["1 server", "profile = linux"],
            "clients0->link": [], "link->servers0": []})

    def test_what_is_set(self):
        parts = drawn("--nat", "--nat-ports", "10000-10999", "--clients", "50", "--closer", "server", "--loss", "1%", "--bandwidth-reverse",
                      "5Mbps", "--set", "server:tw_reuse=1", "--client-profile", "freebsd", "--servers", "2", "--backlog", "7")
        self.assertEqual(parts["clients0"], ["50 clients", "closer = server", "profile = freebsd"])
        self.assertEqual(parts["middlebox"], ["middlebox", "nat = true", "nat-ports = 10000-10999"])
        self.assertEqual(parts["servers0"], ["2 servers", "backlog = 7", "profile = linux", "tw_reuse = 1"])
        self.assertEqual(parts["link"], [*self.LINK[:5], "loss = 0.01", "servers to clients:", "delay = 50ms", "bandwidth = 5Mbps",
                                         "queue = 1000p", "loss = 0.01"])
        self.assertEqual({edge for edge in parts if ">" in edge}, {"clients0->middlebox", "middlebox->link", "link->servers0"})

    def test_what_stands_between_and_what_happens(self):
        parts = drawn("--conntrack", "8192", "--path-mtu", "1400", "--ip", "6", "--event", "5s crash server restart=1s; 9s delay=1ms")
        self.assertEqual(parts["middlebox"], ["middlebox", "conntrack = 8192", "path-mtu = 1400"])
        self.assertEqual(parts["events"], ["events", "5s crash server restart=1s", "9s delay=1ms"])
        self.assertEqual(parts["link"][:2], ["the link", "ip = 6"])

    def test_a_file(self):
        pathlib.Path("users.ini").write_text(SCENARIO.replace("share = 30%", "share = 30%\nserver = spare"), encoding="utf-8")
        parts = drawn("--config", "users.ini")
        self.assertEqual(parts["clients0"][:3], ["mobile: 200 clients", "share = 30%", "server = spare"])
        self.assertEqual(parts["clients0->link"], ["its own link", "lognormal:40ms,0.6", "2Mbps/20Mbps"])
        self.assertEqual(parts["clients1"][:3], ["office: 1 client", "share = 70%", "server = web"])
        self.assertIn("request = 400", parts["clients1"])
        self.assertEqual(parts["servers0"], ["web: 1 server", "backlog = 128", "profile = linux"])
        self.assertEqual(parts["servers1"], ["spare: 3 servers", "profile = linux"])
        self.assertIn("loss = 0.01", parts["link"][:6])
        self.assertEqual(list(pathlib.Path().iterdir()), [pathlib.Path("users.ini")])  # nothing was run

    def test_names_are_text(self):
        """What a name has that dot or XML would take for its own stays."""
        pathlib.Path("sizes.table").write_text("1 0.5\n2 1\n", encoding="utf-8")
        name = 'a"b\\n<&>.table'
        pathlib.Path("sizes.table").rename(name)
        self.assertIn(name, drawn("--request", f"table:{name}")["clients0"][1])
        pathlib.Path(name).unlink()


class Refusals(unittest.TestCase):
    def test_without_graphviz(self):
        done = call("--draw", env={**os.environ, "PATH": "/nonexistent"})
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertRegex(done.stderr, "^synfin-run: --draw: .*Graphviz.*Debian: graphviz")

    def test_bad_input(self):
        done = call("--draw", "--loss", "2")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertTrue(re.match("synfin-run: --loss 2: ", done.stderr))


if __name__ == "__main__":
    unittest.main()
