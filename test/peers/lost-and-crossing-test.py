#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
netfilter drops segments between the kernel and a simulated host, or segments cross because the host's are held back.

Which segment is lost is certain (a rule drops all of its kind until the test has seen it happen), and so is what
`ss` shows at that moment.
"""

import hashlib
import os
import socket
import sys
import threading

sys.dont_write_bytecode = True
import real_peers  # noqa: E402
from real_peers import (CLOSE, DISCARD, ECHO, FROM_HOST, HOST, KERNEL, SERVICES, SOURCE, TO_HOST, PeerTest,  # noqa: E402
                        connected, counting, dropping, for_profiles, kernel_state, listening, send_and_read)

SERVE = [word for service in SERVICES for word in ("--serve", service)]

SYN = " tcp flags & (fin|syn|rst|ack) == syn"
SYN_ACK = " tcp flags & (fin|syn|rst|ack) == syn|ack"
ACK = " tcp flags & (fin|syn|rst|ack) == ack"
RST = " tcp flags & rst == rst"
FIN = " tcp flags & (fin|syn|rst|ack) == fin|ack"


@for_profiles("linux", "rfc9293")
class LostInTheHandshake(PeerTest):
    """The kernel connects, and one kind of segment does not arrive."""

    def lose(self, rule, kernel, simulated):
        """Connects while netfilter drops; @return the host and the kernel's port, connected in spite of it."""
        host = self.emulate(*SERVE)
        one = socket.socket()
        self.addCleanup(one.close)
        one.settimeout(real_peers.PATIENCE)
        one.bind((KERNEL, 0))
        port = one.getsockname()[1]
        with dropping(rule) as dropped:
            connecting = threading.Thread(target=one.connect, args=((HOST, DISCARD),))
            connecting.start()
            dropped.wait()
            self.assert_states(host, port, DISCARD, kernel, simulated)
        self.assert_states(host, port, DISCARD, "ESTAB", "ESTABLISHED")
        connecting.join()
        self.assertEqual(host.stop(), 0)
        return host, port

    def test_syn(self):
        host, port = self.lose(TO_HOST + SYN, "SYN-SENT", "")
        self.assertEqual(host.flags(port, "received"), ["S", "."])

    def test_syn_ack(self):
        host, port = self.lose(FROM_HOST + SYN_ACK, "SYN-SENT", "SYN_RCVD")
        self.assertGreaterEqual(host.flags(port, "sent").count("S."), 2)

    def test_ack(self):
        host, port = self.lose(TO_HOST + ACK, "ESTAB", "SYN_RCVD")
        self.assertGreaterEqual(host.flags(port, "sent").count("S."), 2)


@for_profiles("linux", "rfc9293", "linux-4", "freebsd")
class LastAck(PeerTest):
    """The last ACK is lost: who is in LAST_ACK sends its FIN again, and who is in TIME_WAIT acknowledges it again."""

    def test_of_the_host(self):
        host = self.emulate(*SERVE, "--set", "time_wait=3s", "--set", "timer_hz=0")
        one, port = connected(CLOSE)
        one.sendall(b"x")
        self.assert_states(host, port, CLOSE, "CLOSE-WAIT", "FIN_WAIT_2")
        with dropping(FROM_HOST + ACK) as dropped:
            one.close()
            dropped.wait()
            self.assert_states(host, port, CLOSE, "LAST-ACK", "TIME_WAIT")
        self.assert_states(host, port, CLOSE, "", "TIME_WAIT")
        host.wait(port, "CLOSED")
        self.assertEqual(host.stop(), 0)
        fins = [row for row in host.rows("segments.csv", port)
                if row["event"] == "received" and row["flags"] == "F."]
        self.assertGreaterEqual(len(fins), 2)
        # 2MSL was counted from the FIN that came last.
        last = host.rows("transitions.csv", port)[-1]
        self.assertEqual((last["oldstate"], last["cause"]), ("TIME_WAIT", "time_wait_expired"))
        self.assertAlmostEqual(float(last["time_s"]) - float(fins[-1]["time_s"]), 3, places=3)

    def test_of_the_kernel(self):
        host = self.emulate(*SERVE)
        one, port = connected(DISCARD)
        host.wait(port, "ESTABLISHED")
        with dropping(TO_HOST + ACK) as dropped:
            one.close()
            dropped.wait()
            self.assert_states(host, port, DISCARD, "TIME-WAIT", "LAST_ACK")
        self.assert_states(host, port, DISCARD, "TIME-WAIT", "CLOSED")
        self.assertEqual(host.stop(), 0)
        self.assertGreaterEqual(host.flags(port, "sent").count("F."), 2)


@for_profiles("linux", "rfc9293", "linux-4", "freebsd")
class BothAtOnce(PeerTest):
    """Simultaneous open and close: what the host sends arrives later than what the kernel sends."""

    def test_both_fins_are_lost_once(self):
        host = self.emulate(*SERVE)
        one, port = connected(CLOSE)
        one.sendall(b"x")
        self.assert_states(host, port, CLOSE, "CLOSE-WAIT", "FIN_WAIT_2")  # the control: nothing is dropped
        one.close()
        one, port = connected(CLOSE)
        with dropping(TO_HOST + FIN, FROM_HOST + FIN) as dropped:
            one.sendall(b"x")
            dropped.wait(1)
            one.close()
            dropped.wait(2)
            self.assert_states(host, port, CLOSE, "FIN-WAIT-1", "FIN_WAIT_1")
        host.wait(port, "CLOSED")
        self.assertEqual(host.causes(port)[-1], "time_wait_expired")
        self.assertIn(kernel_state(port, CLOSE), ("TIME-WAIT", ""))

    def test_fins_leave_before_the_first_ack(self):
        """What a busy machine does by chance: each further ACK draws a RST, and the kernel's TIME_WAIT withstands it."""
        fields = [f"{name}=200ms" for name in ("rto_initial", "rto_fallback", "rto_min", "rto_max")]
        fields += ["synack_retries=100", "orphan_retries=100"]
        host = self.emulate(*SERVE, "--delay", "600ms", *(word for field in fields for word in ("--set", field)))
        one, port = connected(DISCARD)
        host.wait(port, "ESTABLISHED")
        with counting(FROM_HOST + RST) as resets:
            one.close()
            resets.wait(2)
            self.assert_states(host, port, DISCARD, "TIME-WAIT", "CLOSED")

    def test_close(self):
        host = self.emulate(*SERVE, "--octets", 0, "--delay", "300ms", "--set", "time_wait=1min", "--set", "ack_repeats_fin=0")
        with dropping(FROM_HOST + ACK) as dropped:  # so that the kernel does not hear of its FIN
            one, port = connected(SOURCE)
            host.wait(port, "FIN_WAIT_1")
            one.close()  # the host's FIN has not arrived yet
            dropped.wait()
            self.assert_states(host, port, SOURCE, "CLOSING", "TIME_WAIT")
        self.assert_states(host, port, SOURCE, "TIME-WAIT", "TIME_WAIT")
        self.assertEqual(host.path(port), ["LISTEN", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1", "CLOSING", "TIME_WAIT"])

    def test_open(self):
        server, port = listening()
        server.close()
        host = self.emulate("--connect", f"{KERNEL}:{port}/discard", "--local-port", 40000, "--delay", "300ms")
        host.wait(port, "SYN_SENT")
        one = socket.socket()
        self.addCleanup(one.close)
        one.settimeout(real_peers.PATIENCE)
        one.bind((KERNEL, port))
        with dropping(FROM_HOST + SYN_ACK, TO_HOST + SYN_ACK) as dropped:
            connecting = threading.Thread(target=one.connect, args=((HOST, 40000),))
            connecting.start()  # the host's SYN has not arrived yet
            dropped.wait(2)
            self.assert_states(host, port, 40000, "SYN-RECV", "SYN_RCVD")
        self.assert_states(host, port, 40000, "ESTAB", "ESTABLISHED")
        connecting.join()
        one.close()
        self.assert_states(host, port, 40000, "TIME-WAIT", "CLOSED")
        self.assertEqual(host.path(port), ["CLOSED", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK",
                                           "CLOSED"])


@for_profiles("linux", "rfc9293")
class Again(PeerTest):
    """More that a real path does."""

    def test_the_kernel_connects_again_in_time_wait(self):
        """RFC 9293 MAY-2: the host in TIME_WAIT takes the SYN of a new incarnation."""
        host = self.emulate(*SERVE, "--set", "time_wait=1min")
        one, port = connected(CLOSE)
        one.sendall(b"x")
        self.assertEqual(one.recv(1), b"")
        one.close()
        host.wait(port, "TIME_WAIT")
        self.assert_states(host, port, CLOSE, "", "TIME_WAIT")
        with socket.socket() as two:
            two.settimeout(real_peers.PATIENCE)
            two.bind((KERNEL, port))
            two.connect((HOST, CLOSE))
            self.assert_states(host, port, CLOSE, "ESTAB", "ESTABLISHED")
        self.assertIn("time_wait_reused", host.causes(port))

    def test_a_megabyte_each_way_over_loss(self):
        loss = " numgen random mod 100 < 1"
        host = self.emulate(*SERVE)
        data = os.urandom(1000000)
        with dropping(TO_HOST + loss, FROM_HOST + loss) as dropped:
            one, port = connected(ECHO)
            answer = send_and_read(one, data)
            dropped.wait()
        self.assertEqual(hashlib.sha256(answer).hexdigest(), hashlib.sha256(data).hexdigest())
        self.assert_states(host, port, ECHO, "TIME-WAIT", "CLOSED")
        one.close()


if __name__ == "__main__":
    real_peers.main()
