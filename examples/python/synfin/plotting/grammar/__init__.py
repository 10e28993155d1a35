# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Figures and tables of any parameter against any figure: synfin-plot --x loss --y handshake_latency_s.p99.

    selection.py      what the command line asks for
    places.py         which runs have which place: x, series, panel
    quantities.py     a figure of summary.json at a point, with its interval
    laws.py           what theory says of it
    points.py         lines and heat maps of figures
    distributions.py  ecdf, ccdf, hist and box of connections
    overtime.py       hosts.csv over time
    axes.py           scales, units and limits of axes
    drawing.py        the pictures, on as many pages as it takes: lines and heat maps
    shapes.py         those of distributions
    rounding.py       numbers with as many digits as their intervals allow
    tables.py         tables of LaTeX, Markdown and CSV
    output.py         a selection as files
"""
