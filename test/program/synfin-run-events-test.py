#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Events of a scenario, each against arithmetic, and the same on both paths."""

import collections
import math
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_lives, run  # noqa: E402

# 50 ms each way, no time on the wire, timers to the nanosecond, SYNs again after 1, 3, 7, ... seconds.
TIMERS = ("--bandwidth", "none", "--set", "timer_hz=0", "--set", "syn_linear_timeouts=0", "--progress", "off")
EXACT = (*TIMERS, "--arrivals", "constant", "--clients", 1)


def latencies(results):
    """@return the latency of each connection in ms, None where there is none."""
    return [round(float(row["handshake_s"]) * 1000, 6) if row["handshake_s"] else None for row in results.rows("connections.csv")]


def happened(results):
    """@return (time, event, what, hosts, ended) of each."""
    return [tuple(event.values()) for event in results.summary["events"]]


class Crash(unittest.TestCase):
    def test_an_idle_client_is_told_by_rst_one_round_trip_after_it_speaks(self):
        results = run("idle", *EXACT, "--connections", 1, "--request", 100, "--response", 100, "--requests-per-connection", 2,
                      "--think", "31s", "--counters", "--event", "30s crash server restart=500ms")
        check_lives(self, results)
        ends = {(row["host"], row["time_s"], row["oldstate"], row["cause"]) for row in results.transitions() if row["newstate"] == "CLOSED"}
        self.assertEqual(ends, {("1", "30.000000000", "ESTABLISHED", "host_crashed"), ("0", "31.300000000", "ESTABLISHED", "rst_received")})
        self.assertEqual(happened(results), [(30.0, "crash", "server", 1, 2), (30.5, "restart", "server", 1, 0)])
        listeners = [(row["time_s"], row["newstate"], row["cause"]) for row in results.rows("transitions.csv") if row["rport"] == "0"]
        self.assertEqual(listeners, [("0.000000000", "LISTEN", "passive_open"), ("30.000000000", "CLOSED", "host_crashed"),
                                     ("30.500000000", "LISTEN", "passive_open")])
        self.assertEqual(results.summary["close"]["reset"], 1)
        resets = {row["host"]: row["value"] for row in results.rows("counters.csv") if row["counter"] == "TcpEstabResets"}
        self.assertEqual(resets, {"0": "1", "1": "0"})  # who crashes counts no more

    def test_who_comes_meanwhile_asks_again_after_1_3_and_7_seconds(self):
        options = (*EXACT, "--connections", 2, "--rate", 1 / 31)
        self.assertEqual(latencies(run("meanwhile", *options, "--event", "30s crash server restart=5s")), [100, 7100])
        quiet = run("quiet", *options, "--event", "30s crash server restart=5s quiet-time=5s")
        self.assertEqual(latencies(quiet), [100, 15100])
        self.assertEqual(happened(quiet)[1][:2], (40.0, "restart"))
        never = run("never", *options, "--set", "syn_retries=2", "--event", "30s crash server")
        self.assertEqual([row["outcome"] for row in never.rows("connections.csv")], ["established", "timed_out"])

    def test_a_client_takes_its_users_down(self):
        results = run("client", *EXACT[:-2], "--clients", 2, "--connections", 20, "--rate", 1, "--hold", "30s",
                      "--event", "10500ms crash group:1 restart=5s")
        outcomes = [(row["outcome"], row["close"]) for row in results.rows("connections.csv")]
        lost = [("established", "crashed") if start <= 10 else ("crashed", "") if start <= 15 else ("established", "orderly")
                for start in range(0, 20, 2)]
        self.assertEqual(outcomes[0::2], lost)
        self.assertEqual(set(outcomes[1::2]), {("established", "orderly")})
        self.assertEqual(happened(results)[0], (10.5, "crash", "group:1", 1, 6))
        summary = results.summary
        self.assertEqual((summary["connections"]["crashed"], summary["close"]["crashed"]), (2, 6))
        self.assertEqual(summary["connections"]["no_port"], 0)

    def test_users_of_a_closed_loop_try_each_second(self):
        results = run("loop", *TIMERS, "--clients", 1, "--arrivals", "closed", "--concurrency", 1, "--connections", 30, "--think", "400ms",
                      "--event", "2s crash group restart=3500ms")
        starts = [float(row["start_s"]) for row in results.rows("connections.csv") if row["outcome"] == "crashed"]
        self.assertEqual({round(b - a, 9) for a, b in zip(starts, starts[1:])}, {1})
        self.assertIn(len(starts), (3, 4))

    def test_time_wait_is_forgotten(self):
        results = run("forgotten", *EXACT, "--connections", 10, "--rate", 10, "--event", "30s crash group; 40s crash server")
        waits = results.summary["time_wait"]
        self.assertEqual((waits["entered"], waits["crashed"], waits["expired"], waits["remaining"]), (10, 10, 0, 0))
        self.assertEqual(happened(results), [(30.0, "crash", "group", 1, 10), (40.0, "crash", "server", 1, 1)])

    def test_a_half_open_connection_is_discovered(self):
        """RFC 9293 3.5.1, Figure 9: the SYN is answered by an ACK, that by RST, and the next SYN, in Linux 2 ms later, finds nobody."""
        results = run("discovered", *EXACT, "--connections", 2, "--rate", 0.1, "--hold", "1min", "--set", "ip_local_port_range=40000-40000",
                      "--event", "5s crash group restart=1s")
        self.assertEqual(latencies(results), [100, 202])
        ends = [(row["time_s"], row["oldstate"], row["cause"]) for row in results.transitions() if row["newstate"] == "CLOSED"]
        self.assertIn(("10.150000000", "ESTABLISHED", "rst_received"), ends)

    def test_a_host_that_is_down_cannot_crash(self):
        results = run("twice", *EXACT, "--connections", 1, "--event", "2s crash server restart=10s; 4s crash server restart=1s")
        self.assertEqual([(time, event, hosts) for time, event, _, hosts, _ in happened(results)],
                         [(2, "crash", 1), (4, "crash", 0), (5, "restart", 0), (12, "restart", 1)])

    def test_a_new_incarnation_has_other_isns_and_timestamps(self):
        syns = [row for row in run("incarnation", *EXACT, "--connections", 2, "--rate", 0.1, "--msl", "0s", "--set",
                                   "ip_local_port_range=40000-40000", "--set", "timestamp_offset=0", "--trace", "segments",
                                   "--event", "5s crash group restart=1s").rows("segments.csv")
                if row["host"] == "0" and row["event"] == "sent" and row["flags"] == "S"]
        self.assertEqual([row["lport"] for row in syns], ["40000", "40000"])
        # The clock began with the boot, at 6 s; at 10 s it shows 4 s.
        self.assertEqual(int(syns[1]["tsval"]), 4000)
        self.assertGreater(abs(int(syns[0]["seq"]) - int(syns[1]["seq"])), 10 * 10**9 / 64)


class Listeners(unittest.TestCase):
    RELOAD = "5s close-listener server; 5100ms open-listener server"

    def test_a_reload_refuses_what_comes_meanwhile(self):
        results = run("reload", *EXACT, "--delay", "1ms", "--connections", 8000, "--rate", 1000, "--event", self.RELOAD)
        # The SYNs that arrive from 5.000 to 5.099 s; two were half-open, and learn of it when they are established.
        self.assertEqual(results.summary["connections"]["refused"], 100)
        self.assertEqual(results.summary["close"]["reset"], 2)
        self.assertEqual(happened(results), [(5.0, "close-listener", "server", 1, 3), (5.1, "open-listener", "server", 1, 0)])

    def test_the_same_of_a_poisson_process(self):
        results = run("poisson", "--clients", 1, "--progress", "off", "--delay", "1ms", "--connections", 16000, "--rate", 2000, "--event", self.RELOAD)
        expected = 2000 * 0.1
        self.assertLess(abs(results.summary["connections"]["refused"] - expected), 4 * math.sqrt(expected))

    def test_the_accept_queue_is_reset(self):
        """While the application is busy with the first for an hour, the others wait."""
        results = run("queue", *EXACT, "--connections", 5, "--rate", 10, "--accept-delay", "1h", "--hold", "10s",
                      "--event", "5s close-listener server")
        ends = collections.Counter((row["host"], row["cause"]) for row in results.transitions() if row["newstate"] == "CLOSED")
        self.assertEqual(ends["1", "listener_closed"], 4)
        self.assertEqual(ends["0", "rst_received"], 4)

    def test_what_is_closed_stays_closed_over_a_crash(self):
        results = run("stays", *EXACT, "--connections", 3, "--rate", 0.1,
                      "--event", "5s close-listener server; 6s crash server restart=1s; 15s open-listener server; 16s open-listener server")
        self.assertEqual([row["outcome"] for row in results.rows("connections.csv")], ["established", "refused", "established"])
        self.assertEqual([hosts for *_, hosts, _ in happened(results)], [1, 1, 1, 1, 0])


class AddressAndPath(unittest.TestCase):
    def test_an_address_that_is_gone_for_three_seconds(self):
        results = run("gone", *EXACT, "--connections", 2, "--rate", 1 / 5.5, "--event", "5s address-gone server; 8s address-back server")
        self.assertEqual(latencies(results), [100, 3100])  # SYNs at 5.5, 6.5 and 8.5 s
        self.assertEqual({row["cause"] for row in results.rows("transitions.csv")} & {"host_crashed", "listener_closed"}, set())

    def test_connections_live_through_it(self):
        results = run("through", *EXACT, "--connections", 1, "--request", 100, "--response", 100, "--requests-per-connection", 2,
                      "--think", "4s", "--event", "3s address-gone server; 6s address-back server")
        self.assertEqual(results.summary["close"]["orderly"], 1)
        self.assertGreater(results.summary["retransmissions"]["data"], 2)

    def test_the_path_changes(self):
        results = run("path", *EXACT, "--connections", 20, "--rate", 1, "--event", "10s delay=80ms; 15s delay-reverse=20ms")
        self.assertEqual(latencies(results), [100] * 10 + [160] * 5 + [100] * 5)
        schedule = run("schedule", *EXACT, "--connections", 20, "--rate", 1, "--schedule-forward", "10s delay=80ms",
                       "--schedule-reverse", "10s delay=80ms; 15s delay=20ms")
        for file in ("transitions.csv", "connections.csv"):
            self.assertEqual(results.read(file), schedule.read(file))
        self.assertEqual(happened(results), [(10.0, "path", "delay=80ms", 0, 0), (15.0, "path", "delay-reverse=20ms", 0, 0)])


class Texts(unittest.TestCase):
    FILE = """
        connections = 200
        rate = 10
        [group mobile]
        share = 50%
        server = web
        clients = 2
        [group office]
        share = 50%
        server = mail
        [server web]
        servers = 3
        [server mail]
        [event 12s]       ; the order in the file is not that of time
        loss = 100%
        [event 5s]
        kind = crash
        host = web:2
        restart = 2s
        [event 5s]
        kind = close-listener
        host = mail
        [event 7.5s-again]
        kind = open-listener
        host = server mail
        [event 13s]
        loss = 0
        delay-forward = 10ms
        """

    FLAT = "5s crash web:2 restart=2s; 5s close-listener mail; 7500ms open-listener server mail; 12s loss=1; 13s loss=0 delay-forward=10ms"

    def test_sections_and_the_option_are_the_same(self):
        pathlib.Path("sections.ini").write_text(self.FILE, encoding="utf-8")
        groups = self.FILE[:self.FILE.index("[event")]
        pathlib.Path("flat.ini").write_text(f"event = {self.FLAT}\n{groups}", encoding="utf-8")
        sections = run("sections", "--config", "sections.ini", "--progress", "off")
        flat = run("flat", "--config", "flat.ini", "--progress", "off")
        again = run("again", "--config", "sections/params.ini", "--progress", "off")
        from_flat = run("from-flat", "--config", "flat/params.ini", "--progress", "off")
        for other in (flat, again, from_flat):
            for file in ("transitions.csv", "connections.csv", "hosts.csv"):
                self.assertEqual(sections.read(file), other.read(file))
        self.assertEqual(sections.same_bytes(), again.same_bytes())
        self.assertEqual(flat.same_bytes(), from_flat.same_bytes())
        self.assertEqual([(time, event) for time, event, *_ in happened(flat)],
                         [(5, "crash"), (5, "close-listener"), (7, "restart"), (7.5, "open-listener"), (12, "path"), (13, "path")])
        changed = run("changed", "--config", "sections.ini", "--progress", "off", "--event.5s.restart", "1s", "--event.5s-2.host", "web")
        self.assertEqual([(time, event, hosts) for time, event, _, hosts, _ in happened(changed)][:3],
                         [(5, "crash", 1), (5, "close-listener", 3), (6, "restart", 1)])

    def test_numbers_keep_the_order_of_one_time(self):
        """Whoever writes the sections in another order, as a sweep may that varies the second."""
        sections = ("[event 2s]\nkind = close-listener\nhost = server\n", "[event 2s-2]\nkind = open-listener\nhost = server\n")
        for name, text in (("straight", "".join(sections)), ("reversed", "".join(reversed(sections)))):
            pathlib.Path(f"{name}.ini").write_text("connections = 1\n" + text, encoding="utf-8")
            results = run(name, "--config", f"{name}.ini", "--progress", "off")
            self.assertEqual([event for _, event, *_ in happened(results)], ["close-listener", "open-listener"])

    def test_what_cannot_be_is_refused_in_a_line(self):
        for event, reason in (("30s", "path with a setting of the path"), ("soon crash server", "'soon' is no time"),
                              ("30s crush server", "did you mean crash?"), ("30s crash", "for host"),
                              ("30s crash web", "group or server"), ("30s crash server:2", "a number from 1 to 1"),
                              ("30s crash server:0", "group or server"), ("30s crash group restart=-1s", "a time from 0s to 365d"),
                              ("30s close-listener group", "servers, which close-listener"), ("30s open-listener server restart=1s", "of a crash"),
                              ("30s crash server quiet-time=1s", "without a restart"), ("30s crash server loss=1", "an event of its own"),
                              ("30s lose=syn", "a schedule can change"), ("30s ip=6", "a schedule can change"),
                              ("30s dleay=1ms", "did you mean delay?"), ("30s delay=fast", "a time from 0s to 1d"),
                              ("30s delay=1ms delay=2ms", "once"), ("366d delay=1ms", "up to 365d"), ("", "none, or events")):
            with self.subTest(event):
                done = call("--out", "refused", "--event", event)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertFalse(pathlib.Path("refused").exists())
        self.assertIn("changes of the path alone", call("--stack", "ns3", "--event", "30s crash server").stderr)
        for lines, reason in (("[event soon]\nloss = 1", "a section event TIME"), ("[event 3s]\nhots = server", "did you mean host?"),
                              ("[event 3s]\nkind = crash\nhost = nobody", "[event 3s] host = nobody"), ("[event]\nloss = 1", "TIME"),
                              ("[event 3s]\nrestart = 1s", "[event 3s] restart"), ("[event 3s]\nkind = crash", "for host"),
                              ("[event 3s]\nloss = 2", "[event 3s] loss = 2")):
            with self.subTest(lines):
                pathlib.Path("wrong.ini").write_text(lines + "\n", encoding="utf-8")
                done = call("--config", "wrong.ini")
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(reason, done.stderr)
        both = "[group web]\nshare = 100%\n[server web]\n[event 3s]\nkind = crash\nhost = web\n"
        pathlib.Path("both.ini").write_text(both, encoding="utf-8")
        self.assertIn("there are both", call("--config", "both.ini").stderr)


class BothPaths(unittest.TestCase):
    """Random lists of events write the same bytes through IP and from stack to stack."""

    SCENARIOS = 25

    @staticmethod
    def events(draw):
        hosts = ("server", "server:1", "group", "group:2")
        kinds = (lambda: f"crash {draw.choice(hosts)}" + draw.choice(("", " restart=200ms", " restart=1s quiet-time=500ms", " restart=3s")),
                 lambda: f"close-listener server{draw.choice(('', ':2'))}", lambda: f"open-listener server{draw.choice(('', ':2'))}",
                 lambda: f"address-gone {draw.choice(hosts)}", lambda: f"address-back {draw.choice(hosts)}",
                 lambda: draw.choice(("loss=10%", "loss=0", "delay=1ms", "delay-forward=200ms", "bandwidth=100kbps", "duplicate=5% jitter=3ms")))
        return "; ".join(f"{draw.choice((0, 100, 500, 500, 777, 1000, 2000, 4000))}ms {draw.choice(kinds)()}" for _ in range(draw.randint(1, 8)))

    def test_random_events(self):
        for number in range(self.SCENARIOS):
            draw = random.Random(number)
            options = ("--event", self.events(draw), "--clients", draw.choice((1, 2, 3)) + 1, "--servers", 2, "--connections", 80, "--rate", 40,
                       "--request", 300, "--response", draw.choice((0, 5000)), "--hold", draw.choice(("0s", "300ms")), "--loss", "2%",
                       "--accept-delay", draw.choice(("0s", "exponential:30ms")), "--arrivals", draw.choice(("poisson", "burst", "closed")),
                       "--closer", draw.choice(("client", "server", "both")), "--set", f"tw_reuse={draw.randint(0, 1)}", "--msl", "500ms",
                       "--set", f"timestamp_offset={draw.randint(0, 2)}", "--fast-open", draw.choice(("true", "false")), "--set", "fastopen=3",
                       "--read-rate", draw.choice(("all", "20000")), "--trace", "segments", "--counters", "--progress", "off")
            with self.subTest(number, options=" ".join(map(str, options))):
                both = [run(f"{number}-{path}", *options, "--path", path, "--pcap", f"{number}-{path}") for path in ("ip", "direct")]
                check_lives(self, both[0])
                for file in ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv"):
                    self.assertEqual(both[0].read(file), both[1].read(file), file)
                for end in ("client", "server"):
                    self.assertEqual(*(pathlib.Path(f"{number}-{path}-{end}.pcap").read_bytes() for path in ("ip", "direct")))
                self.assertEqual(both[0].summary["events"], both[1].summary["events"])
                outcomes = both[0].summary["connections"]
                self.assertEqual(outcomes["attempted"], sum(outcomes.values()) - outcomes["attempted"])
                waits = both[0].summary["time_wait"]
                self.assertEqual(waits["entered"], sum(waits[key] for key in ("expired", "reused", "reset", "crashed", "remaining")))


if __name__ == "__main__":
    unittest.main()
