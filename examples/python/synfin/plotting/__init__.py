# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Draws the figures of synfin-plot from what synfin-run and synfin-sweep leave behind.

    cli.py        the command line
    figure.py     what a figure is: a table, and a drawing of that table
    catalogue.py  all figures
    figures/      one file per figure
    grouping.py   which runs belong together
    counting.py   exact distributions and populations of long traces, in bounded memory
    style.py      how figures look
    sizes.py      how wide they are, and with which letters, by what they are made for
    fonts.py      finds these letters
    literal.py    texts as they are: no formulas, and a note of characters that the font lacks
    scaling.py    makes a picture larger, letters and lines and all
    labels.py     where texts along arrows go
    publish.py    files appear whole or not at all
"""
