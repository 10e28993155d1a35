# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Which parameters matter: designs of points, and what comes out at them.

    design.py      sobol, morris: points in the unit cube (scipy.stats.qmc)
    estimators.py  Sobol's indices and Morris' elementary effects, with intervals; nothing but NumPy
    ranges.py      --range: what a coordinate of the cube stands for
    study.py       what synfin-sweep --sensitivity does
"""

from synfin.sweeping import files, findings, precision
from synfin.tools.messages import BadInput

OPTIONS = ("sensitivity", "samples", "of")  # of synfin-sweep, beside range


def _study():
    """@return the module, which takes NumPy and SciPy: others start without them."""
    try:
        import scipy.stats.qmc  # noqa: F401
        import synfin.sensitivity.study as found
    except ImportError as error:
        raise BadInput(f"--sensitivity: accepted is a Python with SciPy 1.7 or later (Debian: python3-scipy): {error}") from error
    return found


def write(directory, plan, progress):
    """@return the table of a sweep that was to tell what matters, "" of any other; it writes sensitivity.csv."""
    files.remove(directory.of(findings.file_of("sensitivity")))  # of other runs
    try:
        with open(directory.of("sweep.ini"), encoding="utf-8", errors="replace") as file:
            is_asked = "\nsensitivity = " in file.read()
    except OSError:
        return ""
    return _study().write(directory, plan, progress) if is_asked else ""


def look_at_one(request, directory, made, work):
    """Refuses a figure that the first run does not have; of synfin-run most are known before."""
    asked = request.sensitivity
    if asked and (not request.program.can_be_tried or precision.depends_on_parameters(asked.figure)):
        _study().look_at_one(request.sensitivity, directory, made, work)


def ask(request):
    """
    Turns the ranges of a Request into varied keys, or refuses what does not go with them.

    @return study.Sensitivity, or None where nobody asked
    """
    given = [name for name in (*OPTIONS, "range") if (request.ranges if name == "range" else request.has(name))]
    if not request.has("sensitivity"):
        if given:
            raise BadInput(f"--{given[0]}: accepted with --sensitivity sobol or morris")
        return None
    if request.vary or request.zips:
        raise BadInput("--vary: accepted without --sensitivity, whose --range say what varies")
    return _study().ask(request)
