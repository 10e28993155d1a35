#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Writes changelog.gz as Debian wants it: changelog.py VERSION DATE MAINTAINER FILE"""

import datetime
import gzip
import pathlib
import sys

version, date, maintainer, path = sys.argv[1:]
day = datetime.date.fromisoformat(date).strftime("%a, %d %b %Y")
text = f"synfin ({version}) unstable; urgency=medium\n\n  * Version {version}.\n\n -- {maintainer}  {day} 00:00:00 +0000\n"
pathlib.Path(path).write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
