#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-plot as a command: what it draws and prints, and what it says to bad input."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest
import zlib

from plot_tools import BIN, call, command, is_picture, rows, simulate
from synfin import schema
from synfin.plotting.catalogue import FIGURES
from synfin.version import VERSION


def setUpModule():
    simulate("run", "--path", "direct", "--loss", 0.1, "--connections", 60)


def copy(name, **files):
    """@return a copy of the run in which some files are changed: text, or None to leave it out."""
    shutil.rmtree(name, ignore_errors=True)
    shutil.copytree("run", name)
    for key, text in files.items():
        path = next(p for p in pathlib.Path(name).iterdir() if p.stem == key)
        path.unlink()
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return pathlib.Path(name)


def text_of(name):
    return pathlib.Path("run", name).read_text(encoding="utf-8")


def contents_without_date(path):
    """@return what the streams of a PDF hold; Cairo 1.17 and later hide the date of drawing in one, and where it ends in the last."""
    octets = path.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", octets, re.DOTALL)
    assert streams, path
    if re.search(rb"/Type\s*/XRef", octets):
        del streams[-1]  # offsets of objects, which the compressed date moves
    opened = [zlib.decompressobj().decompress(stream) if stream[:1] == b"\x78" else stream for stream in streams]
    return [re.sub(rb"\(D:\d{14}[^)]*\)", b"", text) for text in opened]


class Command(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.one = command("run", "--out", "one", "--format", "png,svg,pdf")

    def test_draws_what_fits_and_prints_the_paths(self):
        self.assertEqual((self.one.returncode, self.one.stderr), (0, ""))
        paths = [pathlib.Path(line) for line in self.one.stdout.splitlines()]
        self.assertEqual(sorted(paths), sorted(pathlib.Path("one").iterdir()))
        tables = {path.stem for path in paths if path.suffix == ".csv"}
        self.assertIn("handshake-ecdf", tables)
        for stem in tables:
            for kind in (".png", ".svg", ".pdf"):
                self.assertTrue(is_picture(pathlib.Path("one", stem + kind)), stem + kind)

    def test_the_tables_name_their_schema(self):
        """synfin-plot.json knows every table beside it that this version wrote, also those of earlier calls."""
        read = lambda: json.loads(pathlib.Path("named/synfin-plot.json").read_text(encoding="utf-8"))
        for figure, tables in (("syn-attempts", ["syn-attempts.csv"]), ("dwell-times", ["dwell-times.csv", "syn-attempts.csv"])):
            self.assertEqual(call("run", figure, "--out", "named").returncode, 0)
            self.assertEqual(read(), {"schema": schema.VERSION, "program": "synfin-plot", "version": VERSION, "tables": tables,
                                      "pictures": {table.removesuffix(".csv"): [table.replace(".csv", ".png")] for table in tables}})
        for other in ('{"schema": 1, "version": "0.1", "tables": ["dwell-times.csv"]}', "{", "[]", '{"schema": []}'):
            pathlib.Path("named/synfin-plot.json").write_text(other, encoding="utf-8")
            self.assertEqual(call("run", "syn-attempts", "--out", "named").returncode, 0)
            self.assertEqual(read()["tables"], ["syn-attempts.csv"])

    def test_pages_of_an_earlier_call_go(self):
        """Those that synfin-plot made, of the same figure and format; a file of that name that is somebody's stays."""
        for loss in range(15):
            simulate(f"paged/{loss}", "--loss", loss / 100, "--connections", 10, "--trace", "none")
        words = ("paged", "--x", "seed", "--y", "connections.established", "--panel", "loss", "--out", "pages")
        names = lambda: sorted(path.name for path in pathlib.Path("pages").iterdir() if path.suffix in (".png", ".svg"))
        self.assertEqual(call(*words, "--format", "png,svg", "--name", "n").returncode, 0)
        self.assertEqual(names(), ["n-1.png", "n-1.svg", "n-2.png", "n-2.svg"])
        pathlib.Path("pages/n-3.png").write_text("mine", encoding="utf-8")
        self.assertEqual(call(*words, "--name", "n-2", "--where", "loss=0").returncode, 0)
        self.assertEqual(call(*words, "--name", "n", "--where", "loss=0").returncode, 0)
        self.assertEqual(names(), ["n-1.svg", "n-2.png", "n-2.svg", "n-3.png", "n.png"])

    def test_a_link_stays_one(self):
        """What it points to is replaced, as by cp; where there is no such folder, that is said."""
        pathlib.Path("linked/elsewhere").mkdir(parents=True)
        for name in ("syn-attempts.csv", "synfin-plot.json"):
            pathlib.Path("linked", name).symlink_to(f"elsewhere/{name}")
        self.assertEqual(call("run", "syn-attempts", "--out", "linked").returncode, 0)
        self.assertTrue(pathlib.Path("linked/syn-attempts.csv").is_symlink())
        self.assertEqual(rows("linked/elsewhere/syn-attempts.csv"), rows("one/syn-attempts.csv"))
        self.assertEqual(sorted(os.listdir("linked/elsewhere")), ["syn-attempts.csv", "synfin-plot.json"])
        pathlib.Path("linked/syn-attempts.csv").unlink()
        pathlib.Path("linked/syn-attempts.csv").symlink_to("nowhere/syn-attempts.csv")
        done = call("run", "syn-attempts", "--out", "linked")
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)

    def test_the_same_data_gives_the_same_files(self):
        self.assertEqual(call("run", "--out", "two", "--format", "svg,pdf").returncode, 0)
        for path in pathlib.Path("two").iterdir():
            before = pathlib.Path("one", path.name)
            if path.name == "state-diagram.pdf":
                self.assertEqual(contents_without_date(path), contents_without_date(before))
            elif path.name != "synfin-plot.json":  # which names the formats
                self.assertEqual(path.read_bytes(), before.read_bytes(), path)

    def test_default_folder(self):
        copy("home")
        self.assertEqual(call("home", "syn-attempts").returncode, 0)
        self.assertTrue(pathlib.Path("home/figures/syn-attempts.png").is_file())

    def test_a_home_that_cannot_be_written_is_no_news(self):
        places = ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        home = {name: value for name, value in os.environ.items() if name not in places}
        home["HOME"] = "/dev/null/home"  # nor can root
        for program in ("synfin-plot", "synfin-report"):
            done = subprocess.run([BIN / program, "absent"], capture_output=True, text=True, check=False, env=home)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertTrue(done.stderr.startswith(f"{program}: absent"), done.stderr)

    def test_help_has_every_figure(self):
        text = call("--help").stdout
        for figure in FIGURES.values():
            self.assertIn(figure.name, text)
            self.assertIn(figure.summary, text)


class BadInput(unittest.TestCase):
    def refuse(self, arguments, *words, out="never"):
        """Status 2, one line with these words, no output and no files."""
        done = call(*arguments, "--out", out)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertLessEqual(len(done.stderr), 201, done.stderr)
        self.assertTrue(done.stderr[:-1].isprintable(), done.stderr)
        for word in words:
            self.assertIn(str(word), done.stderr)
        self.assertFalse(os.path.exists(out))

    def test_a_path_is_missing(self):
        self.refuse([], "PATH is missing", "directory of a run")

    def test_where_nothing_can_be(self):
        self.refuse(["run", "syn-attempts"], "--out zzz", "File name too long", out="z" * 10000)
        done = subprocess.run([BIN / "synfin-report", "run", "--out", "z" * 10000 + ".html"], capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertIn("--out", done.stderr)

    def test_options(self):
        for arguments, words in (
            (["run", "--format", "jpg"], ["--format", "jpg", "png, svg, pdf"]),
            (["run", "--width", "0"], ["--width", "'0'", "1 to 20"]),
            (["run", "--style", "iee"], ["--style 'iee'", "paper, ieee, acm, slides", "did you mean ieee?"]),
            (["run", "--columns", "3"], ["--columns '3'", "1, 2"]),
            (["run", "--where", "loss"], ["--where", "'loss'", "PARAMETER=VALUE"]),
            (["run", "--conn", "5-1"], ["--conn", "5-1"]),
            (["run", "--conn", "0"], ["--conn", "'0'"]),
            (["run", "--nonsense"], ["--nonsense", "--help"]),
            (["run", "--fromat", "png"], ["--fromat", "did you mean --format?"]),
            (["run", "--form", "png"], ["--form", "did you mean --format?"]),
            (["run", "--width", "3", "--width", "4"], ["--width 4", "once"]),
            (["run", "--width", "٣"], ["--width '٣'", "1 to 20"]),
            (["run", "--where"], ["--where", "PARAMETER=VALUE", "missing"]),
            (["run", "--where=--"], ["--where '--'", "PARAMETER=VALUE"]),
            (["run", "--by=--"], ["--by --", "parameter"]),
            (["run", "--conn", "1-2-3"], ["--conn '1-2-3'", "as in 3,10-20"]),
            (["run", "--conn", "x" * 5000], ["--conn 'xxx", "as in 3,10-20"]),
            (["run", "--format", "a\x1b[2J\nb"], ["--format 'a\\x1b[2J\\nb'", "png, svg, pdf"]),
            (["y" * 10000], ["yyy", "no such file"]),
            (["run\udcff"], ["run\\xff", "UTF-8"]),
            (["-x", "run"], ["-x", "--help"]),
        ):
            with self.subTest(arguments):
                self.refuse(arguments, *words)

    def test_as_a_command(self):
        done = command("run", "handshake-vs-loss", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)

    def test_an_unknown_figure(self):
        self.refuse(["run", "handshake-edcf"], "FIGURE handshake-edcf", "--help", "did you mean handshake-ecdf?")

    def test_an_unknown_parameter(self):
        self.refuse(["run", "handshake-ecdf", "--by", "colour"], "--by colour")
        self.refuse(["run", "--where", "colour=red"], "--where colour=red")

    def test_an_empty_selection(self):
        self.refuse(["run", "--where", "loss=0.7"], "--where loss=0.7", "0.1")

    def test_nothing_there(self):
        pathlib.Path("empty").mkdir(exist_ok=True)
        self.refuse(["empty"], "empty", "no traces")
        self.refuse(["absent"], "absent", "no such file")
        copy("none", transitions=None, connections=None, hosts=None)
        self.refuse(["none"], "none", "no figure fits")

    def test_a_figure_that_does_not_fit(self):
        self.refuse(["run", "handshake-vs-loss"], "handshake-vs-loss", "loss")

    def test_a_column_is_missing(self):
        lines = text_of("connections.csv").replace("handshake_s", "latency", 1)
        copy("column", connections=lines)
        self.refuse(["column", "handshake-ecdf"], "connections.csv", "'handshake_s'", "latency")

    def test_truncated(self):
        text = text_of("connections.csv")
        copy("cut", connections=text[:-30])
        self.refuse(["cut", "handshake-ecdf"], "connections.csv", "truncated")
        copy("cut", connections=text[:20])
        self.refuse(["cut", "handshake-ecdf"], "connections.csv", "truncated")
        copy("cut", connections="")
        self.refuse(["cut", "handshake-ecdf"], "connections.csv", "empty")
        copy("cut", connections=text.splitlines()[0] + "\n")
        self.refuse(["cut", "handshake-ecdf"], "connections.csv", "no rows")

    def test_a_field_that_is_no_number(self):
        lines = text_of("connections.csv").splitlines()
        fields = lines[7].split(",")
        fields[6] = "fast"
        lines[7] = ",".join(fields)
        copy("word", connections="\n".join(lines) + "\n")
        self.refuse(["word", "handshake-ecdf"], "connections.csv: line 8", "handshake_s 'fast'")
        lines[7] = ",".join(fields[:5])
        copy("word", connections="\n".join(lines) + "\n")
        self.refuse(["word", "handshake-ecdf"], "line 8 has 5 fields")

    def test_a_summary_that_is_none(self):
        copy("broken", summary="{")
        self.refuse(["broken"], "summary.json")

    def test_an_error_leaves_nothing_of_the_figures_before_it(self):
        copy("late", connections=text_of("connections.csv").replace("established", "", 1))
        pathlib.Path("kept").mkdir(exist_ok=True)
        pathlib.Path("kept/handshake-ecdf.png").write_text("mine", encoding="utf-8")
        copy("late", connections=text_of("connections.csv").replace("syn_sent", "syns", 1))
        done = call("late", "handshake-ecdf", "syn-attempts", "--out", "kept")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(os.listdir("kept"), ["handshake-ecdf.png"])
        self.assertEqual(pathlib.Path("kept/handshake-ecdf.png").read_text("utf-8"), "mine")

    def test_where_nothing_can_be_written(self):
        pathlib.Path("file").write_text("", encoding="utf-8")
        done = call("run", "syn-attempts", "--out", "file/figures")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertIn("--out file/figures", done.stderr)


class Compressed(unittest.TestCase):
    OPTIONS = ("--path", "direct", "--loss", 0.1, "--connections", 60, "--trace", "segments")

    def compare(self, *figures, packed="packed/run", plain="plain/run", sample=()):
        """The tables of these figures are the same from compressed traces."""
        simulate("packed/run", *self.OPTIONS, "--compress", "zstd", *sample)
        simulate("plain/run", *self.OPTIONS, *sample)
        self.assertEqual(sorted(path.name for path in pathlib.Path("packed/run").glob("*.csv*")),
                         [f"{table}.csv.zst" for table in ("connections", "drops", "hosts", "segments", "transitions")])
        for path, out in ((packed, "from-packed"), (plain, "from-plain")):
            done = call(path, *figures, "--out", out)
            self.assertEqual(done.returncode, 0, done.stderr)
        for figure in figures:
            tables = [pathlib.Path(f"from-{how}/{figure}.csv").read_bytes() for how in ("packed", "plain")]
            self.assertEqual(*tables)

    def test_a_run(self):
        self.compare("ladder")

    def test_a_sample(self):
        self.compare("handshake-ecdf", "time-wait-population", sample=("--sample", "1/3"))

    def test_a_folder_of_runs(self):
        self.compare("handshake-ecdf", packed="packed", plain="plain")

    def test_a_file_alone(self):
        self.compare("dwell-times", packed="packed/run/transitions.csv.zst",
                     plain="plain/run/transitions.csv")

    def test_a_truncated_one(self):
        folder = copy("packed-cut")
        subprocess.run(["zstd", "-q", "--rm", folder / "connections.csv"], check=True)
        file = folder / "connections.csv.zst"
        file.write_bytes(file.read_bytes()[:-10])
        done = call("packed-cut", "syn-attempts", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertIn("truncated", done.stderr)
        self.assertFalse(os.path.exists("never"))


if __name__ == "__main__":
    unittest.main()
