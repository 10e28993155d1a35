#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--style and --columns: widths, letters and fonts, as the pictures have them, and PDFs whose fonts are embedded."""

import contextlib
import pathlib
import re
import struct
import unittest
import unittest.mock
import zlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from plot_tools import call, rows, simulate
from synfin.plotting import fonts

WIDTHS = {"paper": (3.4, 7.0), "ieee": (3.5, 7.16), "acm": (3.33, 7.0), "slides": (6.0, 12.0)}
LETTERS = {"paper": 7.5, "ieee": 9.0, "slides": 16.125}  # points of the axes' names
EVERY = ("time-wait-population", "dwell-times", "state-diagram", "ladder")


def setUpModule():
    simulate("run", "--connections", 40, "--loss", 0.1, "--set", "time_wait=2s", "--trace", "segments")


def draw(out, *options, figure="time-wait-population", formats="png"):
    done = call("run", figure, "--format", formats, "--out", out, *options)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stderr


def pages(data):
    """@return the dictionaries of pages in a PDF, the one that holds as the last one"""
    return re.findall(rb"<<(?:(?!endobj).)*?/Type /Page\b(?!s).*?endobj", data, re.S)


def inches(path):
    """@return the width of a picture"""
    data = path.read_bytes()
    if path.suffix == ".png":
        pixels = struct.unpack(">I", data[16:20])[0]
        per_metre = struct.unpack(">I", data[data.index(b"pHYs") + 4:][:4])[0]
        return pixels / per_metre / 0.0254
    if path.suffix == ".svg":
        return float(re.search(rb'<svg[^>]* width="([0-9.]+)pt"', data)[1]) / 72
    return float(re.findall(rb"/MediaBox \[ ?0 0 ([0-9.]+)", data)[-1]) / 72


def objects(data):
    """@return {number: (what is before its stream, stream, unpacked)} of a PDF, the last of each number"""
    found = {}
    for number, body in re.findall(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj", data, re.S):
        head, _, stream = body.partition(b"stream\n")
        stream = stream.rpartition(b"\nendstream")[0] or stream.rpartition(b"endstream")[0]
        with contextlib.suppress(zlib.error):
            stream = zlib.decompressobj().decompress(stream) if b"FlateDecode" in head else stream
        found[int(number)] = (head, stream)
    return found


class Style(unittest.TestCase):
    def test_widths(self):
        """In inches of every kind of picture: that of the venue's columns, and --width wins."""
        for style, widths in WIDTHS.items():
            for columns, width in zip("12", widths):
                kinds = ("png", "svg", "pdf") if (style, columns) == ("slides", "2") else ("pdf",)
                draw(f"{style}-{columns}", "--style", style, "--columns", columns, formats=",".join(kinds))
                for kind in kinds:
                    self.assertAlmostEqual(inches(pathlib.Path(f"{style}-{columns}/time-wait-population.{kind}")), width, delta=0.01, msg=style)
        draw("wins", "--style", "ieee", "--columns", "2", "--width", "5", formats="pdf")
        self.assertAlmostEqual(inches(pathlib.Path("wins/time-wait-population.pdf")), 5, 2)
        draw("diagram", "--style", "ieee", figure="state-diagram", formats="pdf")
        self.assertAlmostEqual(inches(pathlib.Path("diagram/state-diagram.pdf")), 3.5, delta=0.02)

    def test_the_table_is_the_same(self):
        draw("first")
        draw("second", "--style", "slides", "--columns", "2")
        self.assertEqual(rows("first/time-wait-population.csv"), rows("second/time-wait-population.csv"))

    def test_letters(self):
        """The largest letters in the page, times what the page is scaled by."""
        for style, size in LETTERS.items():
            draw(f"letters-{style}", "--style", style, formats="pdf")
            data = pathlib.Path(f"letters-{style}/time-wait-population.pdf").read_bytes()
            found = objects(data)
            contents = b"".join(found[int(number)][1] for number in re.findall(rb"(\d+) 0 R", re.search(rb"/Contents ([^/]*)", pages(data)[-1])[1]))
            scale = float((re.match(rb"([0-9.]+) 0 0 [0-9.]+ 0 0 cm", contents) or [0, 1])[1])
            self.assertAlmostEqual(scale * max(map(float, re.findall(rb"/F1 ([0-9.]+) Tf", contents))), size, 3, style)

    def test_a_scaled_pdf_is_whole(self):
        """Every object is where the tables of the file say, of the page as it was drawn and of the one that holds."""
        draw("whole", "--style", "slides", formats="pdf")
        data = pathlib.Path("whole/time-wait-population.pdf").read_bytes()
        start, tables = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1]), 0
        while start is not None:
            self.assertEqual(data[start:start + 5], b"xref\n")
            table, _, trailer = data[start:].partition(b"trailer\n")
            for first, entries in re.findall(rb"\n(\d+) \d+\n((?:\d{10} \d{5} [nf] ?\n)+)", table):
                for place, entry in enumerate(entries.splitlines()):
                    if entry[17:18] == b"n":
                        self.assertTrue(data[int(entry[:10]):].startswith(b"%d 0 obj" % (int(first) + place)))
            before = re.search(rb"/Prev (\d+)", trailer.partition(b"startxref")[0])
            start, tables = before and int(before[1]), tables + 1
        self.assertEqual(tables, 2)


class Fonts(unittest.TestCase):
    def fonts_of(self, path):
        """@return the names of a PDF's fonts, all of which are embedded, and none of which is of type 3"""
        data = path.read_bytes()
        found = objects(data)
        text = b"\n".join(head + (stream if b"/ObjStm" in head else b"") for head, stream in found.values())
        self.assertNotIn(b"/Type3", text)
        names = set(re.findall(rb"/FontName /([^\s/]+)", text))
        self.assertTrue(names)
        self.assertEqual(len(re.findall(rb"/FontFile[23]? \d+ 0 R", text)), len(re.findall(rb"/FontName /", text)), path)
        return {name.decode().partition("+")[2] for name in names}

    def test_embedded(self):
        wanted = {"paper": "DejaVuSans", "ieee": "STIXGeneral-Regular", "slides": "DejaVuSans"}
        for style, font in wanted.items():
            for figure in EVERY if style == "ieee" else EVERY[:1]:
                draw(f"fonts-{style}", "--style", style, figure=figure, formats="pdf")
                self.assertEqual(self.fonts_of(pathlib.Path(f"fonts-{style}/{figure}.pdf")), {font}, (style, figure))

    def test_a_font_that_is_missing_is_said(self):
        fonts._installed.cache_clear()
        with unittest.mock.patch.object(fonts.font_manager, "findSystemFonts", lambda: []):
            said = draw("without", "--style", "acm", formats="pdf")
        fonts._installed.cache_clear()
        self.assertEqual(said.count("Linux Libertine is not installed (Debian: fonts-linuxlibertine)"), 1)
        self.assertEqual(self.fonts_of(pathlib.Path("without/time-wait-population.pdf")), {"STIXGeneral-Regular"})

    def test_cubic_outlines_become_those_of_truetype(self):
        """matplotlib would embed them under a wrong name. A font of boxes stands for the one that is wanted."""
        letters = {chr(code): f"box{code}" for code in (*range(32, 127), 0xd7, 0x2212)}
        builder = FontBuilder(1000, isTTF=False)
        builder.setupGlyphOrder([".notdef", *letters.values()])
        builder.setupCharacterMap({ord(letter): name for letter, name in letters.items()})
        pen = T2CharStringPen(500, None)
        pen.moveTo((50, 0))
        pen.curveTo((50, 300), (200, 600), (450, 600))
        pen.lineTo((450, 0))
        pen.closePath()
        glyphs = {name: pen.getCharString() for name in (".notdef", *letters.values())}
        builder.setupCFF("LinLibertineO", {}, glyphs, {})
        builder.setupHorizontalMetrics({name: (500, 50) for name in glyphs})
        builder.setupHorizontalHeader(ascent=800, descent=-200)
        builder.setupNameTable({"familyName": "Linux Libertine O", "styleName": "Regular", "psName": "LinLibertineO"})
        builder.setupOS2(usWeightClass=400)
        builder.setupPost()
        builder.save("LinLibertine_R.otf")
        fonts._installed.cache_clear()
        with unittest.mock.patch.object(fonts.font_manager, "findSystemFonts", lambda: [str(pathlib.Path("LinLibertine_R.otf").resolve())]):
            said = draw("with", "--style", "acm", formats="pdf")
        self.assertNotIn("Libertine", said)
        path = pathlib.Path("with/time-wait-population.pdf")
        self.assertEqual(self.fonts_of(path), {"LinLibertineO"})
        embedded = [stream for head, stream in objects(path.read_bytes()).values() if b"/Length1" in head]
        self.assertEqual([stream[:4] for stream in embedded], [b"\0\1\0\0"])
        self.assertIn(b"glyf", embedded[0][:300])


if __name__ == "__main__":
    unittest.main()
