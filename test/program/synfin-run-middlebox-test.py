#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What stands between clients and servers: NAT, firewall, connection tracking, against arithmetic, on both paths."""

import decimal
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import SANITIZED, call, check_balance, check_lives, run  # noqa: E402

FILES = ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv")
BOX = ("nat", "firewall", "conntrack")

# A link that takes 2 ms there and back and nothing else, and SYNs that are not repeated.
SHORT = ("--delay", "1ms", "--bandwidth", "none", "--set", "syn_retries=0", "--set", "syn_linear_timeouts=0", "--set", "timer_hz=0")


def both(name, *options):
    """Runs a scenario on both paths, which must write the same. @return the results of the direct one."""
    results = [run(f"{name}-{path}", "--path", path, "--trace", "segments", "--counters", "--pcap", f"{name}-{path}", *options)
               for path in ("ip", "direct")]
    for file in FILES:
        if results[0].read(file) != results[1].read(file):
            raise AssertionError(f"{name}: {file} differs")
    for end in ("client", "server"):
        if pathlib.Path(f"{name}-ip-{end}.pcap").read_bytes() != pathlib.Path(f"{name}-direct-{end}.pcap").read_bytes():
            raise AssertionError(f"{name}: the captures of the {end} differ")
    for key in BOX:
        if results[0].summary[key] != results[1].summary[key]:
            raise AssertionError(f"{name}: {key}: {results[0].summary[key]} and {results[1].summary[key]}")
    return results[1]


def established(results):
    """@return the numbers of the connections that were, from 0 on, in the order in which they began."""
    rows = sorted(results.rows("connections.csv"), key=lambda row: decimal.Decimal(row["start_s"]))
    return [number for number, row in enumerate(rows) if row["outcome"] == "established"]


class Idle(unittest.TestCase):
    """A connection thinks, a second less or more than the middlebox remembers it."""

    def life(self, name, think, *options):
        return both(name, "--connections", 1, "--requests-per-connection", 2, "--request", 100, "--response", 100, "--think", think,
                    *SHORT, *options)

    def check_survives(self, results):
        self.assertEqual(results.summary["close"]["orderly"], 1)
        self.assertEqual(results.summary["retransmissions"]["data"], 0)
        check_lives(self, results)
        check_balance(self, results)

    def check_hangs(self, results, dropped):
        """The client sends again, the probe for the tail included, for as long as retries2 lets it."""
        self.assertEqual(results.summary["close"]["timed_out"], 1)
        self.assertEqual(results.summary["retransmissions"]["data"], dropped - 1)
        self.assertGreater(dropped, 5)

    def test_firewall_in_silence(self):
        idle = ("--firewall-idle", "60s", "--set", "retries2=5")
        survives = self.life("silence-59", "59s", *idle)
        self.check_survives(survives)
        self.assertEqual(survives.summary["firewall"], {"connections": 1, "idle": 0, "unknown_out": 0, "unknown_in": 0, "resets": 0})
        dies = self.life("silence-61", "61s", *idle)
        dropped = dies.summary["firewall"]["unknown_out"]
        self.check_hangs(dies, dropped)
        self.assertEqual(dies.summary["firewall"], {"connections": 1, "idle": 1, "unknown_out": dropped, "unknown_in": 0, "resets": 0})

    def test_firewall_that_tells(self):
        for ip in (4, 6):
            idle = ("--firewall-idle", "60s", "--firewall-expired", "rst", "--ip", ip)
            self.check_survives(self.life(f"rst-59-{ip}", "59s", *idle))
            dies = self.life(f"rst-61-{ip}", "61s", *idle)
            self.assertEqual(dies.summary["close"]["reset"], 1)
            self.assertEqual(dies.summary["retransmissions"]["data"], 0)
            self.assertEqual(dies.summary["firewall"]["resets"], 1)
            # The client learns it at once: the middlebox stands next to it.
            client = [row for row in dies.transitions() if row["host"] == "0"]
            sent = [row for row in dies.rows("segments.csv") if row["host"] == "0" and row["event"] == "sent" and row["len"] == "100"]
            self.assertEqual((client[-1]["newstate"], client[-1]["time_s"]), ("CLOSED", sent[-1]["time_s"]))

    def test_firewall_that_tells_over_the_client_s_own_link(self):
        dies = self.life("rst-far", "61s", "--firewall-idle", "60s", "--firewall-expired", "rst", "--access-delay", "7ms")
        client = [row for row in dies.transitions() if row["host"] == "0"]
        sent = [row for row in dies.rows("segments.csv") if row["host"] == "0" and row["event"] == "sent" and row["len"] == "100"]
        self.assertEqual(decimal.Decimal(client[-1]["time_s"]) - decimal.Decimal(sent[-1]["time_s"]), decimal.Decimal("0.014"))

    def test_firewall_tells_the_server(self):
        results = both("rst-server", "--connections", 1, "--hold", "61s", "--closer", "server", "--firewall-idle", "60s",
                       "--firewall-expired", "rst", *SHORT)
        server = [row for row in results.transitions() if row["host"] == "1"]
        self.assertEqual(server[-1]["newstate"], "CLOSED")
        # A FIN there, and the RST back: 1 ms each.
        fin = next(row for row in server if row["newstate"] == "FIN_WAIT_1")
        self.assertEqual(decimal.Decimal(server[-1]["time_s"]) - decimal.Decimal(fin["time_s"]), decimal.Decimal("0.002"))
        self.assertEqual(results.summary["firewall"]["resets"], 1)

    def test_keep_alive_keeps_it(self):
        results = self.life("alive", "300s", "--firewall-idle", "60s", "--set", "client:keepalive=1", "--set",
                            "client:keepalive_time=50s")
        self.check_survives(results)

    def test_half_open_and_closing(self):
        # The SYN-ACK comes after 2 s.
        slow = ("--connections", 1, "--bandwidth", "none", "--delay", "1s", "--set", "syn_retries=0", "--set", "syn_linear_timeouts=0",
                "--set", "rto_initial=3s", "--firewall-idle", "60s")
        self.assertEqual(both("opening-3", *slow, "--firewall-opening", "3s").summary["connections"]["established"], 1)
        late = both("opening-1", *slow, "--firewall-opening", "1s", "--set", "server:synack_retries=0").summary
        self.assertEqual((late["connections"]["timed_out"], late["firewall"]["unknown_in"]), (1, 1))
        # Half closed for 5 s: the server's FIN is too late.
        closing = ("--connections", 1, "--peer-hold", "5s", "--firewall-idle", "60s", *SHORT, "--set", "orphan_retries=2")
        self.assertEqual(both("closing-6", *closing, "--firewall-closing", "6s").summary["time_wait"]["entered"], 1)
        cut = both("closing-4", *closing, "--firewall-closing", "4s").summary
        self.assertEqual(cut["time_wait"]["entered"], 0)
        self.assertGreater(cut["firewall"]["unknown_in"], 0)

    def test_nat_forgets_after_five_days(self):
        days = 5 * 24 * 3600
        self.check_survives(self.life("nat-before", f"{days - 1}s", "--nat", "--set", "retries2=5"))
        dies = self.life("nat-after", f"{days + 1}s", "--nat", "--set", "retries2=5")
        self.check_hangs(dies, dies.summary["nat"]["unknown_out"])

    def test_conntrack_picks_it_up(self):
        days = 5 * 24 * 3600
        results = self.life("loose", f"{days + 1}s", "--conntrack", 10)
        self.check_survives(results)
        self.assertEqual((results.summary["conntrack"]["picked_up"], results.summary["conntrack"]["entries"]), (1, 2))


class Exhaustion(unittest.TestCase):
    """So many at once, and each for so long: a rate, and no more."""

    def test_a_block_of_ports(self):
        # A port is taken for a round trip, ten seconds and another one: it serves every 51st of the connections, which begin
        # every 200 ms.
        results = both("block", "--nat", "--nat-block", 10, "--nat-timeout", "0s", "--clients", 1, "--connections", 400, "--rate", 5,
                       "--arrivals", "constant", "--hold", "10s", *SHORT)
        self.assertEqual(established(results), [number for number in range(400) if number % 51 < 10])
        self.assertEqual(results.summary["nat"]["no_port"], 400 - len(established(results)))
        self.assertEqual(results.summary["nat"]["mappings"], len(established(results)))

    def test_each_client_has_its_block(self):
        results = run("blocks", "--nat", "--nat-block", 10, "--clients", 3, "--connections", 60, "--arrivals", "burst", "--hold", "1s",
                      *SHORT)
        self.assertEqual(results.summary["connections"]["established"], 30)
        ports = {}
        for row in results.rows("transitions.csv"):
            if row["host"] == "3" and row["newstate"] == "ESTABLISHED":
                ports.setdefault((int(row["rport"]) - 1024) // 10, []).append(row["rport"])
        self.assertEqual({block: len(set(of)) for block, of in ports.items()}, {0: 10, 1: 10, 2: 10})

    def test_conntrack_s_time_wait(self):
        # An entry is taken for 4 ms and TIME_WAIT: of connections every 200 ms, the first 60 of each 601 find one.
        for name, seconds, cycle in (("linux", 120, 601), ("tuned", 10, 51)):
            options = () if name == "linux" else ("--conntrack-time-wait", f"{seconds}s")
            entries = seconds // 2
            results = both(f"tw-{name}", "--conntrack", entries, "--connections", 3 * cycle // 2, "--rate", 5, "--arrivals", "constant",
                           *SHORT, *options)
            self.assertEqual(established(results), [number for number in range(3 * cycle // 2) if number % cycle < entries])
            table = results.summary["conntrack"]
            self.assertEqual((table["peak"], table["entries"]), (entries, len(established(results))))
            self.assertEqual(table["table_full"], 3 * cycle // 2 - len(established(results)))
            self.assertEqual((table["early_drop"], table["invalid"]), (0, 0))

    def test_a_table_that_is_large_enough_changes_nothing(self):
        options = ("--connections", 300, "--clients", 2, "--loss", "5%", "--closer", "both", "--trace", "segments")
        self.assertEqual(run("plain", *options).read("segments.csv"), run("large", *options, "--conntrack", 10000).read("segments.csv"))


class Written(unittest.TestCase):
    """How it is said."""

    def test_a_section_is_another_way_to_write_the_options(self):
        pathlib.Path("box.ini").write_text("connections = 50\n[middlebox]\nnat = true\nnat-block = 20\nfirewall-idle = 1min ; short\n"
                                           "firewall-expired = rst\nconntrack = 100\n", encoding="utf-8")
        file = run("of-file", "--config", "box.ini")
        flat = run("of-options", "--connections", 50, "--nat", "--nat-block", 20, "--firewall-idle", "60s", "--firewall-expired", "rst",
                   "--conntrack", 100)
        self.assertEqual(file.same_bytes(), flat.same_bytes())
        self.assertEqual(file.same_bytes(), run("again", "--config", "of-file/params.ini").same_bytes())

    def test_what_has_no_effect_is_refused(self):
        for options, expected in (
                (("--firewall-expired", "rst"), "--firewall-expired rst: accepted is nothing without --firewall-idle"),
                (("--firewall-opening", "1s"), "--firewall-opening 1s: accepted is nothing without --firewall-idle"),
                (("--firewall-closing", "1s"), "--firewall-closing 1s: accepted is nothing without --firewall-idle"),
                (("--conntrack-time-wait", "1s"), "--conntrack-time-wait 1s: accepted is nothing without --conntrack"),
                (("--nat-block", "10"), "--nat-block 10: accepted is nothing without --nat"),
                (("--nat", "--nat-block", "100", "--nat-ports", "1000-1149", "--clients", "2"), "--nat-block 100: accepted is at most 75"),
                (("--firewall-idle", "0s"), "--firewall-idle 0s: accepted is none, or a time above 0s"),
                (("--conntrack", "-1"), "--conntrack -1: accepted is an integer"),
                ("[middlebox a]\nnat = true\n", "[middlebox a]  = '': accepted is a section middlebox without a name"),
                ("[middlebox]\nfirewal-idle = 1s\n", "did you mean firewall-idle"),
                ("[middlebox]\nconntrack-time-wait = 1s\n", "--conntrack-time-wait 1s: accepted is nothing without --conntrack")):
            if isinstance(options, str):
                pathlib.Path("bad.ini").write_text(options, encoding="utf-8")
                options = ("--config", "bad.ini")
            done = call(*options)
            self.assertEqual((done.returncode, done.stdout), (2, ""), options)
            self.assertEqual(done.stderr.count("\n"), 1)
            self.assertIn(expected, done.stderr)

    def test_ns3_s_own_tcp(self):
        # A NAT would change what its connections are known by.
        results = run("ns3", "--stack", "ns3", "--connections", 100, "--clients", 2, "--firewall-idle", "60s", "--conntrack", 1000)
        self.assertEqual(results.summary["connections"]["established"], 100)
        self.assertEqual(results.summary["firewall"]["connections"], 100)
        self.assertEqual(results.summary["conntrack"]["entries"], 100)


class EqualPaths(unittest.TestCase):
    CHOICES = {
        "nat": ("true", "true", "false"), "nat-ports": ("1024-65535", "40000-40029"), "nat-timeout": ("0s", "1s", "2min"),
        "nat-block": (0, 0, 7), "firewall-idle": ("none", "200ms", "3s", "1h"), "firewall-opening": ("100ms", "3s", "4min"),
        "firewall-closing": ("50ms", "4min"), "firewall-expired": ("silence", "rst", "rst"), "conntrack": (0, 3, 20, 1000),
        "conntrack-time-wait": ("1s", "2min"), "connections": (60, 150), "rate": (20, 1000), "clients": (1, 3), "servers": (1, 2),
        "ip": (4, 6), "loss": ("0", "5%"), "corrupt": ("0", "5%"), "duplicate": ("0", "10%"), "delay": ("0s", "10ms", "200ms"),
        "access-delay": ("0s", "0s", "3ms"), "access-rate": ("none", "500kbps"), "closer": ("client", "server", "both"),
        "close-by": ("fin", "fin", "rst"), "request": (0, 500, 4000), "response": (0, 500, 9000), "hold": ("0s", "exponential:1s"),
        "profile": ("linux", "freebsd", "rfc9293"), "arrivals": ("poisson", "burst", "constant"), "bandwidth": ("none", "1Mbps"),
    }
    PARTS = {"nat": "false", "firewall-idle": "none", "conntrack": 0}

    def test_random_settings(self):
        resets = full = 0
        for number in range(12 if SANITIZED else 60):
            draw = random.Random(number)
            chosen = {name: draw.choice(values) for name, values in self.CHOICES.items()}
            for part, off in self.PARTS.items():
                if chosen[part] == off:
                    chosen = {name: value for name, value in chosen.items()
                              if name == part or not name.startswith(part.partition("-")[0] + "-")}
            options = [word for name, value in chosen.items() for word in (f"--{name}", value)]
            with self.subTest(number, options=options):
                summary = both(f"random-{number}", *options).summary
                resets += summary["firewall"]["resets"]
                full += summary["conntrack"]["table_full"] + summary["nat"]["no_port"]
        self.assertGreater(resets, 100)
        self.assertGreater(full, 100)


if __name__ == "__main__":
    unittest.main()
