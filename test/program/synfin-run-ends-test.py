#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run with other profiles at the clients than at the servers: each end behaves as its own, and what is written says so."""

import decimal
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

EXACT = ("--set", "timer_hz=0")
FEW = ("--connections", 20, *EXACT)


def times(results, end, name):
    """@return when the first connection sends segments of a kind, in tenths of seconds from the first of them."""
    first = next(row["conn"] for row in results.rows("connections.csv"))
    host = {"client": "0", "server": "1"}[end]
    sent = [float(row["time_s"]) for row in results.rows("segments.csv")
            if (row["conn"], row["host"], row["event"], row["flags"]) == (first, host, "sent", name)]
    return [round(time - sent[0], 1) for time in sent]


class Ends(unittest.TestCase):
    def test_each_end_has_its_ladder(self):
        """A SYN into a black hole is sent as the client's profile says, an unanswered SYN-ACK as the server's does."""
        for own, other, client, server in (
                ("linux", "freebsd", [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], [0, 1, 3.2, 7.4]),
                ("freebsd", "linux", [0, 1, 3.2, 7.4, 15.6, 31.8, 64], [0, 1, 3, 7, 15, 31])):
            options = ("--client-profile", own, "--server-profile", other, "--trace", "segments", *FEW)
            black = run(f"syn-{own}", *options, "--loss-forward", 1)
            self.assertEqual(times(black, "client", "S"), client)
            silent = run(f"synack-{own}", *options, "--lose-forward", ",".join(f"syn:{n}" for n in range(2, 14)),
                         "--loss-reverse", 1)
            self.assertEqual(times(silent, "server", "S."), server)

    def test_time_wait_is_the_closers(self):
        for closer, end in (("client", "client"), ("server", "server")):
            other = {"client": "server", "server": "client"}[end]
            results = run(f"wait-{closer}", *FEW, "--closer", closer, "--set", f"{end}:time_wait=7s", "--set",
                          f"{other}:time_wait=9s")
            waits = {decimal.Decimal(row["ms"]) for row in results.transitions() if row["oldstate"] == "TIME_WAIT"}
            self.assertEqual(waits, {7000})

    def test_a_field_of_one_end_is_stronger_than_one_of_both_in_whatever_order(self):
        fields = run("order", *FEW, "--set", "client:syn_retries=2", "--set", "syn_retries=3", "--client-profile", "freebsd",
                     "--set", "server:tcp_synack_retries=1").summary["parameters"]["set"]
        self.assertEqual((fields["client:syn_retries"], fields["server:syn_retries"]), ("2", "3"))
        self.assertEqual((fields["client:synack_retries"], fields["server:synack_retries"]), ("3", "1"))
        self.assertNotIn("syn_retries", fields)

    def test_ends_that_agree_are_written_as_one(self):
        """And --profile takes the place of what a file says of the ends."""
        one = run("one", *FEW, "--profile", "freebsd")
        two = run("two", *FEW, "--client-profile", "freebsd", "--server-profile", "freebsd")
        self.assertEqual(one.read("transitions.csv"), two.read("transitions.csv"))
        self.assertEqual(one.summary["parameters"]["set"], two.summary["parameters"]["set"])
        again = run("again", "--config", two.folder / "params.ini", "--profile", "freebsd", *EXACT)
        self.assertEqual(one.same_bytes(), again.same_bytes())

    def test_both_paths_and_params_ini(self):
        options = ("--connections", 200, "--loss", 0.1, "--clients", 2, "--servers", 2, "--client-profile", "freebsd", "--set",
                   "server:timer_hz=250", "--set", "client:mss=500", "--request", 3000)
        direct = run("direct", *options, "--path", "direct")
        for other in (run("ip", *options, "--path", "ip"), run("read", "--config", direct.folder / "params.ini")):
            for name in ("transitions.csv", "connections.csv", "hosts.csv"):
                self.assertEqual(direct.read(name), other.read(name), name)
        self.assertIn("\nserver:timer_hz = 250\n", direct.read("params.ini"))
        self.assertEqual(direct.same_bytes(), run("read", "--force", "--config", direct.folder / "params.ini").same_bytes())

    def test_the_table_names_both(self):
        said = call("--client-profile", "freebsd", *FEW).stdout
        self.assertIn("profile freebsd (clients) and linux (servers),", said)

    def test_ns3s_tcp_has_them_too(self):
        lossy = ("--stack", "ns3", "--connections", 20, "--loss-forward", 1)
        rows = run("ns3", *lossy, "--set", "client:syn_retries=1", "--set", "server:syn_retries=4").rows("connections.csv")
        self.assertEqual({row["syn_sent"] for row in rows}, {"2"})


class BadInput(unittest.TestCase):
    def test_one_line(self):
        for options, text in (
                (["--set", "router:mss=500"], "--set router:mss=500: accepted is KEY=VALUE with a field of the profile; client: and "
                                              "server: before it are the ends that there are"),
                (["--set", "client:syn_retires=1"], "did you mean syn_retries?"),
                (["--set", "client:mss"], "--set client:mss: accepted is KEY=VALUE"),
                (["--set", "client:mss=1"], "--set client:mss=1: accepted is an integer from 64"),
                (["--client-profile", "linus"], "--client-profile linus: accepted is rfc9293"),
                (["--server-profile", "freebds"], "did you mean freebsd?"),
                (["--profile", "freebds"], "did you mean freebsd?"),
                (["--set", "client:rto_min=500s"], "--set client:rto_min=500s: accepted is values that agree"),
                (["--server-profile", "freebsd", "--set", "rto_min=100s"], "rto_min=100s server:rto_max=64s"),
                (["--set", "client:mss=100", "--set", "client:mss=200"], "accepted is one --set client:mss, not several")):
            done = call(*options, "--out", "bad")
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            self.assertIn(text, done.stderr)


if __name__ == "__main__":
    unittest.main()
