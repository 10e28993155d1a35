#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The kernel connects to a simulated server; after each step, what `ss` shows and the state of the simulated end."""

import hashlib
import os
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
import real_peers  # noqa: E402
from real_peers import (CLOSE, DISCARD, ECHO, HOST, HTTP, NOBODY, RESET, SERVICES, SOURCE, PeerTest,  # noqa: E402
                        connected, for_profiles, generated, kernel_state, read_all, send_and_read)

MEGABYTE = 1000000
SERVE = [word for service in SERVICES for word in ("--serve", service)]


@for_profiles("linux", "rfc9293", "linux-4", "freebsd")
class Client(PeerTest):
    """Short lives."""

    def test_the_kernel_closes_first(self):
        host = self.emulate(*SERVE)
        one, port = connected(DISCARD)
        self.assert_states(host, port, DISCARD, "ESTAB", "ESTABLISHED")
        one.close()
        self.assert_states(host, port, DISCARD, "TIME-WAIT", "CLOSED")
        self.assertEqual(host.path(port),
                         ["LISTEN", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"])

    def test_the_host_closes_first(self):
        host = self.emulate(*SERVE)
        one, port = connected(CLOSE)
        one.sendall(b"x")
        self.assert_states(host, port, CLOSE, "CLOSE-WAIT", "FIN_WAIT_2")
        self.assertEqual(one.recv(1), b"")
        one.close()
        host.wait(port, "CLOSED")
        self.assertEqual(kernel_state(port, CLOSE), "")  # nothing is left of its LAST-ACK
        self.assertEqual(host.path(port), ["LISTEN", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
                                           "TIME_WAIT", "CLOSED"])
        self.assertEqual(host.causes(port)[-1], "time_wait_expired")

    def test_refused(self):
        host = self.emulate(*SERVE)
        one = socket.socket()
        one.settimeout(real_peers.PATIENCE)
        one.bind((real_peers.KERNEL, 0))
        port = one.getsockname()[1]
        self.assertRaises(ConnectionRefusedError, one.connect, (HOST, NOBODY))
        one.close()
        self.assertEqual(host.stop(), 0)
        self.assertEqual(host.flags(port, "received"), ["S"])  # at once: no SYN came again
        self.assertEqual(host.flags(port, "sent"), ["R."])
        self.assertEqual(host.path(port), [])

    def test_the_kernel_resets(self):
        host = self.emulate(*SERVE)
        one, port = connected(DISCARD)
        one.sendall(b"x")
        host.wait(port, "ESTABLISHED")
        real_peers.reset(one)
        self.assert_states(host, port, DISCARD, "", "CLOSED")
        self.assertEqual(host.causes(port)[-1], "rst_received")

    def test_the_host_resets(self):
        host = self.emulate(*SERVE)
        one, port = connected(RESET)
        one.sendall(b"x")
        self.assertRaises(ConnectionResetError, one.recv, 1)
        self.assert_states(host, port, RESET, "", "CLOSED")
        self.assertEqual(host.causes(port)[-1], "user_abort")
        one.close()

    def test_curl(self):
        host = self.emulate(*SERVE)
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", str(real_peers.PATIENCE), "--write-out",
                               "%{http_code} %{content_type} %{local_port}", f"http://{HOST}/"], capture_output=True,
                              text=True, check=True)
        page, answer = done.stdout.rsplit("\n", 1)
        self.assertIn("<p>This page comes from a simulated host.</p>", page)
        code, kind, port = answer.split()
        self.assertEqual((code, kind), ("200", "text/html"))
        self.assert_states(host, int(port), HTTP, "", "CLOSED")
        self.assertEqual(host.path(int(port)), ["LISTEN", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
                                                "TIME_WAIT", "CLOSED"])


@for_profiles("linux", "rfc9293")
class Ipv6(PeerTest):
    """The same, over IPv6."""

    def test_curl(self):
        host = self.emulate(*SERVE, "--tap-address", "fd07::1/64", "--address", "fd07::2")
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", str(real_peers.PATIENCE), "--write-out",
                               "%{local_port}", "http://[fd07::2]/"], capture_output=True, text=True, check=True)
        page, port = done.stdout.rsplit("\n", 1)
        self.assertIn("<p>This page comes from a simulated host.</p>", page)
        host.wait(int(port), "CLOSED")
        self.assertEqual(host.causes(int(port))[-1], "time_wait_expired")

    def test_the_address_is_never_tentative(self):
        """When the host is up, programs may have the TAP's address as their source, whatever the kernel detects."""
        before = real_peers.get_sysctl("ipv6/conf/all/accept_dad")
        real_peers.set_sysctl("ipv6/conf/all/accept_dad", 1)
        self.addCleanup(real_peers.set_sysctl, "ipv6/conf/all/accept_dad", before)
        self.emulate(*SERVE, "--tap-address", "fd07::1/64", "--address", "fd07::2")
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("fd07::1", 0))  # a tentative one cannot be bound (EADDRNOTAVAIL)
            one.settimeout(real_peers.PATIENCE)
            one.connect(("fd07::2", DISCARD))


@for_profiles("linux", "rfc9293", "freebsd")
class Transfer(PeerTest):
    """A megabyte each way."""

    def test_echo(self):
        host = self.emulate(*SERVE)
        data = os.urandom(MEGABYTE)
        one, port = connected(ECHO)
        answer = send_and_read(one, data)
        self.assertEqual(len(answer), MEGABYTE)
        self.assertEqual(hashlib.sha256(answer).hexdigest(), hashlib.sha256(data).hexdigest())
        one.close()
        self.assert_states(host, port, ECHO, "TIME-WAIT", "CLOSED")

    def test_half_close_with_data_on_its_way(self):
        """The kernel has sent its FIN and reads nothing: the host stays in CLOSE_WAIT until its data is gone."""
        host = self.emulate(*SERVE, "--octets", MEGABYTE, "--set", "wmem=100000")
        one, port = connected(SOURCE, 20000)
        one.shutdown(socket.SHUT_WR)
        self.assert_states(host, port, SOURCE, "FIN-WAIT-2", "CLOSE_WAIT")
        self.assertEqual(hashlib.sha256(read_all(one)).digest(), hashlib.sha256(generated(MEGABYTE)).digest())
        self.assert_states(host, port, SOURCE, "TIME-WAIT", "CLOSED")
        one.close()


@for_profiles("linux")
class Parallel(PeerTest):
    """Many at once."""

    def test_a_hundred_at_once(self):
        host = self.emulate(*SERVE)
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", str(real_peers.PATIENCE),
                               "--parallel", "--parallel-immediate", "--parallel-max", "100", "--output", "page-#1",
                               "--write-out", "%{http_code} %{local_port}\n", f"http://{HOST}/[1-100]"],
                              capture_output=True, text=True, check=True)
        answers = [line.split() for line in done.stdout.splitlines()]
        self.assertEqual([code for code, _ in answers], ["200"] * 100)
        for _, port in answers:
            host.wait(int(port), "CLOSED")  # curl has read the length: it may close at the same moment
            self.assertEqual(host.causes(int(port))[-1], "time_wait_expired")


if __name__ == "__main__":
    real_peers.main()
