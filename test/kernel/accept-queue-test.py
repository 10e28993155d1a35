#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Full accept queues and listeners that close: this machine's kernel, and a Stack of synfin's, get the same segments.

What they send, and when, must agree: the times within a tenth, since timers ride a wheel. Two listeners of one port (SO_REUSEPORT), one of
which closes, are this kernel's alone: what becomes of those who wait is held to what the manual says of it. --table prints the rows as
doc/real-peers.rst has them.
"""

import concurrent.futures
import itertools
import socket
import subprocess
import sys

import kernel_pair
from scripted_hosts import HOST, SYN, Kernel, Synfin

RST, ACK = 4, 16
ISS, PORT, FIRST_PORT = 5000, 7000, 40000
STEP = 50  # ms
COUNTERS = ("TcpExtListenOverflows", "TcpExtListenDrops", "TcpOutRsts")
WAITING = 32  # connections at two listeners
WORDS = ((RST, "RST"), (SYN, "SYN-ACK"))


class Peer:
    """Clients, each with a port; what is sent to them is in said: (ms, number of the client, what)."""

    def __init__(self, host):
        self.host, self.said, self._iss = host, [], {}
        self._since = host.now()
        self.echo = ()  # who answers SYN-ACKs

    def wait(self, milliseconds=STEP):
        end = self.host.now() + milliseconds
        while self.host.now() < end:
            self.host.wait(STEP)
            for _, port, flags, seq, *_ in list(self.host.sent()):
                number = port - FIRST_PORT
                self.said.append((self.host.now() - self._since, number, next((word for flag, word in WORDS if flags & flag), "ACK")))
                if flags & SYN:
                    self._iss[number] = seq
                    if number in self.echo:
                        self.send(number, ACK)

    def send(self, number, flags, length=0):
        ack = (self._iss[number] + 1) % 2**32 if flags & ACK else 0
        self.host.segment(FIRST_PORT + number, PORT, flags, ISS + (not flags & SYN), ack, length, 0, 0, 0)

    def step(self, number, flags, length=0):
        self.send(number, flags, length)
        self.wait()

    def fill(self, backlog=1):
        """The accept queue is full; the last one is in SYN_RCVD. @return the last one"""
        self.host.listen(PORT, backlog, 0)
        for number in range(backlog + 1):
            self.step(number, SYN)
        for number in range(backlog + 1):
            self.step(number, ACK)
            if number == 0:
                self.step(backlog + 1, SYN)
        self.forget()
        return backlog + 1

    def forget(self):
        """What was said so far; times count from now on."""
        self.said.clear()
        self._since = self.host.now()


def to(peer, number):
    """@return what a client was sent: [(s, what)]"""
    return [(at / 1000, what) for at, of, what in peer.said if of == number]


# ---- What is played; each yields (what, [(s, what was sent)]) ----

def one_answer(peer):
    """the last ACK finds no room, and the client says no more"""
    last = peer.fill()
    peer.step(last, ACK)
    peer.step(last + 1, SYN)
    peer.wait(70000)
    yield "sent to the client", to(peer, last)
    yield "sent for a new SYN", to(peer, last + 1)
    peer.forget()
    peer.step(last, ACK, 10)
    yield "for its data, 70 s later", to(peer, last)


def all_answers(peer):
    """the last ACK finds no room, and the client answers each SYN-ACK"""
    last = peer.fill()
    peer.echo = (last,)
    peer.step(last, ACK)
    peer.wait(70000)
    yield "sent to the client", to(peer, last)


def accepted_late(peer):
    """the same, and the user accepts one after 5 s"""
    last = peer.fill()
    peer.echo = (last,)
    peer.step(last, ACK)
    peer.wait(5000)
    peer.host.accept(PORT)
    peer.wait(5000)
    yield "sent to the client", to(peer, last)
    peer.forget()
    peer.step(last, ACK, 10)
    yield "for its data", to(peer, last)


def data(peer):
    """the last ACK finds no room, data follow, and again once there is room"""
    last = peer.fill()
    peer.step(last, ACK)
    peer.step(last, ACK, 10)
    peer.wait(400)
    yield "sent for the data", to(peer, last)
    peer.host.accept(PORT)
    peer.step(last, ACK, 10)
    yield "sent for the data, with room", to(peer, last)


def closes(peer):
    """the listener closes"""
    last = peer.fill()
    peer.host.unlisten()
    peer.wait()
    for number in range(last + 1):
        yield f"sent to {'who was half open' if number == last else 'who waited'} ({number + 1})", to(peer, number)
    peer.forget()
    peer.wait(3500)
    yield "SYN-ACKs afterwards", to(peer, last)
    peer.step(last, ACK)
    yield "for the ACK of who was half open", to(peer, last)


def opens_again(peer):
    """the listener closes and opens again"""
    last = peer.fill()
    peer.host.unlisten()
    peer.host.listen(PORT, 1, 0)
    peer.forget()
    peer.step(last, ACK)
    yield "for the ACK of who was half open", to(peer, last)


SCENARIOS = ((one_answer, 0), (one_answer, 1), (all_answers, 0), (accepted_late, 0), (data, 0), (data, 1), (closes, 0), (opens_again, 0))


def play(number, host):
    """@return rows (what, what came of it), then the counters"""
    rows = list(SCENARIOS[number][0](Peer(host)))
    counters = host.counters()
    return rows + [(name, counters[name]) for name in COUNTERS if name in counters]


def agree(one, other):
    """@return True when two rows do, times within a tenth"""
    if not isinstance(one, list) or not isinstance(other, list):
        return one == other
    return [what for _, what in one] == [what for _, what in other] and all(
        abs(a - b) <= 0.1 + 0.1 * a for (a, _), (b, _) in zip(one, other))


def words(row):
    return ", ".join(f"{what} {at:.1f}" for at, what in row) or "nothing" if isinstance(row, list) else str(row)


# ---- Two listeners of one port ----

def listener():
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind((HOST, PORT))
    one.listen(2 * WAITING)
    one.setblocking(False)
    return one


def waiting_at(one):
    """@return the listener's own (waiting, half open), and how many it has accepted in the end"""
    count = 0
    while True:
        try:
            one.accept()
            count += 1
        except BlockingIOError:
            return count


def migration(migrates):
    """Yields rows of what becomes of those who wait at a listener that closes while another one has its port."""
    host = Kernel({"migrate_req": migrates})
    first, second = listener(), listener()
    peer = Peer(host)
    for number in range(2 * WAITING):
        peer.send(number, SYN)
    peer.wait()
    for number in range(WAITING):
        peer.send(number, ACK)
    peer.wait()
    peer.forget()
    first.close()
    peer.wait()
    resets = len(peer.said)
    for number in range(WAITING, 2 * WAITING):
        peer.send(number, ACK)
    peer.wait()
    late = sum(what == "RST" for _, _, what in peer.said) - resets
    accepted = waiting_at(second)
    yield "all were accepted or reset", accepted + resets + late == 2 * WAITING
    yield "RSTs as it closes", "none" if resets == 0 else "its share"
    yield "RSTs for the ACKs of who was half open", "none" if late == 0 else "its share"


MIGRATED = [("all were accepted or reset", True), ("RSTs as it closes", "none"), ("RSTs for the ACKs of who was half open", "none")]
RESET = [("all were accepted or reset", True), ("RSTs as it closes", "its share"), ("RSTs for the ACKs of who was half open", "its share")]


# ---- Both ----

def of_the_kernel(job):
    """@return what play() or migration() has to say, of this kernel in a namespace of its own"""
    space = f"accept-{job}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        text = kernel_pair.in_namespace(space, sys.executable, __file__, job, stdout=subprocess.PIPE, text=True).stdout
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    return eval(text)  # what repr() made of plain tuples


def run():
    if sys.argv[1:] not in ([], ["--table"]):
        job = sys.argv[1]
        if job.startswith("migrate"):
            print(repr(list(migration(int(job[-1])))))
        else:
            print(repr(play(int(job), Kernel({"abort_on_overflow": SCENARIOS[int(job)][1]}))))
        return
    hz, wrong = kernel_pair.hz(), 0
    jobs = [str(number) for number in range(len(SCENARIOS))] + ["migrate-0", "migrate-1"]
    with concurrent.futures.ThreadPoolExecutor(len(jobs)) as parallel:
        real = dict(zip(jobs, parallel.map(of_the_kernel, jobs)))
    rows = [(f"tcp_migrate_req {value}, one of two listeners closes", real[f"migrate-{value}"], expected)
            for value, expected in enumerate((RESET, MIGRATED))]
    for number, (scenario, aborts) in enumerate(SCENARIOS):
        simulated = play(number, Synfin({"abort_on_overflow": "true" if aborts else "false"}, hz))
        rows.append((f"{scenario.__doc__} (abort_on_overflow {aborts})", real[str(number)], simulated))
    for title, kernel, other in rows:
        for (what, one), (_, two) in itertools.zip_longest(kernel, other, fillvalue=("no row", None)):
            wrong += not agree(one, two)
            if sys.argv[1:]:
                print(f'   "{title}", "{what}", "{words(one)}"')
            else:
                print(f"{title}: {what}: {words(one)}" + ("" if agree(one, two) else f"; and {words(two)}"))
    if wrong:
        sys.exit(f"FAILED: {wrong} rows differ")


if __name__ == "__main__":
    kernel_pair.main(run)
