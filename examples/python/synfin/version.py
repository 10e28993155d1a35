# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The version, which helper/output/synfin-version.h has; schema.json brings it wherever the package goes.

Nothing of the package is imported: setuptools runs this file alone, where there is no package yet.
"""

import json
import pathlib

VERSION = json.loads(pathlib.Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))["version"]
