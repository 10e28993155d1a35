#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Programs speak Chinese where the environment or --lang asks for it, whatever locales are installed; and nothing but what
they print changes: files, names, numbers and exit statuses are the same."""

import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
CATALOGUE = BIN.parent / "share" / "locale" / "zh_CN" / "LC_MESSAGES" / "synfin.mo"
PROGRAMS = [name for name in ("synfin-run", "synfin-bench", "synfin-merge", "synfin-emulate", "synfin-walkthrough") if (BIN / name).exists()]
CHINESE = {"LANG": "zh_CN.UTF-8"}  # and nothing else
ENGLISH = {"LANG": "en_US.UTF-8"}
HAN = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[a-z]{2,}[,:;]? [a-z]{2,}[,:;]? [a-z]{2,}")  # in English: three words
RUN = ["--connections", "300", "--loss", "10%", "--trace", "segments", "--counters"]


def call(program, *options, environment):
    """@return the completed process, in an environment that has nothing else."""
    return subprocess.run([BIN / program, *options], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          encoding="utf-8", timeout=300, check=False)


def columns(text):
    """@return how wide a text is in a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def options_of(text):
    """@return the names of the options that a --help lists, and what is behind each."""
    return re.findall(r"(?m)^  (--\S+(?: (?!  )\S+)*?)(?:  |$)", text)


def messages():
    """@return the command lines of the test of messages, and makes the files that they name."""
    path = pathlib.Path(__file__).with_name("messages-test.py")
    spec = importlib.util.spec_from_file_location("messages_test", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.FILES.items():
        pathlib.Path(name).write_text(text, encoding="utf-8")
    return [(command, expected) for command, expected in module.MESSAGES if command[0] in PROGRAMS and "--lang" not in command]


class Choice(unittest.TestCase):
    """Which language it is."""

    def test_the_first_variable_that_is_set_decides_and_the_option_before_all(self):
        for environment, option, is_chinese in (
                ({}, [], False), ({"LANG": "zh_CN.UTF-8"}, [], True), ({"LANG": "zh"}, [], True),
                ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "de_DE.UTF-8"}, [], True),
                ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"}, [], False),
                ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, [], True),
                ({"LC_ALL": "C"}, ["--lang", "zh"], True), ({"LC_ALL": "C"}, ["--lang=zh"], True),
                ({"LC_ALL": "zh_CN.UTF-8"}, ["--lang", "en"], False)):
            with self.subTest((environment, option)):
                for program in PROGRAMS:
                    done = call(program, *option, "--help", environment=environment)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertEqual(HAN.search(done.stdout) is not None, is_chinese)

    def test_another_language_is_refused(self):
        for program in PROGRAMS:
            done = call(program, "--lang", "de", environment=ENGLISH)
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (2, "", f"{program}: --lang de: accepted is en or zh\n"))

    def test_it_is_no_parameter(self):
        pathlib.Path("lang.ini").write_text("lang = zh\n", encoding="utf-8")
        done = call("synfin-run", "--config", "lang.ini", environment=ENGLISH)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith("synfin-run: lang.ini: lang = zh: accepted is one of the parameters"), done.stderr)

    def test_without_its_catalogue_chinese_is_refused_and_the_environment_ignored(self):
        alone = pathlib.Path("alone/bin")
        alone.mkdir(parents=True)
        shutil.copy(BIN / "synfin-run", alone)
        done = subprocess.run([alone / "synfin-run", "--lang", "zh"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "synfin-run: --lang zh: accepted is en; ../share/locale/zh_CN/LC_MESSAGES/synfin.mo "
                                      "is missing, which a build makes with msgfmt (Debian: gettext)\n")
        done = subprocess.run([alone / "synfin-run", "--loss", "2"], env=CHINESE, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("accepted is none", done.stderr)


class Help(unittest.TestCase):
    """--help."""

    def test_has_the_same_options_and_all_in_chinese(self):
        for program in PROGRAMS:
            chinese, english = (call(program, "--help", environment=each).stdout for each in (CHINESE, ENGLISH))
            self.assertGreater(len(options_of(chinese)), 5)
            self.assertEqual(options_of(chinese), options_of(english))
            self.assertEqual(re.findall(r"(?m)^  (\w+) = (.*)$", chinese), re.findall(r"(?m)^  (\w+) = (.*)$", english))
            plain = re.sub(r"(?m)^  (?:[a-z0-9_]+,? ?)+$", "", chinese)  # names of congestion controls and of fields
            plain = re.sub(r'(?s)["\'][0-9].*?["\']|（[^（]*；.*）$', "", plain, flags=re.M)  # examples; where a field comes from
            self.assertEqual([line for line in plain.split("\n") if SENTENCE.search(line)], [])

    def test_is_as_wide_as_a_terminal(self):
        for program, width in (("synfin-run", 80), ("synfin-bench", 80), ("synfin-merge", 98)):
            text = call(program, "--help", environment=CHINESE).stdout.split("  syn_retries = ")[0]
            for line in text.split("\n")[1:]:
                if len(line.split()) > 1 and not line.startswith(("例如", "synfin", "配置")):
                    self.assertLessEqual(columns(line), width, line)

    def test_texts_begin_in_one_column(self):
        text = call("synfin-run", "--help", environment=CHINESE).stdout.split("  syn_retries = ")[0]
        begins = {len(line) - len(line.lstrip()) for line in text.split("\n") if line.startswith(" " * 20)}
        self.assertEqual(begins, {40})


class Table(unittest.TestCase):
    """What a run prints."""

    def test_has_the_same_numbers_in_one_column(self):
        chinese, english = (call("synfin-run", *RUN, environment=each).stdout.split("\n") for each in (CHINESE, ENGLISH))
        self.assertEqual(len(chinese), len(english))
        rows = 0
        for theirs, ours in zip(english, chinese):
            number = re.match(r"(.{22} +(\S+(?: s)?))(?:  |$)", theirs)
            if number and not theirs.startswith(("wall", "1 client")):
                rows += 1
                end = ours.index(" " + number[2], 2) + 1 + len(number[2])
                self.assertEqual(columns(ours[:end]), len(number[1]), ours)
        self.assertGreater(rows, 15)
        self.assertEqual([line for line in chinese if SENTENCE.search(line)], [])

    def test_progress(self):
        done = call("synfin-run", "--connections", "1000", "--progress", "on", environment=CHINESE)
        self.assertRegex(done.stderr, r"[\r\n]已开始 \d+/1000 个连接.*，仿真 \S+ s，用时 \S+ s")

    def test_of_the_bench_is_in_columns(self):
        done = call("synfin-bench", "--stacks", "synfin-direct", "--time-wait", "10", "--connections", "100", environment=CHINESE)
        head, row = done.stdout.split("\n")[:2]
        self.assertEqual([columns(head[:place.end()]) for place in re.finditer(r"\S+(?: us\S+)?", head)],
                         [place.end() for place in re.finditer(r"\S+", row)])


class Messages(unittest.TestCase):
    """What programs say about bad input."""

    def test_each_is_in_chinese_and_exits_as_in_english(self):
        known = messages()
        self.assertGreater(len(known), 90)
        for command, expected in known:
            with self.subTest(command):
                done = call(*command, environment=CHINESE)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(done.stderr.count("\n"), 1)
                self.assertRegex(done.stderr, HAN)
                self.assertIsNone(SENTENCE.search(done.stderr), done.stderr)
                for option in re.findall(r"(?<!\S)--[a-z-]+", expected.partition("...")[0]):
                    self.assertIn(option, done.stderr)

    def test_parts_of_parts(self):
        for options, told in (
                (["--loss", "2%", "--lose", "fin3"], "--lose fin3：可接受：none，或一个列表，如 synack,ack2:2，取自 syn、synack、ack、fin1、ack1、fin2、"
                 "ack2、data，各可带 :N（1 到 1000）指第 N 份"),
                (["--event", "1s crash server restart=soon"], "--event 1s crash server restart=soon：可接受：0s 到 365d 的时间，如 5s；在 restart=soon 中"),
                (["--event", "1s open-listener server restart=1s"], "--event 1s open-listener server restart=1s：可接受：restart：不给出：它属于 crash；"
                 "在 1s open-listener server restart=1s 中"),
                (["--event", "1s crash web"], "--event 1s crash web：可接受：group 或 server，加 :N 指其中一台主机"),
                (["--importance-loss", "50%", "--arrivals", "closed"], "--arrivals closed：可接受：有 --importance-loss 时为 poisson、constant 或 burst："
                 "它要求各连接互不相遇"),
                (["--set", "mss=1"], "--set mss=1：可接受：64 到 65495 的整数（字节）"),
                (["--connections", "; ; none, or a pipe"], "--connections ; ; none, or a pipe：可接受：1 到 100000000 的整数")):
            with self.subTest(options):
                self.assertEqual(call("synfin-run", *options, environment=CHINESE).stderr, f"synfin-run: {told}\n")

    def test_what_synfin_sweep_takes_off_stays(self):
        done = subprocess.run([BIN / "synfin-run", "--check", "-"], env=CHINESE, input="loss=1\nloss=1\nloss=2\n", capture_output=True,
                              encoding="utf-8", timeout=60, check=False)
        self.assertTrue(done.stderr.startswith("synfin-run: standard input: line 3: --loss 2：可接受："), done.stderr)


class Files(unittest.TestCase):
    """What is written, and what other programs read."""

    def test_are_the_same_byte_for_byte(self):
        for name, environment in (("english", ENGLISH), ("chinese", CHINESE)):
            done = call("synfin-run", *RUN, "--out", name, environment=environment)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        files = sorted(os.listdir("english"))
        self.assertEqual(sorted(os.listdir("chinese")), files)
        self.assertIn("params.ini", files)
        for name in files:
            english, chinese = ((pathlib.Path(folder) / name).read_text(encoding="utf-8") for folder in ("english", "chinese"))
            if name == "provenance.json":
                english, chinese = (sorted(json.loads(text)) for text in (english, chinese))
            elif name == "summary.json":
                english, chinese = (re.sub(r'"(?:wall_s|peak_rss_bytes)[^,}]*', "", text) for text in (english, chinese))
            self.assertEqual(english, chinese, name)
            self.assertNotRegex(str(chinese), HAN)

    def test_what_programs_read_is_the_same(self):
        for option in ("--schema", "--PrintHelp", "--PrintGlobals", "--version"):
            chinese, english = (call("synfin-run", option, environment=each) for each in (CHINESE, ENGLISH))
            self.assertEqual(chinese.stdout, english.stdout, option)
        for environment in (CHINESE, ENGLISH):
            done = subprocess.run([BIN / "synfin-run", "--check", "-"], env=environment, input="loss=1\nloss=1\n", capture_output=True,
                                  encoding="utf-8", timeout=60, check=True)
            self.assertEqual(done.stdout, "2 accepted\nline 2 repeats line 1\n")


if __name__ == "__main__":
    if not CATALOGUE.exists():
        print("this build has no catalogues, for want of msgfmt (Debian: gettext)")
        sys.exit(77)
    unittest.main()
