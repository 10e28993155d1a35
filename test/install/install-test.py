#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What cmake --install puts somewhere works there: for another project, for a shell, for a reader."""

import csv
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BUILD = pathlib.Path(os.environ["SYNFIN_BIN"]).parent
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
TEMPLATE = pathlib.Path("share", "synfin", "template")
VERSION = re.search(r'VERSION = "([^"]+)"', (SOURCE / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8"))[1]
PROGRAMS = ("synfin-bench", "synfin-merge", "synfin-plot", "synfin-report", "synfin-run", "synfin-sweep", "synfin-walkthrough",
            "synfin-why")
LIFE = {"0": ["SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"],
        "1": ["SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"]}  # host and state


def call(*command, **keywords):
    """@return a completed command; its output is one with its errors."""
    words = [str(word) for word in command]
    keywords.setdefault("env", {**os.environ, "CMAKE_GENERATOR": "Ninja"})
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **keywords)


class Installed(unittest.TestCase):
    """One installation, which all tests look at."""

    @classmethod
    def setUpClass(cls):
        cls.prefix = pathlib.Path("prefix").resolve()
        done = call("cmake", "--install", BUILD, "--prefix", cls.prefix)
        assert done.returncode == 0, done.stdout
        cls.files = [path for path in sorted(cls.prefix.rglob("*")) if not path.is_dir()]
        cls.library = next(path.parent for path in cls.files if path.name == "libsynfin.so")

    def succeeds(self, *command, **keywords):
        """@return what a command prints that must succeed."""
        done = call(*command, **keywords)
        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}")
        return done.stdout

    def lived(self, folder):
        """Asserts that the template's script has run without loss: both ends came to life and to their end."""
        about = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        self.assertEqual(about["version"], VERSION)
        with open(folder / "transitions.csv", encoding="utf-8", newline="") as file:
            states = [(row["host"], row["newstate"]) for row in csv.DictReader(file) if row["conn"] == "1"]
        for host, life in LIFE.items():
            self.assertEqual([state for which, state in states if which == host], life)

    def test_a_copy_of_the_template_does_what_its_readme_says(self):
        """It finds synfin with CMake, and goes from the script to a sweep and figures; with a newcomer's PATH."""
        text = (self.prefix / TEMPLATE / "README.md").read_text(encoding="utf-8")
        lines = [line[4:].replace("~/synfin", str(self.prefix)) for line in text.splitlines() if line.startswith("    ")]
        self.assertEqual(len(lines), 7)
        self.succeeds("bash", "-euc", "\n".join(lines))
        there = pathlib.Path("my-experiment")
        for figure in ("one/figures/ladder.png", "sweep/figures/handshake-vs-loss.png"):
            self.assertGreater((there / "out" / figure).stat().st_size, 5000, figure)
        self.assertEqual(len((there / "out/sweep/results.csv").read_text(encoding="utf-8").splitlines()), 1 + 40)
        self.succeeds(there.absolute() / "build/my-script", "--loss=0", "--connections=1", "--out=by-cmake")
        self.lived(pathlib.Path("by-cmake"))

    def test_another_version_is_refused(self):
        text = (self.prefix / TEMPLATE / "CMakeLists.txt").read_text(encoding="utf-8")
        other = pathlib.Path("other")
        other.mkdir()
        (other / "CMakeLists.txt").write_text(text.replace("synfin 0.2 ", "synfin 0.1 "), encoding="utf-8")
        (other / "script.cc").write_text("", encoding="utf-8")
        done = call("cmake", "-S", other, "-B", "other/build", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"version: {VERSION}", done.stdout)

    def test_and_with_pkg_config(self):
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.library / "pkgconfig")}
        flags = self.succeeds("pkg-config", "--cflags", "--libs", "synfin", env=environment).split()
        self.assertEqual(self.succeeds("pkg-config", "--modversion", "synfin", env=environment).strip(), VERSION)
        self.succeeds("g++", self.prefix / TEMPLATE / "my-script.cc", *flags, "-o", "script")
        environment = {**os.environ, "LD_LIBRARY_PATH": str(self.library)}
        self.succeeds("./script", "--loss=0", "--connections=1", "--out=by-pkg-config", env=environment)
        self.lived(pathlib.Path("by-pkg-config"))

    def test_installed_are_the_public_headers_and_what_they_include(self):
        headers = {path.name: path.read_text(encoding="utf-8") for path in self.files if path.suffix == ".h"}
        self.assertEqual({path.parent for path in self.files if path.suffix == ".h"}, {self.prefix / "include" / "ns3"})
        wanted, waiting = set(), ["synfin-module.h"]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting += re.findall(r'^#include "(?:ns3/)?(synfin-[^"]*)"', headers[name], re.M)
        self.assertEqual(set(headers), wanted)
        self.assertTrue({"synfin-stack-helper.h", "synfin-link-helper.h", "synfin-trace-record.h"} <= wanted)
        self.assertFalse([name for name in wanted if "scenario" in name or "ladder" in name])

    def test_nothing_leads_back_to_the_build(self):
        places = (str(BUILD), str(SOURCE))
        linked = 0
        for path in self.files:
            self.assertFalse(os.readlink(path).startswith("/") if path.is_symlink() else False, path)
            if path.read_bytes()[:4] == b"\x7fELF":
                linked += 1
                text = self.succeeds("readelf", "-d", path)
                for line in re.findall(r".*\((?:RUNPATH|RPATH)\).*", text):
                    self.assertFalse([place for place in places if place in line], line)
            else:
                octets = path.read_bytes()
                text = (gzip.decompress(octets) if path.suffix == ".gz" else octets).decode(errors="replace")
                self.assertFalse([place for place in places if place in text], path)
        self.assertGreater(linked, 3)

    def test_programs_run_from_there(self):
        for name in PROGRAMS:
            self.assertEqual(self.succeeds(self.prefix / "bin" / name, "--version"), f"{name} {VERSION}\n")
        self.succeeds(self.prefix / "bin" / "synfin-sweep", "--vary", "loss=0,0.1", "--connections", 20, "--out", "sweep")
        self.assertEqual(len(pathlib.Path("sweep/results.csv").read_text(encoding="utf-8").splitlines()), 3)

    def test_and_speak_chinese_wherever_that_is(self):
        if not (BUILD / "share" / "locale").exists():
            self.skipTest("this build has no catalogues, for want of msgfmt")
        moved = pathlib.Path("moved")
        shutil.copytree(self.prefix, moved, symlinks=True)
        told = self.succeeds(moved / "bin" / "synfin-merge", "--help", env={"LANG": "zh_CN.UTF-8"})
        self.assertIn("例如：synfin-merge --ranks out --out merged", told)

    def test_python_finds_the_package(self):
        environment = {**os.environ, "PYTHONPATH": str(self.prefix / "lib" / "python3" / "dist-packages")}
        told = self.succeeds("/usr/bin/python3", "-c", "import synfin.version as v; print(v.VERSION, v.__file__)", env=environment)
        self.assertEqual(told.split()[0], VERSION)
        self.assertTrue(told.split()[1].startswith(str(self.prefix)), told)

    def test_under_destdir(self):
        self.succeeds("cmake", "--install", BUILD, "--prefix", "/opt/synfin", env={**os.environ, "DESTDIR": "stage"})
        stage = pathlib.Path("stage/opt/synfin")
        there = {path.relative_to(stage) for path in stage.rglob("*") if not path.is_dir()}
        self.assertEqual(there, {path.relative_to(self.prefix) for path in self.files} - self.bytecode())

    def bytecode(self):
        """@return what Python has left behind in the installation."""
        return {path.relative_to(self.prefix) for path in self.files if "__pycache__" in path.parts}

    def test_man_pages(self):
        pages = [path for path in self.files if path.name.endswith(".1.gz")]
        self.assertTrue(set(PROGRAMS) <= {path.name.removesuffix(".1.gz") for path in pages})
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}
        for page in pages:
            self.assertEqual(self.succeeds("mandoc", "-T", "lint", page), "")
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], env=environment,
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            text = self.succeeds("man", "-l", page, env={**environment, "MANROFFOPT": "-c"})
            shown = re.sub(r".\x08", "", text).replace("\u2010", "-")
            told = call(self.prefix / "bin" / page.name.removesuffix(".1.gz"), "--help").stdout
            for option in set(re.findall(r"^ {1,6}(?:-\w, )?(--[a-z0-9_-]+)", told, re.M)):
                self.assertRegex(shown, rf"(?m)^ +{option}\b", page)

    def complete(self, line):
        """@return what bash offers at the end of a command line."""
        name = line.split()[0]
        script = self.prefix / "share" / "bash-completion" / "completions" / name
        text = (f"source {script}; compopt() {{ :; }}; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));"
                f"_{name.replace('-', '_')}; echo ${{COMPREPLY[*]}}")
        return self.succeeds("bash", "-c", text).split()

    def test_completion_of_bash(self):
        for line, offered in (
            ("synfin-run --prof", ["--profile"]),
            ("synfin-run --profile l", ["linux", "linux-6.18", "linux-4.9", "linux-4"]),
            ("synfin-run --path = i", ["ip"]),
            ("synfin-run --closer =", ["client", "server", "both"]),
            ("synfin-run --set syn_retr", ["syn_retries="]),
            ("synfin-sweep --vary connec", ["connect_timeout=", "connections="]),
            ("synfin-run --set sack =", ["true", "false"]),
            ("synfin-run --set = sack = t", ["true"]),
            ("synfin-run --set time_wait = a", ["auto"]),
            ("synfin-run --set port_selection = l", ["linux"]),
            ("synfin-run --set syn_retries =", []),
            ("synfin-run --lose sy", ["syn", "synack"]),
            ("synfin-run --lose syn,da", ["syn,data"]),
            ("synfin-sweep --vary profile = linux,free", ["linux,freebsd"]),
            ("synfin-sweep --engine s", ["slurm"]),
            ("synfin-sweep --engine =", ["parallel", "slurm", "none"]),
            ("synfin-sweep --zip loss,delay-f", ["loss,delay-forward"]),
            ("synfin-plot --by syn_retr", ["syn_retries"]),
            ("synfin-plot --where sack = f", ["false"]),
            ("synfin-plot --format png,s", ["png,svg"]),
            ("synfin-walkthrough --lose = d", ["data"]),
            ("synfin-walkthrough --format j", ["json"]),
            ("synfin-walkthrough --scenario half", ["half-close", "half-open"]),
            ("synfin-walkthrough --lang z", ["zh"]),
            ("synfin-plot handshake-v", ["handshake-vs-loss"]),
        ):
            self.assertEqual(self.complete(line), offered, line)

    def test_completion_of_zsh_is_there(self):
        for name in PROGRAMS:
            text = (self.prefix / "share" / "zsh" / "site-functions" / f"_{name}").read_text(encoding="utf-8")
            self.assertTrue(text.startswith(f"#compdef {name}\n"), name)


if __name__ == "__main__":
    unittest.main()
