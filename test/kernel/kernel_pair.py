# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Two hosts of this machine's own kernel, a network namespace each, and between them a link that delays and loses packets.

Tests in this folder hold synfin, or what theory says of it, to what this kernel does. Where there are no namespaces or no
TUN devices they say so, and are skipped.
"""

import contextlib
import gzip
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

CLIENT = "10.9.0.1"
SERVER = "10.9.1.1"
CLIENTS = 8  # addresses of the client
BIN = pathlib.Path(os.environ["SYNFIN_KERNEL_BIN"])
SYSCTLS = {  # beside the kernel's defaults: nothing but the timers of a handshake is to show
    "net.ipv4.tcp_syncookies": 0,
    "net.core.somaxconn": 65535,
    "net.ipv4.tcp_max_syn_backlog": 65535,
    "net.ipv4.tcp_no_metrics_save": 1,
}


def skip(reason):
    """Ends the test program as skipped."""
    print("SKIPPED: a live kernel: " + reason)
    sys.exit(77)


def main(run):
    """Runs run() in namespaces of this test's own, which end with it."""
    if platform.system() != "Linux":
        skip("this is no Linux")
    if os.geteuid() != 0:
        skip("this is not root")
    for tool in ("unshare", "ip", "mount", "sysctl"):
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            skip(f"there is no {tool}")
    if not os.path.exists("/dev/net/tun"):
        skip("there is no /dev/net/tun")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if "SYNFIN_KERNEL_PAIR" in os.environ:
        os.makedirs("/run/netns", exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", "/run/netns"], check=True)
        return run()
    own = ["unshare", "--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"]
    if subprocess.run([*own, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        skip("it gives no namespaces here")
    environment = {**os.environ, "SYNFIN_KERNEL_PAIR": "1"}
    sys.exit(subprocess.run([*own, sys.executable, *sys.argv], env=environment).returncode)


def in_namespace(space, *command, **options):
    return subprocess.run(["ip", "netns", "exec", space, *map(str, command)], check=True, **options)


# Sends SYNs, each from the next port; what answers them, the sender does not know.
SEND_SYNS = """
import socket, struct, sys, time
source, destination = map(socket.inet_aton, sys.argv[1:3])
port, rate, seconds = map(int, sys.argv[3:])
def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF
wire = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
start = time.monotonic()
for number in range(rate * seconds):
    time.sleep(max(0, start + number / rate - time.monotonic()))
    segment = struct.pack("!HHIIBBHHHBBH", 4000 + number, port, 1000003 * number & 0xFFFFFFFF, 0, 6 << 4, 2, 65535, 0, 0, 2, 4, 1460)
    sum_ = checksum(source + destination + struct.pack("!HH", 6, len(segment)) + segment)
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0) + source + destination
    wire.sendto(header + segment[:16] + struct.pack("!H", sum_) + segment[18:], (sys.argv[2], 0))
"""


def send_syns(space, source, destination, rate=1, seconds=1):
    """Sends so many SYNs a second from ports 4000 on to PORT; source: an address, which may be nobody's"""
    in_namespace(space, sys.executable, "-c", SEND_SYNS, source, destination, PORT, rate, seconds)


def sysctl(name):
    """@return what this kernel's default is, 0 where it has no such thing"""
    path = pathlib.Path("/proc/sys", *name.split("."))
    return int(path.read_text()) if path.exists() else 0


def counters(space=None):
    """@return {counter: value} of a namespace, or of this one, as nstat names them"""
    enter = ["ip", "netns", "exec", space] if space else []
    command = [*enter, "cat", "/proc/net/snmp", "/proc/net/netstat"]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    values = {}
    lines = [line.split() for line in text.splitlines()]
    for names, numbers in zip(lines[::2], lines[1::2]):
        values.update({names[0].rstrip(":") + name: int(number) for name, number in zip(names[1:], numbers[1:])})
    return values


def hz():
    """@return CONFIG_HZ of the running kernel; where it does not tell, the test is skipped."""
    for path in (pathlib.Path("/proc/config.gz"), pathlib.Path("/boot/config-" + platform.release())):
        if path.exists():
            with (gzip.open if path.suffix == ".gz" else open)(path, "rt") as file:
                return int(re.search(r"^CONFIG_HZ=(\d+)", file.read(), re.M)[1])
    return skip("it does not tell its CONFIG_HZ")


class Pair:
    """A client and a server; context manager."""

    def __init__(self, name, delay_ms, loss, loss_back, seed=1, log=None, lose=""):
        """
        @param loss, loss_back probabilities from client to server, and back
        @param log a file for a line per segment
        @param lose segments that are lost: 0.1,1.2 are the client's first and the server's second; with a log
        """
        self.client, self.server = name + "-client", name + "-server"
        self.link = [delay_ms, loss, loss_back, seed, *([log, lose] if log else [])]
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with self.stack:
            for space in (self.client, self.server):
                subprocess.run(["ip", "netns", "add", space], check=True)
                self.stack.callback(subprocess.run, ["ip", "netns", "del", space])
            self._relay()
            self._address(self.client, CLIENT, SERVER)
            self._address(self.server, SERVER, CLIENT)
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *what):
        self.stack.close()

    def _relay(self):
        relay = subprocess.Popen([BIN / "synfin-kernel-relay", self.client, self.server, *map(str, self.link)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.stack.callback(self._end, relay)
        if relay.stdout.readline() != "ready\n":
            skip("there is no TUN device to be had")

    @staticmethod
    def _end(relay):
        relay.stdin.close()
        if relay.wait() != 0:
            raise RuntimeError("the relay failed")

    @staticmethod
    def _address(space, own, other):
        for name, value in SYSCTLS.items():
            in_namespace(space, "sysctl", "-qw", f"{name}={value}")
        in_namespace(space, "ip", "link", "set", "lo", "up")
        in_namespace(space, "ip", "link", "set", "tun", "up", "txqueuelen", 20000)
        first, last = own.rsplit(".", 1)
        for number in range(CLIENTS if own == CLIENT else 1):
            in_namespace(space, "ip", "addr", "add", f"{first}.{int(last) + number}/24", "dev", "tun")
        in_namespace(space, "ip", "route", "add", other.rsplit(".", 1)[0] + ".0/24", "dev", "tun")

    def start(self, space, *command, **options):
        """@return a process in one of the two namespaces, killed at the end if it is still there."""
        process = subprocess.Popen(["ip", "netns", "exec", space, *map(str, command)], **options)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def connect(self, connections, rate, patience):
        """@return for each connection how many seconds it took to be established, or None."""
        out = in_namespace(self.client, BIN / "synfin-kernel-client", CLIENT, SERVER, PORT, connections, rate, patience,
                           stdout=subprocess.PIPE, text=True).stdout
        return [int(line) / 1e9 if int(line) >= 0 else None for line in out.split()]

    def serve(self, program=None):
        """Begins to serve; without a program, to listen, and to reset what is established."""
        server = self.start(self.server, sys.executable, "-c", program or SERVE, stdout=subprocess.PIPE, text=True)
        assert server.stdout.readline() == "ready\n"


PORT = 7000
SERVE = f"""
import socket, struct
listener = socket.create_server(("{SERVER}", {PORT}), backlog=65535)
print("ready", flush=True)
while True:
    connection = listener.accept()[0]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
"""
