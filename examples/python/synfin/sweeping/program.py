# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a sweep runs: synfin-run, or any script with ns-3's CommandLine. A sweep knows both by the same methods."""

import functools
import os
import shutil

from synfin.sweeping import questions
from synfin.sweeping.errors import BadInput
from synfin.sweeping.script import Script
from synfin.sweeping.synfin_run import SynfinRun
from synfin.tools.messages import brief
from synfin.tools.programs import find_program


def _why_none(asked):
    """@return why no program is called so."""
    if os.path.isdir(asked):
        return "this is a folder"
    if not os.path.exists(asked):
        return "there is no such program"
    if not os.access(asked, os.X_OK):
        return "this file is not executable (chmod +x)"
    return f"it is not on PATH; say ./{brief(asked, 40)} for the file in this folder"


def find(asked, beside):
    """
    @param asked what --program says, or None
    @param beside folders to look into
    @return the path of synfin-run, or of what was asked for
    """
    if asked is None:
        try:
            return find_program("synfin-run", beside)
        except BadInput as error:
            raise BadInput(f"--program: accepted is the path of synfin-run; {error}") from error
    path = shutil.which(asked)
    if path is None:
        raise BadInput(f"--program {brief(asked)}: accepted is the path of synfin-run, or of a script with ns-3's CommandLine;"
                       f" {_why_none(asked)}")
    if not os.path.abspath(path).isprintable():
        raise BadInput(f"--program {brief(asked)}: accepted is a path of letters that can be shown")
    return os.path.abspath(path)


def of(path, asked, progress):
    """
    @param path of find()
    @param asked what --program says, or None
    @param progress what --progress says
    @return the program: a SynfinRun, or a Script
    """
    if asked is None:
        return SynfinRun(path)
    ask = functools.partial(questions.ask, path, progress)
    told = ask("--PrintHelp")
    if told.status == 0 and questions.SYNFIN_RUN in told.stdout:
        return SynfinRun(path)
    return Script(path, told, ask)
