# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The 64 values that every option of every program is given, as octets.

Paths are relative to the folder in which a program starts (see fixtures.py): dir is a folder with a file in it, empty one without, fifo
a FIFO that nobody writes to, unreadable a file that nobody may read.
"""

EMPTY = [b"", b" ", b"\t", b"\n", b"1\r\n", b"a\nb = c"]
OCTETS = [b"\x1b[31mred\x1b[0m", b"\x07\x08\x7f", b"1\xff\xfe2", "\u0085\u2028\u202e".encode(),  # C1, line, right to left
          "²".encode(), "١٢".encode(), "１０".encode(), "\U0001f989".encode(), "e\u0301".encode() * 40]
LONG = [b"9" * 100, b"1" * 5000, b"a" * 10000, b"x" * 100000]
NUMBERS = [b"0", b"-0", b"-1", b"+1", b"1.5", b"0x10", b"1e3", b"1e308", b"1e999999999", b"1e-999999999", b"nan", b"-inf"]
EDGES = [str(2**n + k).encode() for n, k in ((16, 0), (31, -1), (31, 0), (32, -1), (32, 0), (63, -1), (63, 0), (64, -1),
                                             (64, 0))]
UNITS = [b"292y", b"9223372036854775807ns", b"1e10s", b"10lightyears", b"10 ms", b"101%"]
SIGNS = [b"%s%n%d{0}", b"a#b", b"=", b"a;b", b",", b"1,2,3", b"0:1:0", b"$(id)`id`", b"\"'\\"]
WORDS = [b"--", b"--no-such-option"]
PATHS = [b"dir", b"fifo", b"unreadable", b"missing/file", b"/dev/zero", b"/dev/full", b"empty"]

VALUES = EMPTY + OCTETS + LONG + NUMBERS + EDGES + UNITS + SIGNS + WORDS + PATHS
assert len(VALUES) == len(set(VALUES)) == 64, len(VALUES)
