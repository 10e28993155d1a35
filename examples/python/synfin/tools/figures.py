# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The figures of a run: of the summary.json of synfin-run or TraceHelper, or of what another script writes."""

import csv
import io
import os
import pathlib
import re

from synfin.tools import inputs, runfolder
from synfin.tools import summary as summary_
from synfin.tools.messages import BadInput, brief

MOST = 1000  # figures of a run; a table of SQLite has up to 2000 columns
NO_FIGURES = ("schema", "parameters", "handshake_latency_histogram", "attempts_over_time", "nodes", "events")  # of a summary.json of synfin's
CHOOSE = "--result FILE chooses"


# Percentiles, errors and intervals are of one run: their mean over runs would be of none.
_OF_ONE_RUN = re.compile(r"latency_s[._](p[0-9]+|min|max|stddev)$|_(error|ci95|ci95_low|ci95_high)$")


def is_of_one_run(name):
    """@return whether a figure of synfin's, with dots or _ in its path, cannot be put together over replications."""
    return bool(_OF_ONE_RUN.search(name))


def _flatten(value, name, between="_"):
    """Yields every figure below a value with its path."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        yield name, int(value) if isinstance(value, bool) else value
    else:
        for key, part in parts:
            yield from _flatten(part, f"{name}{between}{key}" if name else str(key), between)


def _asked(told):
    """@return the same without window and rare where nobody asked for them: all of them is null."""
    unasked = [key for key in ("window", "rare") if all(value is None for value in told.get(key, {}).values())]
    return {key: part for key, part in told.items() if key not in unasked}


def of_synfin(summary, between="_"):
    """
    @param between what stands between the parts of a figure's path
    @return {figure: value} of a summary.json of synfin's
    """
    told = _asked({key: part for key, part in summary.items() if key not in NO_FIGURES and (key, part) != ("counters", None)})
    groups = {group["group"]: _asked({key: part for key, part in group.items() if key != "group"})
              for group in told.pop("groups", None) or ()}
    return dict(_flatten({**told, "group": groups}, "", between))


def read(path):
    """
    @param path a file that a script has written
    @return {figure: value}, and the whole summary.json if it is synfin's, else None; BadInput where it has no figures
    """
    path = pathlib.Path(path)
    if path.suffix == ".csv":
        return _checked(path, _row(path)), None
    told = inputs.read_json(path)
    if summary_.is_synfins(told):
        summary = summary_.read(path)
        return of_synfin(summary), summary
    if not isinstance(told, dict):
        raise BadInput(f"{brief(path, 120)}: wanted is an object of numbers, or of such objects")
    summary_.check_numbers(path, told, "")
    return _checked(path, list(_flatten(told, ""))), None


def _checked(path, pairs):
    """@return {figure: value} of [(figure, value)]."""
    found = {}
    if len(pairs) > MOST:
        raise BadInput(f"{brief(path, 120)}: {len(pairs)} figures, and at most {MOST} are accepted")
    for name, value in pairs:
        if not name or not name.isprintable():
            raise BadInput(f"{brief(path, 120)}: a figure's name is {brief(repr(name), 30)}")
        if name in found:
            raise BadInput(f"{brief(path, 120)}: two figures are named {brief(name, 40)}")
        found[name] = value
    if not any(isinstance(value, (int, float)) for value in found.values()):
        raise BadInput(f"{brief(path, 120)}: there is no number in it")
    return found


def _row(path):
    """@return [(column, value)] of a CSV file with one row; nan is no value."""
    try:
        rows = [row for row in csv.reader(io.StringIO(inputs.read_text(path), newline=""), strict=True) if row]
    except csv.Error as error:
        raise BadInput(f"{brief(path, 120)}: {error}") from error
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        raise BadInput(f"{brief(path, 120)}: wanted are the names of columns and one row of as many values")
    values = []
    for text in rows[1]:
        text = text.strip()
        if text.lstrip("+-").lower() in ("inf", "infinity"):
            raise BadInput(f"{brief(path, 120)}: {brief(text)} is no finite number")
        values.append(None if text.lstrip("+-").lower() in ("", "nan") else inputs.number(text))
    return list(zip((name.strip() for name in rows[0]), values))


def _has_one_row(path):
    """@return whether a CSV file has one row below its first one."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = (row for row in csv.reader(file) if row)
            return next(rows, None) is not None and next(rows, None) is not None and next(rows, None) is None
    except (OSError, UnicodeDecodeError, csv.Error):
        return False


def locate(folder, wanted):
    """
    @param folder what a script has written, which has ended well
    @param wanted the path of --result, or None: the only summary.json, and where there is none, the only CSV file with one row
    @return the path, below the folder, of the file with the figures; BadInput where there is none, or several are
    """
    if wanted:
        if not pathlib.Path(folder, wanted).is_file():
            raise BadInput(f"--result {brief(wanted, 60)}: the script has not written it")
        if not wanted.endswith((".json", ".csv")):
            raise BadInput(f"--result {brief(wanted, 60)}: accepted is a file whose name ends in .json or .csv")
        return wanted
    written = sorted(os.path.relpath(os.path.join(place, name), folder) for place, _, names in os.walk(folder) for name in names)
    for found in ([name for name in written if os.path.basename(name) == runfolder.SUMMARY],
                  [name for name in written if name.endswith(".csv") and _has_one_row(os.path.join(folder, name))]):
        if len(found) > 1:
            raise BadInput(f"the script has written {brief(found[0], 40)} and {brief(found[1], 40)}: {CHOOSE}")
        if found:
            if not found[0].isprintable():
                raise BadInput(f"the script has written {brief(found[0], 40)}: accepted are names that can be shown")
            return found[0]
    raise BadInput("the script has written neither a summary.json nor a CSV file with one row")
