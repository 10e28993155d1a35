# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What synfin's Python programs share.

    console.py    standard files, signals, exit status
    arguments.py  command lines
    messages.py   one line about bad input
    inputs.py     numbers and files from outside, within bounds
    summary.py    summary.json
    streams.py    files, compressed or not
    programs.py   where synfin's programs are
    parameters.py the parameters of a run, and what follows from them
"""
