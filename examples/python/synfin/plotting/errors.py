# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What can go wrong, said in one line."""

import contextlib

from synfin.tools.messages import BadInput, brief


class DoesNotFit(BadInput):
    """A figure needs what this path does not hold."""


@contextlib.contextmanager
def of_one_figure(name, options):
    """What goes wrong inside for a fault of this program's is told to options.fault, so that other figures can be drawn."""
    try:
        yield
    except (BadInput, OSError, MemoryError, ImportError):
        raise
    except Exception as error:
        if options.fault is None:
            raise
        options.fault(f"{name}: it cannot be drawn, which is a fault of synfin: {type(error).__name__}: {brief(error, 80)}")
