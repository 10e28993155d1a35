#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Every command that README.md and the manual show works as it stands there; every option that they name exists.

The commands are run in the order of the pages, in one folder, so that what one leaves the next may take. Counts are capped
on their way to the programs, so that this takes seconds.
"""

import ast
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGES = [SOURCE / "README.md", *sorted((SOURCE / "doc").glob("*.rst")), *sorted((SOURCE / "doc" / "notes").glob("*.rst"))]
SCRIPTS = [path.stem for path in (SOURCE / "examples").glob("*.cc")]
# Lines with it need a TAP device, which test/program/kernel-on-tap-test.py has, or an ns-3 with MPI, as test/ns3-ranks.py; or
# test/plot/study-test.py runs them, and looks at every number.
ELSEWHERE = re.compile("out/kernel|out/ranks|out/merged|out/profiles")

# What an option is at most, and what is put before the others.
CAPS = {
    "synfin-explore": ({"--data": 0}, []),
    "synfin-run": ({"--connections": 200}, []),
    "synfin-sweep": ({"--connections": 20, "--runs": 1, "--samples": 8}, []),
    "synfin-properties": ({"--scenarios": 100}, []),
    "synfin-bench": ({"--time-wait": 100}, ["--connections", "100"]),
}
WRAPPER = """#!/usr/bin/env python3
import os, re, sys
caps, words = {caps!r}, [{program!r}]
for word in sys.argv[1:]:
    if words[-1] in caps:
        word = re.sub(r"[0-9]+", lambda number: str(min(int(number[0]), caps[words[-1]])), word)
    words.append(word)
if "--until" in words:  # as wide as it may be, and as many runs as that takes
    place = words.index("--until") + 1
    words[place] = re.sub(":[^,]*", ":100%", words[place])
    words = [word for before, word in zip(["", *words], words) if "--runs" not in (before, word)]
os.execv(words[0], words + {more!r})
"""


def lines_of(page):
    """@return the lines of a page's blocks of code, without prompts; continued ones are one."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    return [re.sub(r"^ +(\$ )?", "", line) for line in text.splitlines() if line.startswith("  ")]


def commands(pattern):
    """@return [(page, line)] of the lines of code that match."""
    return [(page.name, line) for page in PAGES for line in lines_of(page) if re.search(pattern, line)]


def built_scripts():
    """@return the scripts whose modules this ns-3 has."""
    return [BIN / name for name in SCRIPTS if (BIN / name).exists()]


def files_of(page):
    """@return the files that a page shows, by their names, with which their first line begins: "; users.ini"."""
    blocks = re.findall(r"(?m)^    ; (\w+\.ini)\n((?:(?:    .*)?\n)+)", page.read_text(encoding="utf-8"))
    return {name: re.sub("(?m)^    ", "", text) for name, text in blocks}


def put_files():
    """Puts what commands read where a reader has it: examples, and files that pages show."""
    pathlib.Path("examples").symlink_to(SOURCE / "examples")
    for page in PAGES:
        for name, text in files_of(page).items():
            pathlib.Path(name).write_text(text, encoding="utf-8")


def setUpModule():
    """Puts capped programs where a reader has them."""
    if os.listdir("."):
        raise AssertionError(f"{os.getcwd()} is not empty, and what is in it would be overwritten")
    put_files()
    for program in [*BIN.glob("synfin-*"), *built_scripts()]:
        if program.name.endswith("-test"):
            continue
        caps, more = CAPS.get(program.name, ({}, []))
        wrapper = pathlib.Path("build/bin", program.name)
        wrapper.parent.mkdir(parents=True, exist_ok=True)
        wrapper.write_text(WRAPPER.format(caps=caps, program=str(program), more=more), encoding="utf-8")
        wrapper.chmod(0o755)


def call(line, **how):
    """Runs a line in a shell, from which sweeps find the same synfin-run."""
    path = f"{os.getcwd()}/build/bin:{os.environ['PATH']}"
    return subprocess.run(["bash", "-euo", "pipefail", "-c", line], capture_output=True, text=True, timeout=600,
                          check=False, env={**os.environ, "PATH": path}, **how)


class Commands(unittest.TestCase):
    def check(self, page, line):
        with self.subTest(page=page, line=line):
            done = call(line)
            self.assertEqual(done.returncode, 0, done.stderr[-1000:])

    def test_programs_run(self):
        """Those of build/bin; tutorial-test.py types those of the tutorial, and looks at what they print."""
        names = "|".join(["synfin-[a-z]+", *SCRIPTS])
        found = [(page, line) for page, line in commands(rf"^(xargs .*)?(build/bin/)?({names})( |$)")
                 if page != "tutorial.rst" and not ELSEWHERE.search(line)]
        self.assertGreaterEqual(len(found), 24)
        for page, line in found:
            self.check(page, line)
        one, again = (pathlib.Path("out", name, "connections.csv").read_bytes() for name in ("lossy", "again"))
        self.assertEqual(one, again)  # "the same, byte for byte"
        self.assertGreater(len(one), 10000)

    def test_programs_inside_ns3_trees(self):
        found = commands(r"(ns3 run|waf --run) ")
        self.assertGreaterEqual(len(found), 3)
        for page, line in found:
            self.check(page, "build/bin/" + shlex.split(line)[-1])

    @unittest.skipUnless(shutil.which("setpriv") and (BIN / "synfin-emulate").exists(), "no setpriv or synfin-emulate")
    def test_emulated_hosts(self):
        """Without the right to make a TAP device they say so, once they have taken their options."""
        found = commands(r"synfin-emulate --")
        self.assertGreaterEqual(len(found), 1)
        for page, line in found:
            with self.subTest(page=page, line=line):
                emulate = re.search(r"build/bin/synfin-emulate [^&|]*", line)[0]
                drop = "setpriv --bounding-set=-all --inh-caps=-all " if os.geteuid() == 0 else ""
                done = call(drop + emulate)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, "/dev/net/tun|CAP_NET_ADMIN")

    def test_scripts_exist(self):
        """They can be called, and know the options they are shown with."""
        found = commands(r"^(\./)?(examples|test|doc)/\S+\.(sh|py)( |$)")
        self.assertGreaterEqual(len(found), 8)
        for page, line in found:
            with self.subTest(page=page, line=line):
                script, *words = shlex.split(line, comments=True)
                self.assertTrue(os.access(SOURCE / script, os.X_OK), script)
                text = (SOURCE / script).read_text(encoding="utf-8")
                for word in words:
                    if word.startswith("--"):
                        self.assertIn(word, text)

    def test_tests_are_selected(self):
        """ctest has what it is asked for."""
        found = commands(r"(^| )ctest ")
        self.assertGreaterEqual(len(found), 3)
        for page, line in found:
            with self.subTest(page=page, line=line):
                asked = re.search("ctest [^#]*", line)[0].replace("--test-dir build", f"--test-dir '{BIN.parent}' -N")
                self.assertRegex(call(asked).stdout, "Total Tests: [1-9]")


class Options(unittest.TestCase):
    SCRIPTS = ("test/run.sh", "test/packetdrill/run.sh", "test/options/options-fuzz-test.py", "doc/rfc9293-matrix.py",
               "test/ns3-ranks.py", "test/transfers/transfers.py")
    OTHERS = {"--so_filename": "packetdrill", "--disable-werror": "ns-3's configure",
              "--filter-module-examples-and-tests": "ns-3's configure", "--enable-mpi": "ns-3's configure", "--requeue": "Slurm's sbatch", "--mem": "Slurm's sbatch"}

    def test_each_exists(self):
        listed = set(self.OTHERS)
        for program in [*BIN.glob("synfin-*"), *built_scripts()]:
            if not program.name.endswith("-test"):
                text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
                listed.update(re.findall(r"--[a-z][a-z0-9_-]*", text))
        for script in self.SCRIPTS:
            text = (SOURCE / script).read_text(encoding="utf-8")
            usage = ast.get_docstring(ast.parse(text)) if script.endswith(".py") else text
            listed.update(re.findall(r"--[a-z][a-z0-9-]*", usage))
        named = 0
        for page in PAGES:
            for literal in re.findall(r"``?([^`\n]+)``?", page.read_text(encoding="utf-8")):
                for option in re.findall(r"(?:^|[\s(])(--[a-z][a-z0-9_-]*)(?!::|[\w-])", literal):
                    named += 1
                    with self.subTest(page=page.name, literal=literal):
                        self.assertIn(option, listed)
        self.assertGreater(named, 100)


if __name__ == "__main__":
    unittest.main()
