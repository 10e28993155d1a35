# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Tests of examples/playground/pack.py, which makes one file of a page, and refuses what would load another."""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PACK = SOURCE / "examples" / "playground" / "pack.py"

FILES = {
    "index.html": """<!DOCTYPE html>
<!-- a note -->
<html lang="en"><head><title>t</title>
<link rel="stylesheet" href="a.css"></head>
<body><p><a href="https://www.rfc-editor.org/rfc/rfc9293">RFC 9293</a></p>
<script type="application/json" id="strings" src="strings/en.json"></script>
<script src="a.js"></script>
</body></html>
""",
    "a.css": "p { color: red; }\n",
    "a.js": 'const SVG = "http://www.w3.org/2000/svg"; // not loaded\n',
    "strings/en.json": '{\n  "tag": "</script><b>三次握手"\n}\n',
    "a.wasm": "module",
}


class PackTest(unittest.TestCase):
    """A page of five files."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = self.folder / "out.html"
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name, text):
        """Writes a file of the page."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name, old, new):
        """Changes a file of the page."""
        self.assertIn(old, FILES[name])
        self.write(name, FILES[name].replace(old, new))

    def pack(self):
        """@return what pack.py did"""
        return subprocess.run([sys.executable, PACK, self.folder / "index.html", self.folder / "a.wasm", self.out],
                              capture_output=True, text=True, timeout=60, check=False)

    def refuses(self, words):
        """The page is refused in one line with these words, and what was there stays."""
        self.out.write_text("as before", encoding="utf-8")
        done = self.pack()
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(words, done.stderr)
        self.assertEqual(self.out.read_text(encoding="utf-8"), "as before")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir() if path.name.startswith("out")), ["out.html"])

    def test_everything_is_inside(self):
        done = self.pack()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        page = self.out.read_text(encoding="utf-8")
        self.assertIn("<style>\np { color: red; }\n</style>", page)
        self.assertIn(f"<script>{FILES['a.js']}</script>", page)
        engine = base64.b64encode(b"module").decode()
        self.assertIn(f'<script type="application/wasm" id="engine">{engine}</script>\n<script type="application/json"', page)
        strings = page.partition('<script type="application/json" id="strings">')[2].partition("</script>")[0]
        self.assertEqual(json.loads(strings), json.loads(FILES["strings/en.json"]))
        self.assertIn('<meta http-equiv="Content-Security-Policy" content="default-src \'none\';', page)
        self.assertNotIn("src=", page)
        self.assertNotIn("a note", page)

    def test_missing_files(self):
        for name in ("a.css", "a.js", "strings/en.json"):
            with self.subTest(name):
                (self.folder / name).unlink()
                self.refuses(f"{name}, which the page refers to, cannot be read")
                self.write(name, FILES[name])
        (self.folder / "a.wasm").unlink()
        self.refuses("a.wasm")

    def test_what_would_be_loaded(self):
        for name, old, new, words in (
                ("index.html", "<p>", '<p><img src="a.png">', "<img> refers to something outside of the page: a.png"),
                ("index.html", "<p>", "<p><img src='//host.example/a.png'>", "index.html:5: refers to something outside"),
                ("index.html", 'href="a.css"', 'href="https://host.example/a.css"', "https://host.example"),
                ("index.html", 'src="a.js"', 'src="https://host.example/a.js"', "https://host.example"),
                ("a.css", "red", "red; background: url(a.png)", "a.css:1: refers to something outside of the page: url("),
                ("a.css", "p {", '@import "b.css"; p {', "a.css:1: refers to something outside of the page: @import"),
                ("a.js", "const", 'fetch("https://host.example/a");\nconst', "a.js:1: refers to something outside of the page"),
        ):
            with self.subTest(new):
                self.change(name, old, new)
                self.refuses(words)
                self.write(name, FILES[name])

    def test_what_would_end_an_element(self):
        self.change("a.js", "not loaded", "</script>")
        self.refuses("a.js: holds </script or <!--")
        self.write("a.js", FILES["a.js"])
        self.change("a.css", "red", "</STYLE>")
        self.refuses("a.css: holds </style")

    def test_bad_json(self):
        self.change("strings/en.json", "{", "")
        self.refuses("strings/en.json: is no JSON")

    def test_size(self):
        (self.folder / "a.wasm").write_bytes(bytes(3 * 2**20))
        self.refuses("more than 3145728")


if __name__ == "__main__":
    unittest.main()
