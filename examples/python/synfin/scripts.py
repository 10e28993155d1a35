# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where the programs begin: the installed ones, and those that stand beside this package."""

import os
import signal
import sys


def _begin():
    """Until a program has begun, a signal just ends it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def sweep():
    """synfin-sweep"""
    _begin()
    from synfin.sweeping.main import main

    main(sys.argv[1:], [os.path.dirname(os.path.abspath(sys.argv[0]))])


def plot():
    """synfin-plot"""
    _begin()
    from synfin.plotting.cli import main

    main(sys.argv[1:])


def report():
    """synfin-report"""
    _begin()
    from synfin.reporting.cli import main

    main(sys.argv[1:])


def why():
    """synfin-why"""
    _begin()
    from synfin.why.cli import main

    main(sys.argv[1:])
