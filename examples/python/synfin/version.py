# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The version, which helper/synfin-version.h has. An installation has this file with the number in the place of the search."""

import pathlib
import re

_HEADER = pathlib.Path(__file__).resolve().parents[3] / "helper" / "synfin-version.h"
VERSION = re.search(r'VERSION = "([^"]+)"', _HEADER.read_text(encoding="utf-8"))[1]
