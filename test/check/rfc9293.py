#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Every requirement of RFC 9293 that applies is met somewhere and tested somewhere, and doc/rfc9293.rst says where."""

import pathlib
import subprocess
import sys

script = pathlib.Path(sys.argv[1]) / "doc" / "rfc9293-matrix.py"
sys.exit(subprocess.run([sys.executable, script, "--check"], check=False).returncode)
