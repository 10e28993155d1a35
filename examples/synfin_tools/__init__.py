# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin's Python programs share: closed forms, confidence intervals, parameters of a run."""
