# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Finds the fonts of a style, or says that they are not there; figures with fonts that a PDF can hold."""

import contextlib
import functools
import logging
import os
import pathlib
import tempfile

from matplotlib import font_manager, get_data_path

INSTEAD = ("STIXGeneral", "stix")
# Latin, Greek, punctuation, arrows and signs of mathematics: a font has thousands of others, which no figure has.
LETTERS = {*range(0x250), *range(0x370, 0x400), *range(0x2000, 0x2300)}
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">{system}</include><dir>{fonts}</dir></fontconfig>
"""


def _outlines(path, target):
    """Writes a font whose outlines are cubic (CFF) with those of TrueType, the only ones that matplotlib embeds rightly."""
    from fontTools import subset, ttLib
    from fontTools.pens import cu2quPen, ttGlyphPen

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = ttLib.TTFont(path)
    wanted = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(wanted)
    subsetter.populate(unicodes=LETTERS & font.getBestCmap().keys())
    subsetter.subset(font)
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = ttGlyphPen.TTGlyphPen(glyphs)
        glyphs[name].draw(cu2quPen.Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = ttLib.newTable("loca"), ttLib.newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), drawn
    for table in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "kern"):
        if table in font:
            del font[table]
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
                  "maxCompositeContours", "maxComponentDepth"):
        setattr(most, field, 1 if field == "maxZones" else 0)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    font.sfntVersion = "\000\001\000\000"
    font.save(target)


@functools.lru_cache(maxsize=None)
def _folder():
    """@return a folder for fonts that are made here; it goes with the process."""
    return tempfile.TemporaryDirectory(prefix="synfin-fonts.")


@functools.lru_cache(maxsize=None)
def _installed(name):
    """Has matplotlib know a font of the system, whatever it has remembered. @return whether there is one"""
    word = name.split()[1] if " " in name else name
    found = False
    for path in sorted(font_manager.findSystemFonts()):
        if word not in os.path.basename(path):
            continue
        with contextlib.suppress(Exception):  # a damaged font is none
            told = font_manager.ttfFontProperty(font_manager.get_font(path))
            if (told.name, told.style, told.weight) != (name, "normal", 400):
                continue
            if not path.lower().endswith(".ttf"):
                target = pathlib.Path(_folder().name, os.path.basename(path)).with_suffix(".ttf")
                _outlines(path, target)
                path = target
            font_manager.fontManager.addfont(path)
            found = True
    return found


def settings(look, note):
    """
    @param look a sizes.Style
    @param note takes that its font is not installed, and which other one is taken
    @return matplotlib's settings of fonts
    """
    font, mathtext = look.font, look.mathtext
    if look.package and not _installed(font):
        note(f"the font {font.removesuffix(' O')} is not installed (Debian: {look.package}): {INSTEAD[0]} is in its place")
        font, mathtext = INSTEAD
    found = {"font.family": look.family, f"font.{look.family}": [font], "mathtext.fontset": mathtext}
    if mathtext == "custom":
        found.update({"mathtext.fallback": "stix", **{f"mathtext.{face}": font for face in ("rm", "it", "bf", "sf", "tt", "cal")}})
    return found


@contextlib.contextmanager
def environment():
    """@return that of a program that finds fonts by fontconfig, with those that matplotlib brings along."""
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with tempfile.TemporaryDirectory(prefix="synfin-fonts.") as folder:
        config = pathlib.Path(folder, "fonts.conf")
        config.write_text(FONTCONFIG.format(system=system, fonts=pathlib.Path(get_data_path(), "fonts", "ttf")), encoding="utf-8")
        yield {**os.environ, "FONTCONFIG_FILE": str(config)}
