# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One module per figure; each has a FIGURE, and catalogue.py has their names."""
