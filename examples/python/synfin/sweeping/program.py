# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a sweep runs: synfin-run, or any script with ns-3's CommandLine. A sweep knows both by the same methods."""

import os
import shutil

from synfin.sweeping import questions
from synfin.sweeping.errors import BadInput
from synfin.sweeping.script import Script
from synfin.sweeping.synfin_run import SynfinRun
from synfin.tools.messages import brief
from synfin.tools.programs import find_program


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
        raise BadInput(f"--program {brief(asked)}: accepted is the path of synfin-run, or of a script with ns-3's CommandLine; there"
                       " is no such program")
    if not os.path.abspath(path).isprintable():
        raise BadInput(f"--program {brief(asked)}: accepted is a path of letters that can be shown")
    return os.path.abspath(path)


def of(path, asked):
    """
    @param path of find()
    @param asked what --program says, or None
    @return the program: a SynfinRun, or a Script
    """
    if asked is None:
        return SynfinRun(path)
    told = questions.ask(path, "--PrintHelp")
    if told.status == 0 and questions.SYNFIN_RUN in told.stdout:
        return SynfinRun(path)
    return Script(path, told)
