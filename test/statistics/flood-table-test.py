#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Users beside a SYN flood, against what a live Linux 6.18 did with them: a backlog of 128, six rows, each within 5 points. Where there is
such a kernel, test/kernel/flood-test.py measures it again.
"""

import itertools
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "test" / "kernel"))
import flood

SEEDS = range(1, 9)


class Flood(unittest.TestCase):
    def test_users_get_in_as_at_a_live_kernel(self):
        for (row, measured), kind in itertools.product(flood.MEASURED.items(), flood.KINDS):
            synfin = flood.mean([flood.simulate(*row, seed, kind=kind) for seed in SEEDS])
            self.assertFalse(flood.differs(synfin, measured), f"{row}, {kind}: {synfin}, and {measured} measured")


if __name__ == "__main__":
    unittest.main()
