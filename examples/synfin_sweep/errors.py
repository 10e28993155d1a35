# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What ends a sweep early."""

from synfin_tools.messages import BadInput  # pylint: disable=unused-import


class Stopped(Exception):
    """The sweep cannot go on now; the same command goes on later. One line."""


class Interrupted(Exception):
    """A signal asked the sweep to end."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number
