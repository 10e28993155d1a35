# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A column of hosts.csv over time: of all hosts together, or of clients and servers, of each host, or of each group."""

import itertools
import math

import numpy

from synfin.plotting import style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import frame
from synfin.plotting.grammar import axes as axes_
from synfin.plotting.grammar import laws, places
from synfin.plotting.grammar.drawing import Sheet, legend
from synfin.plotting.grammar.points import EXACT, SIMULATED
from synfin.plotting.grammar.selection import TIME
from synfin.schema import TABLES
from synfin.theory.intervals import student_quantile
from synfin.tools.messages import BadInput, brief, nearest

COLUMNS = ("panel", "series", "kind", "figure", "time_s", "value", "low", "high", "runs", "unit")
END, HOST, GROUP = "end", "host", "group"
SPLITS = (END, HOST, GROUP)  # what hosts may be told apart by, beside parameters
MOST_POINTS = 400
LITTLE = "TIME_WAIT"  # the column of which Little's law speaks


def is_asked(selection, source):
    """@return whether a column of hosts.csv shall be drawn over time."""
    return selection.kind == "line" and selection.x == TIME and not any(TIME in run.parameters for run in source.runs)


def _columns():
    return [name for name in TABLES["hosts"] if name not in ("time_s", HOST, GROUP)]


def _check(selection, runs):
    if selection.y not in _columns():
        near = nearest(selection.y, _columns())
        raise BadInput(f"--y {brief(selection.y)}: accepted with --x time is a column of hosts.csv, such as TIME_WAIT"
                       + (f"; {near}" if near else ""))
    if not all(run.has("hosts") for run in runs):
        raise DoesNotFit(f"--y {brief(selection.y)}: no hosts.csv in every run (synfin-run --trace all)")


def _keys(rows, split, run):
    """@return what each row is of: a text, a label of the figure."""
    if split == END:
        clients = run.parameters.get("clients")
        if not isinstance(clients, int):
            raise DoesNotFit("--series end: how many hosts are clients is known in runs of synfin-run with a number of clients")
        return numpy.where(rows[HOST] < clients, "client", "server")
    if split == HOST:
        return ("host " + rows[HOST].astype(str)).to_numpy()
    if split == GROUP:
        return rows[GROUP].astype(object).fillna("").map(lambda name: f"group {name}" if name else "no group").to_numpy()
    return numpy.full(len(rows), "")


def _of_run(run, column, split):
    """@return {key: (seconds in which something was written, numbers from each of them on)}; a row holds until the host's next one."""
    changes, last = {}, {}
    wanted = ["time_s", HOST, column, *([GROUP] if split == GROUP else [])]
    for chunk in run.chunks("hosts", wanted):
        values = chunk[column].fillna(0).to_numpy(dtype=float)
        for time, host, value, key in zip(chunk["time_s"].to_numpy(), chunk[HOST].to_numpy(), values, _keys(chunk, split, run)):
            its = changes.setdefault(key, {})
            its[time] = its.get(time, 0) + value - last.get(host, 0)
            last[host] = value
    found = {}
    for key, its in changes.items():
        times = numpy.array(sorted(its))
        found[key] = times, numpy.cumsum([its[time] for time in times])
    return found


def _at(written, times):
    """@return the numbers at these times: what is not written has not changed since."""
    seconds, numbers = written
    where = numpy.searchsorted(seconds, times, side="right") - 1
    return numpy.where(where >= 0, numbers[where.clip(0)], 0.0)


def _rows(head, runs, times, selection):
    """Yields rows of the mean over replications."""
    values = numpy.array([_at(written, times) for written in runs])
    count = len(values)
    half = numpy.full(len(times), math.nan)
    if count > 1:
        half = student_quantile(count - 1) * values.std(axis=0, ddof=1) / math.sqrt(count)
    unit = TABLES["hosts"][selection.y]["unit"]
    for time, mean, off in zip(times.tolist(), values.mean(axis=0).tolist(), half.tolist()):
        low, high = (None, None) if math.isnan(off) else (max(0.0, mean - off), mean + off)
        yield (*head, SIMULATED, selection.y, time, mean, low, high, count, unit)


def _law(head, cell, selection, options):
    """@return the line of Little's law, over the time of which it speaks: of TIME_WAIT, all hosts together."""
    told = (cell.runs[0].summary or {}).get("time_wait", {})
    if selection.y != LITTLE or told.get("mean_steady") is None:
        return []
    number = laws.little(cell.runs[0], options.note)
    if number is None:
        return []
    return [(*head, EXACT, selection.y, told[end], number, None, None, None, "connections") for end in ("steady_from_s", "steady_to_s")]


def _split(selection, found):
    """@return the place and the name of what hosts are told apart by, or None twice."""
    named = [("series", name) for name in selection.series] + [("panel", name) for name in selection.panel]
    splits = [(place, name) for place, name in named if name in SPLITS and found.get(name) == name]
    if len(splits) > 1:
        raise BadInput(f"--{splits[1][0]} {splits[1][1]}: accepted is one of {', '.join(SPLITS)}")
    return splits[0] if splits else (None, None)


def table(source, selection, options):
    """@return the table of a figure over time."""
    found, runs = places.resolve(source, selection, (TIME, *SPLITS))
    _check(selection, runs)
    place, split = _split(selection, found)
    parameters = {name: known for name, known in found.items() if name not in (TIME, split)}
    cells = places.cells(runs, selection, parameters)
    rows = []
    for cell in cells:
        written = [_of_run(run, selection.y, split) for run in cell.runs]
        end = max(int(seconds[-1]) for its in written for seconds, _ in its.values())
        times = numpy.arange(0, end + 1, max(1, -(-(end + 1) // MOST_POINTS)))
        for key in _in_order(itertools.chain.from_iterable(written)):
            its = [one[key] for one in written if key in one]
            texts = [cell.panel, cell.series]
            if place:
                where = 1 if place == "series" else 0
                texts[where] = ", ".join(text for text in (key, texts[where]) if text)
            rows += _rows(texts, its, times, selection)
            rows += _law(texts, cell, selection, options) if not split else []
    data = frame(rows, COLUMNS)
    if data["series"].nunique() > places.MOST_SERIES:
        raise DoesNotFit(f"--series {split}: {data['series'].nunique()} series, and at most {places.MOST_SERIES} can be drawn")
    return data


def _in_order(keys):
    """@return each once, numbers in them by their size."""
    number = lambda text: int(text.rpartition(" ")[2]) if text.rpartition(" ")[2].isdigit() else -1
    return sorted(dict.fromkeys(keys), key=lambda key: (number(key), key))


def draw(data, options):
    """@return drawings, one a page."""
    name, is_log = data["figure"].iloc[0], "y" in options.log
    unit = TABLES["hosts"][name]["unit"]
    label = f"connections in {name}" if name in places.STATES else f"{name.replace('_', ' ')} ({unit})"
    series = list(data["series"].unique())
    has_law = (data["kind"] == EXACT).any()
    sheet = Sheet(data, options, legend(data), ("simulated time (s)", label))
    simulated = data[data["kind"] == SIMULATED]
    axes_.check_log(options.log, "x", simulated["time_s"], TIME)
    axes_.check_log(options.log, "y", simulated["value"], name)
    bounds = axes_.limits(data[["value", "high"]].to_numpy(dtype=float).ravel(), is_log)

    def panel(axes, rows):
        for text, its in rows.groupby("series", sort=False):
            law, its = its[its["kind"] == EXACT], its[its["kind"] == SIMULATED]
            colour = sheet.colours[text]
            axes.plot(its["time_s"], its["value"], color=colour, drawstyle="steps-post", linewidth=1.0, label=text or SIMULATED)
            if its["low"].notna().any():
                axes.fill_between(its["time_s"], its["low"].astype(float), its["high"].astype(float), step="post", color=colour, alpha=0.25, linewidth=0)
            axes.plot(law["time_s"], law["value"], color=colour if len(series) > 1 else "black", dashes=(4, 2), linewidth=0.8)
        if has_law:
            axes.plot([], [], color="black", dashes=(4, 2), linewidth=0.8, label="exact")
        if is_log:
            axes.set_yscale("log")
        axes.set(xlim=(0, simulated["time_s"].max() or 1), ylim=bounds if is_log else (0, bounds[1]))
        if is_log:
            axes_.plain(axes.yaxis, True)
        else:
            style.thousands(axes.yaxis)

    return sheet.draw(panel)
