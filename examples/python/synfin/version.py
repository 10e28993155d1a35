# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The version, which helper/synfin-version.h has. What pip installed knows it from there, and cmake --install has the number here."""

import importlib.metadata
import pathlib
import re

_HEADER = pathlib.Path(__file__).resolve().parents[3] / "helper" / "synfin-version.h"


def _version():
    try:
        text = _HEADER.read_text(encoding="utf-8")
    except OSError:
        return importlib.metadata.version("synfin")
    return re.search(r'VERSION = "([^"]+)"', text)[1]


VERSION = _version()
