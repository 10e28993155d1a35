# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-run and reads what it wrote; what every test of it needs."""

import csv
import decimal
import json
import os
import pathlib
import subprocess

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")

# Do the programs have sanitizers? These look at code that runs, so what repeats the same code may be done less often.
SANITIZED = os.environ.get("SYNFIN_SANITIZED") == "1"

# The environment of a run that stops within simulated time: ns-3 does not free the event that an exception passes through.
NO_LEAKS = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}

NANOSECOND = decimal.Decimal("0.000000001")

# RFC 9293 Figure 5 and its notes; the edges to CLOSED that it leaves out are RST, abort and time-out.
LEGAL = {
    ("CLOSED", "LISTEN"), ("CLOSED", "SYN_SENT"),
    ("LISTEN", "SYN_RCVD"), ("LISTEN", "SYN_SENT"), ("LISTEN", "CLOSED"),
    ("SYN_SENT", "SYN_RCVD"), ("SYN_SENT", "ESTABLISHED"), ("SYN_SENT", "CLOSED"),
    ("SYN_RCVD", "ESTABLISHED"), ("SYN_RCVD", "FIN_WAIT_1"), ("SYN_RCVD", "CLOSE_WAIT"),
    ("SYN_RCVD", "LISTEN"), ("SYN_RCVD", "CLOSED"),
    ("ESTABLISHED", "FIN_WAIT_1"), ("ESTABLISHED", "CLOSE_WAIT"), ("ESTABLISHED", "CLOSED"),
    ("FIN_WAIT_1", "FIN_WAIT_2"), ("FIN_WAIT_1", "CLOSING"), ("FIN_WAIT_1", "TIME_WAIT"), ("FIN_WAIT_1", "CLOSED"),
    ("FIN_WAIT_2", "TIME_WAIT"), ("FIN_WAIT_2", "CLOSED"),
    ("CLOSE_WAIT", "LAST_ACK"), ("CLOSE_WAIT", "CLOSED"),
    ("CLOSING", "TIME_WAIT"), ("CLOSING", "CLOSED"),
    ("LAST_ACK", "CLOSED"),
    ("TIME_WAIT", "CLOSED"),
}

STATES = ["CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "FIN_WAIT_1",
          "FIN_WAIT_2", "CLOSING", "TIME_WAIT"]


def call(*options, **keywords):
    """@return the completed process, whatever its status."""
    return subprocess.run([PROGRAM, *map(str, options)], capture_output=True, text=True, timeout=300, check=False,
                          **keywords)


class Results:
    """The files of one run."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.summary = json.loads(self.read("summary.json"))

    def read(self, name):
        """@return a whole file as text."""
        return (self.folder / name).read_text(encoding="utf-8")

    def rows(self, name):
        """@return the rows of a .csv file as dictionaries."""
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def hosts_by_second(self):
        """@return {(second, host): row} of hosts.csv, with each host's last row carried forward."""
        written, last, every = {}, {}, {}
        for row in self.rows("hosts.csv"):
            written[int(row["time_s"]), row["host"]] = row
        for second in range(max(second for second, _ in written) + 1):
            for host in {host for _, host in written}:
                last[host] = written.get((second, host), last.get(host))
                every[second, host] = last[host]
        return every

    def transitions(self):
        """@return the transitions of connections (not of listeners), in order."""
        return [row for row in self.rows("transitions.csv") if row["rport"] != "0"]

    def lives(self):
        """
        @return the transitions of each end of each connection: {(conn, host, n): [rows]}; what attackers' segments
        began has conn 0, and the other end's address and port in front of n.

        n is 0, but when a SYN comes again after the server gave the connection up: then it has a second life there.
        """
        lives = {}
        count = {}
        for row in self.transitions():
            sources = (row["raddr"], row["rport"]) if row["conn"] == "0" else ()  # what an attacker's segment began
            end = (row["conn"], row["host"], *sources)
            if row["oldstate"] in ("CLOSED", "LISTEN"):
                count[end] = count.get(end, -1) + 1
            lives.setdefault((*end, count.get(end, 0)), []).append(row)
        return lives

    def same_bytes(self):
        """@return all that must be equal when the parameters are: not what clock and memory say, nor who ran it."""
        apart = ("summary.json", "provenance.json")
        files = {name: self.read(name) for name in sorted(os.listdir(self.folder)) if name not in apart}
        summary = json.loads(self.read("summary.json"))
        del summary["run"]["wall_s"]
        del summary["run"]["peak_rss_bytes"]
        files["summary.json"] = json.dumps(summary)
        return files


def run(folder, *options):
    """Runs a scenario that must succeed. @return its results."""
    done = call("--out", folder, *options)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{options}: status {done.returncode}, stderr: {done.stderr}")
    return Results(folder)


def scenario(name, text, *options):
    """Runs a scenario file. @return its results."""
    file = pathlib.Path(f"{name}.ini")
    file.write_text(text, encoding="utf-8")
    return run(name, "--config", file, *options)


def both_paths(test, name, text, *options):
    """Runs a scenario file on either path, and asserts that all that they write is equal. @return the results."""
    more = ("--trace", "segments", "--counters", *options)
    direct, through = (scenario(f"{name}-{path}", text, "--path", path, "--pcap", f"{name}-{path}", *more) for path in ("direct", "ip"))
    for file in ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv"):
        test.assertEqual(direct.read(file), through.read(file), file)
    for end in ("client", "server"):
        test.assertEqual(pathlib.Path(f"{name}-direct-{end}.pcap").read_bytes(), pathlib.Path(f"{name}-ip-{end}.pcap").read_bytes())
    for key in ("connections", "groups", "syn_rcvd", "attack", "users", "drops", "handshake_latency_s"):
        test.assertEqual(direct.summary[key], through.summary[key], key)
    return direct


# How many local ports a host has that is to run out of them.
PORTS = 50


def with_ports(selection="linux"):
    """@return options: so many ports towards each server, and how they are chosen."""
    return ("--set", f"ip_local_port_range=10000-{9999 + PORTS}", "--set", f"port_selection={selection}")


def path_of(life):
    """@return the states that one end went through."""
    return [life[0]["oldstate"], *(row["newstate"] for row in life)]


def check_lives(test, results):
    """Asserts that every step is legal, begins where the one before ended, and that `ms` is the time between."""
    for end, life in results.lives().items():
        test.assertIn(life[0]["oldstate"], ("CLOSED", "LISTEN"), end)
        for row in life:
            test.assertIn((row["oldstate"], row["newstate"]), LEGAL, end)
        for before, after in zip(life, life[1:]):
            test.assertEqual(before["newstate"], after["oldstate"], end)
            spent = decimal.Decimal(after["time_s"]) - decimal.Decimal(before["time_s"])
            test.assertGreaterEqual(spent, 0)
            test.assertEqual(decimal.Decimal(after["ms"]) / 1000, spent, end)


def check_balance(test, results):
    """Asserts the identities that every summary obeys."""
    summary = results.summary
    outcomes = summary["connections"]
    test.assertEqual(outcomes["attempted"], sum(outcomes.values()) - outcomes["attempted"])
    waits = summary["time_wait"]
    test.assertEqual(waits["entered"], waits["expired"] + waits["reused"] + waits["reset"] + waits["crashed"])
    test.assertEqual(outcomes["established"], sum(summary["close"].values()))
    test.assertEqual(outcomes["established"], summary["handshake_latency_s"]["count"])


def tcp_options_size(timestamps=True):
    """@return octets of the options of a SYN or SYN-ACK: MSS, SACK-permitted, window scale, timestamps, padded."""
    return 4 + 4 + (12 if timestamps else 4)


def frame(ip, options=0):
    """@return octets on the link of a segment without data: PPP, IP and TCP headers."""
    return 2 + (20 if ip == 4 else 40) + 20 + options


def serialisation(octets, bits_per_second):
    """@return the whole nanoseconds that a frame takes to send, in seconds."""
    return (octets * 8 * decimal.Decimal(10) ** 9 // bits_per_second) * NANOSECOND
