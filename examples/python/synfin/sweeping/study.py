# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A study: a script that runs a sweep into DIR/sweep, and makes of it DIR/table.csv and a figure."""

import csv
import dataclasses
import pathlib
import subprocess
import sys
from collections.abc import Callable

from synfin.sweeping import files
from synfin.tools import console, inputs
from synfin.tools.messages import BadInput, brief
from synfin.tools.programs import find_program


def sweep(folder, connections, *words):
    """Runs a sweep, or what is missing of it. @return its exit status; it has said why when that is not 0"""
    command = [find_program("synfin-sweep"), "--out", folder / "sweep", "--connections", connections, *words]
    status = subprocess.run(list(map(str, command)), check=False).returncode
    return status if status >= 0 else 128 - status


@dataclasses.dataclass(frozen=True)
class Study:
    """What a study is made of."""

    name: str  # of the script, without .py; of its figure, and of its folder in out/
    help: str
    connections: int  # of each run, where nobody says how many
    columns: list  # of the table
    sweep: Callable  # (folder, connections) -> exit status
    table: Callable  # (folder) -> the table's rows, as dictionaries
    draw: Callable  # (rows, path): writes the figure; ImportError without matplotlib

    def _parse(self, words):
        """@return the folder and the number of connections that a command line asks for."""
        console.check_arguments(words)
        for word in words[2:] + [word for word in words if word.startswith("-")]:
            raise BadInput(f"{brief(word)}: accepted is [DIR] [CONNECTIONS], or --help")
        connections = words[1] if len(words) > 1 else str(self.connections)
        if inputs.whole(connections, 1, 10**8) is None:
            raise BadInput(f"CONNECTIONS {brief(connections)}: accepted is an integer from 1 to 100000000")
        folder = pathlib.Path(words[0] if words else f"out/{self.name}").resolve()
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"{brief(str(folder))}: accepted is a directory, and this is a file")
        return folder, connections

    def main(self):
        """Does what the command line says. @return the exit status"""
        words = sys.argv[1:]
        if "-h" in words or "--help" in words:
            console.write(self.help.strip() + "\n")
            return 0
        folder, connections = self._parse(words)
        folder.mkdir(parents=True, exist_ok=True)
        status = self.sweep(folder, connections)
        if status != 0:
            return status
        rows = self.table(folder)
        with files.replacing(folder / "table.csv") as path, open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        console.write(f"{folder / 'table.csv'}: {len(rows)} rows\n")
        figure = folder / f"{self.name}.png"
        try:
            with files.replacing(figure) as path:
                self.draw(rows, path)
        except ImportError:
            console.write("without matplotlib there is no figure\n")
            return 0
        console.write(f"{figure}\n")
        return 0
