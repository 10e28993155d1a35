# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A host that does what a test says, segment by segment: this machine's kernel behind a TUN device, or a Stack of synfin's.

Both have the same methods; addresses are HOST and PEER, flags have their places in the header, AE included.
"""

import fcntl
import os
import socket
import struct
import subprocess
import time

import kernel_pair

SYN = 2
MSS, WSCALE, SACK_PERMITTED, SACK, TIMESTAMPS = 2, 3, 4, 5, 8  # kinds of options
HOST, PEER = "10.9.1.1", "10.9.1.2"


class Kernel:
    """The kernel of a namespace of its own, whose listeners are this process's."""

    def __init__(self, settings):
        self._users, self._listener = [], None
        self._device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._device, 0x400454CA, struct.pack("16sH", b"tun", 0x1001))  # TUNSETIFF: IFF_TUN | IFF_NO_PI
        for command in ("ip link set lo up", "ip link set tun up", f"ip addr add {HOST}/24 dev tun"):
            subprocess.run(command.split(), check=True)
        for name, value in {"syncookies": 0, "max_syn_backlog": 65535, **settings}.items():
            subprocess.run(["sysctl", "-qw", f"net.ipv4.tcp_{name}={value}"], check=True)

    def segment(self, sport, dport, flags, seq, ack, length, tsval, tsecr, sack, ecn=0, window=65535, mss=1460, wscale=-1):
        options = struct.pack("!BBH", 2, 4, mss) if flags & SYN and mss else b""
        options += struct.pack("!BBBB", 1, 3, 3, wscale) if flags & SYN and wscale >= 0 else b""
        options += b"\x04\x02\x01\x01" if sack else b""
        options += struct.pack("!BBBBII", 1, 1, 8, 10, tsval, tsecr) if tsval else b""
        header = struct.pack("!HHIIHHHH", sport, dport, seq, ack, (20 + len(options)) // 4 << 12 | flags, window, 0, 0)
        text = header + options + bytes(length)
        source, destination = map(socket.inet_aton, (PEER, HOST))
        sum_ = checksum(source + destination + struct.pack("!HH", 6, len(text)) + text)
        ip = struct.pack("!BBHHHBBH", 0x45, ecn, 20 + len(text), 0, 0, 64, 6, 0) + source + destination
        ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
        os.write(self._device, ip + text[:16] + struct.pack("!H", sum_) + text[18:])

    def wait(self, milliseconds):
        time.sleep(milliseconds / 1000)

    def now(self):
        """@return ms since some time"""
        return 1000 * time.monotonic()

    def listen(self, port, backlog, deferred):
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, deferred)
        self._listener.bind((HOST, port))
        self._listener.listen(backlog)

    def unlisten(self):
        self._listener.close()

    def accept(self, _port):
        self._users.append(self._listener.accept()[0])

    def connect(self, sport, dport):
        self._users.append(socket.socket())
        self._users[-1].bind((HOST, sport))
        self._users[-1].setblocking(False)
        self._users[-1].connect_ex((PEER, dport))

    def send(self, number, octets):
        self._users[number].send(bytes(octets))

    def read(self, number, octets):
        self._users[number].recv(octets)

    def shutdown(self, number):
        self._users[number].shutdown(socket.SHUT_WR)

    def close(self, number):
        self._users[number].close()

    def abort(self, number):
        self._users[number].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._users[number].close()

    def linger2(self, number, seconds):
        self._users[number].setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, seconds)

    def sent(self):
        """Yields what the host has sent: (SPORT, DPORT, FLAGS, SEQ, ACK, LEN, TSVAL, ECN)."""
        return (segment[:8] for segment in self.sent_with_options())

    def sent_with_options(self):
        """Yields the same and (..., TSECR, MSS, WSCALE, SACK), see synfin-kernel-stack.cc."""
        while True:
            try:
                packet = os.read(self._device, 65536)
            except BlockingIOError:
                return
            if packet[0] >> 4 == 4 and packet[9] == 6:
                tcp = packet[(packet[0] & 15) * 4:]
                sport, dport, seq, ack, flags = struct.unpack("!HHIIH", tcp[:14])
                size = (flags >> 12) * 4
                options = dict(options_of(tcp[20:size]))
                tsval, tsecr = struct.unpack("!II", options.get(TIMESTAMPS, bytes(8)))
                sack = -1 if SACK_PERMITTED in options else len(options.get(SACK, b"")) // 8
                yield (sport, dport, flags & 0x1FF, seq, ack, len(tcp) - size, tsval, packet[1] & 3, tsecr,
                       int.from_bytes(options.get(MSS, b""), "big"), *options.get(WSCALE, [-1]), sack)

    def counters(self):
        return kernel_pair.counters()


class Synfin:
    """A Stack that does the same."""

    def __init__(self, settings, hz):
        words = [f"{name}={value}" for name, value in {"syncookies": 0, "max_syn_backlog": 65535, "timer_hz": hz, **settings}.items()]
        self._stack = subprocess.Popen([kernel_pair.BIN / "synfin-kernel-stack", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True)
        self._sent, self._now = [], 0

    def wait(self, milliseconds):
        self._now += milliseconds
        self.__getattr__("wait")(milliseconds)

    def now(self):
        return self._now

    def _do(self, *words):
        self._stack.stdin.write(" ".join(map(str, words)) + "\n")
        self._stack.stdin.flush()
        return [line.split() for line in iter(self._stack.stdout.readline, ".\n")]

    def __getattr__(self, verb):
        return lambda *words: self._sent.extend(tuple(map(int, line)) for line in self._do(verb, *words))

    def sent(self):
        return (segment[:8] for segment in self.sent_with_options())

    def sent_with_options(self):
        yield from self._sent
        self._sent = []

    def counters(self):
        values = {name: int(value) for name, value in self._do("counters")}
        self._stack.stdin.close()
        self._stack.wait()
        return values


def options_of(octets):
    """Yields (KIND, OCTETS) of each option of a segment."""
    while octets and octets[0]:
        size = octets[1] if octets[0] > 1 else 1
        yield octets[0], octets[2:size]
        octets = octets[size:]


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF
