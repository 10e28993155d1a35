# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Puts what synfin-run and synfin-sweep leave behind into one HTML page.

    cli.py        the command line
    content.py    what the page tells, as JSON
    charts.py     the tables of synfin-plot's figures as interactive charts
    page.py       puts content, style and scripts into one file
    page.html     the frame, page.css its looks, *.js what moves, labels.js where texts of a ladder go
"""
