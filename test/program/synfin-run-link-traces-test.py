#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Rates and delays from files, against arithmetic, for packets and without, for either TCP."""

import decimal
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

EXACT = ("--arrivals", "constant", "--set", "timer_hz=0", "--progress", "off", "--clients", 1, "--bandwidth", "none")


def file(name, *lines):
    """Writes a trace. @return the value of a setting."""
    path = pathlib.Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return f"trace:{name}"


def latencies(results):
    """@return the latency of each handshake in ms."""
    return [round(float(row["handshake_s"]) * 1000, 6) for row in results.rows("connections.csv")]


class Bandwidth(unittest.TestCase):
    def test_a_transfer_gets_what_the_trace_has(self):
        """An opportunity each millisecond, 12 Mbit/s: a whole segment of 1448 octets with each, as long as there are some that wait."""
        results = run("transfer", *EXACT, "--connections", 1, "--request", 100, "--response", 5000000, "--delay", "5ms", "--queue", "10000p",
                      "--bandwidth-reverse", file("constant", 1), "--trace", "segments")
        rows = [row for row in results.rows("segments.csv") if row["host"] == "0" and row["event"] == "received" and int(row["len"]) == 1448]
        times = [decimal.Decimal(row["time_s"]) for row in rows][-2000:]
        self.assertEqual({after - before for before, after in zip(times, times[1:])}, {decimal.Decimal("0.001")})
        self.assertEqual(1448 * 1999 / float(times[-1] - times[0]), 1448000)

    def test_a_gap_of_two_seconds(self):
        """The SYN of 1.5 s waits for 3 s; that of 0 s for the first millisecond."""
        trace = file("gap", *range(1, 1001), *range(3000, 4001))
        for options in (("--path", "direct"), ("--path", "ip"), ("--stack", "ns3")):
            with self.subTest(options):
                results = run("-".join(options).strip("-"), *EXACT, *options, "--connections", 2, "--rate", 1 / 1.5, "--bandwidth-forward", trace)
                self.assertEqual(latencies(results), [101, 1600])


    def test_a_run_that_ends_while_frames_wait(self):
        """What would be sent later is in no capture."""
        trace = file("seldom", 1000)
        for path in ("ip", "direct"):
            run(f"ends-{path}", *EXACT, "--path", path, "--connections", 20, "--rate", 10, "--bandwidth-forward", trace, "--duration", "2s",
                "--pcap", f"ends-{path}")
        for end in ("client", "server"):
            sizes = {pathlib.Path(f"ends-{path}-{end}.pcap").stat().st_size for path in ("ip", "direct")}
            self.assertEqual(*(pathlib.Path(f"ends-{path}-{end}.pcap").read_bytes() for path in ("ip", "direct")), sizes)


class Delay(unittest.TestCase):
    def test_handshakes_follow_the_steps(self):
        trace = file("steps", "0 20", "10s 70ms", "15 1.5")
        for options in (("--path", "direct"), ("--path", "ip"), ("--stack", "ns3")):
            with self.subTest(options):
                results = run("delay-" + options[1], *EXACT, *options, "--connections", 20, "--rate", 1, "--delay", trace)
                self.assertEqual(latencies(results), [40] * 10 + [140] * 5 + [3] * 5)
        one = run("one", *EXACT, "--connections", 20, "--rate", 1, "--delay", "10ms", "--delay-reverse", trace)
        self.assertEqual(latencies(one), [30] * 10 + [80] * 5 + [11.5] * 5)

    def test_a_trace_begins_with_its_event(self):
        trace = file("late", "0 20", "3 70")
        results = run("begins", *EXACT, "--connections", 10, "--rate", 1, "--delay", "5ms", "--event", f"4s delay={trace}")
        self.assertEqual(latencies(results), [10] * 4 + [40] * 3 + [140] * 3)


class Files(unittest.TestCase):
    def test_a_file_beside_a_file(self):
        file("deep/far.delay", "0 20")
        file("deep/up", 1, 2)
        text = "connections = 5\narrivals = constant\n[path]\ndelay = trace:far.delay\nbandwidth-forward = trace:up\n[event 2s]\ndelay = trace:far.delay\n"
        pathlib.Path("deep/scenario.ini").write_text(text, encoding="utf-8")
        results = run("beside", "--config", "deep/scenario.ini", "--progress", "off")
        again = run("beside-again", "--config", "beside/params.ini", "--progress", "off")
        self.assertEqual(results.same_bytes(), again.same_bytes())
        self.assertEqual(results.summary["parameters"]["delay-forward"], f"trace:{pathlib.Path('deep/far.delay').resolve()}")

    def test_a_bad_line_is_named(self):
        for option, lines, reason in (("--bandwidth", (1, 2, "x"), "wrong:3: 'x' is none"), ("--bandwidth", (2, 1), "wrong:2: '1' is before"),
                                      ("--bandwidth", (0,), "lasts no time"), ("--delay", ("0 1", "1"), "wrong:2: '1' is none"),
                                      ("--delay", ("0 1", "0 2"), "wrong:2: '0 2' is not after"), ("--delay", (), "has none")):
            with self.subTest(lines):
                done = call("--out", "bad", option, file("wrong", *lines))
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertFalse(pathlib.Path("bad").exists())
        for value in ("trace:", "trace:nowhere", "trace:/dev/zero"):
            self.assertEqual(call("--delay", value).returncode, 2)


if __name__ == "__main__":
    unittest.main()
