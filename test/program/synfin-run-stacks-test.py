#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The same scenario on ns-3's own TCP: same workload, same files, and only what TCP itself decides may differ."""

import decimal
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_balance, check_lives, frame, path_of, run, serialisation  # noqa: E402

NS3 = ("--stack", "ns3")


class Stacks(unittest.TestCase):
    """ns-3's TCP beside synfin."""

    def test_without_loss_lives_are_the_same(self):
        for options in ([], ["--closer", "server"], ["--closer", "both", "--hold", "500ms"], ["--ip", "6"],
                        ["--clients", "2", "--servers", "2"]):
            with self.subTest(options):
                name = "lives" + "".join(options)
                results = [run(f"{name}-{i}", "--connections", 100, *options, *stack)
                           for i, stack in enumerate((("--set", "timer_hz=0"), NS3))]
                paths = []
                for result in results:
                    check_lives(self, result)
                    check_balance(self, result)
                    # Where a FIN carries the ACK of ours, ns-3 takes it first and passes through CLOSING.
                    passing = {"FIN_WAIT_2"} if "both" in options else {"FIN_WAIT_2", "CLOSING"}
                    paths.append({end: [state for state in path_of(life) if state not in passing]
                                  for end, life in result.lives().items()})
                self.assertEqual(*paths)
                rows = [result.rows("connections.csv") for result in results]
                for name in ("conn", "start_s", "laddr", "raddr", "rport", "syn_sent", "close", "closer",
                             "time_wait_s", "outcome"):
                    self.assertEqual(*[[row[name] for row in table] for table in rows], name)
                self.assertEqual(results[0].summary["time_wait"]["entered"], results[1].summary["time_wait"]["entered"])

    def test_causes_are_those_that_synfin_names(self):
        for options in ([], ["--closer", "both"]):
            synfin, ns3 = [{(row["oldstate"], row["newstate"]): row["cause"] for row in run(
                f"cause{len(options)}-{i}", "--connections", 50, *options, *stack).transitions()}
                           for i, stack in enumerate(((), NS3))]
            shared = set(synfin) & set(ns3)
            self.assertGreaterEqual(len(shared), 8)
            self.assertEqual({edge: ns3[edge] for edge in shared}, {edge: synfin[edge] for edge in shared})

    def test_the_handshake_is_exact(self):
        rows = run("exact", "--connections", 100, *NS3).rows("connections.csv")
        # ns-3 sends window scale, SACK-permitted and timestamps, and no MSS: 16 octets with padding.
        expected = decimal.Decimal("0.1") + 2 * serialisation(frame(4, 16), 10**9)
        self.assertEqual({row["handshake_s"] for row in rows}, {str(expected)})

    def test_profile_fields_reach_it(self):
        results = run("fields", "--connections", 20, "--msl", "3s", *NS3)
        self.assertEqual({row["time_wait_s"] for row in results.rows("connections.csv")}, {"6.000000000"})
        results = run("retries", "--connections", 20, "--loss", "1", "--set", "syn_retries=2", "--set",
                      "rto_initial=2s", *NS3)
        rows = results.rows("connections.csv")
        self.assertEqual({(row["outcome"], row["syn_sent"]) for row in rows}, {("timed_out", "3")})
        # 2 s, 4 s, 8 s.
        self.assertEqual({row["ms"] for row in results.transitions() if row["newstate"] == "CLOSED"}, {"14000.000000"})

    def test_fields_that_it_ignores_are_told(self):
        done = call(*NS3, "--connections", 5, "--set", "timer_hz=100", "--set", "syn_retries=3", "--set", "tw_reuse=1")
        notes = [f"synfin-run: note: ns-3's TCP has nothing like {name}, {name}={value} is ignored\n"
                 for name, value in (("timer_hz", 100), ("tw_reuse", 1))]
        self.assertEqual((done.returncode, done.stderr), (0, "".join(notes)))
        self.assertEqual(call("--connections", 5, "--set", "timer_hz=100").stderr, "")
        self.assertEqual(call(*NS3, "--connections", 5, "--set", "timer_hz=0").stderr, "")  # its timers are exact

    def test_what_is_asked_for_in_vain_is_told_though_it_is_the_default(self):
        note = "synfin-run: note: ns-3's TCP has nothing like {0}, {0}={1} is ignored\n"
        self.assertEqual(call(*NS3, "--connections", 5, "--set", "client:timer_hz=250").stderr, note.format("timer_hz", 250))
        self.assertEqual(call(*NS3, "--connections", 5, "--backlog", 7).stderr, note.format("backlog", 7))
        # What a run has done by itself is nobody's wish: room for a burst, and every field of its file.
        burst = run("burst", *NS3, "--connections", 5000, "--arrivals", "burst", "--trace", "none")
        self.assertEqual(burst.summary["parameters"]["set"]["somaxconn"], "5000")
        self.assertEqual(call("--config", "burst/params.ini").stderr, "")

    def test_its_segments_are_as_large_as_ours(self):
        """What is too large for the link is cut in two by IP, and of the second part the queue's mark is lost."""
        for options, octets in (([], 1448), (["--set", "timestamps=0"], 1460), (["--ip", 6], 1428)):
            bulk = ("--connections", 1, "--response", 100 * octets, *options)
            sent = [run(f"large-{len(options)}-{options[-1:]}-{i}", *bulk, *stack).summary["run"]["segments"] for i, stack in
                    enumerate(((), NS3))]
            self.assertAlmostEqual(*sent, delta=60)
            self.assertGreaterEqual(min(sent), 100)

    def test_a_queue_that_marks_slows_it_down(self):
        bulk = (*NS3, "--connections", 1, "--response", 2000000, "--bandwidth", "10Mbps", "--set", "ecn=1")
        ends = [run(f"marks-{i}", *bulk, *options).summary["run"]["sim_s"] for i, options in
                enumerate(([], ["--ecn-threshold", "5p"]))]
        self.assertGreater(ends[1], ends[0] + 0.5)

    def test_bytes_arrive(self):
        rows = run("bytes", "--connections", 30, "--request", 700, "--response", 300000, *NS3).rows("connections.csv")
        self.assertEqual({(row["bytes_sent"], row["bytes_received"], row["close"]) for row in rows},
                         {("700", "300000", "orderly")})

    def test_with_loss_it_ends_and_every_attempt_is_counted(self):
        # ns-3's listener ignores a FIN to a connection that is gone, so its peer may send it for ever.
        results = run("loss", "--connections", 300, "--loss", "0.1", *NS3)
        outcomes = results.summary["connections"]
        self.assertEqual(outcomes["attempted"], sum(outcomes.values()) - 300)
        self.assertLessEqual(sum(results.summary["close"].values()), outcomes["established"])
        self.assertEqual(len(results.rows("connections.csv")), 300)
        copies = results.summary["retransmissions"]
        self.assertEqual(copies["syn"], sum(int(row["syn_sent"]) - 1 for row in results.rows("connections.csv")))
        starts = [row["start_s"] for row in run("synfin", "--connections", 300).rows("connections.csv")]
        self.assertEqual([row["start_s"] for row in results.rows("connections.csv")], starts)

    def test_the_same_command_gives_the_same_bytes(self):
        self.assertEqual(*[run(f"same-{i}", "--connections", 100, "--loss", "0.05", *NS3).same_bytes()
                           for i in range(2)])


if __name__ == "__main__":
    unittest.main()
