#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A sweep by an HTCondor pool of two machines, with the submit file of doc/cluster.rst: jobs are held and released, killed, fail, or take
more memory than they may, and a machine is lost.

Everything is in namespaces of its own (network, mounts, processes); each machine is a condor_master in one of processes and names of
hosts. HTCondor does no jobs of root: they are submitted by the user `daemon`. Needs root; HTCondor is installed where it is missing
(apt; Debian 12 has none). Without that it says so and ends with status 77.

    SYNFIN_BIN=build/bin python3 test/cluster/condor.py
"""

import os
import pathlib
import pwd
import re
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
from sweep_program import PROGRAM, RUN, results, skip, stand_in, sweep  # noqa: E402

OPTIONS = ("--connections", 40, "--vary", "loss=0:0.2:0.1", "--runs", 8)
INSIDE = "SYNFIN_CONDOR_INSIDE"  # set once the namespaces are there
USER = pwd.getpwnam("daemon")
PROGRAMS = ("condor_master", "condor_startd", "condor_schedd", "condor_submit", "condor_config_val")
MACHINES = {"head": "127.0.0.1", "node1": "127.0.0.2", "node2": "127.0.0.3"}
# Everybody may do everything: nobody else sees this network. JOB_DEFAULT_LEASE_DURATION is how long a lost machine is waited for.
CONFIGURATION = """\
{installed}
LOCAL_DIR = {folder}/{name}
LOG = $(LOCAL_DIR)/log
SPOOL = $(LOCAL_DIR)/spool
EXECUTE = $(LOCAL_DIR)/execute
LOCK = $(LOG)
RUN = $(LOG)
CONDOR_HOST = {head}
NETWORK_INTERFACE = {address}
DAEMON_LIST = {daemons}
UID_DOMAIN = synfin
FILESYSTEM_DOMAIN = synfin
use SECURITY:HOST_BASED
ALLOW_READ = *
ALLOW_WRITE = *
ALLOW_DAEMON = *
ALLOW_NEGOTIATOR = *
ALLOW_ADMINISTRATOR = *
SEC_USE_FAMILY_SESSION = False
USE_SHARED_PORT = False
NUM_CPUS = 1
MEMORY = 2000
RUNBENCHMARKS = 0
NEGOTIATOR_INTERVAL = 2
NEGOTIATOR_CYCLE_DELAY = 2
NEGOTIATOR_MIN_INTERVAL = 1
SCHEDD_INTERVAL = 2
UPDATE_INTERVAL = 2
STARTER_INITIAL_UPDATE_INTERVAL = 1
STARTER_UPDATE_INTERVAL = 2
JOB_DEFAULT_LEASE_DURATION = 20
use POLICY:HOLD_IF_MEMORY_EXCEEDED
"""


def prepare():
    """Installs what is missing, and goes on in namespaces; or skips."""
    if os.environ.get(INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # without it the daemons start, and no job runs
        subprocess.run(["hostname", "head"], check=True)  # every name is in the pool's /etc/hosts: HTCondor waits a minute for one that is not
        return
    if os.geteuid() != 0:
        skip("namespaces need root")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = lambda: [name for name in PROGRAMS if shutil.which(name) is None]
    if missing():
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "htcondor"], capture_output=True, check=False)
    if missing():
        skip(f"missing: {', '.join(missing())} (Debian 13: apt install htcondor)")
    if as_user("test", "-x", RUN).returncode != 0:
        skip(f"user {USER.pw_name} may not run {RUN}")
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, *sys.argv])


def as_user(*command, **keywords):
    """@return the completed process of a command of the user who submits."""
    return subprocess.run(command, user=USER.pw_uid, group=USER.pw_gid, extra_groups=[], capture_output=True, text=True, check=False,
                          **keywords)


def submit_file():
    """@return the one that the manual gives."""
    text = (ROOT / "doc" / "cluster.rst").read_text(encoding="utf-8")
    block = re.search(r"(?m)^\*\*HTCondor\*\*.*::\n\n((?:    .*\n)+)", text).group(1)
    return re.sub(r"(?m)^    ", "", block)


class Pool:
    """A machine that submits, and two that do jobs."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._masters = {}
        self.environment = {**os.environ, "CONDOR_CONFIG": str(self.folder / "head.config")}
        hosts = self.folder / "hosts"
        hosts.write_text("127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in MACHINES.items()), encoding="utf-8")
        subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)
        value = lambda key: subprocess.run(["condor_config_val", key], capture_output=True, text=True, check=True).stdout.strip()
        self._installed = "\n".join(f"{key} = {value(key)}" for key in ("RELEASE_DIR", "BIN", "SBIN", "LIB", "LIBEXEC", "SHARE"))
        for name in MACHINES:
            self._start(name)
        self.wait_until(lambda: len(self.ask("condor_status", "-af", "Machine")) == 2)
        self.wait_until(lambda: as_user("condor_q", env=self.environment).returncode == 0)

    def _start(self, name):
        daemons = "MASTER, COLLECTOR, NEGOTIATOR, SCHEDD" if name == "head" else "MASTER, STARTD"
        config = self.folder / f"{name}.config"
        config.write_text(CONFIGURATION.format(installed=self._installed, folder=self.folder, name=name, head=MACHINES["head"],
                                               address=MACHINES[name], daemons=daemons), encoding="utf-8")
        for part in ("log", "spool", "execute"):
            path = self.folder / name / part
            path.mkdir(parents=True)
            shutil.chown(path, "condor", "condor")
        with open(self.folder / f"{name}.out", "wb") as log:
            # With a namespace of processes: when its first one is killed, all are, as when the power fails.
            self._masters[name] = subprocess.Popen(
                ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                 f"hostname {name}; exec condor_master -f"],
                env={**os.environ, "CONDOR_CONFIG": str(config)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ask(self, *command):
        """@return the lines that one of HTCondor's programs prints, called by the user."""
        return as_user(*command, env=self.environment).stdout.splitlines()

    def jobs(self, status):
        """@return the ids of the jobs of a status (1 idle, 2 running, 5 held) or of any (None)."""
        chosen = () if status is None else ("-constraint", f"JobStatus == {status}")
        return self.ask("condor_q", "-af:j", "Owner", *chosen)

    def wait_until(self, condition):
        """Waits for a condition, for two minutes."""
        for _ in range(200):
            if condition():
                return
            time.sleep(0.2)
        logs = [*self.folder.glob("*.out"), *self.folder.glob("shared/far/condor.log"), *self.folder.glob("*/log/*Log*")]
        raise AssertionError("it takes too long: " + "\n".join(f"--- {path}\n{path.read_text(errors='replace')[-600:]}" for path in logs))

    def lose(self, name):
        """Ends a machine at once, with all that runs there."""
        self._masters[name].kill()
        self._masters[name].wait()

    def close(self):
        """Ends all of them."""
        for name in self._masters:
            self.lose(name)  # again, if it is lost
        subprocess.run(["umount", "/etc/hosts"], check=True)


class OnTwoMachines(unittest.TestCase):
    """What goes on when a part does not."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="synfin-condor-"))  # one that all users see
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o755)
        shared = self.folder / "shared"
        shared.mkdir()
        shutil.chown(shared, USER.pw_uid, USER.pw_gid)
        os.chdir(shared)
        self.addCleanup(os.chdir, "/")
        self.pool = Pool(self.folder)
        self.addCleanup(self.pool.close)
        sweep(*OPTIONS, "--out", "local")
        self.expected = results("local")

    def synfin_sweep(self, *options):
        """@return what synfin-sweep says to the user."""
        done = as_user(PROGRAM, *map(str, options))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def submit(self, program=RUN):
        """Plans what is missing, and submits it."""
        self.synfin_sweep(*OPTIONS, "--out", "far", "--engine", "none")
        text, count = re.subn(r"(?m)^executable = .*", f"executable = {program}", submit_file())
        self.assertEqual(count, 1)
        pathlib.Path("far/synfin.sub").write_text(text, encoding="utf-8")
        done = as_user("condor_submit", "synfin.sub", cwd="far", env=self.pool.environment)
        self.assertEqual(done.returncode, 0, done.stderr)

    def stand_in(self, name, body):
        """@return a program in the place of synfin-run that the user may execute."""
        path = stand_in(name, body)
        os.chmod(path, 0o755)
        return path

    def finish(self):
        """Waits until no job is left. @return what is said of the tables."""
        self.pool.wait_until(lambda: not self.pool.jobs(None))
        return self.synfin_sweep("--collect", "--out", "far")

    def test_a_whole_sweep(self):
        self.submit()
        self.assertIn("TARGET.FileSystemDomain == MY.FileSystemDomain", self.pool.ask("condor_q", "-af:r", "Requirements")[0])
        self.assertIn("24 of 24 runs are done", self.finish())
        self.assertEqual(results("far"), self.expected)

    def test_a_job_is_held_in_the_middle_and_released(self):
        slow = self.stand_in("slow", '[ -z "$params" ] || sleep 2')
        self.submit(slow)
        self.pool.wait_until(lambda: self.pool.jobs(2))
        held = self.pool.jobs(2)[0].split()[0]
        summary = pathlib.Path(self.pool.ask("condor_q", held, "-af", "Iwd")[0], "summary.json")
        self.pool.ask("condor_hold", held)
        self.pool.wait_until(lambda: len(self.pool.jobs(None)) == 1)  # the others go on
        self.assertEqual(len(self.pool.jobs(5)), 1)
        self.assertFalse(summary.exists())
        self.pool.ask("condor_release", held)
        self.assertIn("24 of 24 runs are done", self.finish())
        self.assertTrue(summary.exists())
        self.assertEqual(results("far"), self.expected)

    def test_a_job_is_killed_and_another_fails(self):
        bad = self.stand_in("bad", """case "$params" in
*"loss = 0.1"*"run = 2"*) kill -9 $$ ;;
*"loss = 0.2"*"run = 3"*) echo "no luck" >&2; exit 3 ;;
esac""")
        self.submit(bad)
        self.assertIn("22 of 24 runs are done", self.finish())
        log = pathlib.Path("far/condor.log").read_text(encoding="utf-8")
        self.assertIn("Abnormal termination (signal 9)", log)
        self.assertIn("Normal termination (return value 3)", log)
        self.assertIn("no luck\n", [path.read_text(encoding="utf-8") for path in pathlib.Path("far").glob("runs/*/stderr")])
        self.submit()
        self.assertEqual(len(self.pool.jobs(None)), 2)
        self.assertIn("24 of 24 runs are done", self.finish())
        self.assertEqual(results("far"), self.expected)

    def test_a_machine_is_lost_in_the_middle(self):
        slow = self.stand_in("slow", '[ -z "$params" ] || { hostname >>../../../hosts; sleep 1; }')
        self.submit(slow)
        done = lambda: len(list(pathlib.Path("far").glob("runs/*/summary.json")))
        self.pool.wait_until(lambda: done() >= 5)
        self.assertLess(done(), 20)
        self.pool.lose("node1")
        self.assertIn("24 of 24 runs are done", self.finish())
        self.assertEqual(set(pathlib.Path("hosts").read_text(encoding="utf-8").split()), {"node1", "node2"})
        self.assertEqual(results("far"), self.expected)

    def test_a_run_that_takes_too_much_memory(self):
        takes_much = self.stand_in("takes-much", """case "$params" in
*"loss = 0.1"*"run = 2"*) python3 -c 'import time; x = bytearray(1500 << 20); time.sleep(60)' ;;
esac""")
        self.submit(takes_much)
        self.pool.wait_until(lambda: len(self.pool.jobs(None)) == len(self.pool.jobs(5)) == 1)
        held, said = self.pool.ask("condor_q", "-af:j", "HoldReason")[0].split(maxsplit=1)
        self.assertRegex(said, "memory usage exceeded request_memory")
        self.pool.ask("condor_rm", held)
        self.assertIn("23 of 24 runs are done", self.finish())
        self.submit()
        self.assertIn("24 of 24 runs are done", self.finish())
        self.assertEqual(results("far"), self.expected)


if __name__ == "__main__":
    prepare()
    unittest.main()
