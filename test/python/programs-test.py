#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where the package finds the programs: beside itself, in a checkout, in ns-3's tree, on PATH; and what it says when they are missing."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from python_package import BIN, PACKAGE, SOURCE

FIND = "import synfin\ntry:\n    print(synfin.find_program('synfin-run'))\nexcept synfin.BadInput as error:\n    print(error)\n"


def clean(**more):
    """@return an environment in which nothing of synfin's is to be found."""
    return {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **more}


def find(home, **environment):
    """@return what find_program says in the package of a folder."""
    return subprocess.run([sys.executable, "-c", FIND], env=clean(PYTHONPATH=str(home), **environment), capture_output=True, text=True,
                          check=True).stdout.strip()


def program(path):
    """Makes a program. @return its path as a text"""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path.absolute())


def checkout(path):
    """@return the Python folder of a checkout there."""
    shutil.copytree(PACKAGE, path / "examples" / "python", ignore=shutil.ignore_patterns("__pycache__"))
    (path / "helper" / "output").mkdir(parents=True)
    shutil.copy(SOURCE / "helper" / "output" / "synfin-version.h", path / "helper" / "output")
    return (path / "examples" / "python").absolute()


class Places(unittest.TestCase):
    def test_in_a_checkout(self):
        home = checkout(pathlib.Path("alone"))
        self.assertEqual(find(home), "synfin-run is missing: build it (cmake --build build), or name its folder in SYNFIN_BIN")
        on_path = program(pathlib.Path("on-path/synfin-run"))
        self.assertEqual(find(home, PATH=f"{pathlib.Path('on-path').absolute()}:/usr/bin"), on_path)
        built = program(pathlib.Path("alone/build/bin/synfin-run"))
        self.assertEqual(find(home, PATH=f"{pathlib.Path('on-path').absolute()}:/usr/bin"), built)
        named = program(pathlib.Path("named/synfin-run"))
        self.assertEqual(find(home, SYNFIN_BIN="named"), named)
        os.makedirs("hollow", exist_ok=True)
        self.assertEqual(find(home, SYNFIN_BIN="hollow"), "SYNFIN_BIN=hollow: accepted is the folder of the programs; "
                                                          "synfin-run is not in it")

    def test_in_ns3s_tree(self):
        for module in ("contrib", "src"):
            tree = pathlib.Path(f"ns-3-{module}")
            home = checkout(tree / module / "synfin")
            (tree / "ns3").touch()
            self.assertEqual(find(home), "synfin-run is missing: build it (./ns3 build synfin-run), or name its folder in SYNFIN_BIN")
            folder = tree / "build" / module / "synfin" / "examples"
            program(folder / "ns3.48-synfin-run-options-debug")  # another program
            old = program(folder / "ns3.48-synfin-run-debug")
            self.assertEqual(find(home), old)
            new = program(folder / "ns3.48-synfin-run-optimized")
            os.utime(old, (1, 1))
            self.assertEqual(find(home), new)
            newest = program(folder / "ns3-dev-synfin-run")
            os.utime(new, (1, 1))
            self.assertEqual(find(home), newest)
            self.assertEqual(find(home, SYNFIN_BIN=str(folder)), newest)

    def test_with_waf(self):
        home = checkout(pathlib.Path("ns-3-waf/contrib/synfin"))
        pathlib.Path("ns-3-waf/waf").touch()
        self.assertEqual(find(home), "synfin-run is missing: build it (./waf build), or name its folder in SYNFIN_BIN")

    def test_a_module_that_is_a_link(self):
        checkout(pathlib.Path("elsewhere"))
        program(pathlib.Path("elsewhere/build/bin/synfin-run"))  # built alone, too: not the tree's, and does nothing
        os.makedirs("ns-3-link/contrib", exist_ok=True)
        pathlib.Path("ns-3-link/ns3").touch()
        os.symlink(pathlib.Path("elsewhere").absolute(), "ns-3-link/contrib/synfin")
        built = pathlib.Path("ns-3-link/build/contrib/synfin/examples/ns3.48-synfin-run-optimized")
        built.parent.mkdir(parents=True)
        os.symlink(BIN / "synfin-run", built)
        done = subprocess.run(["ns-3-link/contrib/synfin/examples/python/synfin-sweep", "--vary", "loss=0,0.1", "--connections", "10",
                               "--out", "linked"], env=clean(), capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(len(list(pathlib.Path("linked/runs").iterdir())), 2)

    def test_where_it_is_installed(self):
        home = pathlib.Path("prefix/lib/python3/dist-packages").absolute()
        shutil.copytree(PACKAGE / "synfin", home / "synfin", ignore=shutil.ignore_patterns("__pycache__"))
        self.assertEqual(find(home), "synfin-run is missing: install synfin's programs, or name its folder in SYNFIN_BIN")
        self.assertEqual(find(home), "synfin-run is missing: install synfin's programs, or name its folder in SYNFIN_BIN")
        self.assertEqual(program(pathlib.Path("prefix/bin/synfin-run")), find(home))


class Launchers(unittest.TestCase):
    def test_they_leave_nothing_in_the_sources(self):
        home = checkout(pathlib.Path("source"))
        before = sorted(home.rglob("*"))
        environment = {"PATH": "/usr/bin:/bin", "SYNFIN_BIN": str(BIN), "MPLCONFIGDIR": str(pathlib.Path("matplotlib").absolute())}
        for words in (("synfin-sweep", "--vary", "loss=0,0.1", "--set", "timer_hz=0", "--connections", "2000", "--trace", "none", "--out", "out"), ("synfin-plot", "out"),
                      ("synfin-report", "out")):
            done = subprocess.run([home / words[0], *words[1:]], env=environment, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        subprocess.run([sys.executable, "-B", "-c", "import synfin; synfin.sweep(connections=5)"], check=True,
                       env={**environment, "PYTHONPATH": str(home)})
        self.assertEqual(sorted(home.rglob("*")), before)

    def test_a_library_that_is_missing_is_named_with_its_package(self):
        os.makedirs("without", exist_ok=True)
        subprocess.run([BIN / "synfin-run", "--connections", "5", "--out", "drawn", "--force"], check=True, capture_output=True)
        for name in ("pandas", "matplotlib"):
            path = pathlib.Path("without", f"{name}.py")
            path.write_text(f"raise ModuleNotFoundError('No module named {name}', name={name!r})\n", encoding="utf-8")
            for program in ("synfin-plot", "synfin-report"):
                done = subprocess.run([PACKAGE / program, "drawn"], capture_output=True, text=True, check=False,
                                      env={**os.environ, "PYTHONPATH": str(path.parent.absolute())})
                self.assertEqual((done.returncode, done.stderr),
                                 (1, f"{program}: stopped: Python's {name} is missing (Debian: apt install python3-{name})\n"))
            path.unlink()

    def test_they_begin_without_the_large_libraries(self):
        """--help and --version import no pandas, no SciPy and no matplotlib."""
        for words in (("synfin-sweep", "--help"), ("synfin-sweep", "--version"), ("synfin-plot", "--help"), ("synfin-plot", "--version"),
                      ("synfin-report", "--help"), ("synfin-report", "--version")):
            code = (f"import sys\nsys.path.insert(0, {str(PACKAGE)!r})\nfrom synfin import scripts\nsys.argv = {list(words)!r}\n"
                    f"try:\n    scripts.{words[0][7:]}()\nexcept SystemExit as end:\n    assert not end.code\n"
                    "print('large:', *sorted({'pandas', 'scipy', 'matplotlib', 'numpy'} & set(sys.modules)))")
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            self.assertTrue(done.stdout.endswith("large:\n"), (words, done.stdout[-200:]))
            if words[1] == "--version":
                version = subprocess.run([BIN / "synfin-run", "--version"], capture_output=True, text=True, check=True).stdout
                self.assertEqual(done.stdout.splitlines()[0].split(), [words[0], version.split()[1]])


if __name__ == "__main__":
    unittest.main()
