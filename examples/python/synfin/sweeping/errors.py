# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What ends a sweep early."""

from synfin.tools.messages import BadInput  # pylint: disable=unused-import


class Stopped(Exception):
    """The sweep cannot go on now; the same command goes on later. One line."""
