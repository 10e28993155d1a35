#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Executes examples/python/synfin.ipynb, and holds what its cells say to theory; its figure stays in figure.png."""

import ast
import base64
import importlib.util
import os
import pathlib
import sys
import unittest

from python_package import BIN, PACKAGE, SOURCE


class Notebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import nbformat
        from nbclient import NotebookClient

        before = sorted(PACKAGE.rglob("*"))
        os.environ.update(SYNFIN_BIN=str(BIN), PYTHONPATH=str(PACKAGE), PYTHONDONTWRITEBYTECODE="1", IPYTHONDIR=os.path.abspath("ipython"),
                          JUPYTER_RUNTIME_DIR=os.path.abspath("runtime"), MPLCONFIGDIR=os.path.abspath("matplotlib"))
        cls.notebook = nbformat.read(SOURCE / "examples" / "python" / "synfin.ipynb", as_version=4)
        nbformat.validate(cls.notebook)
        cls.saved = [cell for cell in cls.notebook.cells if cell.get("outputs")]
        NotebookClient(cls.notebook, timeout=300).execute(cwd=os.getcwd())
        assert sorted(PACKAGE.rglob("*")) == before, "the notebook leaves something in the sources"

    def output(self, beginning):
        """@return what the cell that has this text shows, by kinds."""
        cell = next(cell for cell in self.notebook.cells if cell.cell_type == "code" and beginning in cell.source)
        found = {}
        for output in cell.outputs:
            self.assertIn(output.output_type, ("execute_result", "display_data", "stream"), output)
            self.assertNotEqual(output.get("name"), "stderr", output)
            found.update(output.get("data", {"text/plain": output.get("text")}))
        return found

    def test_it_is_kept_without_outputs(self):
        self.assertEqual(self.saved, [])

    def test_measured_beside_exact(self):
        """The mean lies within 4.5 standard errors of the exact one."""
        told = ast.literal_eval(self.output("run.exact_handshake()")["text/plain"])
        self.assertLess(abs(told["measured"] - told["exact"]), 4.5 * told["standard error"])
        told = ast.literal_eval(self.output("theory.little")["text/plain"])
        self.assertEqual(told["rate x 2MSL"], 1000)
        self.assertLess(abs(told["measured"] - 1000), 4.5 * 1000**0.5)

    def test_tables_and_errors(self):
        self.assertIn("handshake_s", self.output("run.connections[")["text/html"])
        self.assertIn("ci95_low", self.output("synfin.sweep(")["text/html"])
        self.assertTrue(self.output("synfin.run(loss=2)")["text/plain"].startswith("synfin-run: --loss 2: accepted is"))

    def test_the_figure(self):
        picture = base64.b64decode(self.output("pyplot.show()")["image/png"])
        pathlib.Path("figure.png").write_bytes(picture)
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertGreater(len(picture), 10000)


if __name__ == "__main__":
    if not all(importlib.util.find_spec(name) for name in ("nbclient", "ipykernel")):
        print("nbclient or ipykernel is missing (examples/install.sh test)")
        sys.exit(77)
    unittest.main()
