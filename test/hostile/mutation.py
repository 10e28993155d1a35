# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Damages files by chance, as disks, editors and hurried people do."""

FIELDS = [b"", b"-1", b"nan", b"inf", b"1e999", b"0x10", b"x" * 1000, b"\0", b"\xff\xfe", b'"', b"'", b"1,2", b"{}",
          b"99999999999999999999", "\u221e".encode(), b"../../x", b"=1+1", b"%s", b"{0}"]


def mutate(data, random):
    """@return the octets, a little different"""
    lines = data.split(b"\n")
    place = random.randrange(len(lines))
    kind = random.randrange(8)
    if kind == 0 and data:  # one bit
        at = random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1:]
    if kind == 1:  # the rest is lost
        return data[:random.randrange(len(data) + 1)]
    if kind == 2:  # a line is lost
        return b"\n".join(lines[:place] + lines[place + 1:])
    if kind == 3:  # a line comes twice
        return b"\n".join(lines[:place] + [lines[place]] + lines[place:])
    if kind == 4:  # two lines change places
        other = random.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
        return b"\n".join(lines)
    if kind == 5:  # nothing is left
        return b""
    # a field is another one
    separator = b"=" if b"=" in lines[place] else b":" if b'":' in lines[place] else b","
    fields = lines[place].split(separator)
    fields[random.randrange(len(fields))] = random.choice(FIELDS)
    lines[place] = separator.join(fields)
    return b"\n".join(lines)
