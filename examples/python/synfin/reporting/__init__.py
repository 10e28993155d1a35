# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Puts what synfin-run and synfin-sweep leave behind into one HTML page.

    cli.py          the command line
    study.py        the runs below a path as columns; each summary.json is read once
    points.py       runs that differ in seed and run alone, pooled, with exact values
    packing.py      columns as JSON, compressed, within bounds
    connections.py  connections to choose from
    charts.py       the tables of synfin-plot's figures as interactive charts
    content.py      what the page tells, as JSON
    page.py         puts content, style and scripts into one file

    page.html       the frame, page.css its looks
    unpack.js       the data; study.js its columns; selection.js what is chosen of them
    tables.js       tables; charts.js and boxes.js charts; explore.js and filters.js those of a selection; groups.js groups and events
    ladder.js       one connection; labels.js where the texts of its arrows go
    print.js        the page on paper
    main.js         all together
"""
