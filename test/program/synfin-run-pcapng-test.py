#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --pcap X.pcapng: the frames of plain captures, with names, nanoseconds, and a comment for each that the traces bear out."""

import collections
import ipaddress
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

SECTION, INTERFACE, NAMES, PACKET = 0x0A0D0D0A, 1, 4, 6
ENDS = ("client", "server")

SCENARIOS = {
    "plain": [],
    "loss": ["--loss", "0.1", "--request", "3000", "--response", "9000"],
    "everything": ["--loss", "5%", "--jitter", "5ms", "--jitter-reorders", "true", "--duplicate", "5%", "--corrupt", "5%", "--ip", "6"],
    "many hosts": ["--clients", "4", "--servers", "2", "--loss", "0.1", "--bandwidth", "1Mbps", "--queue", "5p", "--response", "20000"],
    "own links": ["--clients", "3", "--access-delay", "7ms", "--access-loss", "0.1", "--access-rate", "100kbps"],
    "nat": ["--clients", "3", "--nat", "--nat-ports", "40000-40009", "--firewall-idle", "3s", "--hold", "5s", "--request", "100"],
    "crash": ["--event", "1s crash server restart=1s", "--rate", "100"],
    "an end": ["--duration", "2s", "--bandwidth", "500kbps", "--response", "30000", "--rate", "50"],
}


def blocks(text):
    """@return (type, body) of each block of a file of this machine's byte order"""
    at = 0
    while at < len(text):
        kind, size = struct.unpack_from("=II", text, at)
        assert size % 4 == 0 and struct.unpack_from("=I", text, at + size - 4)[0] == size, (at, kind, size)
        yield kind, text[at + 8:at + size - 4]
        at += size
    assert at == len(text)


def options(text):
    """@return [(code, value)] up to their end"""
    found, at = [], 0
    while at < len(text):
        code, size = struct.unpack_from("=HH", text, at)
        if code == 0:
            break
        found.append((code, text[at + 4:at + 4 + size]))
        at += 4 + (size + 3) // 4 * 4
    return found


class Capture:
    """A pcapng file."""

    def __init__(self, path):
        self.interfaces, self.names, self.packets = [], {}, []
        for number, (kind, body) in enumerate(blocks(pathlib.Path(path).read_bytes())):
            assert (kind == SECTION) == (number == 0)
            if kind == SECTION:
                self.magic, self.major, self.minor, _ = struct.unpack_from("=IHHq", body)
                self.about = dict(options(body[16:]))
            elif kind == INTERFACE:
                self.interfaces.append((struct.unpack_from("=H", body)[0], dict(options(body[8:]))))
            elif kind == NAMES:
                for _, record in options(body):
                    size = 4 if is_ipv4(record) else 16
                    self.names[str(ipaddress.ip_address(record[:size]))] = record[size:-1].decode()
            elif kind == PACKET:
                interface, high, low, taken, size = struct.unpack_from("=IIIII", body)
                assert taken == size
                rest = dict(options(body[20 + (taken + 3) // 4 * 4:]))
                self.packets.append((interface, high << 32 | low, body[20:20 + taken], rest))


def is_ipv4(record):
    """A name of these begins with a letter, behind the octets of its address."""
    return record[4:5] in (b"c", b"s")


def plain(path):
    """@return [(microseconds, octets)] of a pcap file"""
    text, at, found = pathlib.Path(path).read_bytes(), 24, []
    while at < len(text):
        seconds, rest, taken, _ = struct.unpack_from("=IIII", text, at)
        found.append((seconds * 10**6 + rest, text[at + 16:at + 16 + taken]))
        at += 16 + taken
    return found


class Pcapng(unittest.TestCase):
    def capture(self, name, *arguments):
        """@return the capture of a scenario, the same on both paths; and its results"""
        file = name.replace(" ", "-")
        results = [run(f"{file}-{path}", "--connections", 100, "--trace", "segments", "--path", path, "--pcap", f"{file}-{path}.pcapng", *arguments)
                   for path in ("direct", "ip")]
        direct, through = (pathlib.Path(f"{file}-{path}.pcapng").read_bytes() for path in ("direct", "ip"))
        self.assertEqual(list(blocks(direct)), list(blocks(through)), name)
        return Capture(f"{file}-direct.pcapng"), results[0]

    def test_frames_are_those_of_plain_captures(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                capture, results = self.capture(name, *arguments)
                run("again", "--connections", 100, "--trace", "segments", "--pcap", "again", "--force", *arguments)
                for number, end in enumerate(ENDS):
                    mine = [(at // 1000, octets) for interface, at, octets, _ in capture.packets if interface == number]
                    self.assertEqual(mine, plain(f"again-{end}.pcap"))
                times = [at for _, at, _, _ in capture.packets]
                self.assertEqual(times, sorted(times))
                self.assertEqual(results.read("transitions.csv"), run("again", "--connections", 100, "--trace", "segments", "--force",
                                                                      *arguments).read("transitions.csv"))

    def test_what_it_says_of_itself(self):
        capture, results = self.capture("about", "--clients", 2, "--servers", 2)
        self.assertEqual((capture.magic, capture.major, capture.minor), (0x1A2B3C4D, 1, 0))
        version = results.read("provenance.json").split('"version": "')[1].split('"')[0]
        self.assertEqual(capture.about[4].decode(), f"synfin-run {version}")
        self.assertEqual([(link, names[2].decode(), names[9]) for link, names in capture.interfaces], [(9, "client", b"\x09"), (9, "server", b"\x09")])
        row = results.rows("connections.csv")[0]
        self.assertRegex(capture.names[row["laddr"]], "^client-[12]$")
        self.assertRegex(capture.names[row["raddr"]], "^server-[12]$")
        self.assertEqual(sorted(capture.names.values()), ["client-1", "client-2", "server-1", "server-2"])

    def test_comments(self):
        capture, results = self.capture("comments", "--loss", "0.1", "--lose", "fin2:1", "--corrupt", "3%")
        texts = [(ENDS[interface], rest[2] == struct.pack("=I", 2), rest[1].decode()) for interface, _, _, rest in capture.packets]
        # Each loss on the link is told of the frame that was lost, each drop of a host of the frame that it dropped.
        drops = collections.Counter((row["place"], row["conn"], row["reason"]) for row in results.rows("drops.csv"))
        found = collections.Counter()
        for end, is_sent, text in texts:
            number = text.split(";")[0].removeprefix("conn ").replace("no connection", "0")
            for part in text.split("; ")[1:]:
                if part.startswith("lost: link, "):
                    self.assertTrue(is_sent)
                    found["link", number, part.removeprefix("lost: link, ")] += 1
                elif part.startswith("dropped: "):
                    self.assertFalse(is_sent)
                    found["host", number, part.removeprefix("dropped: ")] += 1
        self.assertEqual(found, drops)
        # Each change of state that a segment made, or that made one be sent, is told once.
        changes = collections.Counter()
        for end, _, text in texts:
            for part in text.split("; ")[1:]:
                for change in part.removeprefix(f"{end} ").split(", "):
                    if " -> " in change:
                        changes[end, text.split(";")[0].removeprefix("conn "), change] += 1
        rows = collections.Counter((ENDS[int(row["host"]) > 0], row["conn"], f"{row['oldstate']} -> {row['newstate']} ({row['cause']})")
                                   for row in results.transitions() if row["cause"] not in ("time_wait_expired", "timed_out"))
        self.assertEqual(rows - changes, collections.Counter())
        self.assertEqual(changes - rows, collections.Counter())
        kinds = sum("; retransmit" in text for _, _, text in texts)
        self.assertEqual(kinds, sum(results.summary["retransmissions"].values()))

    def test_ns3_s_own_tcp(self):
        run("stock", "--stack", "ns3", "--connections", 20, "--loss", "0.1", "--pcap", "stock.pcapng")
        comments = [rest.get(1, b"").decode() for _, _, _, rest in Capture("stock.pcapng").packets]
        self.assertEqual(set(comments), {"", "lost: link, loss"})

    def test_files(self):
        call("--connections", 5, "--pcap", "there.pcapng")
        done = call("--connections", 5, "--pcap", "there.pcapng")
        self.assertEqual((done.returncode, done.stderr), (2, "synfin-run: --pcap there.pcapng: accepted is a name of new files, or --force;"
                                                             " there.pcapng is there already\n"))
        self.assertEqual(call("--connections", 5, "--pcap", "there.pcapng", "--force").returncode, 0)
        run("among", "--connections", 5, "--pcap", "among/mine.pcapng")
        self.assertEqual(pathlib.Path("among/mine.pcapng").read_bytes(), pathlib.Path("there.pcapng").read_bytes())
        self.assertEqual([name for name in os.listdir() if "there" in name], ["there.pcapng"])

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not there")
    def test_tshark_reads_it(self):
        run("wireshark", "--connections", 20, "--loss", "0.1", "--pcap", "shark.pcapng")
        command = ["tshark", "-r", "shark.pcapng", "-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment", "-e", "_ws.malformed"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        packets = Capture("shark.pcapng").packets
        self.assertEqual([line[:2] for line in lines], [[ENDS[interface], rest[1].decode()] for interface, _, _, rest in packets])
        self.assertTrue(all(len(line) < 3 or line[2] == "" for line in lines))


if __name__ == "__main__":
    unittest.main()
