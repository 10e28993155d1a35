# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The sequence diagram of one connection, in true time, with breaks where nothing happens."""

import math

import numpy
import pandas

from synfin.plotting import bundles, labels, lives, style
from synfin.plotting.errors import DoesNotFit
from synfin.tools.messages import BadInput
from synfin.plotting.figure import Figure, frame, one_run, segments, transitions

COLUMNS = ("conn", "kind", "end", "name", "begin_s", "end_s", "fate")
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}  # of a text that lies on arrows: they shall not cross it
LOST = "lost"  # of a segment that is not new, its kind follows, as in "lost retransmit"
UNDER_WAY = "under way"
AGAIN = ("retransmit", "probe")
UNSEEN = "not recorded"
MOST_ARROWS = 120
ON_A_PAGE = 30  # arrows, of a connection that nobody chose
INCHES_PER_DELAY = 0.42
LONGEST_GAP = 4  # delays between two events before the axis is broken
BREAK = 0.3  # inches that are left of what is cut out
LINE = 0.105  # inches from one text to the next
BAR = 0.11
TIMES = 0.3  # inches for the times on the left, at the least
STRETCH, STEPS = 1.2, 5  # of the page, until no text lies on another one
MET = 0.05  # of the way: two arrows that are under way together for less only meet at an end
SHARE = 0.7  # of the way that a segment is drawn which does not arrive


def most_instructive(run):
    """@return the connection that lost most segments, of those that fit on a page; else of those that can be drawn."""
    counts = pandas.concat([chunk.groupby(["conn", "event"], observed=False).size().unstack()
                            for chunk in run.chunks("segments", ["conn", "event"])])
    counts = counts.groupby("conn").sum()
    counts = counts[(counts.index > 0) & (counts["sent"] > 0)]
    if counts.empty:
        raise DoesNotFit(f"ladder: {run.files['segments']}: no segment of a connection")
    for most in (ON_A_PAGE, MOST_ARROWS):
        short = counts[counts[["sent", "received"]].max(axis=1) <= most]
        if not short.empty:
            return int((short["sent"] - short["received"]).idxmax())
    return int(counts["sent"].idxmin())


def _fate(flight):
    """@return what became of a segment: where it arrived, its kind."""
    if flight.received is not None:
        return flight.kind
    fate = UNDER_WAY if flight.under_way else LOST
    return fate if flight.kind == "new" else f"{fate} {flight.kind}".rstrip()


def _share(row):
    """@return how much of the way a segment is drawn."""
    return 1.0 if row.end_s == row.end_s else SHARE


def table(source, options):
    run = source.runs[0]
    if len(options.connections) > 1:
        raise BadInput(f"--conn: ladder draws one connection, not {len(options.connections)}")
    number = options.connections[0] if options.connections else most_instructive(run)
    life = lives.read(run, [number])[number]
    if len(life.flights) > MOST_ARROWS:
        raise DoesNotFit(f"ladder: connection {number} has {len(life.flights)} segments, and at "
                         f"most {MOST_ARROWS} can be drawn; choose another by --conn")
    if life.unseen:
        options.note(f"the {life.unseen} of connection {number} was not recorded: it is drawn half of the shortest round trip away, and "
                     "what was lost is not known")
    if life.twin is not None:
        options.note(f"connection {number} was opened from both ends: the ladder has connection {life.twin}, its number at the other end, too")
    rows = [(number, "end", end, name, None, None, UNSEEN if end == life.unseen else None)
            for end, name in (("client", life.client), ("server", life.server))]
    rows += [(number, "state", stay.end, stay.state, stay.begin, stay.until, None)
             for stay in life.stays]
    rows += [(number, "segment", flight.sender, flight.label, flight.sent, flight.received,
              _fate(flight)) for flight in life.flights]
    return frame(rows, COLUMNS)


class Clock:
    """Maps time to inches down the page: true to scale, but for breaks in long silences."""

    def __init__(self, times, delay, inches):
        times = sorted(set(times))
        self.breaks = []  # (inches where it is, seconds left out)
        self._times, self._places = [times[0]], [0.0]
        scale = inches / delay
        self.inches = inches  # per delay
        for before, after in zip(times, times[1:]):
            gap = after - before
            place = self._places[-1]
            if gap > LONGEST_GAP * delay:
                self.breaks.append((place + BREAK, gap))
                self._extend(after, place + 2 * BREAK)
            else:
                self._extend(after, place + gap * scale)

    def _extend(self, time, place):
        self._times.append(time)
        self._places.append(place)

    @property
    def height(self):
        return self._places[-1]

    def __call__(self, time):
        return float(numpy.interp(time, self._times, self._places))


def _spread(places, distance):
    """Moves texts down until none is on another. @return new places, in the given order"""
    result, last = [0.0] * len(places), -math.inf
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        last = result[index] = max(places[index], last + distance)
    return result


def _bars(axes, states, clock, x, side):
    """The states of one end, and their names beside them."""
    texts = []
    for row in states.itertuples():
        top = clock(row.begin_s)
        bottom = clock(row.end_s) if row.end_s == row.end_s else clock.height
        axes.add_patch(style.Rectangle((x - BAR / 2, top), BAR, bottom - top, linewidth=0.4,
                                       facecolor=style.STATE_COLOURS[row.name_], edgecolor="black"))
        texts.append((top, row.name_))
    if len(states) and (states["end_s"] == states["end_s"]).all():
        texts.append((clock(states["end_s"].max()), "CLOSED"))
    for (top, name), place in zip(texts, _spread([top for top, _ in texts], LINE)):
        edge = x + side * BAR / 2
        axes.plot([edge, edge + side * 0.05], [top, place], color="black", linewidth=0.4)
        axes.text(edge + side * 0.07, place, name, fontsize=5.6, va="center",
                  ha="left" if side > 0 else "right")


def _same(a, b):
    return abs(a - b) < 1e-4 or (a != a and b != b)


def _together(flights):
    """
    Segments that leave as one share a place; those that arrive as one, too, are one arrow.

    @return [[(row, how many texts are there already, [label, ...]), ...], ...]
    """
    places = []
    for row in flights.itertuples():
        for place in places:
            first = place[0][0]
            if first.end == row.end and _same(first.begin_s, row.begin_s):
                break
        else:
            place = []
            places.append(place)
        for other, _, labels in place:
            if _same(other.end_s, row.end_s):
                if row.text and row.text not in labels:  # copies of one segment need one text
                    labels.append(row.text)
                break
        else:
            place.append((row, sum(len(labels) for _, _, labels in place), [row.text] if row.text else []))
    return places


def _scales(places):
    """@return inches per delay to try, the least first: more where several texts stand at one arrow."""
    most = max((sum(len(labels) for _, _, labels in place) for place in places), default=1)
    least = min(INCHES_PER_DELAY + 0.1 * (most - 1), 0.8)
    return [least * STRETCH**step for step in range(STEPS)]


def _crosses(row, flights):
    """@return whether a segment of the other end is under way at the same time, not just met there."""
    others = flights[(flights["end"] != row.end) & flights["end_s"].notna()]
    both = others["end_s"].clip(upper=row.end_s) - others["begin_s"].clip(lower=row.begin_s)
    return bool((both > MET * (row.end_s - row.begin_s)).any())


def _geometry(row, texts, names, clock, ends, crosses):
    """
    @param texts that are there already
    @param crosses whether another arrow comes the other way
    @return a labels.Arrow from one side to the other, or to where the segment is lost or was last
    """
    begin, target = ends[row.end], ends["server" if row.end == "client" else "client"]
    top = clock(row.begin_s)
    share = _share(row)
    fall = clock.inches * share if share < 1 else clock(row.end_s) - top
    return labels.Arrow((begin, top), (begin + share * (target - begin), top + fall), tuple(names), texts, crosses)


def _arrow(axes, row, arrow):
    """Draws the line, and its head or cross. @return its colour"""
    fate = row.fate.split()
    lost = LOST in fate
    colour = style.VERMILLION if lost else style.PURPLE if "duplicate" in fate else "black"
    dashes = (0, (3, 1.5)) if fate[-1:] and fate[-1] in AGAIN else "solid"
    axes.annotate("", arrow.end, arrow.begin, arrowprops={
        "arrowstyle": "-" if lost else "-|>,head_width=0.12,head_length=0.3", "color": colour,
        "linewidth": 0.7, "linestyle": dashes, "shrinkA": 0, "shrinkB": 0})
    if lost:
        axes.plot(*arrow.end, marker="x", markersize=5, markeredgewidth=1.4, color=colour)
    return colour


def _break_texts(clock, ends):
    """@return (inches down, text, labels.Box) of each break."""
    middle = sum(ends.values()) / 2
    for place, gap in clock.breaks:
        text = style.duration(gap) + " without a segment"
        yield place, text, labels.Box((middle, place), (1, 0), (labels.length(text) / 2, labels.HEIGHT / 2))


def _laid_out(flights, moments, delay, ends):
    """@return the Clock, [(row, labels.Arrow)], and where the texts go: stretched until none lies on another one, if that helps."""
    places = _together(flights)
    inner = {end: x + (BAR / 2 if end == "client" else -BAR / 2) for end, x in ends.items()}
    crossing = {row.Index: _crosses(row, flights) for row in flights.itertuples()}
    best = None
    for inches in _scales(places):
        clock = Clock(moments, delay, inches)
        arrows = [(row, _geometry(row, texts, names, clock, inner, crossing[row.Index]))
                  for place in places for row, texts, names in place]
        crosses = [arrow.end for row, arrow in arrows if _share(row) < 1]
        texts, bad = labels.place([arrow for _, arrow in arrows], crosses, [box for _, _, box in _break_texts(clock, ends)],
                                  [((x, -1), (x, clock.height + 1)) for x in inner.values()])
        if best is None or bad < best[0]:
            best = (bad, clock, arrows, texts)
        if bad == 0:
            break
    return best[1:]


def _has_bar(states, clock, place):
    """@return whether an end is in some state at that place of the page."""
    return any(clock(row.begin_s) < place < (clock(row.end_s) if row.end_s == row.end_s else math.inf)
               for row in states.itertuples())


def _since(moment, begin):
    return f"{moment - begin:.3f}"


def _times(axes, moments, clock, begin, x):
    """When things happen, on the left."""
    last = -math.inf
    for moment in sorted(set(moments)):
        place = clock(moment)
        if place - last >= LINE:
            axes.text(x, place, _since(moment, begin), fontsize=5.2, ha="right", va="center",
                      color="#555555")
            last = place


def _breaks(axes, states, clock, ends):
    """What is cut out: a gap in the bars, and how long it is."""
    for place, text, box in _break_texts(clock, ends):
        for end, x in ends.items():
            if not _has_bar(states[states["end"] == end], clock, place):
                continue
            axes.add_patch(style.Rectangle((x - BAR, place - 0.03), 2 * BAR, 0.06, color="white",
                                           zorder=5))
            for line in (-0.03, 0.03):
                axes.plot([x - 0.09, x + 0.09], [place + line + 0.02, place + line - 0.02],
                          color="black", linewidth=0.6, zorder=6)
        axes.text(*box.middle, text, fontsize=labels.SIZE, ha="center", va="center", color="#555555")


def draw(data, options):
    shown = data[data["kind"] != "end"].rename(columns={"name": "name_"})
    flights, states = (shown[shown["kind"] == kind] for kind in ("segment", "state"))
    under_way = [flight for flight in (flights["end_s"] - flights["begin_s"]) if flight == flight]
    delay = max(numpy.median(under_way), 1e-6) if under_way else 0.05
    texts = bundles.texts(list(zip(flights["end"], flights["begin_s"], flights["name_"], flights["fate"])), delay)
    flights = flights.assign(text=[text and text + (f" ({UNDER_WAY})" if fate.startswith(UNDER_WAY) else "")
                                   for text, fate in zip(texts, flights["fate"])])
    moments = [t for t in (*shown["begin_s"], *shown["end_s"]) if t == t]
    room = [row.begin_s + _share(row) * delay for row in flights.itertuples() if row.end_s != row.end_s]
    begin = states["begin_s"].min()
    left = max([TIMES, *(labels.length(_since(moment, begin)) + 0.03 for moment in moments)])
    ends = {"client": left + 0.72, "server": options.width - 0.68}
    clock, arrows, texts = _laid_out(flights, moments + room, delay, ends)
    height = clock.height + 0.75
    figure = style.pyplot.figure(figsize=(options.width, height))
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, options.width), ylim=(height - 0.5, -0.5))
    axes.axis("off")
    _times(axes, moments, clock, begin, left)
    for end, side in (("client", -1), ("server", 1)):
        _bars(axes, states[states["end"] == end], clock, ends[end], side)
        head = data[(data["kind"] == "end") & (data["end"] == end)].iloc[0]
        axes.text(ends[end], -0.2, f"{end}\n{head['name']}", fontsize=5.8, ha="center", va="center")
        if head["fate"] == UNSEEN:
            axes.text(ends[end], -0.05, UNSEEN, fontsize=5.2, ha="center", va="center", color="#555555")
            axes.plot([ends[end] - side * BAR / 2] * 2, [0, clock.height], color="#555555", linewidth=0.6, dashes=(3, 2))
    axes.text(left, -0.2, "time\n(s)", fontsize=5.2, ha="right", va="center", color="#555555")
    colours = {arrow: _arrow(axes, row, arrow) for row, arrow in arrows}
    lines = [labels.line(arrow.begin, arrow.end) for arrow in colours]
    for arrow, text, box in texts:
        slope = math.degrees(math.atan2(-box.way[1], abs(box.way[0])))
        ground = GROUND if any(box.meets(line) for line in lines) else None
        axes.text(*box.middle, text, fontsize=labels.SIZE, color=colours[arrow], ha="center", va="center", rotation_mode="anchor",
                  rotation=slope if box.way[0] > 0 else -slope, bbox=ground)
    _breaks(axes, states, clock, ends)
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, transitions, segments), table=table, draw=draw)
