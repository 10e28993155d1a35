# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What can go wrong, said in one line."""

from synfin.tools.messages import BadInput


class DoesNotFit(BadInput):
    """A figure needs what this path does not hold."""
