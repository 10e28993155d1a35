# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""An ns-3 tree with this checkout in it: configured, built, and asked for its programs."""

import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LAST_WAF = (3, 35)


class Failed(Exception):
    """A step that did not do what it should."""


class Tree:
    """One ns-3 tree, with this checkout as contrib/synfin."""

    def __init__(self, folder, modules, options):
        """options.profile, .jobs and .configure are those of ns3-trees.py."""
        self.folder = folder
        self.modules = modules
        self.options = options
        self.version = (folder / "VERSION").read_text(encoding="utf-8").strip()
        self.number = tuple(int(part) for part in re.findall(r"\d+", self.version))
        self.waf = self.number[:2] <= LAST_WAF
        self.findings = {}

    def do(self, step, command, **keywords):
        """Runs a command in the tree. @return what it printed"""
        log = self.folder / f"synfin-{step}.log"
        with open(log, "w", encoding="utf-8") as out:
            done = subprocess.run(command, cwd=self.folder, stdout=out, stderr=subprocess.STDOUT, check=False, **keywords)
        text = re.sub(r"\x1b\[[\d;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
        if done.returncode:
            raise Failed(f"{step}: status {done.returncode}: {log}")
        return text

    def link(self):
        """contrib/synfin is this checkout."""
        place = self.folder / "contrib/synfin"
        if place.is_symlink() or not place.exists():
            place.unlink(missing_ok=True)
            place.symlink_to(ROOT)
        elif place.resolve() != ROOT:
            raise Failed(f"{place} is something else: move it away")

    def configure(self):
        # Once more would write ns-3's configuration headers anew, and so compile everything again.
        headers = self.folder / ("build/ns3" if self.waf else "build/include/ns3")
        if all((headers / f"{module}-module.h").exists() for module in self.modules.split(";")):
            print(f"{self.version}: configured before: is left as it is", flush=True)
            self.forget_moved_headers(headers)
            return
        more = shlex.split(self.options.configure)
        if self.waf:
            # gcc 12 warns about headers of 3.35.
            command = ["./waf", "configure", "--disable-werror", "--disable-python",
                       f"--enable-modules={self.modules.replace(';', ',')}"]
        else:
            command = ["./ns3", "configure", f"--enable-modules={self.modules}"]
            if "--filter-module-examples-and-tests" in self.do("help", [sys.executable, "./ns3", "configure", "--help"]):
                command.append("--filter-module-examples-and-tests=synfin")
        command += ["-d", self.options.profile, "--enable-examples", "--enable-tests"]
        self.do("configure", [sys.executable, *command, *more])

    def forget_moved_headers(self, headers):
        """ns-3 with CMake makes a file that leads to each header, and keeps it when the header has moved."""
        if not self.waf:
            for header in headers.glob("synfin-*.h"):
                header.unlink()
            cache, = self.folder.glob("cmake?cache")
            self.do("headers", ["cmake", str(cache)])

    def build(self):
        jobs = str(self.options.jobs)
        self.do("build", [sys.executable, *(["./waf", "build", "-j", jobs] if self.waf else ["./ns3", "build", "-j", jobs])])
        commands = "".join(path.read_text(encoding="utf-8", errors="replace") for pattern in
                           ("cmake?cache/build.ninja", "cmake?cache/contrib/synfin/CMakeFiles/*/flags.make",
                            "build/c4che/_cache.py") for path in self.folder.glob(pattern))
        standard = re.search(r"-std=(?:c|gnu)\+\+(\w+)", commands)
        self.findings["C++"] = {"2a": "20", "2b": "23"}.get(standard[1], standard[1]) if standard else "?"

    def program(self, name):
        """@return the path of a program that was built here"""
        suffix = "" if self.options.profile == "release" else f"-{self.options.profile}"
        found = [path for path in self.folder.glob(f"build/contrib/synfin/examples/**/ns3*-{name}{suffix}")
                 if os.access(path, os.X_OK)]
        if len(found) != 1:
            raise Failed(f"{name}: {len(found)} programs of that name below {self.folder}/build")
        return found[0]
