# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs on machines that do not see the sweep's directory: a recipe goes there, and one archive comes back, whole or not at all."""

import contextlib
import os
import shutil
import tarfile
import tempfile

from synfin.sweeping.errors import Stopped

# What the shell of another machine does for the run {}, in a folder of its own; parallel takes the archive from there.
RUN = (
    'echo +{}; cd {} && { "$SYNFIN_RUN" %s %s >/dev/null 2>stderr || echo $? >failed; } && cd .. && tar -cf .{}.part {}'
    " && mv .{}.part .{}.tar; echo {}"
)
# A machine that is lost without a word is given up after half a minute.
SSH = "ssh -o BatchMode=yes -o ServerAliveInterval=10 -o ServerAliveCountMax=3"


def options(folder, recipe):
    """@return those of parallel, with the folder of all runs, that send a recipe and bring back an archive."""
    return ["--workdir", "...", "--cleanup", "--transferfile", f"{folder}/./{{}}/{recipe}", "--return", f"{folder}/./.{{}}.tar"]


class Arrivals:
    """Archives that other machines send back."""

    def __init__(self, directory, ended):
        """@param ended called with the id of each run whose results are in their place"""
        self._directory = directory
        self._ended = ended
        self._expected = set()

    def expect(self, identity):
        """Takes note that another machine has done a run; None: looks what has arrived."""
        if identity is not None:
            self._expected.add(identity)
        for each in list(self._expected):
            if os.path.exists(self._archive(each)):
                self._expected.discard(each)
                self._unpack(each)
                self._ended(each)
        self._ended(None)

    def _archive(self, identity):
        return os.path.join(self._directory.runs, f".{identity}.tar")

    def _unpack(self, identity):
        """Puts the folder of a run into its place; nothing of an archive that is damaged."""
        archive, folder = self._archive(identity), tempfile.mkdtemp(prefix=f".{identity}.", dir=self._directory.runs)
        try:
            with contextlib.suppress(tarfile.TarError, EOFError), tarfile.open(archive) as file:
                members = file.getmembers()
                if all(self._belongs(member, identity) for member in members):
                    file.extractall(folder, members)
                    self._directory.forget(identity)
                    os.rename(os.path.join(folder, identity), self._directory.run(identity))
        except OSError as error:
            raise Stopped(f"{archive}: {error.strerror}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                os.unlink(archive)

    @staticmethod
    def _belongs(member, identity):
        """@return whether an archive's member is a file or a folder of the run's own."""
        first, *rest = member.name.split("/")
        return first == identity and ".." not in rest and (member.isreg() or member.isdir())
