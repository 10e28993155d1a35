# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How the values of a column of connections.csv are spread: ecdf, ccdf, hist and box."""

import itertools

import numpy

from synfin.plotting import handshakes
from synfin.plotting.counting import NANOSECONDS, Distribution
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import frame
from synfin.plotting.grammar import places, quantities
from synfin.plotting.grammar.points import EXACT, SIMULATED
from synfin.schema import TABLES
from synfin.theory.intervals import quantile_ranks, wilson
from synfin.tools.messages import BadInput, brief, nearest

HISTOGRAM = quantities.LATENCY  # all latencies, from the histograms of summary.json: no trace is read
OF_HANDSHAKES = ("handshake_s", HISTOGRAM)
MOST_STEPS = 400
MOST_BINS = 40
MOST_COUNT = 9.2e9  # what a Distribution holds
SHARES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}  # of tables

STEP_COLUMNS = ("panel", "series", "kind", "figure", "value", "share", "low", "high", "n", "unit")
BIN_COLUMNS = ("panel", "series", "kind", "figure", "from", "to", "share", "low", "high", "n", "unit")
BOX_COLUMNS = ("panel", "series", "kind", "parameter", "x", "place", "figure", "n", "mean", "min", *SHARES, "max", "median_low",
               "median_high", "unit", "axis_unit")
NUMBER_COLUMNS = ("panel", "series", "parameter", "x", "figure", "statistic", "value", "low", "high", "n", "unit")


class Counted(Distribution):
    """A distribution that may also be told how many there are of a value."""

    def add_counted(self, seconds, counts, least, most):
        """@param least, most of all values, exactly"""
        values = numpy.rint(numpy.asarray(seconds, dtype=float) * NANOSECONDS).astype(numpy.int64)
        other = Distribution()
        other._values, other._counts = values, numpy.asarray(counts, dtype=numpy.int64)
        other._low, other._high = (round(value * NANOSECONDS) for value in (least, most))
        self.join(other)

    def quantile_interval_exact(self, share):
        """@return the order statistics between which the true quantile lies; None where there are too few."""
        count = self.count
        low, high = quantile_ranks(count, share)
        at = lambda rank: float(self.quantiles([rank / count])[0]) if 1 <= rank <= count else None
        return at(low), at(high)

    def bins(self, edges):
        """@return how many values are in each bin, which has its lower edge, the last one both."""
        self._merge()
        return numpy.histogram(self._values / NANOSECONDS, edges, weights=self._counts)[0].round().astype(numpy.int64)


def columns():
    """@return the columns of connections.csv that are numbers."""
    return [name for name, column in TABLES["connections"].items()
            if column["type"] in ("decimal", "integer") and name not in ("conn", "lport", "rport", "user")]


def check(selection, runs):
    """Refuses a --y of which these kinds know no values."""
    name = selection.y
    if name == HISTOGRAM and all("handshake_latency_histogram" in (run.summary or ()) for run in runs):
        return
    if name == HISTOGRAM:
        raise BadInput(f"--y {name}: accepted where every summary.json has a histogram, which groups have not: take handshake_s,"
                       " from connections.csv")
    if name not in columns():
        near = nearest(name, [*columns(), HISTOGRAM])
        what = f"; {near}" if near else ""
        raise BadInput(f"--y {brief(name)}: accepted with --kind {selection.kind} is a column of connections.csv that has numbers, such"
                       f" as handshake_s{what}")
    if not all(run.has("connections") for run in runs):
        raise DoesNotFit(f"--y {brief(name)}: no connections.csv in every run (synfin-run --trace all)")


def unit(name):
    """@return the unit of a column."""
    return "s" if name == HISTOGRAM else TABLES["connections"][name]["unit"]


def label(name):
    """@return what an axis of a column is called."""
    words = {"handshake_s": "handshake latency", HISTOGRAM: "handshake latency"}.get(name) or name.removesuffix("_s").replace("_", " ")
    words = words.replace("time wait", "TIME_WAIT").replace("syn sent", "SYNs sent").replace("synack sent", "SYN-ACKs sent")
    return f"{words} ({unit(name)})" if unit(name) in ("s", "octets") else words


def of_cell(cell, name):
    """@return the Counted values of the runs of a cell together."""
    seen = Counted()
    for run in cell.runs:
        if name == HISTOGRAM:
            known = run.summary[HISTOGRAM]
            if known["count"]:
                values, counts = zip(*run.summary["handshake_latency_histogram"]["buckets"])
                seen.add_counted(values, counts, known["min"], known["max"])
            continue
        for chunk in run.chunks("connections", [name]):
            values = chunk[name].dropna().to_numpy(dtype=float)
            if len(values) and values.max() > MOST_COUNT:
                raise DoesNotFit(f"--y {brief(name)}: values of at most {MOST_COUNT:g} can be counted")
            seen.add(values)
    return seen


def _law(cell, name, options):
    """@return [(value, share of those that have one)] of theory."""
    if name not in OF_HANDSHAKES:
        return []
    law = handshakes.exact(cell.runs[0], options, of_attempts=False)
    if not law or not law.established:
        return []
    return [(latency, share / law.established) for latency, share in law.steps()]


def _thinned(values, below, is_tail):
    """
    @param below how many, or which share, do not exceed each value
    @return at most so many steps, the first and the last among them: evenly spread, or for a tail over the decades of what exceeds
    """
    if len(values) <= MOST_STEPS:
        return values, below
    wanted = numpy.linspace(below[0], below[-1], MOST_STEPS)
    if is_tail:
        above = below[-1] - below[:-1]
        wanted = below[-1] - numpy.geomspace(max(above.max(), 1e-12), max(above.min(), 1e-12), MOST_STEPS)
    picked = numpy.unique([0, len(values) - 1, *numpy.searchsorted(below, wanted).clip(0, len(values) - 1)])
    return values[picked], below[picked]


def _steps(cell, seen, selection, options):
    """Yields rows of an ecdf, or of a ccdf, which is the share that exceeds each value."""
    is_tail, name, count = selection.kind == "ccdf", selection.y, seen.count
    head = (cell.panel, cell.series)
    for value, number in zip(*map(numpy.ndarray.tolist, _thinned(*seen.steps(1 << 62), is_tail))):
        number = count - number if is_tail else number
        yield (*head, SIMULATED, name, value, number / count, *wilson(number, count), count, unit(name))
    law = _law(cell, name, options)
    if law:
        for value, share in zip(*map(numpy.ndarray.tolist, _thinned(*map(numpy.array, zip(*law)), is_tail))):
            yield (*head, EXACT, name, value, max(0.0, 1 - share) if is_tail else share, None, None, None, unit(name))


def edges(all_seen, is_log, is_whole):
    """@return the edges of bins that all series share: equal ones, or equal factors; of whole numbers one each, if they are few."""
    low, high = min(seen.smallest for seen in all_seen), max(seen.largest for seen in all_seen)
    if is_whole and high - low < MOST_BINS and not is_log:
        return numpy.arange(low - 0.5, high + 1)
    if is_log:
        return numpy.geomspace(low, high * 1.0001 if high > low else low * 1.1, MOST_BINS + 1)
    return numpy.linspace(low, high if high > low else low + (abs(low) or 1.0), MOST_BINS + 1)


def _bins(cells, all_seen, selection, options):
    is_whole = selection.y != HISTOGRAM and TABLES["connections"][selection.y]["type"] == "integer"
    if "x" in options.log and any(seen.smallest <= 0 for seen in all_seen):
        raise BadInput(f"--log {options.log}: accepted on an axis of values above 0; {selection.y} is 0 somewhere")
    shared = edges(all_seen, "x" in options.log, is_whole)
    for cell, seen in zip(cells, all_seen):
        for low, high, count in zip(shared.tolist(), shared[1:].tolist(), seen.bins(shared).tolist()):
            yield (cell.panel, cell.series, SIMULATED, selection.y, low, high, count / seen.count, *wilson(count, seen.count), seen.count,
                   unit(selection.y))


def _boxes(cells, all_seen, axis, selection):
    for cell, seen in zip(cells, all_seen):
        x, place = (str(cell.x), list(axis.places).index(cell.x)) if axis else ("", 0)
        yield (cell.panel, cell.series, SIMULATED, axis.name if axis else "", x, place, selection.y, seen.count, seen.mean(), seen.smallest,
               *seen.quantiles(list(SHARES.values())).tolist(), seen.largest, *seen.quantile_interval_exact(0.5), unit(selection.y),
               places.CATEGORY)


def _cells(source, selection, options):
    """@return the cells that have values, these values, and the Axis of --x."""
    found, runs = places.resolve(source, selection)
    check(selection, runs)
    cells = places.cells(runs, selection, found)
    axis = places.axis(runs, found[selection.x]) if selection.x else None
    pairs = [(cell, of_cell(cell, selection.y)) for cell in cells]
    pairs = [(cell, seen) for cell, seen in pairs if seen.count]
    if not pairs:
        raise DoesNotFit(f"--y {brief(selection.y)}: no connection has a value of it")
    if len(pairs) < len(cells):
        options.note(f"{len(cells) - len(pairs)} of {len(cells)} have no {brief(selection.y)} and are left out")
    handshakes.note_phases(runs, options)
    if not all(seen.is_exact for _, seen in pairs):
        options.note("more than a million different values: they are rounded to four digits")
    return [cell for cell, _ in pairs], [seen for _, seen in pairs], axis


def table(source, selection, options):
    """@return the table of one of these kinds."""
    cells, all_seen, axis = _cells(source, selection, options)
    if selection.table:
        return numbers(cells, all_seen, selection.y, axis)
    if selection.kind == "hist":
        return frame(list(_bins(cells, all_seen, selection, options)), BIN_COLUMNS)
    if selection.kind == "box":
        return frame(list(_boxes(cells, all_seen, axis, selection)), BOX_COLUMNS)
    rows = itertools.chain.from_iterable(_steps(cell, seen, selection, options) for cell, seen in zip(cells, all_seen))
    return frame(list(rows), STEP_COLUMNS)


def numbers(cells, all_seen, name, axis):
    """@return what a table in the place of a picture has: mean and percentiles, between order statistics."""
    rows = []
    for cell, seen in zip(cells, all_seen):
        head = (cell.panel, cell.series, *((axis.name, str(cell.x)) if axis else ("", "")), name)
        for statistic, share in PERCENTILES.items():
            value = float(seen.quantiles([share])[0])
            rows.append((*head, statistic, value, *seen.quantile_interval_exact(share), seen.count, unit(name)))
    return frame(rows, NUMBER_COLUMNS)
