# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Files appear whole or not at all."""

import contextlib
import os
import pathlib
import shutil

from synfin.tools.messages import BadInput
from synfin.tools import scratch
from synfin.tools.messages import brief

PREFIX = ".synfin-plot."


class Staging:
    """A folder of files to come; they get their place together, or nothing of them is left."""

    def __init__(self, target):
        """@param target the folder where they shall be; it is made if need be"""
        self._target = pathlib.Path(target)
        self._made = []
        self._names = []
        try:
            self._make(self._target)
            scratch.sweep_up(self._target, PREFIX)
            self._folder, self._lock = scratch.make(self._target, PREFIX)
        except OSError as error:
            self._remove_made()
            raise BadInput(f"--out {brief(target)}: accepted is a folder that can be written; {error.strerror}") from error

    def _make(self, folder):
        if not folder.parent.is_dir():
            self._make(folder.parent)
        if not folder.is_dir():
            folder.mkdir()
            self._made.append(folder)

    def path(self, name):
        """@return where to write a file that will have this name; BadInput where a folder, a device or a pipe has it."""
        target = self._target / name
        if target.exists() and not target.is_file():
            raise BadInput(f"{brief(target)}: accepted is the name of a file, or a new one; this is none")
        self._names.append(name)
        return self._folder / name

    def names(self):
        """@return the names of the files to come."""
        return tuple(self._names)

    @contextlib.contextmanager
    def all_or_none(self):
        """Of the files that get a path inside, none comes if it fails."""
        count = len(self._names)
        try:
            yield
        except BaseException:
            del self._names[count:]
            raise

    def publish(self):
        """@return the paths of the files, which are complete now."""
        paths = []
        for name in self._names:
            _put(self._folder / name, self._target / name)
            paths.append(self._target / name)
        self._made = []
        return paths

    def clear(self):
        """Removes what was not published."""
        scratch.remove(self._folder, self._lock)
        self._remove_made()

    def _remove_made(self):
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _put(made, target):
    """Gives a file its place; a link there stays one, as with cp: what it points to is replaced."""
    if target.is_symlink():
        target = pathlib.Path(os.path.realpath(target))
        beside = target.with_name(f"{PREFIX}{target.name}")  # it may be on another file system
        try:
            shutil.copyfile(made, beside)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    else:
        os.replace(made, target)


@contextlib.contextmanager
def staging(target):
    """Whatever happens inside, no half of it stays."""
    stage = Staging(target)
    try:
        yield stage
    except OSError as error:
        raise BadInput(f"--out {brief(target)}: {error.strerror or error}") from error
    finally:
        stage.clear()
