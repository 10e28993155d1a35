#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A sweep over two machines that share nothing with this one, one of which is killed in the middle: it ends complete, with the same bytes.

Each machine is a real sshd in namespaces of its own: of the network (veth pairs) and of mounts (other /tmp, /root and /var/tmp).
Needs root; sshd and rsync are installed where they are missing (apt). Without that it says so and ends with status 77.

    SYNFIN_BIN=build/bin python3 test/cluster/ssh.py
"""

import contextlib
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("SYNFIN_BIN", str(ROOT / "build" / "bin"))
os.environ["SYNFIN_BIN"] = os.path.abspath(os.environ["SYNFIN_BIN"])
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "test" / "sweep"))
from sweep_program import PROGRAM, call, results, skip, stand_in, start, sweep  # noqa: E402

OPTIONS = ("--connections", 200, "--vary", "loss=0:0.2:0.1", "--runs", 8)
# $1 network, $2 folder with keys (of this machine), $3 sshd's path
MACHINE = """
set -e
mount --make-rprivate /
keys=$(mktemp -d /run/synfin-cluster-XXXXXX)
mount -t tmpfs none "$keys"
cp "$2"/host "$2"/id.pub "$keys"
chmod 700 "$keys"; chmod 600 "$keys"/*
for folder in /tmp /var/tmp /root /home; do mount -t tmpfs none "$folder"; done
mkdir -p /run/sshd
exec "$3" -D -e -f /dev/null -h "$keys/host" -o "AuthorizedKeysFile=$keys/id.pub" -o StrictModes=no -o PidFile=none -o UsePAM=no \\
    -o PermitRootLogin=prohibit-password -o "ListenAddress=$1"
"""


def run(*words):
    """Does a command that must succeed."""
    subprocess.run(words, check=True, capture_output=True)


def prepare():
    """Installs what is missing, or skips."""
    if os.geteuid() != 0:
        skip("namespaces need root")
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    wanted = {"sshd": "openssh-server", "ssh": "openssh-client", "rsync": "rsync", "parallel": "parallel", "ip": "iproute2"}
    missing = [package for name, package in wanted.items() if shutil.which(name, path=path) is None]
    if missing:
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *missing], capture_output=True, check=False)
    missing = [name for name in wanted if shutil.which(name, path=path) is None]
    if missing:
        skip(f"missing: {', '.join(missing)}")
    return shutil.which("sshd", path=path)


class Machine:
    """One sshd with a network and file systems of its own."""

    def __init__(self, number, folder, sshd):
        self.name = f"synfin-m{number}"
        self.address = f"10.213.{number}.2"
        self._link = f"synfinm{number}"
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", self._link, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        run("ip", "address", "add", f"10.213.{number}.1/24", "dev", self._link)
        run("ip", "link", "set", self._link, "up")
        for words in (("address", "add", f"{self.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"), ("link", "set", "lo", "up")):
            run("ip", "-n", self.name, *words)
        self._log = open(folder / f"{self.name}.log", "wb")
        # With a namespace of processes too: when its first one is killed, all are, as when the power fails.
        self._process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
             MACHINE, "sh", self.address, str(folder), sshd], stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)

    def kill(self):
        """Ends all of it at once."""
        self._process.kill()
        self._process.wait()

    def close(self):
        """Removes what is left."""
        with contextlib.suppress(OSError):
            self.kill()
        self._log.close()
        for words in (("netns", "delete", self.name), ("link", "delete", self._link)):
            subprocess.run(["ip", *words], capture_output=True, check=False)


class TwoMachines(unittest.TestCase):
    """They have the program under the same path, and nothing else in common."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="synfin-ssh-"))
        for name in ("host", "id"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(cls.folder / name))
        sweep(*OPTIONS, "--out", "here")
        cls.expected = results("here")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        self.machines = []
        self.addCleanup(lambda: [machine.close() for machine in self.machines])
        for number in (1, 2):
            self.machines.append(Machine(number, self.folder, SSHD))
        config = self.folder / "config"
        config.write_text("".join(f"Host m{number}\n  HostName {machine.address}\n" for number, machine in enumerate(self.machines, 1))
                          + f"Host *\n  User root\n  IdentityFile {self.folder}/id\n  StrictHostKeyChecking no\n"
                          f"  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n  BatchMode yes\n  ServerAliveInterval 5\n", encoding="utf-8")
        self.ssh = f"ssh -F {config}"
        self.environment = {**os.environ, "PARALLEL_SSH": self.ssh}
        for number in (1, 2):
            self.wait_until(lambda number=number: self.on(number, "true").returncode == 0)

    def on(self, number, command):
        """@return the completed process of a command on a machine."""
        return subprocess.run([*shlex.split(self.ssh), f"m{number}", command], capture_output=True, text=True, check=False)

    def wait_until(self, condition):
        """Waits for a condition, for a minute."""
        for _ in range(600):
            if condition():
                return
            time.sleep(0.1)
        self.fail("it takes too long: " + "".join(path.read_text(errors="replace")[-500:] for path in self.folder.glob("*.log")))

    def test_that_they_see_nothing_of_here(self):
        self.assertNotEqual(self.on(1, f"ls {shlex.quote(os.getcwd())}/here/plan.csv").returncode, 0)

    def test_a_whole_sweep(self):
        sweep(*OPTIONS, "--out", "far", "--hosts", "1/m1,1/m2", "--transfer", env=self.environment)
        self.assertEqual(results("far"), self.expected)
        for number in (1, 2):
            self.assertEqual(self.on(number, "find /root/.parallel/tmp -type f").stdout, "")  # nothing is left there

    def test_one_is_killed_in_the_middle(self):
        slow = stand_in("slow", '[ -z "$params" ] || sleep 0.2')
        for number in (1, 2):  # as the program is installed, it stands under the same path there
            told = subprocess.run([*shlex.split(self.ssh), f"m{number}",
                                   f"mkdir -p {os.path.dirname(slow)}; cat >{slow}; chmod 755 {slow}"],
                                  input=pathlib.Path(slow).read_bytes(), check=True)
            self.assertEqual(told.returncode, 0)
        process = start(*OPTIONS, "--out", "killed", "--hosts", "2/m1,2/m2", "--transfer", "--program", slow, env=self.environment)
        self.wait_until(lambda: len(list(pathlib.Path("killed").glob("runs/*/summary.json"))) >= 4)
        self.assertIsNone(process.poll())
        self.machines[0].kill()
        self.assertEqual(process.wait(), 0)
        self.assertEqual(len(list(pathlib.Path("killed").glob("runs/*/summary.json"))), 24)
        sweep(*OPTIONS, "--out", "killed")  # nothing is left to do
        self.assertEqual(results("killed"), self.expected)

    def test_without_transfer_it_says_that_runs_are_missing(self):
        done = call(*OPTIONS, "--out", "apart", "--hosts", "1/m1", env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("0 of 24 runs are done", done.stderr)


if __name__ == "__main__":
    SSHD = prepare()
    assert PROGRAM
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    unittest.main()
