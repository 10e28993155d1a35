#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""ECN and AccECN: this machine's kernel, and a Stack of synfin's, get the same segments and must say the same.

Listeners: SYNs with every ACE field (AE, CWR, ECE) and codepoint, for tcp_ecn from 0 to 2. Clients: every SYN-ACK, then marked and
unmarked segments, data and its ACKs. Linux 6.18 takes no more than 2, but a client of it that asked for ECN takes a SYN-ACK of AccECN
for a grant; so it asks for ECN here, and synfin for AccECN.
"""

import itertools
import subprocess
import sys

import kernel_pair
from scripted_hosts import SYN, Kernel, Synfin

FIN, RST, PSH, ACK = 1, 4, 8, 16
NOT_ECT, ECT1, ECT0, CE = range(4)
ISS = 5000  # of the peer
PORT = 7000
MODES = (0, 1, 2)
FIRST = 5  # what the first ACE field without marks is
SYN_ACKS = [(ace, ecn) for ace in (0, 1, 2, 3, 4, 6, 7) for ecn in range(4)]  # 101 is reserved: 6.18 takes it for ECN


def ace_of(flags):
    return flags >> 6 & 7


def answers(host):
    """@return the flags and codepoint of what answers each SYN, (ACE field, codepoint): (flags, codepoint)"""
    host.listen(PORT, 64, 0)
    result = {}
    for number, (ace, ecn) in enumerate(itertools.product(range(8), range(4))):
        host.segment(40000 + number, PORT, SYN | ace << 6, ISS, 0, 0, 0, 0, 0, ecn)
        host.wait(10)
        for _, dport, flags, *_, codepoint in host.sent():
            if dport == 40000 + number:
                result[ace, ecn] = flags, codepoint
    return result


class Life:
    """One connection that the host opened; what it says after its SYN is in said."""

    def __init__(self, host, number):
        self._host, self._number, self._port = host, number, 41000 + number
        self._next, self._iss, self.said = ISS, 0, []
        self._step("connect", self._port, PORT)
        self.said.clear()

    def _step(self, verb, *words):
        getattr(self._host, verb)(*words)
        self._host.wait(20)
        for sport, _, flags, seq, _, length, _, ecn in self._host.sent():
            if sport == self._port:
                self._iss = seq if flags & SYN else self._iss
                self.said.append((ace_of(flags), flags & (SYN | FIN | RST | ACK), length, ecn))

    def come(self, ace, ecn, ack=1, length=0, flags=ACK, back=0):
        number = (self._iss + ack) % 2**32
        self._step("segment", PORT, self._port, flags | ace << 6, self._next - back, number, length, 0, 0, 0, ecn)
        self._next += 0 if back else length + bool(flags & (SYN | FIN))

    def use(self, verb, *words):
        self._step(verb, self._number, *words)


def life(host, number, ace, ecn):
    """@return what the host says in a life after such a SYN-ACK"""
    one = Life(host, number)
    one.come(ace, ecn, flags=SYN | ACK)
    one.come(ace, ECT0, flags=SYN | ACK, back=1)  # again
    for codepoint in (ECT0, CE, CE, ECT0, NOT_ECT, CE, ECT1):
        one.come(FIRST, codepoint, length=10)
    one.come(FIRST, CE)  # an ACK that is marked
    one.come(FIRST, ECT0, length=10)
    one.come(FIRST, CE, length=10, back=10)  # old data
    one.come(FIRST, ECT0, length=10)
    one.come(2, ECT0, flags=SYN | ACK, back=91)  # the SYN-ACK again, late
    one.use("send", 10)
    one.come(FIRST + 1, ECT0, ack=11)
    one.use("send", 10)
    one.come(FIRST + 1, ECT0, ack=21)
    one.use("read", 90)
    one.use("close")
    one.come(FIRST + 1, ECT0, ack=22)
    one.come(FIRST + 1, ECT0, ack=22, flags=FIN | ACK)
    return one.said


def lives(host):
    return {syn_ack: life(host, number, *syn_ack) for number, syn_ack in enumerate(SYN_ACKS)}


def of(host, mode):
    return lives(host) if mode is None else answers(host)


def of_the_kernel(mode):
    """@return what of() is for this kernel, in a namespace of its own"""
    space = f"ecn-{mode}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        text = kernel_pair.in_namespace(space, sys.executable, __file__, "" if mode is None else mode, stdout=subprocess.PIPE, text=True).stdout
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    return eval(text)  # what repr() made of plain tuples


def run():
    if len(sys.argv) > 1:
        mode = int(sys.argv[1]) if sys.argv[1] else None
        print(repr(of(Kernel({"ecn": 1 if mode is None else mode, "timestamps": 0}), mode)))
        return
    wrong = 0
    for mode in (*MODES, None):
        kernel = of_the_kernel(mode)
        synfin = of(Synfin({"ecn": 3 if mode is None else mode, "timestamps": "false"}, kernel_pair.hz()), mode)
        for key in kernel.keys() | synfin.keys():
            if kernel.get(key) != synfin.get(key):
                wrong += 1
                print(f"{'SYN-ACK' if mode is None else f'tcp_ecn {mode}, SYN'} with ACE {key[0]:03b} and codepoint {key[1]}:\n"
                      f"  this kernel {kernel.get(key)}\n  synfin      {synfin.get(key)}")
        print(f"{len(kernel)} {'SYN-ACKs' if mode is None else f'SYNs, tcp_ecn {mode}'}")
    if wrong:
        sys.exit(f"FAILED: {wrong} differ")


if __name__ == "__main__":
    kernel_pair.main(run)
