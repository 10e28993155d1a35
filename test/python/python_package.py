# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the tests of the Python package share."""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PACKAGE = SOURCE / "examples" / "python"
sys.path.insert(0, str(PACKAGE))
