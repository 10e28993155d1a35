#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Identities that hold whatever the parameters: random scenarios, the same ones each time."""

import random
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import check_lives, path_of, run  # noqa: E402

CHOICES = {
    "connections": (50, 150), "rate": (10, 1000), "arrivals": ("poisson", "burst"),
    "clients": (1, 3), "servers": (1, 2),
    "request": (0, 10, 3000), "response": (0, 10, 30000), "hold": ("0s", "1ms", "3s"),
    "closer": ("client", "server", "both"), "backlog": (2, 4096),
    "delay": ("0s", "1ms", "50ms", "700ms"), "bandwidth": ("1Mbps", "1Gbps"), "queue": ("3p", "1000p"),
    "loss-forward": (0, 0.01, 0.1, 0.3), "loss-reverse": (0, 0.01, 0.1, 0.3), "ip": (4, 6),
    "profile": ("rfc9293", "linux", "linux-4", "freebsd"), "msl": ("0s", "100ms", "30s"),
    "path": ("ip", "direct"), "close-by": ("fin", "fin", "rst"),
}

FIELDS = {
    "abort_on_overflow": (0, 1), "ip_local_port_range": ("40000-40019", "32768-60999"), "tw_reuse": (0, 1),
    "max_tw_buckets": (5, 100000), "timestamps": (0, 1), "tw_reuse_delay": ("0s", "1s"), "max_orphans": (3, 100000),
    "port_selection": ("rfc6056-1", "rfc6056-2", "rfc6056-3", "rfc6056-4", "rfc6056-5", "linux", "ns3"),
    "bind_address_no_port": (0, 1), "syncookies": (0,),  # with which a lost last ACK leaves the client alone
}


def scenario(number):
    """@return options of the scenario of that number."""
    draw = random.Random(number)
    options = ["--run", number]
    for name, values in CHOICES.items():
        options += ["--" + name, draw.choice(values)]
    for name, values in FIELDS.items():
        options += ["--set", f"{name}={draw.choice(values)}"]
    return options


class RandomScenarios(unittest.TestCase):
    """Sixty of them."""

    def test_identities(self):
        for number in range(60):
            options = scenario(number)
            with self.subTest(" ".join(map(str, options))):
                self.check(run(f"random-{number}", *options))

    def check(self, results):
        """Asserts what must be so."""
        check_lives(self, results)
        summary = results.summary
        rows = results.rows("connections.csv")
        outcomes = summary["connections"]
        for name in ("established", "refused", "timed_out", "reset", "no_port"):
            self.assertEqual(outcomes[name], sum(row["outcome"] == name for row in rows), name)
        self.assertEqual(outcomes["attempted"], len(rows))
        for name, count in summary["close"].items():
            self.assertEqual(count, sum(row["close"] == name for row in rows), name)
        waits = summary["time_wait"]
        self.assertEqual(waits["entered"], waits["expired"] + waits["reused"] + waits["reset"])
        steps = results.transitions()
        self.assertEqual(waits["entered"], sum(row["newstate"] == "TIME_WAIT" for row in steps))
        for name in ("expired", "reused", "reset", "evicted"):
            self.assertEqual(waits[name], sum(row["cause"] == f"time_wait_{name}" for row in steps), name)
        self.half_open(results, rows)

    def half_open(self, results, rows):
        """Asserts that both ends are CLOSED, but where one waits in vain for a peer that is gone (no keep-alive)."""
        lives = results.lives()
        open_ends = [end for end, life in lives.items() if life[-1]["newstate"] not in ("CLOSED", "LISTEN")]
        for conn, host, _ in open_ends:
            mine = path_of(lives[conn, host, 0])
            others = [life for (number, where, _), life in lives.items() if number == conn and where != host]
            self.assertEqual({life[-1]["newstate"] for life in others}, {"CLOSED"}, (conn, host))
            # Or it waits for a FIN, which got lost like the RST of an end that was one orphan too many; fin_timeout
            # would end that.
            waits = {"too_many_orphans"} & {life[-1]["cause"] for life in others}
            self.assertIn(mine[-1], ("ESTABLISHED", "FIN_WAIT_2") if waits else ("ESTABLISHED",), (conn, host))
        unended = sum(row["outcome"] == "established" and not row["close"] for row in rows)
        self.assertLessEqual(unended, len(open_ends))


if __name__ == "__main__":
    unittest.main()
