#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The rate of a link: how it changes, how it holds frames, and how it is written and read."""

import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin_run import call, run  # noqa: E402
from synfin.tools import parameters  # noqa: E402

TRANSFER = ("--connections", 1, "--response", 500000, "--bandwidth", "10Mbps", "--delay", "10ms")


def response_time(results):
    """@return seconds from the client's ESTABLISHED to its close, when it has the whole response."""
    times = {(row["oldstate"], row["newstate"]): float(row["time_s"]) for row in results.transitions()}
    return times["ESTABLISHED", "FIN_WAIT_1"] - times["SYN_SENT", "ESTABLISHED"]


class Schedule(unittest.TestCase):
    """The rate counts when a frame's transmission starts."""

    def both(self, name, *options):
        """@return the results of a run, which are the same on both paths."""
        results = [run(f"{name}-{path}", *TRANSFER, *options, "--path", path) for path in ("ip", "direct")]
        self.assertEqual(*(one.read("transitions.csv") for one in results))
        return results[0]

    def test_a_dip_costs_no_more_than_it_lasts_and_one_frame(self):
        steady = response_time(self.both("steady"))
        dip = response_time(self.both("dip", "--schedule-reverse", "200ms bandwidth=100kbps; 300ms bandwidth=10Mbps"))
        # The wire would have been idle for a part of it; a full frame takes 0.121 s at 100 kbit/s.
        self.assertGreater(dip, steady + 0.04)
        self.assertLess(dip, steady + 0.1 + 0.125)

    def test_a_rate_of_zero_holds_frames(self):
        steady = response_time(self.both("steady-too"))
        held = response_time(self.both("held", "--schedule-reverse", "200ms bandwidth=0; 300ms bandwidth=10Mbps"))
        self.assertGreater(held, steady + 0.04)
        self.assertLess(held, steady + 0.1 + 0.002)

    def test_a_rate_that_stays_zero_lets_nothing_through(self):
        for path in ("ip", "direct"):
            done = run(f"never-{path}", "--connections", 2, "--bandwidth", 0, "--path", path, "--pcap", f"pcap-{path}")
            self.assertEqual(done.summary["connections"]["timed_out"], 2)
            self.assertEqual(done.summary["parameters"]["bandwidth-forward"], "0bps")


class Text(unittest.TestCase):
    """What synfin-run takes and writes, the Python programs read."""

    def test_every_unit(self):
        for prefix in ("", "k", "K", "ki", "Ki", "M", "Mi", "G", "Gi", "T", "Ti"):
            for unit in ("bps", "b/s", "Bps", "B/s"):
                rate = f"1000000{prefix}{unit}" if prefix == "" else f"1.5{prefix}{unit}"
                with self.subTest(rate):
                    bits = parameters.bits_per_second(rate)
                    summary = run(f"rate-{len(rate)}-{rate.replace('/', '_')}", "--connections", 1, "--bandwidth", rate,
                                  "--trace", "none").summary
                    written = summary["parameters"]["bandwidth-forward"]
                    self.assertEqual(parameters.bits_per_second(written), bits)

    def test_what_is_no_rate_is_none_for_both(self):
        for rate in ("1", "1Xbps", "1kkbps", "1mbps", "bps", "1Gb", "-1bps"):
            with self.subTest(rate):
                self.assertEqual(call("--connections", 1, f"--bandwidth={rate}").returncode, 2)
                self.assertRaises(ValueError, parameters.bits_per_second, rate)


if __name__ == "__main__":
    unittest.main()
