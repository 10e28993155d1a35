# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""python3 -m synfin.sweeping is synfin-sweep."""

from synfin.scripts import sweep

sweep()
