#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""README.md: its tree of folders is the tree; what it names is there."""

import os
import pathlib
import re
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
README = (SOURCE / "README.md").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


class Readme(unittest.TestCase):
    def test_fits_on_two_screens(self):
        self.assertLessEqual(len(README.splitlines()), 110)

    def folders(self):
        """@return the paths that the tree of folders draws."""
        found, above = [], ""
        for line in re.search("## The folders\n\n```\n(.*?)```", README, re.S).group(1).splitlines():
            branch, name = re.match("(├── |└── )?(\\S+/)", line).groups()
            above = above if branch else name
            found.append(above + name if branch else name)
        return found

    def test_the_folders_are_all_there_are(self):
        drawn = self.folders()
        self.assertEqual(len(drawn), len(set(drawn)))
        for path in drawn:
            self.assertTrue((SOURCE / path).is_dir(), path)
        tracked = {pathlib.PurePath(path) for path in run("git", "-C", SOURCE, "ls-files").splitlines()}
        there = {f"{path.parts[0]}/" for path in tracked if len(path.parts) > 1 and path.parts[0][0] != "."}
        for room in ("examples", "helper", "model"):
            there |= {f"{room}/{path.parts[1]}/" for path in tracked if path.parts[0] == room and len(path.parts) > 2}
        self.assertEqual(set(drawn), there)

    def test_the_programs_exist(self):
        for program in set(re.findall("(?:build/bin/|`)(synfin-[a-z0-9-]+)", README)):
            self.assertTrue((BIN / program).exists(), program)


if __name__ == "__main__":
    unittest.main()
