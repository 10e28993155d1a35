#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Blind attackers: who guesses numbers of others' connections, with what he knows, and what comes of it; against arithmetic."""

import collections
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run, scenario  # noqa: E402

GREAT = (65535 << 14) - 100  # the largest window there is, less a request that is too small to move its edge
BASE = """
    bandwidth = none
    [profile]
    timer_hz = 0
    rmem = 1073741824
    insecure_rst = true
    insecure_syn = true
    insecure_ack = true
    [group victims]
    rate = 1
    arrivals = burst
    connections = 40
    request = 100
    response = 100
    hold = 100s
    [group forger]
    kind = rst-blind
    victims = victims
    rate = 1000
    arrivals = constant
    begin = 1s
    connections = 200
    """


def attack(results, group="forger"):
    """@return what a group's attack came to."""
    return next(part["attack"] for part in results.summary["groups"] if part["group"] == group)


def forged(results, event="sent"):
    """@return the rows of what was made up."""
    return [row for row in results.rows("segments.csv") if row["conn"] == "0" and row["event"] == event and row["group"] == "forger"]


class Guesses(unittest.TestCase):
    """What is sent."""

    def test_a_sweep_goes_through_all_numbers_of_each_victim_in_turn(self):
        results = scenario("sweep", BASE, "--trace", "segments")
        by_port = collections.defaultdict(list)
        ports = {row["lport"] for row in results.rows("connections.csv")}
        for row in forged(results):
            self.assertEqual((row["flags"], row["rport"], row["len"]), ("R", "80", "0"))
            by_port[row["lport"]].append((float(row["time_s"]), int(row["seq"])))
        self.assertEqual(set(by_port), ports)
        for guesses in by_port.values():
            self.assertEqual([round(time - guesses[0][0], 6) for time, _ in guesses], [0, 0.04, 0.08, 0.12, 0.16])
            steps = {(after - before) % 2**32 for (_, before), (_, after) in zip(guesses, guesses[1:])}
            self.assertEqual(steps, {GREAT})
        self.assertEqual(len({guesses[0][1] for guesses in by_port.values()}), 40)
        # Five windows of a quarter are all numbers there are.
        told = attack(results)
        self.assertEqual((told["sent"], told["victims"], told["successes"]), (200, 40, 40))
        self.assertEqual(told["window"], GREAT)
        self.assertAlmostEqual(told["acks"], 2**30, delta=2**15)  # what a window scale of 14 can tell of the client's

    def test_a_step_of_its_own_and_random_ones(self):
        stepped = scenario("stepped", BASE + "step = 1000\n", "--trace", "segments")
        drawn = scenario("drawn", BASE + "guess = random\n", "--trace", "segments")
        one = forged(stepped)[0]["lport"]
        numbers = [int(row["seq"]) for row in forged(stepped) if row["lport"] == one]
        self.assertEqual({(b - a) % 2**32 for a, b in zip(numbers, numbers[1:])}, {1000})
        self.assertGreater(len({int(row["seq"]) for row in forged(drawn)}), 195)

    def test_data_comes_with_two_acknowledgement_numbers(self):
        text = BASE.replace("rst-blind", "data-blind") + "request = 7\n"
        results = scenario("data", text, "--trace", "segments")
        one = [row for row in forged(results) if row["lport"] == forged(results)[0]["lport"]]
        self.assertEqual({row["len"] for row in one}, {"7"})
        pairs = [(int(row["seq"]), int(row["ack"])) for row in one]
        self.assertEqual(pairs[0][0], pairs[1][0])
        self.assertEqual((pairs[1][1] - pairs[0][1]) % 2**32, 2**31)
        self.assertEqual((pairs[2][0] - pairs[0][0]) % 2**32, GREAT)
        self.assertGreater(attack(results)["successes"], 10)
        # The server's application got what nobody sent to it: whoever counts the octets knows.
        self.assertEqual({row["len"] for row in forged(results, "received")}, {"7"})

    def test_who_does_not_know_the_ports_tries_them_all(self):
        text = BASE.replace("[group victims]", "[group victims]\nclients = 40\nlocal-port = 5002") + \
            "ports-known = false\nvictim-ports = 5001-5004\nstep = 1073725340\nconnections = 800\n"
        results = scenario("ports", text.replace("connections = 200\n", ""), "--trace", "segments")
        rows = forged(results)
        one = [row for row in rows if row["laddr"] == rows[0]["laddr"]]
        self.assertEqual([row["lport"] for row in one[:5]], ["5001", "5002", "5003", "5004", "5001"])
        self.assertEqual(len({row["seq"] for row in one[:4]}), 1)
        told = attack(results)
        self.assertEqual((told["sent"], told["successes"]), (800, 40))
        self.assertEqual(told["met"], sum(1 for row in rows if row["lport"] == "5002") - self.after(results, rows))

    def after(self, results, rows):
        """@return how many came for connections that were there no more."""
        ends = {row["raddr"]: float(row["time_s"]) for row in results.transitions() if row["cause"] == "rst_received"}
        return sum(float(row["time_s"]) + 0.05 > ends[row["laddr"]] + 1e-6 for row in rows if row["lport"] == "5002")


class Outcomes(unittest.TestCase):
    def test_victims_hear_of_it_when_they_close(self):
        results = scenario("outcomes", BASE)
        table = call("--config", "outcomes.ini", "--out", "outcomes-again").stdout
        self.assertIn("\ngroup forger: 200 guesses at 40 connections, 40 taken, 0 challenged\n", table)
        victims = [row for row in results.rows("connections.csv") if row["group"] == "victims"]
        self.assertEqual({(row["outcome"], row["close"]) for row in victims}, {("established", "reset")})
        resets = [row for row in results.transitions() if row["cause"] == "rst_received" and row["lport"] == "80"]
        self.assertEqual(len(resets), 40)
        self.assertLess(max(float(row["time_s"]) for row in resets), 1.3)

    def test_a_client_hears_of_it_at_once(self):
        results = scenario("client", BASE.replace("connections = 200", "connections = 1000") + "target = client\n", "--trace", "segments")
        told = attack(results)
        self.assertEqual(told["successes"], 40)
        self.assertLess(told["sent"], 300)  # who is gone is a victim no more, for who knows the ports
        self.assertEqual({row["rport"] for row in results.rows("segments.csv") if row["kind"] == "forged"} & {"80"}, set())
        ends = [row for row in results.transitions() if row["cause"] == "rst_received" and row["rport"] == "80"]
        self.assertEqual(len(ends), 40)

    def test_rfc_5961_turns_them_all_away(self):
        text = BASE.replace("insecure_rst = true", "insecure_rst = false\ninvalid_ratelimit = 0s")
        results = scenario("safe", text, "--trace", "segments")
        told = attack(results)
        # In a sweep each victim meets its window once, and twice where the fifth begins anew.
        self.assertEqual(told["successes"], 0)
        self.assertGreaterEqual(told["challenge_acks"], 40)
        self.assertEqual(told["challenge_acks"], results.summary["drops"]["rst_challenged"])
        self.assertEqual(told["challenge_acks"], sum(row["kind"] == "challenge" for row in results.rows("segments.csv")))
        victims = [row for row in results.rows("connections.csv") if row["group"] == "victims"]
        self.assertEqual({row["close"] for row in victims}, {"orderly"})
        self.assertEqual(results.summary["drops"]["rst_out_of_window"], 200 - told["challenge_acks"])

    def test_a_host_challenges_so_often_and_no_more(self):
        text = BASE.replace("insecure_rst = true", "insecure_rst = false\ninvalid_ratelimit = 0s\nchallenge_ack_limit = 3\n"
                                                   "challenge_ack_interval = 100ms")
        results = scenario("limited", text)
        # 200 ms of guesses: two intervals of the host's, or parts of three.
        self.assertIn(attack(results)["challenge_acks"], (6, 9))
        self.assertGreaterEqual(results.summary["drops"]["rst_challenged"], 40)

    def test_syns(self):
        old = scenario("syn", BASE.replace("rst-blind", "syn-blind"))
        self.assertEqual(attack(old)["successes"], 40)
        new = scenario("syn-safe", BASE.replace("rst-blind", "syn-blind").replace("insecure_syn = true", "insecure_syn = false\n"
                                                                                 "invalid_ratelimit = 0s"))
        told = attack(new)
        self.assertEqual((told["successes"], told["met"], told["challenge_acks"]), (0, 200, 200))  # RFC 5961 4.2: whatever its number

    def test_nothing_to_guess_at_nothing_sent(self):
        results = scenario("nobody", BASE.replace("begin = 1s", "begin = 0s").replace("arrivals = burst", "arrivals = constant")
                           .replace("rate = 1\n", "rate = 0.001\n"), "--duration", "60s")
        told = attack(results)
        # Until the first of them is established, 100 ms later.
        self.assertEqual((told["sent"], told["victims"]), (99, 1))

    def test_two_attacks_at_once(self):
        text = BASE + """
            [group other]
            kind = data-blind
            victims = victims
            rate = 500
            begin = 1s
            connections = 100
            """
        results = scenario("two", text)
        one, other = attack(results), attack(results, "other")
        self.assertEqual((one["sent"], other["sent"]), (200, 100))
        self.assertEqual(one["successes"], 40)
        whole = results.summary["attack"]
        for key in ("sent", "victims", "met", "successes", "challenge_acks"):
            self.assertEqual(whole[key], one[key] + other[key], key)
        again = run("two-again", "--config", "two/params.ini")
        self.assertEqual(again.read("transitions.csv"), results.read("transitions.csv"))
        self.assertEqual(again.summary["groups"], results.summary["groups"])


class BothPaths(unittest.TestCase):
    FILES = ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv")

    def check(self, name, text, *options):
        more = ("--trace", "segments", "--counters", *options)
        direct, through = (scenario(f"{name}-{path}", text, "--path", path, "--pcap", f"{name}-{path}", *more) for path in ("direct", "ip"))
        for file in self.FILES:
            self.assertEqual(direct.read(file), through.read(file), file)
        for end in ("client", "server"):
            self.assertEqual(pathlib.Path(f"{name}-direct-{end}.pcap").read_bytes(), pathlib.Path(f"{name}-ip-{end}.pcap").read_bytes())
        for key in ("connections", "groups", "attack", "drops"):
            self.assertEqual(direct.summary[key], through.summary[key], key)
        return attack(direct)["met"]

    def test_resets(self):
        self.assertGreater(self.check("resets", BASE, "--loss", "5%", "--jitter", "5ms"), 50)

    def test_syns_and_ipv6(self):
        self.check("syns", BASE.replace("rst-blind", "syn-blind"), "--ip", 6)

    def test_data_to_clients_with_both_versions(self):
        self.check("data", BASE.replace("rst-blind", "data-blind") + "target = client\nrequest = 100\n", "--ip", "dual")

    def test_ports_and_random_numbers(self):
        text = BASE.replace("[group victims]", "[group victims]\nclients = 7\nip_local_port_range = 40000-40019")
        self.check("ports", text + "ports-known = false\nvictim-ports = 40000-40019\nguess = random\nclients = 3\n", "--servers", 2)


    # What the whole, the victims and the attackers may have.
    WHOLE = (("--ip", 4), ("--ip", 6), ("--ip", "dual"), ("--loss", "5%"), ("--jitter", "5ms"), ("--duplicate", "10%"), ("--reorder", "25%"),
             ("--corrupt", "3%"), ("--servers", 2), ("--addresses-per-server", 2), ("--profile", "freebsd"), ("--profile", "ns3"),
             ("--profile", "rfc9293"), ("--firewall-idle", "10s"), ("--conntrack", 20), ("--bandwidth", "1Mbps"), ("--bandwidth", "300kbps"),
             ("--event", "1050ms crash server restart=20ms"), ("--event", "1080ms address-gone group:1; 2s address-back group:1"))
    VICTIMS = ({}, {"clients": "3"}, {"addresses-per-client": "3"}, {"hold": "150ms"}, {"arrivals": "poisson"}, {"closer": "server"},
               {"kind": "connect-and-hold", "response": "0"}, {"delay": "5ms"}, {"access-rate": "1Mbps"}, {"local-port": "5000"})
    ATTACKERS = ({}, {"target": "client"}, {"guess": "random"}, {"arrivals": "poisson"}, {"delay": "3ms"}, {"access-loss": "10%"},
                 {"clients": "5"}, {"kind": "syn-blind"}, {"kind": "data-blind", "request": "uniform:0,900"},
                 {"kind": "data-blind", "ack-step": "1000000000"}, {"step": "1"},
                 {"ports-known": "false", "victim-ports": "32768-60999", "step": "65535"})

    def changed(self, text, section, lines):
        """@return a scenario with lines of a section instead of those that it has, or more."""
        head, begin, rest = text.partition(f"[group {section}]\n")
        own, bracket, more = rest.partition("[")
        found = dict(line.strip().split(" = ") for line in own.splitlines() if line.strip())
        return head + begin + "".join(f"{name} = {value}\n" for name, value in {**found, **lines}.items()) + bracket + more

    def test_random(self):
        met = 0
        for number in range(60):
            draw = random.Random(number)
            whole = dict(draw.sample(self.WHOLE, 3))
            parts = [{name: value for one in draw.sample(all_of, 2) for name, value in one.items()}
                     for all_of in (self.VICTIMS, self.ATTACKERS)]
            if parts[1].get("guess") == "random":
                parts[1].pop("step", None)
            if parts[1].get("kind") != "data-blind":
                parts[1].pop("ack-step", None)
            if whole.get("--ip") == "dual" or "--addresses-per-server" in whole:
                parts[0].pop("local-port", None)
            text = self.changed(self.changed(BASE, "forger", parts[1]), "victims", parts[0])
            options = [word for pair in whole.items() for word in pair]
            with self.subTest(number=number, options=options, parts=parts):
                met += self.check(f"random-{number}", text, *options) > 0
        self.assertGreater(met, 30)


class Refused(unittest.TestCase):
    CASES = (
        (BASE.replace("victims = victims", ""), "--victims none", "the name of a group of users"),
        (BASE.replace("victims = victims", "victims = victim"), "victim: accepted is", "did you mean"),
        (BASE.replace("victims = victims", "victims = forger"), "forger: accepted is", "victims"),
        (BASE + "spoofed = 198.18.0.0/15\n", "198.18.0.0/15", "none with a blind attack"),
        (BASE + "guess = random\nstep = 5\n", "5: accepted is", "auto with --guess random"),
        (BASE + "ports-known = false\n", "auto: accepted is", "a number of octets"),
        (BASE + "victim-ports = 5-6\n", "5-6: accepted is", "nothing with --ports-known"),
        (BASE + "ack-step = 5\n", "5: accepted is", "nothing without --kind data-blind"),
        (BASE.replace("kind = rst-blind", "share = 3%"), "accepted is", ""),
        (BASE.replace("[group forger]\n    kind = rst-blind", "[group forger]"), "victims: accepted is", "nothing without --kind"),
        (BASE, "true: accepted is", "false with a blind attack", "--nat", "true"),
        (BASE, "", "normal with --stack ns3", "--stack", "ns3"),
    )

    def test_one_line_says_what_is_accepted(self):
        for number, (text, wrong, accepted, *options) in enumerate(self.CASES):
            with self.subTest(number=number):
                file = pathlib.Path(f"bad{number}.ini")
                file.write_text(text, encoding="utf-8")
                done = call("--config", file, "--out", f"bad{number}", *options)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertIn(wrong, done.stderr)
                self.assertIn(accepted, done.stderr)
                self.assertFalse(pathlib.Path(f"bad{number}").exists())


if __name__ == "__main__":
    unittest.main()
