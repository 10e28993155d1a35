# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A Slurm of one node on loopback, with everything of its own in a folder, started without systemd."""

import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")

CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=node0 NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=p Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Slurm:
    """Started by `with`; `environment` is what Slurm's programs need to find it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.path = os.environ["PATH"] + ":/usr/sbin:/sbin"
        self.missing = [name for name in PROGRAMS if shutil.which(name, path=self.path) is None]
        self.environment = {**os.environ, "PATH": self.path, "SLURM_CONF": str(self.folder / "slurm.conf")}
        self._daemons = []

    def _start(self, *command):
        log = open(self.folder / f"{command[0]}.out", "wb")
        self._daemons.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log,
                                              start_new_session=True))
        log.close()

    def _version(self):
        told = subprocess.run(["slurmd", "-V"], env=self.environment, capture_output=True, text=True, check=True).stdout
        return tuple(map(int, re.search(r"(\d+)\.(\d+)", told).groups()))

    def __enter__(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir(parents=True)
        os.chmod(self.folder, 0o755)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=self.folder, host=socket.gethostname().split(".")[0], user=pwd.getpwuid(os.getuid()).pw_name,
            controller=_free_port(), node=_free_port(), cpus=len(os.sched_getaffinity(0))), encoding="utf-8")
        # Without one of these slurmd wants control groups, which a bare system has not mounted, or to own them.
        plugin = "disabled" if self._version() >= (23, 2) else "cgroup/v1"
        (self.folder / "cgroup.conf").write_text(f"CgroupPlugin={plugin}\n", encoding="utf-8")
        try:
            self._start("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket",
                        f"--key-file={key}", f"--pid-file={self.folder}/munged.pid",
                        f"--seed-file={self.folder}/munged.seed", f"--log-file={self.folder}/munged.log")
            self._wait(lambda: (self.folder / "munge.socket").exists())
            self._start("slurmctld", "-D", "-c", "-f", str(self.folder / "slurm.conf"))
            self._start("slurmd", "-D", "-N", "node0", "-f", str(self.folder / "slurm.conf"))
            self._wait(lambda: "idle" in self.call("sinfo", "--noheader", "--format=%T").stdout)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self, condition):
        for _ in range(300):
            if condition():
                return
            dead = [daemon.args[0] for daemon in self._daemons if daemon.poll() is not None]
            if dead:
                break
            time.sleep(0.1)
        raise RuntimeError("Slurm did not start: " + self._logs())

    def _logs(self):
        texts = []
        for path in sorted([*self.folder.glob("*.out"), *self.folder.glob("*.log")]):
            texts.append(f"--- {path.name}\n{path.read_text(errors='replace')[-2000:]}")
        return "\n".join(texts)

    def call(self, *command):
        """@return the completed process of one of Slurm's programs."""
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def __exit__(self, *_):
        for daemon in reversed(self._daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self._daemons.clear()
