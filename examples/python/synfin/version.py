# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The version, which helper/synfin-version.h has. An installation has this file with the number in the place of the search;
what pip installed has the number in its metadata.
"""

import pathlib
import re

_HEADER = pathlib.Path(__file__).resolve().parents[3] / "helper" / "synfin-version.h"


def _version():
    if _HEADER.is_file():
        return re.search(r'VERSION = "([^"]+)"', _HEADER.read_text(encoding="utf-8"))[1]
    from importlib import metadata  # slow, and only where it is needed

    return metadata.version("synfin")


VERSION = _version()
