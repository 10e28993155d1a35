# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-sweep: many runs of synfin-run or of a script, planned, carried out and gathered. One concern a module."""
