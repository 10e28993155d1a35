#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run's files: the same parameters give the same bytes, whole or not at all; and the captures."""

import collections
import itertools
import json
import math
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from synfin_run import NO_LEAKS, PROGRAM, Results, call, run  # noqa: E402

BASE = ("--connections", "300", "--loss", "0.1")


class SameBytes(unittest.TestCase):
    """What decides the results, and what does not."""

    def test_the_same_command_gives_the_same_bytes(self):
        self.assertEqual(run("same-1", *BASE).same_bytes(), run("same-2", *BASE).same_bytes())

    def test_another_run_or_seed_gives_others(self):
        files = [run(f"other{i}", *BASE, *options).same_bytes()
                 for i, options in enumerate(([], ["--run", "2"], ["--seed", "2"]))]
        for name in ("transitions.csv", "connections.csv", "hosts.csv", "summary.json"):
            self.assertEqual(len({content[name] for content in files}), 3, name)

    def test_params_ini_gives_the_same_bytes(self):
        for name, options in (
                ("plain", []),
                ("rich", ["--rate", "33.3", "--arrivals", "constant", "--clients", "2", "--servers", "3", "--delay",
                          "7500us", "--bandwidth", "10Mbps", "--queue", "64kB", "--loss-reverse", "0.05", "--profile",
                          "freebsd", "--set", "syn_retries=3", "--set", "ip_local_port_range=20000-20999", "--msl",
                          "3s", "--closer", "both", "--request", "10", "--response", "3000", "--hold", "20ms", "--ip",
                          "6", "--seed", "7", "--run", "9", "--backlog", "100", "--listen-from", "1s"]),
                ("ns3", ["--stack", "ns3"]),
                ("ip", ["--path", "ip"]),
                ("nat", ["--nat", "--clients", "3"]),
                ("box", ["--nat", "--nat-block", "500", "--firewall-idle", "5s", "--conntrack", "50"]),
                ("silent", ["--trace", "none"]), ("few", ["--trace", "connections"])):
            with self.subTest(name):
                first = run(f"ini-{name}-1", "--connections", 100, "--loss", "0.01", *options)
                second = run(f"ini-{name}-2", "--config", first.folder / "params.ini")
                self.assertEqual(first.same_bytes(), second.same_bytes())
                taken = "ip" if name in ("ns3", "ip") else "direct"
                self.assertIn(f"\npath = {taken}\n", first.read("params.ini"))

    def test_params_ini_holds_every_parameter(self):
        results = run("every", *BASE, "--set", "syn_retries=3")
        text = results.read("params.ini")
        names = set(re.findall(r"^([\w-]+) = ", text, re.MULTILINE))
        parameters = results.summary["parameters"]
        fields = set(parameters.pop("set"))
        self.assertEqual(names, set(parameters) | fields | {"version", "schema"})
        options = set(re.findall(r"^  --([a-z0-9-]+) ", call("--help").stdout, re.MULTILINE))
        link = {name[:-len("-forward")] for name in options if name.endswith("-forward")}
        self.assertTrue({"delay", "loss", "schedule"} <= link)
        shorthands = link | {"msl", "congestion", "set"}
        program = {"help", "version", "config", "out", "force", "pcap", "progress", "schema", "check", "draw", "lang"}
        self.assertEqual(options - shorthands - program, set(parameters))
        self.assertRegex(text, r"(?m)^seed = 1$")
        self.assertRegex(text, r"(?m)^syn_retries = 3$")
        self.assertIn(results.summary["run"]["version"], text)

    def test_the_command_line_is_stronger_than_the_file(self):
        pathlib.Path("some.ini").write_text("connections = 7\nloss = 0.2\nset = syn_retries=2\nset = msl=2s\n"
                                            "[profile]\nsynack_retries = 3\n", encoding="utf-8")
        parameters = run("stronger", "--config", "some.ini", "--loss-forward", "0", "--set",
                         "msl=1s").summary["parameters"]
        self.assertEqual(parameters["connections"], 7)
        self.assertEqual((parameters["loss-forward"], parameters["loss-reverse"]), (0, 0.2))
        self.assertEqual([parameters["set"][name] for name in ("syn_retries", "msl", "synack_retries")],
                         ["2", "1s", "3"])

    def test_a_profile_on_the_command_line_replaces_the_one_of_the_file(self):
        first = run("linux", "--connections", 5)
        second = run("freebsd", "--config", first.folder / "params.ini", "--profile", "freebsd")
        third = run("freebsd-alone", "--connections", 5, "--profile", "freebsd")
        self.assertEqual(second.same_bytes(), third.same_bytes())

    def test_silence_changes_nothing_but_the_files(self):
        loud = run("loud", *BASE)
        silent = run("silent", *BASE, "--trace", "none")
        self.assertEqual(sorted(os.listdir("silent")), ["params.ini", "provenance.json", "summary.json"])
        self.assertEqual(sorted(os.listdir("loud")),
                         ["connections.csv", "hosts.csv", "params.ini", "provenance.json", "summary.json",
                          "transitions.csv"])
        for results in (loud, silent):
            for name in ("wall_s", "peak_rss_bytes"):
                del results.summary["run"][name]
            del results.summary["parameters"]["trace"]
        self.assertEqual(loud.summary, silent.summary)

    def test_connections_alone(self):
        """--trace connections writes one table, and that has the same bytes."""
        for name, options in (("direct", ["--loss", "0.1"]), ("ip", ["--loss", "0.1", "--path", "ip"]), ("ns3", ["--stack", "ns3"]), ("some", ["--sample", "1/3"])):
            with self.subTest(name):
                loud, alone = (run(f"{name}-{trace}", "--connections", 300, *options, "--trace", trace) for trace in ("all", "connections"))
                self.assertEqual(sorted(os.listdir(alone.folder)), ["connections.csv", "params.ini", "provenance.json", "summary.json"])
                self.assertEqual(alone.read("connections.csv"), loud.read("connections.csv"))
                told = [{**results.summary, "run": None, "parameters": None} for results in (loud, alone)]
                self.assertEqual(*told)


class Summary(unittest.TestCase):
    """The shape of summary.json and of the table."""

    def test_keys(self):
        summary = run("keys", *BASE).summary
        self.assertEqual(list(summary)[-6:],
                         ["parameters", "handshake_latency_histogram", "attempts_over_time", "nodes", "events", "groups"])
        for name in ("counters", "attempts_over_time", "nodes", "events", "groups"):
            self.assertIsNone(summary.pop(name))
        shape = {name: list(part) for name, part in summary.items() if name not in ("schema", "parameters")}
        self.assertEqual(shape, {
            "connections": ["attempted", "established", "refused", "timed_out", "reset", "no_port", "address_in_use", "abandoned", "crashed",
                            "half_open", "pending"],
            "handshake_latency_s": ["count", "mean", "stddev", "min", "p50", "p90", "p99", "p999", "max",
                                    "relative_error"],
            "retransmissions": ["syn", "synack", "data", "fin"],
            "close": ["orderly", "reset", "timed_out", "crashed", "open"],
            "time_wait": ["entered", "peak", "peak_time_s", "mean", "mean_steady", "steady_from_s", "steady_to_s",
                          "expired", "reused", "reset", "crashed", "evicted", "remaining"],
            "syn_rcvd": ["peak", "mean"],
            "attack": ["sent", "syn_acks", "resets", "others", "victims", "met", "successes", "challenge_acks", "window", "acks"],
            "queues": ["syn_queue_peak", "accept_queue_peak", "bytes_peak", "lookups", "cookies_sent", "cookies_valid", "cookies_invalid",
                       "one_sided", "migrated"],
            "users": ["begun", "connected", "latency_s_mean", "latency_s_p50", "latency_s_p90", "latency_s_p99", "latency_s_max"],
            "drops": ["closed_port", "rst_to_nobody", "listen_no_syn", "syn_with_fin", "listen_unexpected_ack",
                      "syn_queue_full", "accept_queue_full", "duplicate_syn", "deferred_ack", "unacceptable_ack",
                      "out_of_window", "paws", "paws_passive", "no_timestamps", "rst_out_of_window", "rst_challenged", "syn_challenged",
                      "no_ack", "rst_in_time_wait", "old_syn_in_time_wait", "time_wait_duplicate", "after_close", "malformed",
                      "bad_address"],
            "harm": ["old_duplicate_accepted", "old_duplicate_rejected", "fin_answered_by_reset"],
            "ecn": ["marked", "echoes", "reductions"],
            "nat": ["mappings", "recycled", "no_port", "unknown_out", "unknown_in"],
            "firewall": ["connections", "idle", "unknown_out", "unknown_in", "resets"],
            "conntrack": ["entries", "peak", "table_full", "early_drop", "picked_up", "invalid"],
            "path_mtu": ["too_large", "told", "lowered", "suspected"],
            "window": ["from_s", "to_s", "attempted", "established", "established_per_s", "established_per_s_ci95",
                       "handshake_latency_s", "handshake_latency_s_ci95", "handshake_latency_s_p50", "handshake_latency_s_p90",
                       "handshake_latency_s_p99", "time_wait", "time_wait_ci95"],
            "rare": ["failure", "failure_error", "failure_ci95_low", "failure_ci95_high", "failure_effective", "effective", "weight_mean",
                     "established", "refused", "timed_out", "reset", "no_port", "address_in_use", "abandoned", "crashed", "half_open",
                     "pending", "latency_s_mean", "latency_s_mean_error", "latency_s_p50", "latency_s_p90", "latency_s_p99",
                     "latency_s_p999", "latency_s_p999999"],
            "run": ["wall_s", "sim_s", "segments", "events", "peak_rss_bytes", "version", "seed", "run"],
            "handshake_latency_histogram": ["relative_error", "buckets"]})

    def test_latency_figures_follow_from_connections_csv(self):
        results = run("figures", "--connections", 999, "--loss", "0.2")
        values = sorted(float(row["handshake_s"]) for row in results.rows("connections.csv"))
        figures = results.summary["handshake_latency_s"]
        mean = sum(values) / len(values)
        deviation = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
        self.assertEqual(figures["count"], len(values))
        self.assertAlmostEqual(figures["mean"], mean, delta=1e-9)
        self.assertAlmostEqual(figures["stddev"], deviation, delta=1e-9)
        self.assertEqual((figures["min"], figures["max"]), (values[0], values[-1]))
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)):
            exact = min(v for v in values if sum(w <= v for w in values) >= share * 999)
            self.assertAlmostEqual(figures[name], exact, delta=figures["relative_error"] * exact)

    def test_the_histogram_of_several_runs_gives_their_pooled_quantiles(self):
        values, shares = [], []
        for seed in (1, 2, 3):
            results = run(f"pool-{seed}", "--connections", 700, "--loss", "0.2", "--jitter", "40ms,normal", "--seed", seed)
            mine = sorted(float(row["handshake_s"]) for row in results.rows("connections.csv") if row["handshake_s"])
            histogram = results.summary["handshake_latency_histogram"]
            error, buckets = histogram["relative_error"], histogram["buckets"]
            self.assertEqual(buckets, sorted(buckets))
            self.assertEqual(sum(count for _, count in buckets), len(mine))
            rank = 0
            for seconds, count in buckets:
                for value in mine[rank:rank + count]:
                    self.assertAlmostEqual(value, seconds, delta=error * value)
                rank += count
            self.assertIn(f'"handshake_latency_histogram": {{"relative_error":{error},"buckets":[[',
                          results.read("summary.json"))
            values += mine
            shares += buckets
        values.sort()
        for share in (0.5, 0.9, 0.99, 0.999):
            rank = math.ceil(share * len(values))
            below = itertools.accumulate(sorted(shares), lambda sum_, one: (one[0], sum_[1] + one[1]))
            pooled = next(seconds for seconds, count in below if count >= rank)
            self.assertAlmostEqual(pooled, values[rank - 1], delta=error * values[rank - 1])

    def test_retransmissions_follow_from_connections_csv(self):
        results = run("copies", "--connections", 500, "--loss", "0.2")
        rows = results.rows("connections.csv")
        copies = results.summary["retransmissions"]
        self.assertEqual(copies["syn"], sum(int(row["syn_sent"]) - 1 for row in rows))
        # A SYN that was repeated is answered again, once for each copy that arrives while in SYN_RCVD.
        self.assertEqual(copies["synack"], sum(int(row["synack_sent"]) - 1 for row in rows))

    def test_the_table_says_the_same(self):
        done = call(*BASE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^connections +300$")
        self.assertRegex(done.stdout, r"(?m)^  established +300 +100\.00 %$")
        self.assertRegex(done.stdout, r"(?m)^TIME_WAIT entered +300$")


class LessOfIt(unittest.TestCase):
    """Sampled and compressed traces."""

    def test_a_sample_is_a_part_of_the_full_traces(self):
        # Ports are used again: many connections share a four-tuple.
        options = ("--connections", 3000, "--rate", 300, "--loss", "0.05", "--msl", "200ms", "--servers", 2, "--set",
                   "ip_local_port_range=20000-20499", "--path", "direct")
        full = run("all-rows", *options)
        part = run("some-rows", *options, "--sample", "1/10")
        rows = full.rows("transitions.csv")
        taken = {row["conn"] for row in part.rows("connections.csv")}
        # Binomial: 300 on average, standard deviation 16.4.
        self.assertTrue(230 < len(taken) < 370, len(taken))
        self.assertEqual(part.rows("connections.csv"),
                         [row for row in full.rows("connections.csv") if row["conn"] in taken])
        self.assertEqual(part.rows("transitions.csv"),
                         [row for row in rows if row["conn"] in taken or row["rport"] == "0"])
        self.assertEqual(part.read("hosts.csv"), full.read("hosts.csv"))
        for results in (full, part):
            for name in ("wall_s", "peak_rss_bytes"):
                del results.summary["run"][name]
            del results.summary["parameters"]["sample"]
        self.assertEqual(part.summary, full.summary)
        other = run("other-rows", *options, "--sample", "1/10", "--seed", 2)
        self.assertNotEqual({row["conn"] for row in other.rows("connections.csv")}, taken)

    def test_compressed_files_hold_the_same(self):
        plain = run("plain", *BASE)
        packed = run("packed", *BASE, "--compress", "zstd")
        self.assertEqual(sorted(os.listdir("packed")), ["connections.csv.zst", "hosts.csv.zst", "params.ini",
                                                        "provenance.json", "summary.json", "transitions.csv.zst"])
        names = ("connections.csv", "hosts.csv", "transitions.csv")
        for name in names:
            done = subprocess.run(["zstd", "-dcq", f"packed/{name}.zst"], capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout, plain.read(name), name)
        self.assertLess(sum(os.path.getsize(f"packed/{name}.zst") for name in names),
                        sum(os.path.getsize(f"plain/{name}") for name in names) / 4)
        self.assertEqual(packed.summary["time_wait"], plain.summary["time_wait"])
        # --force leaves no file of the other kind behind.
        run("packed", *BASE, "--force")
        self.assertEqual(sorted(os.listdir("packed")), sorted(os.listdir("plain")))


class WholeOrNot(unittest.TestCase):
    """Results appear at once, or not at all."""

    def test_an_interrupted_run_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with subprocess.Popen([PROGRAM, "--connections", "100000000", "--out", "deep/er/out", "--pcap", "cut"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
                while not os.path.exists("deep/er") or not os.listdir("deep/er"):
                    time.sleep(0.01)
                time.sleep(0.3)
                process.send_signal(number)
                out, err = process.communicate(timeout=300)
            self.assertEqual((process.returncode, out), (128 + number, ""))
            self.assertEqual(err, "\nsynfin-run: interrupted, nothing was written\n")
            self.assertFalse(os.path.exists("deep"))
            self.assertFalse([name for name in os.listdir() if name.startswith("cut")])

    def test_an_interrupted_run_leaves_earlier_results_alone(self):
        before = run("kept", "--connections", 5).same_bytes()
        with subprocess.Popen([PROGRAM, "--connections", "100000000", "--out", "kept", "--force", "--compress", "zstd"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while not [name for name in os.listdir("kept") if name.startswith(".kept")]:
                time.sleep(0.01)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=300)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertEqual(Results("kept").same_bytes(), before)
        self.assertFalse([name for name in os.listdir("kept") if name.startswith(".")])

    def test_a_file_that_cannot_grow_leaves_nothing(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))

        done = call("--connections", 5000, "--out", "full", preexec_fn=limit, env=NO_LEAKS)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^synfin-run: [^\n]*\.csv: File too large\n$")
        self.assertFalse([name for name in os.listdir() if "full" in name])

    def test_force_replaces_results_and_nothing_else(self):
        run("again", "--connections", 5)
        pathlib.Path("again/notes.txt").write_text("mine", encoding="utf-8")
        done = call("--connections", 6, "--out", "again")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(Results("again").summary["connections"]["attempted"], 5)
        results = run("again", "--connections", 6, "--trace", "none", "--force")
        self.assertEqual(results.summary["connections"]["attempted"], 6)
        self.assertEqual(sorted(os.listdir("again")), ["notes.txt", "params.ini", "provenance.json",
                                                      "summary.json"])

    def test_an_empty_or_a_new_directory_is_taken(self):
        os.mkdir("empty")
        for name in ("empty", "new/and/deep", "slash/"):
            self.assertEqual(len(run(name, "--connections", 5).rows("connections.csv")), 5)
        self.assertFalse([name for name in os.listdir() if name.startswith(".")])

    def test_progress_is_quiet_in_a_pipe(self):
        self.assertEqual(call("--connections", 3000).stderr, "")
        self.assertEqual(call("--connections", 3000, "--progress", "off").stderr, "")
        # As text, a carriage return is read as the end of a line.
        loud = call("--connections", 3000, "--progress", "on").stderr
        self.assertRegex(loud, r"\n[0-9]+ of 3000 connections begun, ")
        self.assertTrue(loud.endswith("\n\033[K"))
        # How long it takes is known after a while only.
        with subprocess.Popen([PROGRAM, "--connections", "10000000", "--trace", "none", "--progress", "on"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            line = next(line for line in process.stderr if " left" in line)
            process.kill()
        self.assertRegex(line, r"^[0-9]+ of 10000000 connections begun, [0-9a-z ]+ left, [0-9]+/s, [0-9]+ in TIME_WAIT, "
                               r"[0-9.]+ s simulated in [0-9.]+ s\033\[K")
        script = shutil.which("script")
        if script:  # a terminal of its own
            done = subprocess.run([script, "-qec", f"{PROGRAM} --connections 3000 --trace none", "/dev/null"],
                                  capture_output=True, text=True, timeout=60, check=True)
            self.assertIn("of 3000 connections begun", done.stdout)


class Captures(unittest.TestCase):
    """--pcap, read by tshark."""

    def fields(self, file, *names):
        """@return for each packet the values of the fields, with checksums verified."""
        command = ["tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-T",
                   "fields", *(part for name in names for part in ("-e", name))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def test_both_ends_are_captured_in_full(self):
        for options in (["--path", "ip", "--request", 100, "--response", 3000], ["--path", "ip", "--ip", 6],
                        ["--stack", "ns3"], ["--path", "ip", "--clients", 2, "--servers", 2, "--loss", "0.1"],
                        ["--path", "direct", "--request", 100, "--response", 3000], ["--path", "direct", "--ip", 6]):
            with self.subTest(options):
                results = run("cap" + "".join(map(str, options)), "--connections", 50, "--pcap", "cap", "--force",
                              *options)
                for end in ("client", "server"):
                    packets = self.fields(f"cap-{end}.pcap", "tcp.stream", "tcp.completeness", "_ws.malformed",
                                          "tcp.checksum.status", "tcp.srcport", "tcp.dstport", "ip.src", "ip.dst")
                    # Nothing but TCP is on the link, without defects.
                    self.assertEqual({(row[2], row[3]) for row in packets}, {("", "1")}, end)
                    complete = collections.Counter()  # tshark 4.4 takes a late SYN-ACK for another stream
                    for row in packets:
                        complete[frozenset(zip(row[4:6], row[6:]))] |= int(row[1])
                    self.assertEqual(len(complete), 50)
                    # SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16.
                    expected = 31 if "--request" in options else 23
                    self.assertEqual(set(complete.values()), {expected}, end)
                sent = results.summary["run"]["segments"]
                arrived = [len(self.fields(f"cap-{end}.pcap", "frame.number")) for end in ("client", "server")]
                if "--loss" in options:
                    self.assertTrue(all(count < sent for count in arrived))
                else:
                    self.assertEqual(arrived, [sent, sent])

    def test_no_partial_files_remain(self):
        run("parts", "--connections", 5, "--pcap", "parts-of")
        self.assertEqual(sorted(name for name in os.listdir() if name.startswith("parts-of")),
                         ["parts-of-client.pcap", "parts-of-server.pcap"])


if __name__ == "__main__":
    unittest.main()
