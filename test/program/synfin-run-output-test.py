#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where synfin-run puts its files: on full disks, on other file systems, over old results, after killed runs."""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from synfin_run import NO_LEAKS, PROGRAM, Results, call, run  # noqa: E402

SMALL = ("--connections", 5)
PATHS = ("ip", "direct")
INSIDE = "SYNFIN_INSIDE_NAMESPACE"


def mount(size, where="disk"):
    """Mounts a small file system."""
    os.makedirs(where, exist_ok=True)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", where], capture_output=True,
                          text=True, check=False)


def hidden(folder="."):
    """@return what is hidden in a folder."""
    return [name for name in os.listdir(folder) if name.startswith(".")]


def begin(*options, folders=1):
    """
    @param folders how many hidden folders it writes into
    @return a run that takes long, once it has begun to write into them
    """
    def written():
        return {file.parent for file in pathlib.Path().glob("**/.*/*") if file.is_file() and file.stat().st_size > 0}

    before = written()
    process = subprocess.Popen([PROGRAM, "--connections", "100000000", *options], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while len(written() - before) < folders:
        assert process.poll() is None
        time.sleep(0.05)
    return process


def kill(process):
    """Ends it as nothing can prevent it."""
    process.kill()
    process.wait()


class InItsFolder(unittest.TestCase):
    """Each test begins in an empty folder."""

    def setUp(self):
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.mkdir(self.id())
        os.chdir(self.id())


class Captures(InItsFolder):
    """--pcap."""

    def test_a_file_that_cannot_grow_leaves_nothing(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

        for path in PATHS:
            done = call("--connections", 2000, "--path", path, "--pcap", "grown", preexec_fn=limit, env=NO_LEAKS)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr, r"^synfin-run: [^\n]*grown-(client|server).pcap: File too large\n$")
            self.assertFalse([name for name in os.listdir() if "grown" in name])

    def test_a_full_disk(self):
        # What is written at the end only does not fit either.
        for number, (size, connections) in enumerate((("400k", 3000), ("16k", 60))):
            where = f"full-{number}"
            self.assertEqual(mount(size, where).returncode, 0)
            for path in PATHS:
                done = call("--connections", connections, "--path", path, "--pcap", f"{where}/cap", env=NO_LEAKS)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^synfin-run: [^\n]*cap-(client|server).pcap: No space left on device\n$")
                self.assertEqual(os.listdir(where), [])

    def test_nothing_is_replaced_without_force(self):
        call(*SMALL, "--pcap", "there")
        before = pathlib.Path("there-server.pcap").read_bytes()
        done = call("--connections", 6, "--pcap", "there")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "synfin-run: --pcap there: accepted is a name of new files, or --force;"
                                      " there-client.pcap is there already\n")
        self.assertEqual(pathlib.Path("there-server.pcap").read_bytes(), before)
        self.assertEqual(call("--connections", 6, "--pcap", "there", "--force").returncode, 0)
        self.assertNotEqual(pathlib.Path("there-server.pcap").read_bytes(), before)
        os.mkdir("folder-server.pcap")
        self.assertIn("folder-server.pcap is no regular file", call(*SMALL, "--pcap", "folder", "--force").stderr)
        os.symlink("elsewhere", "link-client.pcap")
        self.assertIn("link-client.pcap is no regular file", call(*SMALL, "--pcap", "link", "--force").stderr)
        self.assertEqual(os.readlink("link-client.pcap"), "elsewhere")

    def test_their_folder_is_made_as_that_of_results(self):
        for options in ([], ["--out", "tree/results"]):
            self.assertEqual(call(*SMALL, "--pcap", "tree/deep/cap", *options, "--force").returncode, 0)
            self.assertEqual(sorted(os.listdir("tree/deep")), ["cap-client.pcap", "cap-server.pcap"])
            self.assertEqual(sorted(os.listdir("tree")), ["deep", "results"] if options else ["deep"])
        # Who is interrupted, and who is refused, leaves none.
        process = begin("--pcap", "cut/deep/cap", "--out", "cut/results")
        process.send_signal(signal.SIGTERM)
        process.wait()
        self.assertFalse(os.path.exists("cut"))
        # Below results that are not there yet there is no place.
        done = call(*SMALL, "--out", "not", "--pcap", "not/deep/cap")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done)
        self.assertFalse(os.path.exists("not"))

    def test_they_may_lie_among_the_results(self):
        call(*SMALL, "--pcap", "outside")
        for out in ("among/new", "among/new/"):
            os.makedirs("empty", exist_ok=True)
            results = run(out, *SMALL, "--pcap", "among/new/cap", *(["--force"] if out.endswith("/") else []))
            for end in ("client", "server"):
                self.assertEqual((results.folder / f"cap-{end}.pcap").read_bytes(),
                                 pathlib.Path(f"outside-{end}.pcap").read_bytes())
            self.assertFalse(hidden(results.folder) + hidden("among"))
        # Interrupted, they leave nothing, either.
        process = begin("--out", "among/cut", "--pcap", "among/cut/cap")
        process.send_signal(signal.SIGTERM)
        process.wait()
        self.assertEqual(os.listdir("among"), ["new"])


class Places(InItsFolder):
    """Directories that exist."""

    def check(self, out, *options):
        """Asserts that results get there."""
        self.assertEqual(run(out, *SMALL, *options).summary["connections"]["attempted"], 5)
        self.assertFalse(hidden(out))

    def test_a_mount_point(self):
        self.assertEqual(mount("1m", "mounted").returncode, 0)
        self.check("mounted")
        self.check("mounted", "--force", "--seed", 2)
        self.assertTrue(os.path.ismount("mounted"))

    def test_links(self):
        self.assertEqual(mount("1m", "other").returncode, 0)
        os.mkdir("other/far")
        os.symlink("other/far", "to-far")
        self.check("to-far")
        self.check("to-far", "--force")
        os.symlink("other/nowhere", "to-nowhere")
        self.check("to-nowhere")
        self.assertTrue(os.path.islink("to-far") and os.path.islink("to-nowhere"))
        self.assertIn("summary.json", os.listdir("other/nowhere"))
        os.symlink("round", "round")
        self.assertEqual(call(*SMALL, "--out", "round").returncode, 2)

    def test_where_somebody_stands(self):
        os.mkdir("here")
        done = subprocess.run(["sh", "-c", '"$0" --connections 5 --out . >/dev/null && cat summary.json', PROGRAM],
                              cwd="here", capture_output=True, text=True, check=True)
        self.assertIn('"attempted": 5', done.stdout)

    def test_a_place_that_somebody_holds(self):
        os.mkdir("held")
        for _ in range(2):
            done = subprocess.run(["flock", "held", PROGRAM, *map(str, SMALL), "--out", "held", "--force"],
                                  capture_output=True, text=True, timeout=300, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(hidden("held"), [])

    def test_a_result_that_is_a_directory(self):
        os.makedirs("odd/summary.json/mine")
        done = call(*SMALL, "--out", "odd", "--force")
        self.assertEqual(done.returncode, 2)
        self.assertIn("summary.json is a regular file", done.stderr)
        self.assertTrue(os.path.isdir("odd/summary.json/mine"))

    def test_pipes_and_devices_do_not_give_way(self):
        os.mkdir("holds")
        for name, options in (("holds/hosts.csv", ["--out", "holds"]), ("p-client.pcap", ["--pcap", "p"])):
            os.mkfifo(name)
            done = call(*SMALL, *options, "--force")
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
            self.assertTrue(pathlib.Path(name).is_fifo())


class OldResults(InItsFolder):
    """Results stay until others take their place; nothing is lost."""

    def test_a_full_disk_leaves_them(self):
        self.assertEqual(mount("300k", "old").returncode, 0)
        before = run("old/out", *SMALL).same_bytes()
        done = call("--connections", 20000, "--path", "direct", "--out", "old/out", "--force", env=NO_LEAKS)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual(Results("old/out").same_bytes(), before)
        self.assertEqual(hidden("old/out"), [])

    def test_two_runs_to_one_place(self):
        slow = subprocess.Popen([PROGRAM, "--connections", "300000", "--path", "direct", "--trace", "none", "--out",
                                 "both"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not [name for name in os.listdir() if name.startswith(".both.")]:
            time.sleep(0.01)
        first = run("both", *SMALL).same_bytes()
        _, said = slow.communicate(timeout=120)
        self.assertEqual(slow.returncode, 1)
        self.assertRegex(said, r"^synfin-run: --out both: [^\n]*; the results are in both\.\w{6}\n$")
        self.assertEqual(Results("both").same_bytes(), first)
        self.assertEqual(Results(said.split()[-1]).summary["connections"]["attempted"], 300000)


class Leftovers(InItsFolder):
    """What killed runs leave is swept up by the next one to the same place."""

    def test_of_killed_runs(self):
        os.mkdir("killed")
        for options in (["--out", "gone"], ["--out", "killed"], ["--pcap", "pcap-of-killed"]):
            kill(begin(*options))
        self.assertEqual(len(hidden() + hidden("killed")), 3)
        run("gone", *SMALL, "--pcap", "pcap-of-killed")
        run("killed", *SMALL)
        self.assertEqual(hidden() + hidden("killed"), [])

    def test_not_of_living_ones(self):
        living = begin("--out", "alive", "--pcap", "pcap-of-living", folders=2)
        before = hidden()
        self.assertEqual(len(before), 2)
        run("alive", *SMALL, "--pcap", "pcap-of-living")
        self.assertEqual(hidden(), before)
        kill(living)

    def test_a_run_that_was_killed_while_it_moved_its_files(self):
        old = run("moving-old", *SMALL)
        new = run("moving-new", "--connections", 6)
        for name, put_aside, moved in (("old", ("summary.json", "params.ini"), ()),
                                       ("replaced", os.listdir("moving-old"), ("params.ini", "hosts.csv"))):
            target = pathlib.Path("moved-" + name)
            folder = target / ".moved-{}.abcdef".format(name)
            (folder / name).mkdir(parents=True)
            for file in os.listdir("moving-old"):
                (folder / name / file if file in put_aside else target / file).write_text(old.read(file))
            for file in os.listdir("moving-new"):
                (target / file if file in moved else folder / file).write_text(new.read(file))
            self.assertEqual(call(*SMALL, "--out", target).returncode, 2)
            self.assertEqual(Results(target).same_bytes(), (old if name == "old" else new).same_bytes())
            self.assertFalse(hidden(target))


if __name__ == "__main__":
    if INSIDE not in os.environ:  # in a namespace, nothing stays mounted
        unshare = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount"]
        if subprocess.run([*unshare, "true"], check=False).returncode == 0:
            os.environ[INSIDE] = "yes"
            os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
    tried = mount("64k", "probe")
    if tried.returncode != 0:
        print(f"skipped: no file system can be mounted here: {tried.stderr.strip()}")
        sys.exit(77)
    subprocess.run(["umount", "probe"], check=True)
    unittest.main()
