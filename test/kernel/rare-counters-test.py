#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Counters of what a well-behaved peer never causes: this machine's kernel, and a Stack of synfin's, get the same segments.

The peer writes them octet by octet into a TUN device: SYNs and RSTs within the window, old timestamps, too many handshakes, data
for who is gone. Every counter that synfin knows must be equal; two differences that there are, doc/traces.rst explains.
"""

import itertools
import subprocess
import sys

import kernel_pair
from scripted_hosts import Kernel, Synfin

SYN, RST, ACK, FIN = 2, 4, 16, 1
ISS = 5000  # of the peer
PORT, NOBODY = 7000, 7001
NOW = ("estab", "orphaned", "timewait")
ROUNDS = 3  # a program may be late


class Peer:
    """Who sends the segments; numbers are relative to the SYNs. Between two steps pass 20 ms."""

    def __init__(self, host):
        self.host = host
        self._iss, self._stamp, self._fin = {}, {}, {}

    def step(self, verb, *words):
        getattr(self.host, verb)(*words)
        self.wait(20)

    def wait(self, milliseconds):
        self.host.wait(milliseconds)
        for _, dport, flags, seq, _, _, stamp, _ in self.host.sent():
            if flags & SYN:
                self._iss[dport] = seq
            self._stamp[dport] = stamp or self._stamp.get(dport, 0)

    def send(self, flags, seq, ack=0, length=0, stamp=0, port=40000, to=PORT, sack=0):
        number = (self._iss.get(port, 0) + ack) % 2**32 if flags & ACK else 0
        self.step("segment", port, to, flags, ISS + seq, number, length, stamp, self._stamp.get(port, 0) if stamp else 0, sack)

    def open(self, port=40000, stamp=0, sack=0):
        """A handshake."""
        self.send(SYN, 0, stamp=stamp, port=port, sack=sack)
        self.send(ACK, 1, 1, stamp=stamp, port=port)

    def accepted(self, backlog=8, **how):
        """A listener, and a connection that was accepted."""
        self.step("listen", PORT, backlog, 0)
        self.open(**how)
        self.step("accept", PORT)


# ---- What is played ----

def nobody(peer):
    """segments for a port where nobody listens"""
    peer.send(SYN, 0, to=NOBODY)
    peer.send(ACK, 1, 1, to=NOBODY)
    peer.send(RST, 1, to=NOBODY)


def listener_alone(peer):
    """an ACK, a RST, a FIN and a SYN with FIN at a listener"""
    peer.step("listen", PORT, 8, 0)
    peer.send(ACK, 1, 1)
    peer.send(RST, 1)
    peer.send(FIN, 1)
    peer.send(SYN | FIN, 1)


def syns_in_the_window(peer):
    """SYNs in and out of the window of an established connection"""
    peer.accepted()
    peer.send(SYN, 10)
    peer.send(SYN, 10)
    peer.wait(600)
    peer.send(SYN, 2**31)
    peer.wait(600)
    peer.send(SYN, 0)


def syns_after_a_fin(peer):
    """a SYN in the window, in CLOSE_WAIT"""
    peer.accepted()
    peer.send(FIN | ACK, 1, 1)
    peer.send(SYN, 10)


def resets_in_the_window(peer):
    """RSTs that are near, far and exact"""
    peer.accepted()
    peer.send(RST, 10)
    peer.send(RST, 10)
    peer.send(RST, 2**31)
    peer.wait(600)
    peer.send(RST, 100)
    peer.send(RST, 1)


def acks_of_nothing(peer):
    """ACKs for what was never sent, or long ago"""
    peer.accepted()
    peer.send(ACK, 1, 100)
    peer.wait(600)
    peer.send(ACK, 1, -2**30)


def old_stamps(peer):
    """data, ACKs and SYNs with old timestamps"""
    peer.accepted(stamp=100000)
    peer.send(ACK, 1, 1, length=10, stamp=90000)
    peer.send(SYN, 10, stamp=90000)
    peer.send(RST, 10, stamp=90000)
    peer.wait(600)
    peer.send(FIN | ACK, 1, 1, stamp=90000)


def old_stamps_out_of_order(peer):
    """ACKs with old timestamps beyond the window's left edge"""
    peer.accepted(stamp=100000)
    peer.send(ACK, 11, 1, stamp=90000)
    peer.send(ACK, 11, 1, stamp=90000)


def old_segments(peer):
    """data again, and ACKs outside of the window"""
    peer.accepted(sack=1)
    peer.send(ACK, 1, 1, length=10)
    peer.wait(300)
    peer.send(ACK, 1, 1, length=10)
    peer.send(ACK, 200000, 1)
    peer.send(ACK, 200000, 1)
    peer.send(ACK, 200000, 1, length=10)


def full_accept_queue(peer):
    """more handshakes than the backlog allows"""
    peer.step("listen", PORT, 1, 0)
    for port in range(40000, 40003):
        peer.send(SYN, 0, port=port)
        if port == 40001:
            peer.send(ACK, 1, 1, port=40000)
    peer.send(ACK, 1, 1, port=40001)
    peer.send(ACK, 1, 1, port=40002)  # no room any more
    peer.send(SYN, 0, port=40003)


def full_syn_queue(peer):
    """more SYNs than the backlog allows"""
    peer.step("listen", PORT, 1, 0)
    for port in range(40000, 40004):
        peer.send(SYN, 0, port=port)


def reserved_syn_queue(peer):
    """SYNs beyond three quarters of max_syn_backlog"""
    peer.step("listen", PORT, 100, 0)
    for port in range(40000, 40010):
        peer.send(SYN, 0, port=port)


def abort_on_overflow(peer):
    """a handshake that is over when the accept queue is full, with abort_on_overflow"""
    peer.step("listen", PORT, 0, 0)
    peer.send(SYN, 0, port=40000)
    peer.send(ACK, 1, 1, port=40000)
    peer.send(SYN, 0, port=40001)


def half_open(peer):
    """a SYN again, ACKs out of the window, and a RST, in SYN_RCVD"""
    peer.step("listen", PORT, 8, 0)
    peer.send(SYN, 0)
    peer.send(SYN, 0)
    peer.send(SYN, 0)
    peer.send(ACK, 200000, 1)
    peer.send(RST, 1)


def half_open_bad_ack(peer):
    """a wrong ACK in SYN_RCVD"""
    peer.step("listen", PORT, 8, 0)
    peer.send(SYN, 0)
    peer.send(ACK, 1, 100)
    peer.send(RST, 200000)


def deferred(peer):
    """TCP_DEFER_ACCEPT"""
    peer.step("listen", PORT, 8, 5)
    peer.send(SYN, 0)
    peer.send(ACK, 1, 1)
    peer.send(ACK, 1, 1)
    peer.send(ACK, 1, 1, length=10)
    peer.wait(300)


def unread(peer):
    """a close with unread data"""
    peer.accepted()
    peer.send(ACK, 1, 1, length=10)
    peer.step("close", 0)


def for_who_is_gone(peer):
    """data for a user who is gone, before the FIN is acknowledged"""
    peer.accepted()
    peer.step("close", 0)
    peer.send(ACK, 1, 1, length=10)


def for_a_record(peer):
    """data, old ACKs and a FIN at a record in FIN_WAIT_2"""
    peer.accepted()
    peer.step("close", 0)
    peer.send(ACK, 1, 2)
    peer.send(ACK, 200000, 2)
    peer.send(ACK, 200000, 2)
    peer.send(ACK, 1, 2, length=10)


def record(peer):
    """a record in FIN_WAIT_2 that gets its FIN, and a late one"""
    peer.accepted()
    peer.step("close", 0)
    peer.send(ACK, 1, 2)
    peer.send(FIN | ACK, 1, 2)
    peer.send(FIN | ACK, 1, 2)


def linger2(peer):
    """TCP_LINGER2 below 0, in FIN_WAIT_2 and before"""
    peer.accepted()
    peer.step("linger2", 0, -1)
    peer.step("shutdown", 0)
    peer.send(ACK, 1, 2)
    peer.step("close", 0)
    peer.open(port=40001)
    peer.step("accept", PORT)
    peer.step("linger2", 1, -1)
    peer.step("close", 1)
    peer.send(ACK, 1, 2, port=40001)


def aborted(peer):
    """SO_LINGER with a time of 0"""
    peer.accepted()
    peer.step("abort", 0)


def time_wait(peer):
    """old SYNs, FINs and RSTs in TIME_WAIT"""
    peer.accepted(stamp=100000)
    peer.step("shutdown", 0)
    peer.send(FIN | ACK, 1, 2, stamp=100000)
    peer.send(SYN, -10, stamp=90000)
    peer.send(SYN, -10, stamp=90000)
    peer.send(FIN | ACK, 1, 2, stamp=100000)
    peer.send(RST, 2, stamp=90000)
    peer.send(ACK, 1, 2, length=1, stamp=90000)


def reopened(peer):
    """a SYN that reopens a connection in TIME_WAIT"""
    peer.accepted(stamp=100000)
    peer.step("shutdown", 0)
    peer.send(FIN | ACK, 1, 2, stamp=100000)
    peer.send(SYN, 100000, stamp=110000)


SCENARIOS = (nobody, listener_alone, syns_in_the_window, syns_after_a_fin, resets_in_the_window, acks_of_nothing, old_stamps,
             old_stamps_out_of_order, old_segments, full_accept_queue, full_syn_queue, reserved_syn_queue, abort_on_overflow, half_open,
             half_open_bad_ack, deferred, unread, for_who_is_gone, for_a_record, record, linger2, aborted, time_wait, reopened)
SETTINGS = {reserved_syn_queue: {"max_syn_backlog": 8}, abort_on_overflow: {"abort_on_overflow": 1}}


def play(scenario, host):
    """@return the counters afterwards"""
    scenario(Peer(host))
    return host.counters()


def of_the_kernel(number):
    """@return the counters of a scenario, played in a namespace of its own"""
    space = f"rare-{number}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        text = kernel_pair.in_namespace(space, sys.executable, __file__, number, stdout=subprocess.PIPE, text=True).stdout
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    return {name: int(value) for name, value in map(str.split, text.splitlines())}


def run():
    if len(sys.argv) > 1:
        scenario = SCENARIOS[int(sys.argv[1])]
        for name, value in play(scenario, Kernel(SETTINGS.get(scenario, {}))).items():
            print(name, value)
        return
    hz = kernel_pair.hz()
    left = list(enumerate(SCENARIOS))
    for attempt in itertools.count(1):
        wrong = []
        for number, scenario in left:
            simulated, real = play(scenario, Synfin(SETTINGS.get(scenario, {}), hz)), of_the_kernel(number)
            found = [f"{name} is {value}, and {real[name]} of this kernel" for name, value in simulated.items()
                     if name in real and name not in NOW and real[name] != value]
            print(f"{scenario.__doc__} ({attempt}): " + ("; ".join(found) or "equal"))
            wrong += [(number, scenario)] if found else []
        left = wrong
        if not left:
            return
        if attempt == ROUNDS:
            sys.exit(f"FAILED: counters differ, {ROUNDS} times: " + "; ".join(scenario.__doc__ for _, scenario in left))


if __name__ == "__main__":
    kernel_pair.main(run)
