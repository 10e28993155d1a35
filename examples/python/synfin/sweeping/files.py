# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Files that appear whole or not at all."""

import contextlib
import itertools
import os
import tempfile

PREFIX = ".synfin-sweep."  # of everything that is not a result


@contextlib.contextmanager
def replacing(path):
    """Gives the name of a temporary file, which takes the place of `path`, or of what a link there points to, if the block succeeds."""
    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(prefix=f"{PREFIX}{name}.", dir=folder)
    os.close(handle)
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def write(path, text):
    """Writes a whole file."""
    with replacing(path) as temporary:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def remove(path):
    """Removes a file, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def damaged_name(path):
    """@return a name that no file has, under which a damaged one is kept."""
    names = itertools.chain([f"{path}.damaged"], (f"{path}.damaged.{number}" for number in itertools.count(2)))
    return next(name for name in names if not os.path.lexists(name))
