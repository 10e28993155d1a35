#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin-emulate says to bad input, and to who may not make a TAP device."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from real_peers import PROGRAM, skip  # noqa: E402

SERVE = ("--serve", "7/echo")


class Input(unittest.TestCase):
    def call(self, *options, status=2, before=()):
        """@return the one line that it says."""
        done = subprocess.run([*before, PROGRAM, *options], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1))
        self.assertTrue(done.stderr.startswith("synfin-emulate: "))
        return done.stderr

    def test_refused(self):
        for options, accepted in (
                ((), "--serve PORT/SERVICE, --connect ADDRESS:PORT/SERVICE, or both"),
                (("--serve", "80"), "PORT/SERVICE with a service of echo, discard, source, close, reset, http"),
                (("--serve", "0/echo"), "PORT/SERVICE"),
                ((*SERVE, *SERVE), "each port once"),
                (("--connect", "10.7.0.1/echo"), "IPv4 address:PORT/SERVICE"),
                (("--connect", "[fd07::1]:80/echo"), "IPv4 address:PORT/SERVICE"),
                ((*SERVE, "--local-port", "5000"), "a port from 1 to 65535, with one --connect"),
                ((*SERVE, "--octets", "-1"), "a whole number"),
                ((*SERVE, "--tap", "a-name-much-too-long"), "up to 15 characters"),
                ((*SERVE, "--tap-address", "10.7.0.1"), "the length of its prefix"),
                ((*SERVE, "--tap-address", "10.7.0.1/32"), "the length of its prefix"),
                ((*SERVE, "--address", "10.8.0.2"), "another address in the subnet"),
                ((*SERVE, "--address", "10.7.0.1"), "another address in the subnet"),
                ((*SERVE, "--address", "host"), "an IPv4 or IPv6 address"),
                ((*SERVE, "--profile", "minix"), "rfc9293, linux, linux-6.18, linux-4.9, linux-4, freebsd, macos, windows or ns3"),
                ((*SERVE, "--set", "rto_min=soon"), "a time from"),
                ((*SERVE, "--delay", "5"), "a time"),
                ((*SERVE, "--out", ""), "the name of a directory"),
                ((*SERVE, "--colour"), "the options that --help lists"),
                (("echo",), "the options that --help lists")):
            with self.subTest(options=options):
                self.assertIn("accepted ", self.call(*options))
                self.assertIn(accepted, self.call(*options))
        self.assertEqual(os.listdir("."), [])

    def test_without_the_right(self):
        """One line, status 1, and no results."""
        before = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
        line = self.call(*SERVE, status=1, before=before if os.geteuid() == 0 else ())
        self.assertRegex(line, "/dev/net/tun: |TAP device")

    def test_help(self):
        done = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=60, check=True)
        for option in ("--serve", "--connect", "--set", "--tap-address", "--delay", "--duration", "--print"):
            self.assertIn(option, done.stdout)


if __name__ == "__main__":
    if not pathlib.Path(PROGRAM).exists():
        skip("there is no synfin-emulate (ns-3 without fd-net-device)")
    unittest.main()
