#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Translates a packetdrill script of FreeBSD's for a packetdrill of Linux: dialect.py SCRIPT [NAME...] >TRANSLATED

#ifdef, #ifndef, #else and #endif choose lines, where the NAMEs are defined; what Linux's packetdrill has no name for is
written as FreeBSD's number (netinet/tcp.h), which the plug-in knows in its FreeBSD dialect, or as Linux's name. Lines
keep their numbers.
"""

import re
import sys

NUMBERS = {
    "TCP_NOPUSH": 4, "TCP_NOOPT": 8, "TCP_KEEPINIT": 128, "TCP_KEEPIDLE": 256, "TCP_KEEPINTVL": 512, "TCP_KEEPCNT": 1024,
}
STATES = {
    "CLOSED": "CLOSE", "SYN_RECEIVED": "SYN_RECV", "FIN_WAIT_1": "FIN_WAIT1", "FIN_WAIT_2": "FIN_WAIT2",
    **{name: name for name in ("LISTEN", "SYN_SENT", "ESTABLISHED", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT")},
}
NAMES = {**{name: str(number) for name, number in NUMBERS.items()},
         **{f"TCPI_{ours}": f"TCP_{theirs}" for ours, theirs in STATES.items()}}
WORD = re.compile(r"\b(" + "|".join(map(re.escape, NAMES)) + r")\b")
DIRECTIVE = re.compile(r"\s*#\s*(ifdef|ifndef|else|endif)\b\s*(\w*)")


def refuse(text):
    print(f"dialect.py: {text}", file=sys.stderr)
    sys.exit(2)


def translate(lines, defined):
    """@return the lines, those that are left out empty"""
    chosen = []  # of each #ifdef that is open: does it choose what follows?
    for number, line in enumerate(lines, 1):
        directive = DIRECTIVE.match(line)
        if not directive:
            yield WORD.sub(lambda match: NAMES[match[1]], line) if all(chosen) else "\n"
            continue
        kind, name = directive.groups()
        if kind in ("ifdef", "ifndef"):
            chosen.append((name in defined) == (kind == "ifdef"))
        elif not chosen:
            refuse(f"line {number}: #{kind} without #ifdef")
        elif kind == "else":
            chosen[-1] = not chosen[-1]
        else:
            chosen.pop()
        yield "\n"
    if chosen:
        refuse("an #ifdef has no #endif")


def main():
    if len(sys.argv) < 2:
        refuse("no SCRIPT: give one, and the names that are defined")
    with open(sys.argv[1], encoding="utf-8", errors="surrogateescape") as script:
        text = "".join(translate(script, set(sys.argv[2:])))
    sys.stdout.reconfigure(errors="surrogateescape")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
