#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Every .h and .cc is laid out as .clang-format says (clang-format 19; to repair: clang-format-19 -i FILE)."""

import pathlib
import subprocess
import sys


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    files = [
        str(p.relative_to(root))
        for folder in ("model", "helper", "examples", "test")
        for pattern in ("**/*.h", "**/*.cc")
        for p in sorted((root / folder).glob(pattern))
    ]
    if not files:
        print("no sources found")
        return 1
    result = subprocess.run(
        ["clang-format-19", "--style=file", "--dry-run", "--Werror", *files],
        cwd=root, capture_output=True, text=True, check=False,
    )
    wrong = sorted({line.split(":", 1)[0] for line in result.stderr.splitlines() if ": error: " in line})
    print(result.stderr[:4000])
    print(f"{len(files)} files, {len(wrong)} to repair: clang-format-19 -i {' '.join(wrong)}" if wrong
          else f"{len(files)} files")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
