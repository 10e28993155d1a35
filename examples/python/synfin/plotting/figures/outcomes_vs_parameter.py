# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What became of attempts to connect, over the loss rate or another parameter: shares, stacked."""

import dataclasses

from synfin.plotting import grouping, handshakes, ranges, style
from synfin.plotting.figure import Cells, Figure, frame, summaries, sweep
from synfin.plotting.figures.outcomes import COLOURS
from synfin.plotting.grammar.axes import put_categories
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "kind", "parameter", "value", "label", "outcome", "share", "low", "high", "count", "attempts", "unit")
WIDTH = 0.82  # of the way to the next bar
MOST_TEXTS = 12
BESIDE = 0.6  # inches beside the axes


def table(source, options):
    axis, label, unit, sizes, texts = ranges.axis_of_any("outcomes-vs-parameter", source, options.by)
    rows = []
    others = dataclasses.replace(options, by=None)
    for part in grouping.parts("outcomes-vs-parameter", source, others, [axis], grouping.MOST_PANELS, 1):
        for (value,), runs in grouping.by_values(part.runs, [axis]).items():
            told = [run.summary["connections"] for run in runs]
            total = sum(counts["attempted"] for counts in told)
            handshakes.note_phases(runs, options)
            for outcome in COLOURS:
                count = sum(counts.get(outcome) or 0 for counts in told)
                if count:
                    rows.append((part.panel, "simulated", label, sizes[value], texts.get(value), outcome, count / total, *wilson(count, total), count,
                                 total, unit))
    return frame(rows, COLUMNS)


def draw(data, options):
    panels = list(data["panel"].unique())
    outcomes = [outcome for outcome in COLOURS if outcome in set(data["outcome"])]
    name, scale = grouping.loss_axis(data, data["parameter"].iloc[0])
    values = sorted(data["value"].unique())
    figure, top, grid = style.facets(options, panels, outcomes, 2.1)
    places = {value: place for place, value in enumerate(values)}
    for axes, panel in zip(grid, panels):
        bottom = dict.fromkeys(values, 0.0)
        for outcome in outcomes:
            for row in data[(data["panel"] == panel) & (data["outcome"] == outcome)].itertuples():
                axes.bar(places[row.value], 100 * row.share, WIDTH, bottom[row.value], color=COLOURS[outcome], label=outcome, linewidth=0)
                bottom[row.value] += 100 * row.share
        axes.grid(axis="x", visible=False)
    if data["label"].notna().any():
        texts = data.drop_duplicates("value").set_index("value")["label"]
        for axes in grid:
            put_categories(axes, [texts[value] for value in values], options.width / min(2, len(panels)) - BESIDE)
    else:
        every = -(-len(values) // MOST_TEXTS)
        grid[0].set_xticks(range(0, len(values), every), [style.number(scale * value) for value in values[::every]])
    grid[0].set(ylim=(0, 100), xlim=(-0.5, len(values) - 0.5))
    style.share_legend(top, grid, outcomes)
    style.label_axes(figure, grid, name, "share of attempts (%)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, sweep), table=table, draw=draw,
                cells=Cells("share of attempts", "share", ("label", "value"), ("outcome",)))
