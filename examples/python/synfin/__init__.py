# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin in Python.

    theory/     what a simulation must agree with
    sweeping/   synfin-sweep
    plotting/   synfin-plot
    reporting/  synfin-report
    tools/      what they share
"""
