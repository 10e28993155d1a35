# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads what synfin-run and synfin-sweep leave behind.

    tables.py   synfin.load: whole tables as data frames
    source.py   what a path holds: a run, a sweep, or one transitions.csv
    completeness.py  whether a table has the rows that its run counted
    parallel.py the same on several cores
    csvfile.py  large CSV files in pieces, and what is wrong with them
"""
