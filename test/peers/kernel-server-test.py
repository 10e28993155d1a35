#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A simulated client connects to the kernel; after each step, what `ss` shows and the state of the simulated end."""

import hashlib
import json
import os
import socket
import sys

sys.dont_write_bytecode = True
import real_peers  # noqa: E402
from real_peers import KERNEL, PeerTest, for_profiles, generated, listening, read_all, send_and_read  # noqa: E402

MEGABYTE = 1000000
PORT = 40000  # the host's


class ServerTest(PeerTest):
    """What both classes of tests do first."""

    def connect(self, service, *options):
        """@return the simulated client, the kernel's socket and the kernel's port."""
        server, port = listening()
        self.addCleanup(server.close)
        host = self.emulate("--connect", f"{KERNEL}:{port}/{service}", "--local-port", PORT, *options)
        one, _ = server.accept()
        one.settimeout(real_peers.PATIENCE)
        self.addCleanup(one.close)
        return host, one, port

    def assert_ended(self, host):
        """With its connection closed, the client ends by itself; beside its traces it says whose they are."""
        self.assertEqual(host.stop(None), 0)
        about = json.loads((host.out / "provenance.json").read_text(encoding="utf-8"))
        self.assertEqual((type(about["schema"]), about["program"]), (int, "synfin-emulate"))


@for_profiles("linux", "rfc9293", "linux-4", "freebsd")
class Server(ServerTest):
    """Short lives."""

    def test_the_kernel_closes_first(self):
        host, one, port = self.connect("discard")
        self.assert_states(host, port, PORT, "ESTAB", "ESTABLISHED")
        one.close()
        self.assert_states(host, port, PORT, "TIME-WAIT", "CLOSED")
        self.assertEqual(host.path(port), ["CLOSED", "SYN_SENT", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"])
        self.assert_ended(host)

    def test_the_host_closes_first(self):
        host, one, port = self.connect("close")
        one.sendall(b"x")
        self.assert_states(host, port, PORT, "CLOSE-WAIT", "FIN_WAIT_2")
        self.assertEqual(one.recv(1), b"")
        one.close()
        self.assert_states(host, port, PORT, "", "CLOSED")
        self.assertEqual(host.path(port), ["CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
                                           "TIME_WAIT", "CLOSED"])
        self.assert_ended(host)

    def test_refused(self):
        server, port = listening()
        server.close()
        host = self.emulate("--connect", f"{KERNEL}:{port}/discard")
        host.wait(port, "CLOSED")
        self.assertEqual(host.causes(port), ["active_open", "refused"])
        self.assert_ended(host)
        self.assertEqual(host.flags(port, "sent"), ["S"])  # at once: it did not try again

    def test_the_kernel_resets(self):
        host, one, port = self.connect("discard")
        host.wait(port, "ESTABLISHED")
        real_peers.reset(one)
        self.assert_states(host, port, PORT, "", "CLOSED")
        self.assertEqual(host.causes(port)[-1], "rst_received")
        self.assert_ended(host)

    def test_the_host_resets(self):
        host, one, port = self.connect("reset")
        one.sendall(b"x")
        self.assertRaises(ConnectionResetError, one.recv, 1)
        self.assert_states(host, port, PORT, "", "CLOSED")
        self.assertEqual(host.causes(port)[-1], "user_abort")
        self.assert_ended(host)


@for_profiles("linux", "rfc9293", "freebsd")
class Transfer(ServerTest):
    """A megabyte each way."""

    def test_the_host_sends_and_closes(self):
        host, one, port = self.connect("source", "--octets", MEGABYTE)
        self.assertEqual(hashlib.sha256(read_all(one)).digest(), hashlib.sha256(generated(MEGABYTE)).digest())
        self.assert_states(host, port, PORT, "CLOSE-WAIT", "FIN_WAIT_2")
        one.close()
        host.wait(port, "CLOSED")
        self.assert_ended(host)

    def test_the_host_echoes(self):
        host, one, port = self.connect("echo")
        data = os.urandom(MEGABYTE)
        answer = send_and_read(one, data)
        self.assertEqual(len(answer), MEGABYTE)
        self.assertEqual(hashlib.sha256(answer).hexdigest(), hashlib.sha256(data).hexdigest())
        self.assert_states(host, port, PORT, "TIME-WAIT", "CLOSED")
        self.assert_ended(host)

    def test_both_close_with_data_on_its_way(self):
        """The host's FIN waits behind data that the kernel has no room for, while the kernel's FIN comes."""
        host, one, port = self.connect("source", "--octets", 8 * MEGABYTE, "--set", "wmem=10000000")
        self.assert_states(host, port, PORT, "ESTAB", "FIN_WAIT_1")
        one.shutdown(socket.SHUT_WR)
        self.assert_states(host, port, PORT, "FIN-WAIT-2", "CLOSING")
        answer = read_all(one)
        self.assertEqual(hashlib.sha256(answer).digest(), hashlib.sha256(generated(8 * MEGABYTE)).digest())
        host.wait(port, "CLOSED")
        self.assert_ended(host)


if __name__ == "__main__":
    real_peers.main()
