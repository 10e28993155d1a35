# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A simulated host, this machine's kernel as its peer, and a network namespace in which both are alone.

What every test in this folder needs. No test measures time: each waits until a state is there, however long it takes
(up to PATIENCE), and fails with what it saw instead.
"""

import contextlib
import csv
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-emulate")
KERNEL = "10.7.0.1"
HOST = "10.7.0.2"
PATIENCE = 20  # s

PROFILES = ("linux", "rfc9293", "linux-4", "freebsd")
PROFILE = os.environ.get("SYNFIN_PEERS_PROFILE", "")  # what this process tests

ECHO, DISCARD, SOURCE, CLOSE, RESET, HTTP = 7, 9, 19, 20, 21, 80
SERVICES = ("7/echo", "9/discard", "19/source", "20/close", "21/reset", "80/http")
NOBODY = 99  # no service


def skip(reason):
    """Ends the test program as skipped."""
    print("SKIPPED: a real kernel as peer: " + reason)
    sys.exit(77)


def main():
    """Runs the tests of the calling file, in namespaces of their own that end with it."""
    if not pathlib.Path(PROGRAM).exists():
        skip("there is no synfin-emulate (ns-3 without fd-net-device)")
    if os.geteuid() != 0:
        skip("this is not root")
    for tool in ("unshare", "ip", "ss", "nft", "curl"):
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            skip(f"there is no {tool} (examples/install.sh test)")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if not PROFILE:
        run_profiles(["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # The kernel's TIME_WAIT withstands a RST, as the host's does (doc/real-peers.rst, "When the machine is busy").
    set_sysctl("ipv4/tcp_rfc1337", 1)
    unittest.main()


def set_sysctl(name, value):
    """Sets one of the sysctls that each network namespace has for itself."""
    pathlib.Path("/proc/sys/net", name).write_text(str(value), encoding="ascii")


def get_sysctl(name):
    """@return the value of such a sysctl."""
    return pathlib.Path("/proc/sys/net", name).read_text(encoding="ascii").strip()


def run_profiles(isolated):
    """Runs the tests of the calling file for all profiles at once, each in namespaces of its own; then ends."""
    trial = subprocess.run([*isolated, PROGRAM, "--serve", "7/echo", "--duration", "1ms"], capture_output=True,
                           text=True, timeout=60, check=False)
    if trial.returncode != 0:
        skip("no network namespace with a TAP device: " + trial.stderr.strip())
    runs = {}
    for profile in PROFILES:
        runs[profile] = subprocess.Popen([*isolated, sys.executable, *sys.argv], stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True,
                                         env={**os.environ, "SYNFIN_PEERS_PROFILE": profile})
    # Each is read to its end, while the others go on.
    outputs = {profile: run.communicate()[0] for profile, run in runs.items()}
    for profile, output in outputs.items():
        print(f"--- {profile}\n{output}")
    sys.exit(1 if any(run.returncode != 0 for run in runs.values()) else 0)


def wait_for(condition, seen):
    """Waits until condition() is true; @param seen what to say if it never is, a function."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(seen())
        time.sleep(0.002)


class Host:
    """synfin-emulate as it runs, and the lines that it prints."""

    LINE = re.compile(r"(\S+) (\S+) (\d+) (\S+) (\d+) (\w+) -> (\w+) (\w+)")

    def __init__(self, out, *options):
        self.out = pathlib.Path(out)
        self.lines = []
        self.begun = False
        # Without its own output buffer between us: a line is read when it is printed.
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, "--print", "--out", str(out), *map(str, options)], stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        wait_for(lambda: self.begun or self.process.poll() is not None, lambda: "synfin-emulate does not begin")
        assert self.begun, "synfin-emulate refused to begin"

    def read(self):
        """Reads what it prints until it ends."""
        for line in self.process.stdout:
            match = self.LINE.fullmatch(line.strip())
            if match:
                self.lines.append(match.groups())
            elif " is up behind " in line:
                self.begun = True

    def path(self, port):
        """@return the states that the connection to this port of the kernel went through."""
        steps = [(line[5], line[6]) for line in list(self.lines) if int(line[4]) == port]
        return [steps[0][0], *(new for _, new in steps)] if steps else []

    def causes(self, port):
        """@return why the connection to this port of the kernel changed its states."""
        return [line[7] for line in list(self.lines) if int(line[4]) == port]

    def state(self, port):
        """@return the present state of the connection to this port of the kernel; '' before there was one."""
        return (self.path(port) or [""])[-1]

    def wait(self, port, state):
        """Waits until the connection to this port of the kernel is in that state."""
        wait_for(lambda: self.state(port) == state,
                 lambda: f"no {state} at the simulated host: {self.path(port)} {self.causes(port)}")

    def stop(self, how=signal.SIGINT):
        """Ends it, unless it ended by itself. @return the exit status."""
        if how is not None:
            self.process.send_signal(how)
        self.process.wait(timeout=PATIENCE)
        self.reader.join()
        self.process.stdout.close()
        return self.process.returncode

    def rows(self, name, port):
        """@return the rows of transitions.csv or segments.csv about this port of the kernel; after stop()."""
        with open(self.out / name, encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if int(row["rport"]) == port]

    def flags(self, port, event):
        """@return the flags of the segments without data that the host sent or received; after stop()."""
        return [row["flags"] for row in self.rows("segments.csv", port) if row["event"] == event and row["len"] == "0"]


def kernel_state(port, peer):
    """@return the state in which `ss` shows the kernel's end, '' when it is gone."""
    done = subprocess.run(["ss", "-tanH", f"sport = :{port} and dport = :{peer}"], capture_output=True, text=True,
                          check=True)
    states = [line.split()[0] for line in done.stdout.splitlines() if f"{HOST}:{peer}" in line]
    assert len(states) <= 1, done.stdout
    return states[0] if states else ""


class PeerTest(unittest.TestCase):
    """What tests use; of the profile of this process."""

    def emulate(self, *options):
        """
        @return a host of that profile; it ends with the test, which checks what it left.

        On a slow machine its FIN may come again when the kernel has forgotten the connection: that RST ends no
        TIME_WAIT here.
        """
        host = Host(f"{self.id()}-{PROFILE}", "--profile", PROFILE, "--set", "time_wait=500ms", "--set", "rfc1337=true",
                    *options)
        self.addCleanup(self.finish, host)
        return host

    def finish(self, host):
        """An orderly end: status 0, and the files say what was printed."""
        if host.process.poll() is None:
            host.process.send_signal(signal.SIGINT)
        self.assertEqual(host.stop(None), 0)
        with open(host.out / "transitions.csv", encoding="utf-8", newline="") as file:
            written = [(row["oldstate"], row["newstate"], row["cause"]) for row in csv.DictReader(file)]
        self.assertEqual(written, [line[5:] for line in host.lines])

    def assert_states(self, host, port, peer, kernel, simulated):
        """Waits until `ss` shows the kernel's end in one state, and the simulated end is in the other."""
        wait_for(lambda: kernel_state(port, peer) == kernel and host.state(port) == simulated,
                 lambda: f"expected {kernel or 'gone'} and {simulated}, but the kernel shows "
                         f"{kernel_state(port, peer) or 'gone'}, and the simulated host went {host.path(port)}")


def connected(port, buffer=None):
    """@return a socket of the kernel that is connected to the host, and its port."""
    one = socket.socket()
    one.settimeout(PATIENCE)
    if buffer:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    one.connect((HOST, port))
    return one, one.getsockname()[1]


def listening():
    """@return a socket of the kernel that listens, and its port."""
    one = socket.socket()
    one.settimeout(PATIENCE)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("0.0.0.0", 0))  # the address comes with the TAP device
    one.listen()
    return one, one.getsockname()[1]


def read_all(one):
    """@return what comes until the peer's FIN."""
    parts = []
    while part := one.recv(65536):
        parts.append(part)
    return b"".join(parts)


def send_and_read(one, data):
    """Sends all of it, then a FIN, while it reads. @return what came until the peer's FIN."""
    sender = threading.Thread(target=lambda: (one.sendall(data), one.shutdown(socket.SHUT_WR)))
    sender.start()
    answer = read_all(one)
    sender.join()
    return answer


def reset(one):
    """Closes with a linger time of zero: a RST."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def generated(size):
    """@return that many octets of RFC 864's lines."""
    ring = bytes(range(32, 127)) * 2
    lines = b"".join(ring[i:i + 72] + b"\r\n" for i in range(95))
    return (lines * (size // len(lines) + 1))[:size]


class Matched:
    """How many packets netfilter's rules matched."""

    @staticmethod
    def packets():
        """@return how many packets the rules have matched by now."""
        done = subprocess.run(["nft", "list", "table", "inet", "synfin"], capture_output=True, text=True, check=True)
        return sum(map(int, re.findall(r"packets (\d+)", done.stdout)))

    def wait(self, count=1):
        """Waits until they matched so many packets."""
        wait_for(lambda: self.packets() >= count, lambda: f"{self.packets()} matched, {count} expected")


TO_HOST = f"ip daddr {HOST} meta l4proto tcp"
FROM_HOST = f"ip saddr {HOST} meta l4proto tcp"


@contextlib.contextmanager
def filtering(verdict, rules):
    """netfilter does that to what the rules match, until the end of the block."""
    text = "table inet synfin {\n"
    for hook, direction in (("output", TO_HOST), ("input", FROM_HOST)):
        text += f"chain {hook} {{ type filter hook {hook} priority 0;\n"
        text += "".join(f"{rule} counter {verdict}\n" for rule in rules if rule.startswith(direction))
        text += "}\n"
    subprocess.run(["nft", "-f", "-"], input=text + "}\n", text=True, check=True)
    try:
        yield Matched()
    finally:
        subprocess.run(["nft", "delete", "table", "inet", "synfin"], check=True)


def dropping(*rules):
    """netfilter drops what the rules match, until the end of the block."""
    return filtering("drop", rules)


def counting(*rules):
    """netfilter counts what the rules match, until the end of the block."""
    return filtering("accept", rules)


def for_profiles(*profiles):
    """@return a decorator of a test class: it is there for these profiles only."""
    return lambda test: test if PROFILE in profiles else None
