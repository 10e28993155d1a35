# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Makes the directories of sweeps for tests of figures."""

import functools
import pathlib
import subprocess

from plot_tools import BIN


@functools.cache
def sweep(*options):
    """Makes a sweep, once: tests share it."""
    words = list(map(str, options))
    if pathlib.Path(words[words.index("--out") + 1]).exists():
        raise AssertionError(f"two sweeps into {words}")
    subprocess.run([BIN / "synfin-sweep", *words], check=True, stdout=subprocess.DEVNULL, timeout=300)
