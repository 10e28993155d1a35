# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Scales pictures that are drawn, letters and lines and all."""

import re


def svg(data, scale):
    """@return an SVG whose width and height are so many times as large; its contents follow by their viewBox."""
    head, begin, rest = data.partition(b"<svg")
    opening, end, rest = rest.partition(b">")
    larger = lambda match: match[1] + b'="%.6gpt"' % (float(match[2]) * scale)
    return head + begin + re.sub(rb'\b(width|height)="([0-9.]+)pt"', larger, opening) + end + rest


def pdf(data, scale):
    """
    @param data a PDF of matplotlib's
    @return the same with pages so many times as large: an update behind it (ISO 32000-1 7.5.6), whose contents begin with a matrix
    """
    pages = re.findall(rb"\n(\d+) 0 obj\n(<<(?:(?!\nendobj).)*?/Type /Page\s.*?)\nendobj", data, re.S)
    trailer = re.search(rb"trailer\n(<<.*?>>)\nstartxref\n(\d+)", data, re.S)
    count = int(re.search(rb"/Size (\d+)", trailer[1])[1])
    larger = lambda match: b"/MediaBox [ " + b" ".join(b"%.6g" % (float(end) * scale) for end in match[1].split()) + b" ]"
    matrix = b"%.6g 0 0 %.6g 0 0 cm\n" % (scale, scale)
    out, places = bytearray(data), {}
    bodies = [(count, b"<< /Length %d >>\nstream\n%sendstream" % (len(matrix), matrix))]
    for number, page in pages:
        page = re.sub(rb"/MediaBox \[([^\]]*)\]", larger, page)
        bodies.append((int(number), re.sub(rb"/Contents (\d+ 0 R)", rb"/Contents [ %d 0 R \1 ]" % count, page)))
    for name, body in bodies:
        places[name] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (name, body)
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    told = re.sub(rb"/Size \d+", b"/Size %d" % (count + 1), trailer[1])
    out += b"trailer\n" + told[:-2].rstrip() + b" /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer[2], start)
    return bytes(out)
