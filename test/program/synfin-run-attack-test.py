#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Floods of segments that no TCP sends: when, from where, what servers make of them, and what comes back."""

import collections
import ipaddress
import math
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import both_paths, call, check_lives, run, scenario  # noqa: E402

EXACT = ("--bandwidth", "none", "--set", "timer_hz=0")
SYN_FLOOD = ("--kind", "syn-flood", "--spoofed", "198.18.0.0/15")


def told(results):
    """@return what the attack of floods came to: what only guesses have is null."""
    return {key: value for key, value in results.summary["attack"].items() if value is not None}


def of_group(results, name):
    """@return what summary.json tells of a group"""
    return next(part for part in results.summary["groups"] if part["group"] == name)


def forged(results):
    """@return the rows of what attackers sent"""
    return [row for row in results.rows("segments.csv") if row["kind"] == "forged"]


class When(unittest.TestCase):
    """Times and numbers."""

    def test_at_equal_gaps(self):
        results = run("equal", *SYN_FLOOD, "--arrivals", "constant", "--rate", 1000, "--connections", 500, "--trace", "segments", *EXACT)
        self.assertEqual([round(float(row["time_s"]) * 1000, 6) for row in forged(results)], list(range(500)))
        self.assertEqual(results.summary["attack"]["sent"], 500)
        self.assertEqual(results.summary["connections"]["attempted"], 0)
        self.assertEqual(results.rows("connections.csv"), [])

    def test_at_random(self):
        """Counts of 100 ms are Poisson's: mean and variance within 4.5 standard errors, which one of 150,000 runs is not."""
        seconds, rate = 40, 500
        results = run("random", *SYN_FLOOD, "--rate", rate, "--end", f"{seconds}s", "--trace", "segments", *EXACT)
        bins, each = 10 * seconds, rate / 10
        counts = collections.Counter(int(float(row["time_s"]) * 10) for row in forged(results))
        self.assertLess(max(counts), bins)
        numbers = [counts[n] for n in range(bins)]
        mean = sum(numbers) / bins
        variance = sum((n - mean) ** 2 for n in numbers) / (bins - 1)
        self.assertLess(abs(mean - each), 4.5 * math.sqrt(each / bins))
        self.assertLess(abs(variance - each), 4.5 * each * math.sqrt(2 / bins + 1 / (each * bins)))

    def test_begin_and_end(self):
        text = "[group a]\nrate = 20\nbegin = 2s\nend = 4s\n[group b]\nkind = syn-flood\nspoofed = 198.18.0.0/15\nrate = 50\nbegin = 1s\n" \
               "end = 3s\narrivals = constant\n[group c]\nrate = 10\narrivals = constant\nconnections = 5\nbegin = 5s\n"
        results = both_paths(self, "window", text)
        times = [float(row["time_s"]) for row in forged(results)]
        self.assertEqual((min(times), max(times), len(times)), (1.0, 2.98, 100))
        begun = {group: [float(row["start_s"]) for row in results.rows("connections.csv") if row["group"] == group] for group in "ac"}
        self.assertTrue(all(2 <= time < 4 for time in begun["a"]))
        self.assertEqual(begun["c"], [5, 5.1, 5.2, 5.3, 5.4])
        self.assertEqual(of_group(results, "b")["attack"]["sent"], 100)
        self.assertIsNone(of_group(results, "a")["attack"]["sent"])

    def test_a_closed_loop_ends_its_users_connections(self):
        results = run("loop", "--arrivals", "closed", "--concurrency", 5, "--think", "100ms", "--begin", "1s", "--end", "3s", *EXACT)
        times = [float(row["start_s"]) for row in results.rows("connections.csv")]
        self.assertTrue(all(1 <= time < 3 for time in times))
        self.assertGreater(max(times), 2.5)

    def test_until_the_run_ends(self):
        results = run("cut", *SYN_FLOOD, "--rate", 100, "--arrivals", "constant", "--duration", "3s", "--trace", "none", *EXACT)
        self.assertEqual(results.summary["attack"]["sent"], 300)


class Sources(unittest.TestCase):
    """Who it looks as if it were."""

    def test_as_long_as_users_of_the_window_try(self):
        """With --measure a flood does not end with the window but with the last attempt that began in it: who is refused then is refused later, too."""
        results = scenario("window", """
            warmup = 40s
            measure = 20s
            delay = 20ms
            [group users]
            rate = 20
            clients = 20
            [group flood]
            kind = syn-flood
            spoofed = 198.18.0.0/15
            rate = 3000
            [server web]
            backlog = 128
            syncookies = 0
            """)
        users, flood = (of_group(results, name) for name in ("users", "flood"))
        self.assertLess(users["connections"]["established"], 0.15 * users["connections"]["attempted"])
        self.assertGreater(users["connections"]["timed_out"], 0.85 * users["connections"]["attempted"])
        # SYNs of Linux's users come for 131 s.
        self.assertAlmostEqual(flood["attack"]["sent"], 3000 * (60 + 131), delta=3000 * 8)

    def test_any_of_a_range(self):
        for number, (version, cidr) in enumerate(((4, "198.18.0.0/15"), (6, "2001:db8:1::/48"), (6, "2001:db8::7:0/125"))):
            with self.subTest(cidr):
                results = run(f"range-{number}", "--kind", "syn-flood", "--spoofed", cidr, "--ip", version, "--connections", 2000, "--trace",
                              "segments", *EXACT)
                rows, network = forged(results), ipaddress.ip_network(cidr)
                sources = [ipaddress.ip_address(row["laddr"]) for row in rows]
                self.assertTrue(all(source in network for source in sources))
                self.assertGreater(len(set(sources)), min(1900, network.num_addresses - 1))
                ports, numbers = ({int(row[name]) for row in rows} for name in ("lport", "seq"))
                self.assertGreaterEqual(min(ports), 1024)
                self.assertGreater(len(ports), 1900)
                self.assertGreater(len(numbers), 1990)

    def test_nobody_is_there(self):
        results = run("nobody", *SYN_FLOOD, "--arrivals", "constant", "--rate", 2, "--connections", 20, "--trace", "segments", *EXACT)
        check_lives(self, results)
        # Linux: a SYN-ACK and five more, over 1 + 2 + 4 + 8 + 16 + 32 s. They cross the link, and end there.
        spent = {float(row["ms"]) for row in results.transitions() if row["oldstate"] == "SYN_RCVD"}
        self.assertEqual(spent, {63000.0})
        self.assertEqual(told(results), {"sent": 20, "syn_acks": 120, "resets": 0, "others": 0})
        self.assertEqual(results.summary["drops"]["closed_port"], 0)
        self.assertEqual({row["host"] for row in results.rows("segments.csv") if row["event"] == "received"}, {"1"})
        last = results.rows("hosts.csv")[-1]
        self.assertEqual((last["SYN_RCVD"], last["LISTEN"]), ("0", "1"))

    def test_a_botnet_has_addresses_of_its_own(self):
        text = "[group bots]\nkind = syn-flood\nrate = 100\nconnections = 60\nclients = 3\naddresses-per-client = 2\narrivals = constant\n"
        silent = both_paths(self, "bots", text, *EXACT)
        self.assertEqual(len({row["laddr"] for row in forged(silent)}), 6)
        self.assertEqual(told(silent), {"sent": 60, "syn_acks": 360, "resets": 0, "others": 0})
        self.assertEqual(silent.summary["syn_rcvd"]["peak"], 60)
        answering = both_paths(self, "answering", text + "answer = rst\n", *EXACT)
        self.assertEqual(answering.summary["attack"]["syn_acks"], 60)
        # A round trip later the server forgets each.
        self.assertEqual({float(row["ms"]) for row in answering.transitions() if row["oldstate"] == "SYN_RCVD"}, {100.0})

    def test_options(self):
        for options, expected in ((("--syn-options", "profile"), ({"65535", "64240", "65483"}, True)), (("--syn-options", "none"), ({"512"}, False))):
            results = run(options[1], *SYN_FLOOD, "--connections", 20, "--trace", "segments", *options, *EXACT)
            rows = forged(results)
            self.assertTrue({row["win"] for row in rows} <= expected[0], rows[0])
            self.assertEqual({row["tsval"] != "" for row in rows}, {expected[1]})


class Paths(unittest.TestCase):
    """What attackers send goes the way of all else, on either path."""

    FLOOD = """
        [group users]
        rate = 20
        connections = 60
        clients = 2
        request = 100
        response = 3000
        [group flood]
        kind = syn-flood
        spoofed = 198.18.0.0/15
        rate = 200
        connections = 400
        [server web]
        backlog = 15
        servers = 2
        syncookies = 0
        """

    def test_a_full_queue_refuses_users(self):
        results = both_paths(self, "full", self.FLOOD, "--loss", "3%", "--jitter", "2ms", "--corrupt", "2%", "--duplicate", "2%")
        outcomes = of_group(results, "users")["connections"]
        self.assertGreater(outcomes["timed_out"] + outcomes["refused"] + outcomes["established"], 0)
        self.assertEqual(results.summary["syn_rcvd"]["peak"], 32)
        self.assertGreater(of_group(results, "flood")["syn_rcvd"]["peak"], of_group(results, "users")["syn_rcvd"]["peak"])
        self.assertEqual({row["group"] for row in results.transitions() if row["conn"] == "0"}, {"flood"})
        self.assertEqual({row["conn"] for row in forged(results)}, {"0"})
        sent = sum(row["event"] == "sent" for row in results.rows("segments.csv"))
        self.assertEqual(sent, results.summary["run"]["segments"])  # what synfin-report asks of a whole trace

    def test_over_links_of_their_own(self):
        text = self.FLOOD.replace("rate = 200", "rate = 200\ndelay = 5ms\naccess-rate = 1Mbps\naccess-queue = 4kB")
        results = both_paths(self, "access", text, "--bandwidth", "2Mbps", "--queue", "8p", "--ecn-threshold", "4p")
        self.assertLess(results.summary["attack"]["syn_acks"], 6 * 400)

    def test_versions_of_ip(self):
        for ip, cidr in ((6, "2001:db8::/32"), ("dual", "2001:db8::/32"), ("dual", "198.18.0.0/15")):
            with self.subTest((ip, cidr)):
                text = self.FLOOD.replace("198.18.0.0/15", cidr).replace("rate = 200", "rate = 200\nipv6-delay = 7ms")
                results = both_paths(self, f"version-{ip}-{cidr[0]}", text, "--ip", ip)
                self.assertEqual({":" in row["raddr"] for row in forged(results)}, {":" in cidr})

    def test_behind_what_stands_between(self):
        for number, options in enumerate((("--firewall-idle", "2s"), ("--conntrack", "100"), ("--path-mtu", "1400"))):
            with self.subTest(options):
                both_paths(self, f"between-{number}", self.FLOOD, *options)
        # Each made up source takes a place of the table, and pushes another one out that has had no answer.
        full = run("table", "--config", "between-1-direct/params.ini", "--path", "direct")
        self.assertEqual(full.summary["conntrack"]["peak"], 100)
        self.assertGreater(full.summary["conntrack"]["early_drop"], 300)

    def test_losses_by_name(self):
        both_paths(self, "names", self.FLOOD, "--lose", "syn:1,synack:1")

    def test_hosts_that_crash(self):
        results = both_paths(self, "crash", self.FLOOD, "--event", "500ms crash server restart=1s; 1s crash flood")
        self.assertLess(results.summary["attack"]["sent"], 400)

    def test_a_sample_has_whole_entries_of_the_same_run(self):
        whole = scenario("whole", self.FLOOD, "--trace", "segments")
        part = scenario("part", self.FLOOD, "--trace", "segments", "--sample", "1/4")
        for file in ("transitions.csv", "segments.csv"):
            rows, some = (results.read(file).splitlines() for results in (whole, part))
            self.assertTrue(set(some) <= set(rows), file)
        self.assertTrue(0 < len(forged(part)) < len(forged(whole)) / 2)
        self.assertEqual(whole.summary["attack"], part.summary["attack"])
        entries = collections.Counter((row["raddr"], row["rport"]) for row in part.transitions() if row["conn"] == "0")
        self.assertEqual(set(entries.values()), {2})

    def test_params_repeat_the_run(self):
        first = scenario("first", self.FLOOD + "[group late]\nkind = ack-flood\nspoofed = 198.18.0.0/16\nrate = 10\nbegin = 1s\nend = 2s\n")
        again = run("again", "--config", "first/params.ini")
        self.assertEqual(first.read("transitions.csv"), again.read("transitions.csv"))
        self.assertEqual(first.summary["attack"], again.summary["attack"])


class AckFlood(unittest.TestCase):
    def test_each_draws_a_reset(self):
        text = "[group acks]\nkind = ack-flood\nspoofed = 198.18.0.0/15\nrate = 100\nconnections = 300\n"
        results = both_paths(self, "acks", text, *EXACT)
        self.assertEqual(told(results), {"sent": 300, "syn_acks": 0, "resets": 300, "others": 0})
        self.assertEqual(results.summary["drops"]["listen_unexpected_ack"], 300)
        self.assertEqual({(row["flags"], row["len"]) for row in forged(results)}, {(".", "0")})
        self.assertEqual(results.transitions(), [])


class Refused(unittest.TestCase):
    def test_in_one_line(self):
        flood = ("--kind", "syn-flood")
        for options, named in (
                (("--spoofed", "198.18.0.0/15"), "spoofed"),
                ((*flood, "--spoofed", "198.18.0.0"), "spoofed"),
                ((*flood, "--spoofed", "198.18.0.1/15"), "spoofed"),
                ((*flood, "--spoofed", "198.18.0.0/33"), "spoofed"),
                ((*flood, "--spoofed", "2001:db8::1/32", "--ip", 6), "spoofed"),
                ((*flood, "--spoofed", "10.1.0.0/16"), "spoofed"),
                ((*flood, "--spoofed", "0.0.0.0/0"), "spoofed"),
                ((*flood, "--spoofed", "fd00::/64", "--ip", 6), "spoofed"),
                ((*flood, "--spoofed", "ff02::/16", "--ip", 6), "spoofed"),
                ((*flood, "--spoofed", "2001:db8::/32"), "spoofed"),
                ((*flood, "--spoofed", "198.18.0.0/15", "--ip", 6), "spoofed"),
                ((*flood, "--spoofed", "198.18.0.0/15", "--answer", "rst"), "answer"),
                ((*flood, "--spoofed", "198.18.0.0/15", "--nat"), "spoofed"),
                ((*flood, "--stack", "ns3"), "kind"),
                ((*flood, "--arrivals", "closed"), "arrivals"),
                ((*flood, "--local-port", 5000), "local-port"),
                (("--syn-options", "none"), "syn-options"),
                (("--kind", "ack-flood", "--syn-options", "none"), "syn-options"),
                (("--begin", "3s", "--end", "3s"), "end"),
                (("--begin", "3s", "--duration", "2s"), "begin"),
                (("--end", "3s", "--arrivals", "burst"), "arrivals"),
                (("--begin", "-1s"), "begin"),
                (("--end", "never"), "end")):
            with self.subTest(options):
                done = call(*options, "--out", "refused")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertIn(f"--{named}", done.stderr)
                self.assertFalse(pathlib.Path("refused").exists())

    def test_a_flood_without_an_end(self):
        pathlib.Path("endless.ini").write_text("[group a]\nconnections = 10\nrate = 1\n[group b]\nkind = syn-flood\nrate = 1\n",
                                               encoding="utf-8")
        done = call("--config", "endless.ini")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("end", done.stderr)

    def test_ranges_over_all_groups(self):
        text = "".join(f"[group g{n}]\nkind = syn-flood\nrate = 1\nconnections = 1\nspoofed = 2001:{n}00::/24\n" for n in range(1, 6))
        pathlib.Path("many.ini").write_text(text, encoding="utf-8")
        done = call("--config", "many.ini", "--ip", 6)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertIn("spoofed", done.stderr)


if __name__ == "__main__":
    unittest.main()
