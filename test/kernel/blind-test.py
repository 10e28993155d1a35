#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Blind segments (RFC 5961): this machine's kernel, and a Stack of synfin's, get the same guesses and must say the same.

Every kind of segment, with numbers in and out of the windows, in four states, each at a connection of its own: what answers it, and whether
the connection is there afterwards; where they differ is known, and why. Then how many challenge ACKs a connection and a host send.
--table prints this kernel's rows, of which
doc/real-peers.rst has those that say most.
"""

import itertools
import subprocess
import sys

import kernel_pair
from scripted_hosts import SYN, Kernel, Synfin

FIN, RST, ACK = 1, 4, 16
ISS, PORT, FIRST_PORT = 5000, 7000, 20000
FAR = 2**31
SEQS = {"far before": -FAR + 1, "100,000 before": -100000, "1 before": -1, "RCV.NXT": 0, "1 behind": 1, "30,000 behind": 30000,
        "200,000 behind": 200000, "far behind": FAR}
ACKS = {"far before": -FAR + 1, "100,000 before": -100000, "1 before": -1, "SND.NXT": 0, "1 behind": 1, "far behind": FAR}
KINDS = {"RST": RST, "RST, ACK": RST | ACK, "SYN": SYN, "SYN, ACK": SYN | ACK, "ACK": ACK, "FIN, ACK": FIN | ACK}
STATES = ("ESTABLISHED", "SYN_RCVD", "CLOSE_WAIT", "FIN_WAIT_2")
LIMIT = 8

# Rows in which synfin does otherwise, and why.
OLDER = "Linux 6.18 takes an ACK for old only as far back as it has sent octets (tcp_ack(): bytes_acked), synfin as RFC 5961 5.2 says"
SYN_IN_SYN_RCVD = "Linux answers with a RST as it forgets the connection (tcp_check_req()), synfin returns to LISTEN in silence (RFC 9293)"
BEHIND_FIN = "Linux resets when data go beyond the peer's FIN (TCPAbortOnData)"
KNOWN = {
    **{f"{state}: ACK{data} at {seq}, ACK 1 before": OLDER for state, data in (("ESTABLISHED", ""), ("CLOSE_WAIT", ""), ("CLOSE_WAIT", " with data"))
       for seq in ("RCV.NXT", "30,000 behind")},
    **{f"SYN_RCVD: SYN{ack} at {seq}{', ACK SND.NXT' if ack else ''}": SYN_IN_SYN_RCVD for ack in ("", ", ACK")
       for seq in ("RCV.NXT", "1 behind", "30,000 behind")},
    "CLOSE_WAIT: ACK with data at 1 before, ACK SND.NXT": BEHIND_FIN,
}


class Peer:
    """Connections in a state, each from the next port."""

    def __init__(self, host):
        self.host, self._port, self._users = host, FIRST_PORT, 0

    def send(self, port, flags, seq, ack, length=0):
        """@return what is sent to that port"""
        self.host.segment(port, PORT, flags, seq % 2**32, ack % 2**32 if flags & ACK else 0, length, 0, 0, 0)
        self.host.wait(10)
        return [answer for answer in self.host.sent() if answer[1] == port]

    def open(self, state="ESTABLISHED"):
        """@return port, RCV.NXT, SND.NXT"""
        port, self._port = self._port, self._port + 1
        una = self.send(port, SYN, ISS, 0)[0][3] + 1
        if state == "SYN_RCVD":
            return port, ISS + 1, una
        self.send(port, ACK, ISS + 1, una)
        self.host.accept(PORT)
        user, self._users = self._users, self._users + 1
        if state == "CLOSE_WAIT":
            self.send(port, FIN | ACK, ISS + 1, una)
            self.host.wait(60)
            list(self.host.sent())
            return port, ISS + 2, una
        if state == "FIN_WAIT_2":
            self.host.shutdown(user)
            self.send(port, ACK, ISS + 1, una + 1)
            return port, ISS + 1, una + 1
        return port, ISS + 1, una

    def say(self, *segment):
        return " ".join("RST" if answer[2] & RST else "SYN-ACK" if answer[2] & SYN else "ACK" for answer in self.send(*segment))


def guesses(peer, state):
    """Yields (what, what came of it) of every kind of segment"""
    for (kind, flags), seq, ack, length in itertools.product(KINDS.items(), SEQS, ACKS, (0, 10)):
        if (ack != "SND.NXT" and (flags != ACK or seq not in ("RCV.NXT", "30,000 behind"))) or (length and flags != ACK):
            continue
        port, rcv, snd = peer.open(state)
        said = peer.say(port, flags, rcv + SEQS[seq], snd + ACKS[ack], length)
        probe = peer.say(port, ACK, rcv - (state != "SYN_RCVD"), snd, 0)
        peer.send(port, RST, rcv, 0)
        yield (f"{state}: {kind}{' with data' if length else ''} at {seq}{f', ACK {ack}' if flags & ACK else ''}",
               f"{said or 'nothing'}; then {'gone' if 'RST' in probe else 'there'}")


def limits(peer):
    """Yields how many challenge ACKs a connection sends, and a host"""
    port, rcv, snd = peer.open()
    for flags, word in ((SYN, "SYNs"), (RST, "RSTs")):
        yield f"six {word} in the window at once", sum(bool(peer.say(port, flags, rcv + 100, snd)) for _ in range(6))
        peer.host.wait(600)
        yield "one more 0.6 s later", peer.say(port, flags, rcv + 100, snd)
        peer.host.wait(600)
    yield "six ACKs far before at once", sum(bool(peer.say(port, ACK, rcv, snd - FAR + 1)) for _ in range(6))


def of_a_host(peer):
    """Yields how many challenge ACKs the connections of a host send, with challenge_ack_limit"""
    peers = [peer.open() for _ in range(3 * LIMIT)]
    peer.host.wait(1100)
    count = sum(bool(peer.say(port, RST, rcv + 100, snd)) for port, rcv, snd in peers)
    yield f"a RST in the window of each of {3 * LIMIT} connections", LIMIT // 2 <= count < 2 * LIMIT
    # between half of it and one and a half in each second


def play(state, host):
    host.listen(PORT, 1000, 0)
    return list({"limits": limits, "host": of_a_host}.get(state, lambda peer: guesses(peer, state))(Peer(host)))


def settings(state):
    return {"challenge_ack_limit": LIMIT} if state == "host" else {}


def of_the_kernel(state):
    """@return what play() does, of this kernel in a namespace of its own"""
    space = f"blind-{state}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        text = kernel_pair.in_namespace(space, sys.executable, __file__, state, stdout=subprocess.PIPE, text=True).stdout
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    return eval(text)  # what repr() made of plain tuples


def run():
    if sys.argv[1:] not in ([], ["--table"]):
        print(repr(play(sys.argv[1], Kernel(settings(sys.argv[1])))))
        return
    hz, wrong, count = kernel_pair.hz(), 0, 0
    for state in (*STATES, "limits", "host"):
        for (what, kernel), (_, synfin) in itertools.zip_longest(of_the_kernel(state), play(state, Synfin(settings(state), hz)),
                                                                 fillvalue=("no row", None)):
            count += 1
            wrong += (kernel != synfin) != (what in KNOWN)
            if sys.argv[1:]:
                print(f'   "{what}", "{kernel}"')
            elif kernel != synfin or what in KNOWN:
                print(f"{what}: {kernel}; and synfin: {synfin} ({KNOWN.get(what, 'WRONG')})")
    print(f"{count} rows, {len(KNOWN)} are known to differ, {wrong} are wrong")
    if wrong:
        sys.exit(f"FAILED: {wrong} rows differ, or do not differ any more")


if __name__ == "__main__":
    kernel_pair.main(run)
