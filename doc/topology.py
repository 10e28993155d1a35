#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Draws the network of a scenario, with the options that set each part: doc/topology.py >doc/figures/topology.svg"""

import html
import sys

INK, SOFT, HOST, LINK, LANE = "#222222", "#666666", "#dbe9f6", "#f4f4f4", "#fff3d6"
WIDTH, HEIGHT = 980, 445
STAGES = [("queue", "queue"), ("transmission", "bandwidth"), ("loss", "loss, lose"), ("damage", "corrupt"),
          ("copies", "duplicate"), ("delay", "delay, jitter\nreorder")]


def text(x, y, words, size=13, colour=INK, anchor="middle", family="sans-serif", weight="normal"):
    """@return lines of text, the first with its base line at y."""
    spans = "".join(f'<tspan x="{x}" dy="{0 if i == 0 else size + 2}">{html.escape(line)}</tspan>'
                    for i, line in enumerate(words.split("\n")))
    return (f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
            f'font-family="{family}" font-weight="{weight}">{spans}</text>')


def option(x, y, words, anchor="middle"):
    """@return the names of options, as they are typed."""
    return text(x, y, words, 11, SOFT, anchor, "monospace")


def box(x, y, width, height, fill, dashed=False):
    """@return a box."""
    dash = ' stroke-dasharray="5 3"' if dashed else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="5" fill="{fill}" stroke="{INK}"{dash}/>'


def arrow(x1, y1, x2, y2):
    """@return an arrow between two points."""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{INK}" marker-end="url(#tip)"/>'


def line(x1, y1, x2, y2):
    """@return a line between two points."""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{INK}"/>'


def hosts(x, name, count, below):
    """@return three hosts, one above the other, with what they are called and set by."""
    parts = [text(x + 50, 92, name, 15, weight="bold"), option(x + 50, 110, count)]
    for i, label in enumerate(("0", "1", "...")):
        parts += [box(x, 130 + 62 * i, 100, 44, HOST), text(x + 50, 157 + 62 * i, label)]
    return parts + [option(x + 50, 325, below)]


def lane(y, name, suffix, leftwards):
    """@return one direction of the link: its stages in the order in which a frame meets them."""
    parts = [box(290, y, 530, 92, LANE), text(555, y + 18, name, 12, weight="bold"), option(812, y + 18, suffix, "end")]
    width = 78
    for i, (what, options) in enumerate(STAGES):
        place = len(STAGES) - 1 - i if leftwards else i
        x = 300 + place * (width + 8)
        parts += [box(x, y + 26, width, 30, "white"), text(x + width / 2, y + 45, what, 10.5),
                  option(x + width / 2, y + 70, options)]
        if i:
            parts.append(arrow(x + width + 8, y + 41, x + width + 1, y + 41) if leftwards
                         else arrow(x - 8, y + 41, x - 1, y + 41))
    return parts


def drawing():
    """@return the whole picture as SVG."""
    parts = [box(278, 66, 554, 278, LINK), text(555, 88, "the link", 15, weight="bold"),
             option(555, 105, "--path, --pcap, --ip, --schedule")]
    parts += lane(118, "clients to servers", "--...-forward", False) + lane(228, "servers to clients", "--...-reverse", True)
    parts += [option(555, 336, "--delay, --loss, ... without a suffix: both directions")]
    parts += hosts(20, "clients", "--clients", "--addresses-\nper-client")
    parts += hosts(860, "servers", "--servers", "--backlog\n--listen-from")
    for i in range(3):
        y = 152 + 62 * i
        parts += [line(120, y, 170, 214), line(836, 214, 860, y)]
    parts += [box(170, 192, 76, 44, "white", True), text(208, 211, "middlebox", 13), text(208, 227, "if any", 11, SOFT),
              option(208, 255, "--nat\n--firewall-idle\n--conntrack"), line(246, 214, 278, 214), line(832, 214, 836, 214)]
    parts += [text(20, 30, "Users at the clients open connections, users at the servers answer:", 13, anchor="start"),
              option(20, 48, "--connections --rate --arrivals --concurrency   --request --response "
                     "--requests-per-connection --think --hold   --closer --close-by", "start")]
    parts += [text(20, 385, "Every host runs the same TCP:", anchor="start"),
              option(230, 385, "--stack --profile --set --msl", "start"),
              text(20, 410, "Recorded at every host: changes of state and, if asked for, segments. At both ends of the link: captures.",
                   anchor="start"),
              option(20, 428, "--out --trace --sample --compress --pcap", "start")]
    tip = (f'<defs><marker id="tip" markerWidth="7" markerHeight="7" refX="6" refY="3.5" orient="auto">'
           f'<path d="M0,0 L7,3.5 L0,7 z" fill="{INK}"/></marker></defs>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
            f'<!-- Written by doc/topology.py; do not edit. -->\n{tip}\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print("topology.py: takes no arguments, and prints the picture", file=sys.stderr)
        sys.exit(2)
    sys.stdout.write(drawing())
