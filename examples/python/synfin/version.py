# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The version, which helper/synfin-version.h has; schema.json brings it wherever the package goes."""

from synfin.schema import WHOLE

VERSION = WHOLE["version"]
