#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Scenario files: groups of users and of servers, each with its own network and habits, against arithmetic."""

import collections
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import PROGRAM, call, check_balance, check_lives, frame, run, scenario, tcp_options_size  # noqa: E402

QUIET = ("--progress", "off")


def by_group(results, table="connections.csv"):
    """@return {group: rows}."""
    groups = collections.defaultdict(list)
    for row in results.rows(table):
        groups[row["group"]].append(row)
    return groups


class OneGroup(unittest.TestCase):
    """The options are the shorthand for one group."""

    def test_file_and_options_give_the_same_bytes(self):
        flat = run("flat", "--connections", 300, "--rate", 100, "--request", 500, "--profile", "freebsd", "--loss", "3%", "--set",
                   "client:mss=1000", "--backlog", 7, "--trace", "segments")
        file = scenario("file", """
            connections = 300
            trace = segments
            profile = freebsd
            [group]
            rate = 100
            request = 500
            mss = 1000   ; of its profile
            [server]
            backlog = 7
            [path]
            loss = 3%
            """)
        self.assertEqual(flat.same_bytes(), file.same_bytes())

    def test_a_group_with_a_name_is_the_same_but_for_the_name(self):
        flat = run("plain", "--connections", 200, "--rate", 100, "--loss", "5%")
        named = scenario("named", "connections = 200\nrate = 100\nloss = 5%\n[group all]\n")
        self.assertEqual([{**row, "group": "all"} for row in flat.rows("connections.csv")], named.rows("connections.csv"))
        self.assertEqual([row["group"] for row in named.rows("hosts.csv")][:2], ["all", ""])


class Groups(unittest.TestCase):
    TEXT = """
        connections = 1001
        rate = 500
        [profile]
        timer_hz = 0
        [group mobile]
        share = 30%
        profile = macos
        [group office]
        share = 60%
        request = 100
        response = 3000
        [group rest]
        share = 10%
        closer = server
        server = mail
        [server web]
        [server mail]
        servers = 2
        profile = freebsd
        """

    def text(self):
        return self.TEXT.replace("request = 100", "server = web\nrequest = 100").replace("profile = macos", "profile = macos\nserver = web")

    def test_shares_servers_and_results(self):
        results = scenario("groups", self.text())
        check_lives(self, results)
        check_balance(self, results)
        groups = by_group(results)
        self.assertEqual({name: len(rows) for name, rows in groups.items()}, {"mobile": 300, "office": 601, "rest": 100})
        self.assertEqual({row["closer"] for row in groups["rest"]}, {"server"})
        self.assertEqual({row["closer"] for row in groups["mobile"]}, {"client"})
        self.assertEqual({row["bytes_received"] for row in groups["office"]}, {"3000"})
        # Clients first, group by group, then servers; each group has addresses of its own.
        self.assertEqual(len({row["raddr"] for row in groups["rest"]}), 2)
        self.assertEqual(len({row["raddr"] for row in groups["mobile"] + groups["office"]}), 1)
        hosts = {(row["host"], row["group"]) for row in results.rows("hosts.csv")}
        self.assertEqual(hosts, {("0", "mobile"), ("1", "office"), ("2", "rest"), ("3", "web"), ("4", "mail"), ("5", "mail")})
        numbers = {row["conn"]: row["group"] for row in results.rows("connections.csv")}
        for row in results.transitions():
            self.assertEqual(row["group"], numbers[row["conn"]])
        self.check_summary(results, groups)

    def check_summary(self, results, groups):
        """Each group's part adds up to the whole, and is what its rows say."""
        whole = results.summary
        parts = {part["group"]: part for part in whole["groups"]}
        self.assertEqual(list(parts), ["mobile", "office", "rest"])
        for section in ("connections", "close"):
            for key, value in whole[section].items():
                self.assertEqual(sum(part[section][key] for part in parts.values()), value, key)
        for name, rows in groups.items():
            latencies = sorted(float(row["handshake_s"]) for row in rows)
            told = parts[name]["handshake_latency_s"]
            self.assertEqual((told["count"], told["min"], told["max"]), (len(rows), latencies[0], latencies[-1]))
            self.assertAlmostEqual(told["mean"], sum(latencies) / len(latencies), places=9)
        # macOS stays in TIME_WAIT for 30 s, Linux for 60; the servers of the rest, FreeBSD, for 60.
        for name, expected in (("mobile", 30), ("office", 60)):
            waits = {round(float(row["time_wait_s"])) for row in groups[name]}
            self.assertEqual(waits, {expected})

    def test_params_ini_gives_the_same_bytes(self):
        once = scenario("once", self.text())
        again = run("again", "--config", "once/params.ini")
        self.assertEqual(once.same_bytes(), again.same_bytes())

    def test_options_change_what_a_file_says(self):
        results = scenario("changed", self.text(), "--group.office.response", 10, "--group.mobile.hold", "2s", "--connections", 100,
                           "--server.mail.servers", 1)
        groups = by_group(results)
        self.assertEqual({row["bytes_received"] for row in groups["office"]}, {"10"})
        self.assertEqual(len(groups["office"]), 60)
        self.assertEqual(len({row["raddr"] for row in groups["rest"]}), 1)
        self.assertEqual(results.summary["parameters"]["group"]["mobile"], {"share": "30%", "profile": "macos", "server": "web", "hold": "2s"})

    def test_what_all_say_each_group_says_unless_it_says_otherwise(self):
        results = scenario("inherited", "connections = 40\nrequest = 7\n[group a]\nshare = 50%\n[group b]\nshare = 50%\nrequest = 9\n",
                           "--request", 8)
        sent = {name: {row["bytes_sent"] for row in rows} for name, rows in by_group(results).items()}
        self.assertEqual(sent, {"a": {"8"}, "b": {"9"}})

    def test_a_number_for_all_is_none_of_a_group_with_its_own_rate(self):
        text = "connections = 20\nmeasure = 3s\n[group a]\nrate = 10\n[group b]\nrate = 5\nclients = 2\n"
        times = [float(row["start_s"]) for row in scenario("own-rates", text).rows("connections.csv")]
        self.assertTrue(2 < max(times) < 3 and len(times) > 20, times)

    def test_a_section_that_the_file_has_not_is_a_mistake(self):
        pathlib.Path("typo.ini").write_text("connections = 20\n[group flood]\nshare = 100%\n", encoding="utf-8")
        for program, option in (("synfin-run", "--group.flod.rate"), ("synfin-sweep", "--group.flod.rate")):
            done = subprocess.run([pathlib.Path(PROGRAM).with_name(program), "--config", "typo.ini", option, "5", "--out", "typo"], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"\A.*--group.flod.rate 5: .*did you mean (group\.)?flood\?\n\Z")
            self.assertFalse(pathlib.Path("typo").exists())

    def test_groups_with_rates_and_users_of_their_own(self):
        results = scenario("sized", """
            hold = 10ms
            bandwidth = none
            [group open]
            rate = 10
            arrivals = constant
            connections = 50
            [group closed]
            users = 4
            rate = 1000000
            think = 300ms
            connections = 40
            """)
        groups = by_group(results)
        starts = [float(row["start_s"]) for row in groups["open"]]
        self.assertEqual(starts, [n / 10 for n in range(50)])
        # Handshake 100 ms, hold 10 ms, close 100 ms, think 300 ms.
        starts = [float(row["start_s"]) for row in groups["closed"]]
        for one, other in zip(starts, starts[4:]):
            self.assertAlmostEqual(other - one, 0.51, delta=1e-8)


class OwnLinks(unittest.TestCase):
    """Each client's own link, before the one that all share."""

    def test_delay_and_rate(self):
        results = scenario("access", """
            connections = 20
            bandwidth = none
            ip = 4
            [group near]
            share = 50%
            [group far]
            share = 50%
            delay = 7ms
            access-rate = 1Mbps/8Mbps
            """)
        size = frame(4, tcp_options_size())
        # Up: the SYN; down: the SYN-ACK. Each transmission is rounded up to a nanosecond, as on the shared link down.
        expected = 4 * 50 * 10**6 // 2 + 2 * 7 * 10**6 + size * 8 * 1000 + size * 1000
        for row in by_group(results)["far"]:
            self.assertEqual(round(float(row["handshake_s"]) * 1e9), expected)
        self.assertEqual({row["handshake_s"] for row in by_group(results)["near"]}, {"0.100000000"})

    def test_each_client_draws_a_delay_once(self):
        results = scenario("draws", "connections = 90\nbandwidth = none\n[group a]\nclients = 30\ndelay = uniform:10ms,50ms\n")
        latencies = collections.defaultdict(set)
        for row in results.rows("connections.csv"):
            latencies[row["laddr"]].add(row["handshake_s"])
        self.assertEqual({len(times) for times in latencies.values()}, {1})
        times = sorted(float(*times) for times in latencies.values())
        self.assertTrue(0.12 <= times[0] < 0.14 and 0.18 < times[-1] <= 0.2, times)
        self.assertEqual(len(set(times)), 30)

    def test_a_queue_that_is_full(self):
        # 100 SYNs at once at 1 Mbit/s: the queue takes 1500 octets, and those under way.
        results = scenario("queue", "connections = 100\narrivals = burst\n[group a]\nclients = 1\naccess-rate = 1Mbps\naccess-queue = 1500\n",
                           "--profile", "rfc9293",
                           "--set", "syn_retries=0")
        size = frame(4, tcp_options_size())
        self.assertEqual(results.summary["connections"]["established"], 1500 // size)

    def test_both_paths_write_the_same(self):
        text = """
            connections = 400
            rate = 400
            [group a]
            share = 60%
            clients = 9
            delay = lognormal:20ms,0.8
            access-loss = gilbert:1s,100ms
            access-rate = 500kbps/2Mbps
            request = pareto:500,1.5
            response = exponential:4kB
            [group b]
            share = 40%
            clients = 2
            addresses-per-client = 3
            access-loss = gemodel:5%,30%
            requests-per-connection = uniform:1,5
            request = 10
            response = uniform:100,3kB
            think = exponential:50ms
            half-close = true
            [server]
            accept-delay = exponential:1ms
            read-rate = 100000
            backlog = 5
            peer-hold = 30ms
            """
        for ip in (4, 6):
            direct = scenario(f"direct{ip}", text, "--ip", ip, "--path", "direct", "--trace", "segments", "--pcap", f"d{ip}")
            through = scenario(f"ip{ip}", text, "--ip", ip, "--path", "ip", "--trace", "segments", "--pcap", f"i{ip}")
            for name in ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv"):
                self.assertEqual(direct.read(name), through.read(name), name)
            for end in ("client", "server"):
                self.assertEqual(pathlib.Path(f"d{ip}-{end}.pcap").read_bytes(), pathlib.Path(f"i{ip}-{end}.pcap").read_bytes())
            self.assertEqual(direct.summary["groups"], through.summary["groups"])


class Servers(unittest.TestCase):
    """What an application does, or does not."""

    def life_of(self, results, number, host):
        return [row for row in results.transitions() if row["conn"] == str(number) and row["host"] == host]

    def test_whoever_closes_second_waits(self):
        for hold, state in (("300ms", 0.3), ("never", None)):
            with self.subTest(hold):
                results = run(f"peer-hold-{hold}", "--connections", 5, "--peer-hold", hold)
                for number in range(1, 6):
                    left = [row for row in self.life_of(results, number, "1") if row["oldstate"] == "CLOSE_WAIT"]
                    self.assertEqual([round(float(row["ms"]) / 1000, 6) for row in left], [state] if state else [])
        # The client's FIN_WAIT_2 ends after fin_timeout, the server's CLOSE_WAIT never does: a leak.
        last = results.rows("hosts.csv")[-1]
        self.assertEqual((last["host"], last["CLOSE_WAIT"]), ("1", "5"))

    def test_a_server_that_closes_first_waits_in_fin_wait_2_for_clients_that_do_not(self):
        results = run("fin-wait-2", "--connections", 10, "--closer", "server", "--peer-hold", "never", "--set", "fin_timeout=20s",
                      "--set", "timer_hz=0")
        lengths = {row["ms"] for row in results.transitions() if row["oldstate"] == "FIN_WAIT_2" and row["host"] == "1"}
        self.assertEqual(lengths, {"20000.000000"})

    def test_half_close(self):
        results = run("half-close", "--connections", 3, "--request", 100, "--response", 50000, "--half-close")
        for row in results.rows("connections.csv"):
            self.assertEqual((row["bytes_sent"], row["bytes_received"], row["close"], row["closer"]), ("100", "50000", "orderly", "client"))
        client = [row["newstate"] for row in self.life_of(results, 1, "0")]
        self.assertEqual(client, ["SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"])
        server = self.life_of(results, 1, "1")
        self.assertEqual(server[-2]["newstate"], "LAST_ACK")
        # The response begins behind the FIN: the client is in FIN_WAIT_2 all the while.
        waited = [float(row["ms"]) for row in self.life_of(results, 1, "0") if row["oldstate"] == "FIN_WAIT_2"]
        self.assertGreater(waited[0], 100)

    def test_a_reader_of_a_rate(self):
        # 100,000 octets at 50,000 per second: the response leaves after two seconds.
        results = run("slow-reader", "--connections", 1, "--request", 100000, "--response", 1, "--read-rate", 50000)
        rows = [row for row in results.transitions() if row["host"] == "0" and row["oldstate"] == "ESTABLISHED"]
        self.assertAlmostEqual(float(rows[0]["ms"]) / 1000, 2.1 + 0.1, delta=0.1)

    def test_a_reader_that_stops(self):
        results = run("stopped", "--connections", 1, "--request", 1000000, "--read-rate", 0, "--set", "server:rmem=20000", "--duration",
                      "60s", "--trace", "segments")
        sent = [row for row in results.rows("segments.csv") if row["host"] == "0" and row["event"] == "sent" and int(row["len"]) > 1]
        octets = max(int(row["seq"]) + int(row["len"]) for row in sent) - min(int(row["seq"]) for row in sent)
        self.assertLessEqual(octets, 20000)
        windows = [row["win"] for row in results.rows("segments.csv") if row["host"] == "1" and row["event"] == "sent"]
        self.assertEqual(windows[-1], "0")
        self.assertEqual(results.summary["close"]["open"], 1)

    def test_an_application_accepts_one_after_the_other(self):
        # D/D/1: ten at once, 100 ms each; what a client gets is the answer to its request.
        results = run("accept", "--connections", 10, "--arrivals", "burst", "--accept-delay", "100ms", "--request", 1, "--response", 1,
                      "--bandwidth", "none", "--set", "nagle=false")
        lives = sorted(float(row["ms"]) for row in results.transitions() if row["host"] == "0" and row["oldstate"] == "ESTABLISHED")
        # The first is accepted at once; the request arrives with the accepted connection, or before.
        for place, life in enumerate(lives):
            self.assertAlmostEqual(life, max(100, 50 + 100 * place + 50), delta=1e-3)


class Duration(unittest.TestCase):
    def test_a_run_ends_in_time(self):
        results = run("ends", "--rate", 100, "--arrivals", "constant", "--duration", "2500ms")
        self.assertEqual(results.summary["connections"]["attempted"], 250)
        self.assertEqual(results.summary["run"]["sim_s"], 2.5)
        self.assertEqual(results.summary["connections"]["pending"], 10)
        self.assertEqual(results.summary["parameters"]["connections"], 100000000)
        through = run("ends-ip", "--rate", 100, "--arrivals", "constant", "--duration", "2500ms", "--path", "ip")
        for name in ("transitions.csv", "connections.csv", "hosts.csv"):
            self.assertEqual(results.read(name), through.read(name))

    def test_captures_end_in_time(self):
        """What waits in the link's queue is never sent."""
        options = ("--rate", 200, "--arrivals", "constant", "--duration", "300ms", "--response", 20000, "--request", 10, "--bandwidth", "200kbps",
                   "--delay", "10ms")
        for path in ("direct", "ip"):
            run(f"waits-{path}", *options, "--path", path, "--pcap", f"waits-{path}")
        for end in ("client", "server"):
            self.assertEqual(pathlib.Path(f"waits-direct-{end}.pcap").read_bytes(), pathlib.Path(f"waits-ip-{end}.pcap").read_bytes())

    def test_as_many_as_asked_for_at_most(self):
        results = run("few", "--rate", 100, "--connections", 7, "--duration", "1h")
        self.assertEqual(results.summary["connections"]["attempted"], 7)
        self.assertEqual(results.summary["run"]["sim_s"], 3600)


class BadInput(unittest.TestCase):
    BASE = "connections = 100\n[group a]\nshare = 40%\n[group b]\nshare = 60%\n"

    CASES = (
        ("[group a]\nshare = 30%\n[group b]\nshare = 60%\n", "shares that come to 100%; they come to 90%"),
        (BASE + "thik = 1s\n", "a parameter of a section group; did you mean think?"),
        (BASE + "[grup c]\nshare = 1%\n", "one of the sections group, server, middlebox, path or event; did you mean group?"),
        (BASE + "[path main]\ndelay = 1ms\n", "a section path without a name"),
        (BASE + "[path]\nrate = 1Mbps\n", "a parameter of a section path"),
        (BASE + "server = web\n[server mail]\n", "mail"),
        (BASE + "server = wbe\n[server web]\n[server mail]\n", "web or mail"),
        (BASE + "server = web\n", "nothing without a section [server NAME]"),
        (BASE + "[server web]\n[server mail]\n", "web or mail"),
        ("[group a]\nserver = web\n[server web]\n[server mail]\n", "a section of servers to which some group connects"),
        (BASE + "rate = 3\n", "one of the two"),
        ("[group a]\nshare = 100%\n[group b]\nrate = 5\n", "one of the two"),
        (BASE + "request = lognormal:2kB\n", "lognormal:MEDIAN,SIGMA"),
        (BASE + "request = pareto:2kB,0\n", "pareto:LEAST,SHAPE"),
        (BASE + "request = 0.5\n", "a value from 0"),
        (BASE + "think = uniform:2s,1s\n", "uniform:LEAST,MOST"),
        (BASE + "delay = table:none.txt\n", "none.txt"),
        (BASE + "delay = table:cdf.txt\n", "accepted is"),
        (BASE + "access-loss = state:1%\n", "gilbert:GOOD,BAD"),
        (BASE + "access-rate = 0\n", "a rate above 0"),
        (BASE + "access-queue = 100\n", "octets from 1500"),
        (BASE + "half-close = true\ncloser = server\n", "false unless --closer client"),
        (BASE + "[server]\npeer-hold = always\n", "never, or a time"),
        (BASE + "[server]\nread-rate = -1\n", "all, or an integer"),
        ("duration = 0s\n", "a time above 0s"),
        ("duration = 5s\narrivals = burst\n", "no end of a burst"),
        ("[group a b]\nshare = 100%\n", "at most 60 letters"),
    )

    def test_one_line_says_what_is_accepted(self):
        pathlib.Path("cdf.txt").write_text("10ms 0.5\n5ms 1\n", encoding="utf-8")
        for number, (text, accepted) in enumerate(self.CASES):
            with self.subTest(text):
                file = pathlib.Path(f"bad{number}.ini")
                file.write_text(text, encoding="utf-8")
                done = call("--config", file, "--out", f"bad{number}")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertIn(accepted, done.stderr)
                self.assertFalse(pathlib.Path(f"bad{number}").exists())

    def test_what_ns3_has_not(self):
        for option, value in (("half-close", "true"), ("accept-delay", "1ms"), ("read-rate", "5")):
            done = call("--stack", "ns3", f"--{option}", value)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"--{option} {value}: accepted is", done.stderr)


if __name__ == "__main__":
    unittest.main()
