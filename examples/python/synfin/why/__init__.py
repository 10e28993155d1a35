# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Why a connection took so long: the causal chain of a life, and shares of latency by cause; the program synfin-why."""
