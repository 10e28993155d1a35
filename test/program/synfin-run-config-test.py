#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""params.ini reads back as it was written, whatever it holds and wherever it is read; a part of it is refused."""

import os
import pathlib
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin_run import SANITIZED, call, run  # noqa: E402
from synfin.tools import parameters  # noqa: E402

ODD = ["a#b", 'a"b', "a b", "a;b", "a,b", "a\\b", "a\tb", "a\nloss-reverse = 1\nb", " a ", "\"a\"", "\x01", "\x7f", "é",
       "#", "a=b"]


class RoundTrip(unittest.TestCase):
    """What one run writes, another reads."""

    def test_names_of_files(self):
        for number, name in enumerate(ODD):
            pathlib.Path(name).write_text("0 0 0 1 0 0 1 0\n")
            pathlib.Path("t" + name).write_text("-8192 0 8192 16384\n")
            quoted = "".join("\\" + letter if letter in " ;\t\n\\" else letter for letter in name)
            listed = "".join("\\" + letter if letter in ",\\" else letter for letter in "t" + name)
            with self.subTest(name):
                first = run(f"odd-{number}", "--connections", 30, "--loss-forward", f"file:{name}",
                            "--jitter-forward", f"5ms,table={listed}", "--schedule-reverse",
                            f"100ms loss=file:{quoted}; 1s loss=0")
                again = run(f"odd-{number}-again", "--config", first.folder / "params.ini")
                self.assertEqual(first.same_bytes(), again.same_bytes())
                read = parameters.from_ini(first.folder / "params.ini")
                self.assertEqual(read["loss-forward"], "file:" + os.path.join(os.getcwd(), name))
                self.assertEqual(read["loss-forward"], first.summary["parameters"]["loss-forward"])
                self.assertEqual(read["schedule-reverse"], first.summary["parameters"]["schedule-reverse"])
                self.assertEqual(read["loss-reverse"], 0)

    def test_from_any_folder(self):
        os.makedirs("elsewhere/deep")
        pathlib.Path("near").write_text("0 1 0\n")
        pathlib.Path("near.dist").write_text("0 8192\n")
        options = ("--loss-forward", "file:near", "--jitter", "1ms,table=near.dist", "--schedule-reverse",
                   "1s loss=file:near jitter=2ms,table=near.dist")
        first = run("first", "--connections", 30, *options)
        before_moving = first.same_bytes()
        # A file that people write: names are relative to its folder.
        pathlib.Path("elsewhere/mine.ini").write_text(
            "connections = 30\nloss-forward = file:../near # a comment\njitter = 1ms,table=../near.dist\n"
            "schedule-reverse = 1s loss=file:../near   jitter=2ms,table=../near.dist\nout = by-mine\n")
        before = os.getcwd()
        try:
            os.chdir("elsewhere/deep")
            self.assertEqual(run("again", "--config", "../../first/params.ini").same_bytes(), before_moving)
            self.assertEqual(call("--config", "../mine.ini").returncode, 0)
            self.assertEqual(pathlib.Path("../by-mine/transitions.csv").read_text(), before_moving["transitions.csv"])
        finally:
            os.chdir(before)
        shutil.copytree("first", "elsewhere/moved")
        self.assertEqual(run("third", "--config", "elsewhere/moved/params.ini").same_bytes(), first.same_bytes())

    def test_what_is_no_utf_8_is_refused(self):
        with open(b"\xff", "w", encoding="utf-8") as file:
            file.write("0 1\n")
        done = call("--loss", b"file:\xff".decode(errors="surrogateescape"), "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("--loss", done.stderr)
        self.assertIn("UTF-8", done.stderr)


class Parts(unittest.TestCase):
    """A file that was cut, or that is too new."""

    def refused(self, text, *words):
        """Asserts that the file is refused in one line with these words."""
        path = pathlib.Path("part.ini")
        path.write_text(text, encoding="utf-8")
        done = call("--config", path)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), (text, done.stderr))
        for word in ("part.ini", *words):
            self.assertIn(word, done.stderr)

    def test_every_cut(self):
        text = run("cut", "--connections", 5).read("params.ini")
        end = text.rstrip("\n").encode()
        sizes = [*range(0, 200), *range(200, len(end), 37), len(end) - 1]
        for size in sizes[::-10] if SANITIZED else sizes:  # fuzzing gives sanitizers the others
            with self.subTest(size):
                self.refused(end[:size].decode())
        self.refused(end[:-len("[end]")].decode(), "cut off", "[end]")

    def test_another_format(self):
        text = run("newer", "--connections", 5).read("params.ini")
        self.assertIn("\nschema = 4\n", text)
        for other in ("schema = 5", "schema = x", "schema = 2", "format = 2"):
            self.refused(text.replace("schema = 4", other), other, "a version from 3 to 4")
        self.refused(text.replace("seed = 1", "seeds = 1"), "seeds = 1")
        self.refused(text + "seed = 2\n", "behind [end]")

    def test_a_name_that_comes_twice(self):
        for text, line in (("connections = 5\nconnections = 6\n", "connections = 6"),
                           ("[profile]\nsyn_retries = 5\n[profile]\ntcp_syn_retries = 6\n", "profile.tcp_syn_retries = 6"),
                           ("\0 = 1\n\0 = 1\n", r"\x00 = 1")):
            pathlib.Path("twice.ini").write_text(text, encoding="utf-8")
            done = call("--config", "twice.ini")
            number = text.count("\n")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (
                2, "", f"synfin-run: --config twice.ini: line {number}, {line}: accepted is each name once\n"))

    def test_quotes(self):
        for value in ('"1', '"1" 2', '"\\q"', '"\\x1"', '"\\'):
            self.refused(f"connections = {value}\n", "quotes")
        self.refused("", "none")
        self.refused("# nothing\n", "none")
        pathlib.Path("quoted.ini").write_text('connections = "7" # seven\nloss = "\\x30"\n', encoding="utf-8")
        self.assertEqual(run("quoted", "--config", "quoted.ini").summary["parameters"]["connections"], 7)

    def test_files_of_versions_before(self):
        text = run("older", "--connections", 5).read("params.ini")
        for old in (text.replace("schema = 4\n", "").replace("\n[end]\n", ""), text.replace("schema = 4", "schema = 3")):
            pathlib.Path("old.ini").write_text(old, encoding="utf-8")
            self.assertEqual(run("old", "--force", "--config", "old.ini").read("params.ini"), text)

    def test_what_need_not_end_is_refused(self):
        os.mkfifo("pipe")
        for path, kind in (("pipe", "a pipe"), ("/dev/zero", "a device"), (".", "a directory")):
            for options in (["--config", path], ["--check", path], ["--loss", f"file:{path}"],
                            ["--jitter", f"1ms,table={path}"], ["--schedule", f"1s loss=file:{path}"]):
                done = call(*options)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(f"a regular file; this is {kind}", done.stderr)
        with open("huge", "wb") as file:
            file.truncate(1 << 40)
        for options in (["--config", "huge"], ["--loss", "file:huge"], ["--jitter", "1ms,table=huge"]):
            done = call(*options)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertIn("MiB; this is larger", done.stderr)


if __name__ == "__main__":
    unittest.main()
