# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Folders for a while, and the end of those that a killed program left behind."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile


def _locked(path):
    """@return a handle that holds the folder until this process ends, or None where another one holds it."""
    handle = None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Who swept up may have removed it between its making and our lock.
        if os.path.samestat(os.fstat(handle), os.stat(path)):
            return handle
    except OSError:
        pass
    if handle is not None:
        os.close(handle)
    return None


def sweep_up(home, prefix):
    """Removes folders that nobody holds any more."""
    for path in pathlib.Path(home).glob(prefix + "*"):
        handle = _locked(path)
        if handle is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(handle)


def make(home, prefix):
    """@return the path of a new folder, and the handle that holds it (None where a file system cannot lock)"""
    while True:
        path = tempfile.mkdtemp(prefix=prefix, dir=home)
        handle = _locked(path)
        if handle is not None or os.path.isdir(path):
            return pathlib.Path(path), handle


@contextlib.contextmanager
def folder(home, prefix):
    """Gives a folder that is there while the block lasts; before it, those of killed programs go."""
    sweep_up(home, prefix)
    path, handle = make(home, prefix)
    try:
        yield path
    finally:
        remove(path, handle)


def remove(path, handle):
    """Removes what make() made."""
    shutil.rmtree(path, ignore_errors=True)
    if handle is not None:
        os.close(handle)
