#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A sweep by a Slurm of two nodes: one is lost in the middle, and one run takes more memory than it may.

Each slurmd is in namespaces of its own (network, processes, names of hosts); slurmctld is outside. Needs root; Slurm and munge are
installed where they are missing (apt). Without that it says so and ends with status 77. Memory is polled (JobAcctGatherParams=
OverMemoryKill), as control groups need not be there.

    SYNFIN_BIN=build/bin python3 test/cluster/slurm.py
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["SYNFIN_BIN"] = os.path.abspath(os.environ.get("SYNFIN_BIN", ROOT / "build" / "bin"))
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "test" / "sweep"))
import single_node_slurm  # noqa: E402
from sweep_program import call, results, rows, skip, stand_in, start, sweep  # noqa: E402

OPTIONS = ("--connections", 40, "--vary", "loss=0:0.2:0.1", "--runs", 8)
ON_SLURM = ("--engine", "slurm")
ADDRESS = "10.214.{}.{}"
# In the place of the only node; what is polled kills what takes too much.
CONFIGURATION = single_node_slurm.CONFIGURATION.replace("JobAcctGatherType=jobacct_gather/none", """\
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherParams=OverMemoryKill
JobAcctGatherFrequency=task=1
SlurmdTimeout=5
MessageTimeout=5
SlurmctldTimeout=5
KillWait=2
TreeWidth=10""").replace("CR_CPU", "CR_CPU_Memory").replace("{host}(127.0.0.1)", "{host}(" + ADDRESS.format(1, 1) + ")")
NODE = "NodeName=node{0} NodeHostname=node{0} NodeAddr=" + ADDRESS.format("{0}", 2) + " CPUs=2 RealMemory=1000 State=UNKNOWN"
CONFIGURATION = "".join(f"{NODE.format(1)}\n{NODE.format(2)}\n" if line.startswith("NodeName") else f"{line}\n"
                        for line in CONFIGURATION.splitlines())


def prepare():
    """Installs what is missing, or skips."""
    if os.geteuid() != 0:
        skip("namespaces need root")
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = lambda: [name for name in single_node_slurm.PROGRAMS if shutil.which(name, path=path) is None]
    if missing():
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "slurm-wlm", "munge"], capture_output=True, check=False)
    if missing():
        skip(f"missing: {', '.join(missing())} (Debian: apt install slurm-wlm munge)")


class Cluster(single_node_slurm.Slurm):
    """A slurmctld, and two slurmd in namespaces."""

    def __init__(self, folder):
        super().__init__(folder)
        self.nodes = {}

    def _start(self, *command):
        if command[0] != "slurmd":
            super()._start(*command)
            return
        for number in (1, 2):
            self.start_node(number)

    def start_node(self, number):
        """Starts a node, with a network of its own."""
        name, link = f"synfin-s{number}", f"synfins{number}"
        subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
        run = lambda *words: subprocess.run(["ip", *words], check=True)
        run("netns", "add", name)
        run("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("address", "add", ADDRESS.format(number, 1) + "/24", "dev", link)
        run("link", "set", link, "up")
        run("-n", name, "address", "add", ADDRESS.format(number, 2) + "/24", "dev", "eth0")
        run("-n", name, "link", "set", "eth0", "up")
        run("-n", name, "link", "set", "lo", "up")
        run("-n", name, "route", "add", "default", "via", ADDRESS.format(number, 1))
        with open(self.folder / f"node{number}.out", "ab") as log:
            # With a namespace of processes: when its first one is killed, all are, as when the power fails.
            self.nodes[number] = subprocess.Popen(
                ["ip", "netns", "exec", name, "unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                 f"hostname node{number}; mkdir -p {self.folder}/spool{number}; exec slurmd -D -N node{number} -f {self.folder}/slurm.conf"],
                env=self.environment, stdout=log, stderr=log)

    def lose(self, number):
        """Ends a node at once, with all that runs there."""
        self.nodes[number].kill()
        self.nodes[number].wait()

    def _wait(self, condition):
        super()._wait(condition)
        if self.nodes:
            for _ in range(300):
                if self.call("sinfo", "--noheader", "--format=%T %D").stdout.split() == ["idle", "2"]:
                    return
                time.sleep(0.1)
            raise RuntimeError("two nodes did not start: " + self._logs())

    def __exit__(self, *_):
        for number in list(self.nodes):
            self.lose(number)
            for words in (("netns", "delete", f"synfin-s{number}"), ("link", "delete", f"synfins{number}")):
                subprocess.run(["ip", *words], capture_output=True, check=False)
        super().__exit__()


class OnTwoNodes(unittest.TestCase):
    """What goes on when a part does not."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="synfin-slurm-")  # the path of a socket must be short
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        single_node_slurm.CONFIGURATION = CONFIGURATION.replace("{folder}/spool", "{folder}/spool-%n")
        self.slurm = Cluster(self.folder)
        self.slurm.__enter__()
        self.addCleanup(self.slurm.__exit__)
        self.environment = self.slurm.environment
        if not os.path.exists("local"):
            sweep(*OPTIONS, "--out", "local")
        self.expected = results("local")

    def test_a_node_is_lost_in_the_middle(self):
        slow = stand_in("slow", '[ -z "$params" ] || { hostname >>hosts; sleep 1; }')
        process = start(*OPTIONS, *ON_SLURM, "--sbatch", "--mem=100M", "--out", "lost", "--program", slow, env=self.environment)
        done = lambda: len(list(pathlib.Path("lost").glob("runs/*/summary.json")))
        while done() < 5:
            self.assertIsNone(process.poll())
            time.sleep(0.1)
        self.assertLess(done(), 20)
        self.slurm.lose(1)
        self.assertEqual(process.wait(300), 0)
        self.assertEqual(set(pathlib.Path("hosts").read_text(encoding="utf-8").split()), {"node1", "node2"})
        sweep(*OPTIONS, "--out", "lost")  # nothing is left to do
        self.assertEqual(results("lost"), self.expected)

    def test_a_run_that_takes_too_much_memory(self):
        takes_much = stand_in("takes-much", """case "$params" in
*"loss = 0.1"*"run = 2"*) python3 -c 'import time; x = bytearray(600 << 20); time.sleep(60)' ;;
esac""")
        done = call(*OPTIONS, *ON_SLURM, "--sbatch", "--mem=200M", "--out", "greedy", "--program", takes_much, env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(rows("greedy/results.csv")), 23)
        self.assertIn("23 of 24 runs are done, 0 failed, 1 missing", done.stderr)
        self.assertIn("loss=0.1 connections=40 run=2", done.stderr)
        self.assertRegex(done.stderr, r"(?m)^  .*exceeded memory limit.*being killed$")
        sweep(*OPTIONS, *ON_SLURM, "--out", "greedy", env=self.environment)
        self.assertEqual(results("greedy"), self.expected)


if __name__ == "__main__":
    prepare()
    unittest.main()
