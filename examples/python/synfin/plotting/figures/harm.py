# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the length of TIME_WAIT costs, and what it prevents."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Cells, Figure, frame, summaries
from synfin.schema import with_ends
from synfin.tools import parameters as parameters_
from synfin.theory.intervals import mean_of_samples, wilson

COLUMNS = ("series", "measure", "time_wait_s", "value", "low", "high", "events", "attempts", "runs")
# A panel each, with its title; those of MEANS are means over time, the others count events per attempt.
MEASURES = {
    "no_port": "cost: attempts without a port",
    "time_wait_mean_steady": "cost: mean number in TIME_WAIT, steady window",
    "time_wait_mean": "cost: mean number in TIME_WAIT, whole run",
    "fin_answered_by_reset": "harm: FIN answered by RST",
    "old_duplicate_accepted": "harm: old duplicates accepted",
}
MEANS = {"time_wait_mean_steady": "mean_steady", "time_wait_mean": "mean"}
LENGTH = with_ends("time_wait", "msl")
TITLE = 6.8  # points
MARGIN = 0.85  # inches left of the axes


def check(source):
    """runs that differ in the length of TIME_WAIT"""
    if not all("harm" in run.summary for run in source.runs):
        return "summary.json does not tell harms"
    try:
        lengths = {parameters_.time_wait(run.parameters) for run in source.runs}
    except parameters_.NotApplicable as error:
        return str(error)
    if len(lengths) < 2:
        return "wanted: runs that differ in the length of TIME_WAIT (time_wait or msl)"
    return None


def _events(run, measure):
    if measure == "no_port":
        return run.summary["connections"]["no_port"]
    return run.summary["harm"][measure]


def _share(runs, measure, options):
    """@return value, low, high, events, attempts; None when the runs do not tell it."""
    events = [_events(run, measure) for run in runs]
    if any(count is None for count in events):
        return None
    attempts = [run.summary["connections"]["attempted"] for run in runs]
    total, tried = sum(events), sum(attempts)
    # Runs without any event do not differ, which is no proof that there is none.
    if len(runs) > 1 and total:
        low, high = mean_of_samples([e / n for e, n in zip(events, attempts)])[1:]
    else:
        handshakes.note_phases(runs, options)
        low, high = wilson(min(total, tried), tried)
    return total / tried, max(0.0, low), high, total, tried


def _mean(runs, key):
    """@return value, low, high, no events, no attempts; None when some run has no such mean."""
    means = [run.summary["time_wait"].get(key) for run in runs]
    if None in means:
        return None
    value, low, high = mean_of_samples(means)
    return value, max(0.0, low) if low == low else low, high, None, None


def _rows(part, runs, options):
    length = parameters_.time_wait(runs[0].parameters)
    for measure in MEASURES:
        found = _mean(runs, MEANS[measure]) if measure in MEANS else _share(runs, measure, options)
        if found:
            yield (part.series, measure, length, *found, len(runs))
        elif measure in MEANS:
            options.note(f"harm: no mean over a steady window where TIME_WAIT lasts {length:g} s: the run is too short")


def table(source, options):
    rows = []
    for part in grouping.parts("harm", source, options, grouping.of_synfin(source.runs, LENGTH), 1, len(style.SERIES)):
        for runs in part.points():
            rows += _rows(part, runs, options)
    return frame(rows, COLUMNS)


def _curve(axes, rows, scale, colour, marker, label):
    low = rows["low"].fillna(rows["value"]).astype(float)
    high = rows["high"].fillna(rows["value"]).astype(float)
    axes.fill_between(rows["time_wait_s"], scale * low, scale * high, color=colour, alpha=0.2,
                      linewidth=0)
    axes.plot(rows["time_wait_s"], scale * rows["value"], color=colour, marker=marker, label=label,
              clip_on=False, zorder=3)


def _scale(measure, rows):
    """@return how many of the panel's unit one is, and the unit; a share in digits that are read."""
    if measure in MEANS:
        return 1, "connections"
    for scale, name in ((100, "100"), (1000, "1,000"), (1e6, "million")):
        if scale * rows["value"].max() >= 1:
            break
    return scale, f"per {name}\nattempts"


def _shown_ticks(axes, ticks):
    """@return the texts of ticks, empty where there is no room beside the one before."""
    low, high = axes.transScale.transform([(x, 0) for x in axes.get_xlim()])[:, 0]
    width = axes.figure.get_figwidth() - 0.8
    letter = style.LETTER * style.SETTINGS["xtick.labelsize"] / 72
    texts, until = [], -1.0
    for tick in ticks:
        place = (axes.transScale.transform((tick, 0))[0] - low) / (high - low) * width
        half = letter * len(style.duration(tick)) / 2
        fits = place - half > until
        texts.append(style.duration(tick) if fits else "")
        until = place + half + letter / 2 if fits else until
    return texts


def _length_axis(axes, lengths):
    """Logarithmic, with room for no TIME_WAIT at all, when the lengths are far apart."""
    positive = lengths[lengths > 0]
    if positive.max() > 20 * positive.min():
        axes.set_xscale("symlog", linthresh=positive.min(), linscale=0.5)
        axes.set_xlim(-0.15 * positive.min() if (lengths == 0).any() else positive.min() * 0.8,
                      positive.max() * 1.25)
    ticks = sorted(lengths.unique())
    axes.set_xticks(ticks, _shown_ticks(axes, ticks))
    axes.xaxis.set_minor_locator(style.matplotlib.ticker.NullLocator())
    axes.set_xlabel("length of TIME_WAIT")


def draw(data, options):
    series = list(data["series"].unique())
    measures = [measure for measure in MEASURES if (data["measure"] == measure).any()]
    figure, legend, panels = style.stacked(options, measures, [name for name in series if name],
                                           0.95)
    for axes, measure in zip(panels, measures):
        here = data[data["measure"] == measure]
        scale, unit = _scale(measure, here)
        for name, colour, marker in zip(series, style.SERIES, style.MARKERS):
            _curve(axes, here[here["series"] == name], scale, colour, marker, name)
        axes.set_title(style.wrapped(MEASURES[measure], options.width - MARGIN, TITLE), loc="left", fontsize=TITLE)
        axes.set_ylabel(unit)
        top = here[["value", "high"]].astype(float).max().max()
        axes.set_ylim(0, 1.08 * scale * top or 1)
        style.thousands(axes.yaxis)
    _length_axis(panels[-1], data["time_wait_s"])
    if series != [""]:
        style.share_legend(legend, panels)
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, check), table=table, draw=draw,
                cells=Cells("cost and harm", "value", ("time_wait_s",), ("measure",), ("series",), head="length of TIME_WAIT (s)"))
