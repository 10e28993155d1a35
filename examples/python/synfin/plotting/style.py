# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How figures look: for a column of a paper, or where --style says (sizes.py), and for eyes that see colours differently."""

import contextlib
import dataclasses
import logging
import textwrap

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where HOME cannot be written, its import says so at length
import matplotlib
import numpy

matplotlib.use("Agg")  # no display needed
from matplotlib import pyplot
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from synfin.plotting import fonts, literal, scaling
from synfin.plotting.sizes import STYLES

# Okabe and Ito, "Color Universal Design" (2008).
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
GREY = "#999999"
SERIES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
MARKERS = "osD^vP"

# Along a connection's life; those that look alike are never neighbours in it.
STATE_COLOURS = {
    "CLOSED": "#FFFFFF", "LISTEN": "#E8E8E8", "SYN_SENT": ORANGE, "SYN_RCVD": YELLOW,
    "ESTABLISHED": GREEN, "FIN_WAIT_1": SKY, "FIN_WAIT_2": BLUE, "CLOSING": PURPLE,
    "TIME_WAIT": GREY, "CLOSE_WAIT": VERMILLION, "LAST_ACK": "#6B3D2E",
}

SETTINGS = {
    "font.size": 7.5,
    "axes.labelsize": 7.5, "axes.titlesize": 7.5, "legend.fontsize": 6.5,
    "xtick.labelsize": 7, "ytick.labelsize": 7,
    "axes.linewidth": 0.6, "lines.linewidth": 1.1, "lines.markersize": 3.5,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4, "ytick.minor.width": 0.4,
    "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": "#E4E4E4", "grid.linewidth": 0.5, "axes.axisbelow": True,
    "legend.frameon": False, "legend.handlelength": 1.6, "legend.borderaxespad": 0.3,
    "legend.labelspacing": 0.3, "legend.columnspacing": 1.0,
    "figure.constrained_layout.use": True, "savefig.dpi": 300,
    "pdf.fonttype": 42, "ps.fonttype": 42,  # fonts as text, as publishers want them
    "svg.hashsalt": "synfin",  # the same data gives the same file
    "axes.formatter.use_mathtext": True, "axes.unicode_minus": True,
}


DPI = SETTINGS["savefig.dpi"]
SCALED = {"svg": scaling.svg, "pdf": scaling.pdf}


class Drawing:
    """A figure of matplotlib."""

    def __init__(self, figure):
        self.figure = figure

    def save(self, paths):
        """@param paths {format: where to write}"""
        self.settle()
        # No date in them: the same data gives the same files.
        metadata = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
        # Of a picture that is scaled a point is a larger one, so that its own size in inches stays.
        how = {"dpi": DPI * _scale, "pil_kwargs": {"dpi": (DPI, DPI)}}
        for kind, path in paths.items():
            self.figure.savefig(path, format=kind, metadata=metadata[kind], **(how if kind == "png" else {}))
            if kind in SCALED and _scale != 1:
                path.write_bytes(SCALED[kind](path.read_bytes(), _scale))
        pyplot.close(self.figure)

    def settle(self):
        """The layout's last digits differ from run to run; those that can be seen do not."""
        literal.make(self.figure)
        if self.figure.get_layout_engine() is None:
            return
        self.figure.draw_without_rendering()
        self._make_room()
        self.figure.set_layout_engine("none")
        for axes in self.figure.axes:
            axes.set_position([round(value, 6) for value in axes.get_position(original=True).bounds])

    def _make_room(self):
        """The layout does not look at the texts of ticks that reach beyond the ends of an axis."""
        boxes = [axes.get_tightbbox() for axes in self.figure.axes]
        page = self.figure.bbox
        left = max(0.0, -min(box.x0 for box in boxes)) / page.width
        right = max(0.0, max(box.x1 for box in boxes) - page.width) / page.width
        if left or right:
            edge = 0.005
            self.figure.get_layout_engine().set(
                rect=(left and left + edge, 0, 1 - left - right - 2 * edge, 1))
            self.figure.draw_without_rendering()


def save_pages(drawings, path):
    """Writes drawings as the pages of one PDF."""
    with PdfPages(path, metadata={"CreationDate": None}) as pages:
        for drawing in drawings:
            drawing.settle()
            pages.savefig(drawing.figure)
    if _scale != 1:
        path.write_bytes(scaling.pdf(path.read_bytes(), _scale))


_scale = 1.0  # of what is being drawn


def scale():
    """@return how many times as large as drawn a picture will be."""
    return _scale


def font():
    """@return the name of the font."""
    return matplotlib.rcParams[f"font.{matplotlib.rcParams['font.family'][0]}"][0]


@contextlib.contextmanager
def applied(options=None):
    """
    Everything that is drawn and saved inside looks as said above, in the style of options: it is drawn for a paper, narrower, and scaled.

    @return options for what is to be drawn, whose width is less accordingly
    """
    global _scale
    look = STYLES[options.style if options else "paper"]
    with matplotlib.rc_context({**SETTINGS, **fonts.settings(look, options.note if options else None)}), \
            literal.missing(options.note if options else None, font):
        _scale, before = look.scale, _scale
        try:
            yield options and dataclasses.replace(options, width=options.width / look.scale)
        finally:
            _scale = before


def panels(options, rows=1, columns=1, height=2.3, **keywords):
    """@return figure and axes; height in inches, for the whole, at the default width."""
    size = (options.width, height * max(1.0, (options.width / 3.4) ** 0.5))
    return pyplot.subplots(rows, columns, figsize=size, **keywords)


LETTER = 0.55  # widths of letters, in their size
LEGEND_LINE = 0.14  # inches
LEGEND_HANDLE = 0.3


def _letters(inches, points):
    """@return about how many letters of a size fit."""
    return max(8, int(inches * 72 / (LETTER * points)))


def wrapped(text, inches, points):
    """@return a text in lines of about so many inches, in letters of so many points."""
    return textwrap.fill(text, _letters(inches, points), break_on_hyphens=False)


def _legend_names(names, width):
    """@return the names, broken where they are wider than a figure."""
    size = SETTINGS["legend.fontsize"]
    return [wrapped(name, width - 2 * LEGEND_HANDLE, size) for name in names]


def _legend_columns(names, width):
    """@return how many columns have room beside each other, 3 at most."""
    longest = max((len(line) for name in names for line in name.split("\n")), default=1)
    column = LEGEND_HANDLE + LETTER * SETTINGS["legend.fontsize"] / 72 * longest
    return max(1, min(3, int((width - 0.1) / column)))


def _legend_height(names, width):
    if not names:
        return 0.01
    names = _legend_names(names, width)
    rows = -(-len(names) // _legend_columns(names, width))
    return LEGEND_LINE * rows * max(name.count("\n") + 1 for name in names) + 0.06


def facets(options, titles, names, height=2.3, across=2):
    """
    Panels that share their axes, in a grid, with room for one legend above all of them.

    @param titles one per panel
    @param names those that the legend will have
    @param height of the panels of a figure that has one
    @param across most panels beside each other
    @return figure, axes of the legend, list of axes
    """
    columns = min(across, len(titles))
    rows = -(-len(titles) // columns)
    legend = _legend_height(names, options.width)
    size = SETTINGS["axes.titlesize"]
    titles = [wrapped(title, (options.width - 0.6) / columns, size) for title in titles]
    lines = max(title.count("\n") for title in titles)
    panels = height if rows == 1 and columns == 1 else 0.3 + (1.45 + 0.12 * lines) * rows
    size = (options.width, legend + panels * max(1.0, (options.width / 3.4) ** 0.5))
    figure = pyplot.figure(figsize=size)
    grid = figure.add_gridspec(rows + 1, columns, height_ratios=[legend, *[panels / rows] * rows])
    top = figure.add_subplot(grid[0, :])
    top.axis("off")
    axes = []
    for place, title in enumerate(titles):
        first = axes[0] if axes else None
        axes.append(figure.add_subplot(grid[1 + place // columns, place % columns],
                                       sharex=first, sharey=first))
        axes[-1].set_title(title)
        axes[-1].tick_params(labelleft=place % columns == 0, which="both")
        axes[-1].tick_params(labelbottom=place + columns >= len(titles), which="both")
    return figure, top, axes


def stacked(options, panels, names, height=1.35):
    """Panels one above the other that share the x axis, with a legend above them. @return as facets"""
    legend = _legend_height(names, options.width)
    size = (options.width, legend + 0.35 + height * len(panels))
    figure = pyplot.figure(figsize=size)
    grid = figure.add_gridspec(len(panels) + 1, 1, height_ratios=[legend, *[height] * len(panels)])
    top = figure.add_subplot(grid[0])
    top.axis("off")
    axes = []
    for place in range(len(panels)):
        axes.append(figure.add_subplot(grid[1 + place], sharex=axes[0] if axes else None))
        axes[-1].tick_params(labelbottom=place == len(panels) - 1)
    return figure, top, axes


def share_legend(top, axes, order=()):
    """One legend for all panels, each name once, in the order given, what is exact at the end."""
    named = {}
    for panel in axes:
        for handle, name in zip(*panel.get_legend_handles_labels()):
            if isinstance(handle, PolyCollection):  # an area; its clipping has no place in a legend
                handle = Rectangle((0, 0), 1, 1, facecolor=handle.get_facecolor()[0])
            named.setdefault(name, handle)
    place = lambda name: order.index(name) if name in order else len(order)
    names = sorted(named, key=lambda name: (place(name), name.startswith("exact")))
    width = top.figure.get_figwidth()
    texts = _legend_names(names, width)
    top.legend([named[name] for name in names], texts, loc="center",
               ncol=_legend_columns(texts, width))


def label_axes(figure, axes, horizontal, vertical):
    """Each name once, however many panels there are."""
    if len(axes) == 1:
        axes[0].set(xlabel=horizontal, ylabel=vertical)
    else:
        figure.supxlabel(horizontal, fontsize=SETTINGS["axes.labelsize"])
        figure.supylabel(vertical, fontsize=SETTINGS["axes.labelsize"])


def legend_above(axes, columns, **keywords):
    """A legend between the top of the axes and that of the figure."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncol=columns, borderaxespad=0.2,
                **keywords)


def series_colours(values):
    """@return a colour per value: distinct ones, or a scale for many numbers in their order."""
    if len(values) <= len(SERIES):
        return list(SERIES[: len(values)])
    scale = matplotlib.colormaps["viridis"]
    return [to_hex(scale(0.92 * i / (len(values) - 1))) for i in range(len(values))]


def text_on(colour):
    """@return black or white, whichever is easier to read on the colour (WCAG 2 luminance)."""
    parts = matplotlib.colors.to_rgb(colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if luminance > 0.18 else "white"


def logarithmic(axes, way, values):
    """
    Makes an axis logarithmic, and linear up to the least positive value where there is 0 among them, or all along where nothing else is.

    @param way x or y
    @return where the axis may begin below 0; None where it is logarithmic
    """
    values = numpy.asarray(values, dtype=float)
    positive = values[values > 0]
    scale, how, begin = "log", {}, None
    if (values == 0).any():
        least = positive.min() if len(positive) else 1
        scale, how, begin = ("symlog", {"linthresh": least, "linscale": 1}, -0.15 * least) if len(positive) else ("linear", {}, -0.05)
    getattr(axes, f"set_{way}scale")(scale, **how)
    return begin


def plain_log(axis, text="{:g}".format):
    """Labels a logarithmic axis with plain numbers, or other texts, where it is short: 0.1, 1, 10."""
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: text(value)))
    low, high = sorted(axis.get_view_interval())
    if 0 < low and high < 30 * low and axis.get_scale() == "log":
        axis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())


def number(value):
    """@return a number as people write it: 28,232, or 3 M."""
    return f"{value:,.6g}" if value < 1e6 else f"{value / 1e6:,g} M"


def counts(axis):
    """Whole numbers."""
    axis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    thousands(axis)


def thousands(axis):
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: number(value)))


def duration(seconds):
    """@return a duration as people write it."""
    if seconds == 0:
        return "0"
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)):
        if abs(seconds) * factor >= 1 or unit == "ns":
            value = seconds * factor
            return f"{value:,.0f} {unit}" if value >= 1000 else f"{value:.3g} {unit}"
    return ""


def error_bars(values, rows):
    """@return how far the columns low and high are from each value, as errorbar wants it; 0 where they are not known."""
    values, low, high = (column.astype("Float64").to_numpy(dtype=float, na_value=numpy.nan)
                         for column in (values, rows["low"], rows["high"]))
    bars = numpy.array([values - low, high - values])
    return numpy.nan_to_num(bars.clip(min=0))
