#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The manual builds without a warning, by one command; links into the repository lead to files that are there."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
BUILD = SOURCE / "doc" / "build.sh"


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # As README has it, in a copy of the sources.
        shutil.copytree(SOURCE, "tree", ignore=lambda folder, names: {
            name for name in names if name.startswith((".git", "build", "out")) and folder == str(SOURCE)})
        cls.done = subprocess.run(["tree/doc/build.sh"], capture_output=True, text=True, check=False)
        cls.folder = pathlib.Path("tree/build/manual").absolute()

    def test_no_warning(self):
        self.assertEqual((self.done.returncode, self.done.stderr), (0, ""))
        self.assertEqual(self.done.stdout, "build/manual/index.html\n")

    def test_every_page_is_there(self):
        pages = [*(SOURCE / "doc").glob("*.rst"), *(SOURCE / "doc" / "notes").rglob("*.rst"), *(SOURCE / "doc" / "zh").glob("*.rst")]
        self.assertGreater(len(pages), 20)
        for page in pages:
            name = page.relative_to(SOURCE / "doc").with_suffix(".html")
            self.assertTrue((self.folder / name).exists(), name)

    def test_it_needs_no_network(self):
        """No page loads anything from elsewhere: scripts, styles, pictures."""
        for page in [*self.folder.glob("*.html"), *self.folder.glob("notes/**/*.html"), *self.folder.glob("zh/*.html")]:
            loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', page.read_text(encoding="utf-8"))
            self.assertEqual([name for name in loaded if "//" in name], [], page)

    def test_the_api_is_beside_it(self):
        links = re.findall(r'href="(api/[^"#]+)"', (self.folder / "api.html").read_text(encoding="utf-8"))
        self.assertGreater(len(links), 20)
        for link in links:
            self.assertTrue((self.folder / link).exists(), link)

    def test_the_version_is_synfins(self):
        header = (SOURCE / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8")
        version = re.search(r'VERSION = "([^"]+)"', header)[1]
        self.assertIn(f"Version {version}", (self.folder / "index.html").read_text(encoding="utf-8"))

    def test_bad_arguments(self):
        for words in (["--html"], ["one", "two"]):
            done = subprocess.run([BUILD, *words], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, rf"^build.sh: unknown argument '{words[-1]}': .*\n$")


def tables(text):
    """@return the rows of csv-tables whose first column is "field", as {column: cell}."""
    head, found = None, []
    for line in text.splitlines():
        if not line.startswith('   "'):
            continue
        row = next(csv.reader([line.strip()], skipinitialspace=True))
        if row[0] == "field":
            head = row
        elif head and len(row) == len(head):
            found.append(dict(zip(head, row)))
    return found


class Evidence(unittest.TestCase):
    """A page that names a test as evidence names one that there is."""

    QUIRKS = sorted((SOURCE / "doc" / "notes" / "quirks").glob("*.rst"))

    def test_every_quirk_has_its_page(self):
        """
        A field in which a real stack's profile differs from rfc9293's is on one page, with the values of doc/profiles.rst; one of
        another version of Linux from linux's.
        """
        rows = tables((SOURCE / "doc" / "profiles.rst").read_text(encoding="utf-8"))
        values = {row["field"].strip(): row for row in rows if "rfc9293" in row}
        presets = set(next(iter(values.values()))) - {"field", "unit", "source"}
        self.assertEqual(len(presets), 8)
        told = set()
        for page in self.QUIRKS:
            text = page.read_text(encoding="utf-8")
            for row in tables(text):
                field = row["field"].strip("`")
                for preset in presets & set(row):
                    self.assertEqual(row[preset], values[field][preset], f"{page.name}, {field}")
                    if preset not in ("rfc9293", "linux"):
                        self.assertNotIn((field, preset), told)
                    told.add((field, preset))
            for part in ("Where in the source", "How it is known", "Which test shows it"):
                self.assertIn(f"**{part}**:", text, page.name)
        base = lambda preset: "linux" if preset.startswith("linux-") else "rfc9293"
        quirks = {(field, preset) for field, row in values.items() for preset in presets
                  if row[preset] not in (row[base(preset)], "unknown")}
        self.assertGreater(len(quirks), 120)
        self.assertEqual(quirks - told, set())

    def test_every_test_exists(self):
        named = set()
        for page in (SOURCE / "doc" / "comparison.rst", *self.QUIRKS):
            text = page.read_text(encoding="utf-8")
            named |= set(re.findall(r"``([a-z]+/[\w-]+)\.(cc|py|pkt)(?:: (\w+)\.(\w+))?``", " ".join(text.split())))
        self.assertGreater(len(named), 60)
        for path, suffix, suite, name in sorted(named):
            folder = SOURCE / "test" / ("packetdrill" if suffix == "pkt" else "")
            file = folder / f"{path}.{suffix}"
            self.assertTrue(file.exists(), file)
            if suite:
                self.assertRegex(file.read_text(encoding="utf-8"), rf"TEST(_[FP])?\(\s*{suite},\s*{name}\)")


class Links(unittest.TestCase):
    def test_of_the_readme(self):
        text = "".join((SOURCE / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
        targets = re.findall(r'\]\(([^)#:]+)\)|src="([^":]+)"', text)
        self.assertGreater(len(targets), 5)
        for target in targets:
            path = target[0] or target[1]
            self.assertTrue((SOURCE / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
