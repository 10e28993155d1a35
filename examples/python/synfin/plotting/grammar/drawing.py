# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The pictures of figures of one's own, on as many pages as it takes."""

import numpy

from synfin.plotting import aside, grouping, style
from synfin.plotting.grammar import axes as axes_
from synfin.plotting.grammar import laws
from synfin.plotting.grammar.points import EXACT, SIMULATED

PANEL = 1.7  # inches of a panel, nearly
DOWN = {"slides": 2}  # panels below each other
MOST_DOWN = 4
MANY = 1e4  # from which on numbers have commas
LABEL = style.SETTINGS["axes.labelsize"]
BELOW = 0.5  # inches, nearly, of what stands below panels and above them
MARKERS = (style.MARKERS * 2)[:10]


def across(options):
    """@return how many panels stand beside each other: two in a column of a paper, four across two of them."""
    return max(1, int(options.width / PANEL + 0.4))


def pages(titles, options):
    """@return lists of the titles of the panels on each page."""
    size = across(options) * DOWN.get(options.style, MOST_DOWN)
    return [titles[first:first + size] for first in range(0, len(titles), size)]


class Sheet:
    """What all pages of a figure share."""

    def __init__(self, data, options, names, labels, height=2.2):
        """
        @param names of the legend
        @param labels of the axes
        """
        self.data, self.options, self.labels = data, options, labels
        self.titles = list(data["panel"].unique())
        self.series = list(data["series"].unique())
        self.colours = dict(zip(self.series, style.series_colours(self.series)))
        self.markers = dict(zip(self.series, MARKERS))
        self._names, self._height = names, height

    def draw(self, panel):
        """
        @param panel draws the rows of a panel: (axes, rows)
        @return a drawing for each page
        """
        return [self._page(titles, panel) for titles in pages(self.titles, self.options)]

    def _page(self, titles, panel):
        shown = [name for name in self._names if name]
        figure, top, grid = style.facets(self.options, titles, shown, self._height, across(self.options))
        for axes, title in zip(grid, titles):
            panel(axes, self.data[self.data["panel"] == title])
        if any(axes.get_legend_handles_labels()[1] for axes in grid):
            style.share_legend(top, grid, shown)
        horizontal, vertical = self.labels
        height = grid[0].get_position().height if len(grid) == 1 else 0.9
        style.label_axes(figure, grid, horizontal, style.wrapped(vertical, height * figure.get_figheight(), LABEL))
        return style.Drawing(figure)

    def inches(self):
        """@return the width of a panel's axes, nearly."""
        return (self.options.width - 0.5) / min(across(self.options), len(self.titles)) - 0.15


def legend(data):
    """@return what the legend has: of a single line without a law nothing."""
    has_law = bool((data["kind"] == EXACT).any())
    names = [name or (SIMULATED if has_law else "") for name in data["series"].unique()]
    return names + ["exact"] * has_law


def _aside_of(sheet, series):
    """@return how far from the place of a category the dot of a series stands."""
    step = min(0.7 / len(sheet.series), 0.16)
    return (sheet.series.index(series) - (len(sheet.series) - 1) / 2) * step


def _offsets(axes, dots, look, sheet):
    """@return {row: how far aside its dot stands, in units of the axis}."""
    if look.names:
        return {row.Index: _aside_of(sheet, row.series) for row in dots.itertuples()}
    if "x" in sheet.options.log:
        return dict.fromkeys(dots.index, 0.0)
    below, above = style.error_bars(dots["value"], dots)
    values = dots["value"].to_numpy(dtype=float)
    low, high = axes.get_ylim()
    if "y" in sheet.options.log:
        bottom, up, dot = numpy.log(numpy.maximum(values - below, low)), numpy.log(values + above), numpy.log(high / low) * 0.02
    else:
        bottom, up, dot = values - below, values + above, (high - low) * 0.02
    return aside.steps(axes, dots.assign(name=dots["series"], bottom=bottom - dot, top=up + dot), sheet.series)


def _law(axes, rows, look, sheet, is_step):
    """What theory says of one series."""
    if not look.names:
        axes.plot(look.scale * rows["place"], rows["value"], color=sheet.colours[rows["series"].iloc[0]], linewidth=0.9,
                  drawstyle="steps-post" if is_step else "default")
        return
    half = min(0.35 / len(sheet.series), 0.14)
    for row in rows.itertuples():
        at = row.place + _aside_of(sheet, row.series)
        axes.plot([at - half, at + half], [row.value] * 2, color="black", linewidth=0.9, zorder=3)


def _line_panel(axes, rows, sheet, look, has_law, is_step):
    dots = rows[rows["kind"] == SIMULATED]
    beside = _offsets(axes, dots, look, sheet)
    for series in sheet.series:
        law, its = (rows[(rows["kind"] == kind) & (rows["series"] == series)] for kind in (EXACT, SIMULATED))
        if len(law):
            _law(axes, law, look, sheet, is_step)
        places = [look.scale * (row.place + beside[row.Index]) for row in its.itertuples()]
        joined = "" if has_law or look.names else "-"
        axes.errorbar(places, its["value"], yerr=style.error_bars(its["value"], its), fmt=sheet.markers[series] + joined,
                      color=sheet.colours[series], linewidth=0.8, markersize=aside.SIZE, markeredgewidth=0.6, capsize=1.5,
                      elinewidth=0.8, label=series or (SIMULATED if has_law else None))
    if has_law:
        axes.plot([], [], color="black", linewidth=0.9, label="exact")


def line(data, options):
    """@return drawings of --kind line, one a page."""
    name, label, unit = data["parameter"].iloc[0], data["label"].iloc[0], data["unit"].dropna()
    look = axes_.look(name, unit.iloc[0] if len(unit) else "", data[data["kind"] == SIMULATED])
    simulated, has_law = data[data["kind"] == SIMULATED], bool((data["kind"] == EXACT).any())
    is_log = "y" in options.log
    bounds = axes_.limits(numpy.concatenate([data["value"], *(simulated[end].dropna() for end in ("low", "high"))]).astype(float), is_log)
    if is_log:  # an interval may reach down to 0, the axis not
        bounds = min(bounds[0], axes_.limits(data["value"].to_numpy(dtype=float), True, 0.12)[0]), bounds[1]
    sheet = Sheet(data, options, legend(data), (look.label, label))
    is_step = data["figure"].iloc[0] in laws.STEPS and look.unit == grouping.SHARE

    def panel(axes, rows):
        if is_log:
            axes.set_yscale("log")
        axes.set_ylim(bounds)
        if look.names:
            axes_.put_categories(axes, look.names, sheet.inches())
        else:
            axes.set_xlim(*_ends(simulated["place"] * look.scale, "x" in options.log, sheet))
            axes_.put_numbers(axes, look, "x" in options.log, len(sheet.titles) == 1)
        _line_panel(axes, rows, sheet, look, has_law, is_step)
        axes_.plain(axes.yaxis, is_log)
        if not is_log and bounds[1] >= MANY:
            style.thousands(axes.yaxis)

    return sheet.draw(panel)


def _ends(places, is_log, sheet):
    """@return the ends of the horizontal axis: dots of several series stand beside each other."""
    if is_log:
        return axes_.limits(places, True, 0.05)
    span = places.max() - places.min() or abs(places.max()) or 1.0
    room = (0.05 + aside.APART / 72 / sheet.inches() * (len(sheet.series) // 2)) * span
    return places.min() - room, places.max() + room


def heat(data, options):
    """@return drawings of --kind heat of a figure, one a page: a cell for each point, in the order of the values."""
    columns = dict(sorted(set(zip(data["place"], data["x"]))))
    names, rows = list(columns.values()), list(data["series"].unique())
    head = rows[0].rpartition(" ")[0]
    is_log = "y" in options.log
    norm = (style.matplotlib.colors.LogNorm if is_log else style.matplotlib.colors.Normalize)(data["value"].min(), data["value"].max())
    sheet = Sheet(data, options, [], (data["parameter"].iloc[0], head), 0.9 + 0.28 * len(rows))

    def panel(axes, its):
        cells = numpy.full((len(rows), len(names)), numpy.nan)
        for row in its.itertuples():
            cells[rows.index(row.series), names.index(row.x)] = row.value
        image = axes.pcolormesh(cells, norm=norm, cmap="viridis", edgecolors="white", linewidth=0.4)
        axes.set_xticks(numpy.arange(len(names)) + 0.5, names)
        axes.set_yticks(numpy.arange(len(rows)) + 0.5, [row.removeprefix(f"{head} ") for row in rows])
        axes.grid(visible=False)
        if not axes_.fit(names, sheet.inches() * 0.85):
            axes.tick_params(axis="x", labelrotation=90)
        if sheet.inches() / len(names) > 0.3:
            _write_values(axes, cells, norm)
        axes.figure.synfin_image = image

    drawings = sheet.draw(panel)
    for drawing in drawings:
        label = style.wrapped(data["label"].iloc[0], drawing.figure.get_figheight() - BELOW, LABEL)
        bar = drawing.figure.colorbar(drawing.figure.synfin_image, ax=drawing.figure.axes[1:], label=label)
        axes_.plain(bar.ax.yaxis, is_log)
    return drawings


def _write_values(axes, cells, norm):
    """Each cell has its number, too."""
    for (row, column), value in numpy.ndenumerate(cells):
        if not numpy.isnan(value):
            colour = style.text_on(style.matplotlib.colormaps["viridis"](float(norm(value))))
            axes.text(column + 0.5, row + 0.5, f"{value:.3g}", ha="center", va="center", color=colour,
                      fontsize=style.matplotlib.rcParams["font.size"] * 0.75)
