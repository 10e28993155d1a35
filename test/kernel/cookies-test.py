#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""SYN cookies: this machine's kernel, and a Stack of synfin's, get the same segments and must say the same, row by row.

What a cookie remembers of the SYN (MSS, window scale, SACK, ECN) shows in what the server sends once it is open; how long it is good,
with one cookie's count of minutes and the next. --table prints the rows as doc/real-peers.rst has them.
"""

import concurrent.futures
import itertools
import subprocess
import sys

import kernel_pair
from scripted_hosts import SYN, Kernel, Synfin

FIN, RST, ACK, ECE, CWR = 1, 4, 16, 64, 128
ISS, PORT, FIRST_PORT = 5000, 7000, 40000
COUNTERS = ("TcpExtSyncookiesSent", "TcpExtSyncookiesRecv", "TcpExtSyncookiesFailed", "TcpExtTCPReqQFullDoCookies",
            "TcpExtTCPReqQFullDrop", "TcpExtListenOverflows", "TcpExtListenDrops")
MINUTE = 60000  # ms: what a cookie's count counts
STAMP = 1000000  # of the peer


class Peer:
    """Who opens connections, each from the next port."""

    def __init__(self, host):
        self.host, self._port, self._accepted = host, FIRST_PORT, 0

    def wait(self, milliseconds=20):
        self.host.wait(milliseconds)
        return list(self.host.sent_with_options())

    def syn(self, port=None, stamp=0, sack=0, ace=0, mss=1460, wscale=-1):
        """@return port, SYN-ACK or None, as sent_with_options() yields it"""
        if port is None:
            port, self._port = self._port, self._port + 1
        self.host.segment(port, PORT, SYN | ace, ISS, 0, 0, stamp, 0, sack, 0, 65535, mss, wscale)
        answers = [answer for answer in self.wait() if answer[1] == port]
        return port, answers[0] if answers else None

    def ack(self, port, syn_ack, off=1, length=0, stamp=0, seq=1, window=65535):
        """@return what answers an ACK of a SYN-ACK's number and so much"""
        number = (syn_ack[3] + off) % 2**32
        self.host.segment(port, PORT, ACK, ISS + seq, number, length, stamp, syn_ack[6] if stamp else 0, 0, 0, window)
        return [answer for answer in self.wait() if answer[1] == port]

    def open(self, **how):
        """@return port, SYN-ACK, number of the accepted connection"""
        window = how.pop("window", 65535)
        port, syn_ack = self.syn(**how)
        self.ack(port, syn_ack, stamp=how.get("stamp", 0), window=window)
        self.host.accept(PORT)
        self._accepted += 1
        return port, syn_ack, self._accepted - 1

    def sends(self, number, octets, port):
        """@return segments of data that a connection sends at once"""
        self.host.send(number, octets)
        return [answer for answer in self.wait() if answer[1] == port and answer[5] > 0]

    def is_open(self, port, syn_ack, seq=1):
        """@return True when data are acknowledged, False when there is no answer or a RST"""
        answers = self.ack(port, syn_ack, length=10, seq=seq)
        return any(not answer[2] & RST and answer[4] == ISS + seq + 10 for answer in answers)


def kind(answers):
    """@return what answers are, in words"""
    return " ".join("RST" if answer[2] & RST else "SYN-ACK" if answer[2] & SYN else "ACK" for answer in answers) or "nothing"


# ---- What is played; each yields (what, what came of it) ----

def mss_table(peer):
    """the MSS that a cookie keeps"""
    peer.host.listen(PORT, 64, 0)
    for stamp, mss in itertools.product((0, STAMP), (0, 100, 535, 536, 1299, 1300, 1439, 1440, 1452, 1459, 1460, 9000)):
        port, syn_ack, number = peer.open(mss=mss, stamp=stamp)
        largest = max(segment[5] for segment in peer.sends(number, 8000, port))
        yield f"client's MSS {mss or 'none'}{', timestamps' if stamp else ''}", f"announces {syn_ack[9]}, sends {largest}"


def options(peer):
    """what it keeps of the other options"""
    peer.host.listen(PORT, 64, 0)
    for stamp, sack, wscale, ace in itertools.product((0, STAMP), (0, 1), (-1, 3), (0, ECE | CWR)):
        port, syn_ack, number = peer.open(stamp=stamp, sack=sack, wscale=wscale, ace=ace, window=2000)
        data = peer.sends(number, 8000, port)
        gap = peer.ack(port, syn_ack, length=10, seq=101, stamp=stamp, window=2000)
        asked = [word for word, is_asked in (("timestamps", stamp), ("SACK", sack), ("scale", wscale >= 0), ("ECN", ace)) if is_asked]
        told = [word for word, is_told in (("timestamps", syn_ack[6]), ("SACK", syn_ack[11] == -1), ("scale", syn_ack[10] >= 0),
                                           ("ECN", syn_ack[2] & ECE)) if is_told]
        has = [word for word, is_used in (("timestamps", data[0][6]), ("SACK", any(answer[11] > 0 for answer in gap)),
                                          ("scale", sum(segment[5] for segment in data) > 2000), ("ECN", data[0][7])) if is_used]
        yield f"SYN with {', '.join(asked) or 'none'}", f"SYN-ACK with {', '.join(told) or 'none'}; then {', '.join(has) or 'none'}"


def stamps(peer):
    """the lowest six bits of the SYN-ACK's timestamp, less what they are without options"""
    peer.host.listen(PORT, 64, 0)
    port, none = peer.syn(stamp=STAMP)
    for sack, wscale, ace in itertools.product((0, 1), (-1, 0, 7, 14), (0, ECE | CWR)):
        _, syn_ack = peer.syn(port, stamp=STAMP, sack=sack, wscale=wscale, ace=ace)
        yield f"SACK {sack}, scale {wscale}, ECN {bool(ace)}", f"{(syn_ack[6] - none[6]) % 64}"


def no_cookie(peer):
    """ACKs that bring none"""
    peer.host.listen(PORT, 64, 0)
    nothing = (0,) * 12
    yield "before one was sent", kind(peer.ack(39000, nothing))
    _, syn_ack = peer.syn()
    yield "a number that was none, after one was sent", kind(peer.ack(39001, nothing))
    yield "the cookie of another port", kind(peer.ack(39002, syn_ack))
    port, syn_ack = peer.syn()
    yield "a cookie and one more", kind(peer.ack(port, syn_ack, off=2))
    yield "another sequence number of the client", kind(peer.ack(port, syn_ack, seq=2))
    yield "the cookie", f"{kind(peer.ack(port, syn_ack))}; open {peer.is_open(port, syn_ack)}"


def without_entry(peer):
    """SYN-ACKs that nobody acknowledges, and ACKs with data"""
    peer.host.listen(PORT, 64, 0)
    port, syn_ack = peer.syn()
    yield "the same SYN again", f"same number {peer.syn(port)[1][3] == syn_ack[3]}"
    yield "SYN-ACKs again within 4 s", f"{sum(answer[1] == port for answer in peer.wait(4000))}"
    yield "the last ACK got lost, and data come", f"open {peer.is_open(port, syn_ack)}"
    port, syn_ack = peer.syn()
    peer.host.segment(port, PORT, RST, ISS + 1, 0, 0, 0, 0, 0)
    peer.wait()
    yield "after a RST of the client", f"open {peer.is_open(port, syn_ack)}"
    port, syn_ack = peer.syn()
    peer.host.segment(port, PORT, ACK | FIN, ISS + 1, (syn_ack[3] + 1) % 2**32, 0, 0, 0, 0)
    yield "the ACK has a FIN", kind([answer for answer in peer.wait(100) if answer[1] == port])


def accept_queue(peer):
    """a full accept queue"""
    peer.host.listen(PORT, 0, 0)
    port, syn_ack = peer.syn()
    late, late_syn_ack = peer.syn()
    yield "the first ACK", kind(peer.ack(port, syn_ack))
    yield "the second: no room", kind(peer.ack(late, late_syn_ack))
    yield "a SYN", kind([answer for answer in peer.syn() if isinstance(answer, tuple)])
    peer.host.accept(PORT)
    yield "there is room again", f"open {peer.is_open(late, late_syn_ack)}"


def overflow(peer):
    """a queue of a backlog of 1 that overflows"""
    peer.host.listen(PORT, 1, 0)
    ports = [peer.syn() for _ in range(5)]
    again = [answer[1] for answer in peer.wait(1300)]
    for number, (port, syn_ack) in enumerate(ports, 1):
        yield f"SYN {number}", f"SYN-ACKs {bool(syn_ack) + again.count(port)}"
    if ports[-1][1]:
        yield "the last one's ACK", f"open {peer.is_open(*ports[-1])}"


def ages(peer):
    """cookies of some age"""
    peer.host.listen(PORT, 64, 0)
    port, before = peer.syn()
    waited, last = 0, before
    while last[3] == before[3]:  # until the count of minutes goes up
        waited, last = waited + 1, peer.syn(port)[1]
        peer.wait(480)
    made = {age: peer.syn() for age in (0, 40, 70, 110, 125)}
    now = 0
    for age, (mine, syn_ack) in made.items():
        if age == 70:
            peer.wait((57 - now) * 1000)
            now, late = 57, peer.syn()  # just before the next minute
        if age == 125:
            peer.wait((122 - now) * 1000)
            now = 122
            yield "made 3 s before the minute ends, 65 s later", f"open {peer.is_open(*late)}"
        peer.wait((age - now) * 1000)
        now = age
        if age == 125:
            peer.syn()  # cookies are still sent
        yield f"made as a minute begins, {age} s later", f"open {peer.is_open(mine, syn_ack)}"


def quiet(peer):
    """a cookie that was the last one sent"""
    peer.host.listen(PORT, 64, 0)
    port, syn_ack = peer.syn()
    peer.wait(125000)
    yield "125 s later", f"open {peer.is_open(port, syn_ack)}"


ALWAYS = {"syncookies": 2}
SCENARIOS = ((mss_table, ALWAYS), (options, {**ALWAYS, "ecn": 1}), (stamps, {**ALWAYS, "ecn": 1}), (no_cookie, ALWAYS),
             (without_entry, ALWAYS), (accept_queue, ALWAYS), (overflow, {"syncookies": 1}), (overflow, {"syncookies": 0}),
             (ages, ALWAYS), (quiet, ALWAYS))


def play(number, host):
    """@return rows (what, what came of it), then the counters"""
    rows = list(SCENARIOS[number][0](Peer(host)))
    counters = host.counters()
    names = COUNTERS[1:3] if SCENARIOS[number][0] is ages else COUNTERS  # how many are sent until a minute begins differs
    return rows + [(name, counters[name]) for name in names if name in counters]


def settings(number, word=str):
    return {name: word(value) for name, value in SCENARIOS[number][1].items()}


def of_the_kernel(number):
    """@return what play() does, of this kernel in a namespace of its own"""
    space = f"cookies-{number}"
    subprocess.run(["ip", "netns", "add", space], check=True)
    try:
        text = kernel_pair.in_namespace(space, sys.executable, __file__, number, stdout=subprocess.PIPE, text=True).stdout
    finally:
        subprocess.run(["ip", "netns", "del", space], check=True)
    return eval(text)  # what repr() made of plain tuples


def run():
    if sys.argv[1:] not in ([], ["--table"]):
        number = int(sys.argv[1])
        print(repr(play(number, Kernel(settings(number)))))
        return
    hz, wrong = kernel_pair.hz(), 0
    with concurrent.futures.ThreadPoolExecutor(len(SCENARIOS)) as parallel:
        real = list(parallel.map(of_the_kernel, range(len(SCENARIOS))))
    for number, (scenario, how) in enumerate(SCENARIOS):
        simulated = play(number, Synfin(settings(number), hz))
        title = f"{scenario.__doc__} (syncookies {how['syncookies']})"
        for (what, kernel), (_, synfin) in itertools.zip_longest(real[number], simulated, fillvalue=("no row", None)):
            wrong += kernel != synfin
            if sys.argv[1:]:
                print(f'   "{title}", "{what}", "{kernel}"')
            else:
                print(f"{title}: {what}: {kernel}" + ("" if kernel == synfin else f"; and synfin: {synfin}"))
    if wrong:
        sys.exit(f"FAILED: {wrong} rows differ")


if __name__ == "__main__":
    kernel_pair.main(run)
