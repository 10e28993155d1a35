# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""RFC 9293's figure of the states, its edges weighted by how often they were taken."""

import math
import pathlib
import re
import shutil
import subprocess

from synfin.plotting import fonts, style
from synfin.tools.messages import BadInput
from synfin.plotting.figure import Cells, Figure, frame, one_run, transitions
from synfin.plotting.figures.dwell_times import by_edge
from synfin.schema import EDGES

COLUMNS = ("oldstate", "newstate", "in_rfc9293", "count", "median_s")

# RFC 9293, Figure 5, and its notes.
RFC_EDGES = tuple(edge for edge, told in EDGES.items() if told["in_figure"])
# Where the states are, in inches; CLOSED is there twice, for a life's begin and its end.
PLACES = {
    "CLOSED": (2.0, 6.4), "LISTEN": (0.75, 5.55), "SYN_SENT": (3.25, 5.1), "SYN_RCVD": (0.75, 4.55),
    "ESTABLISHED": (2.0, 3.75), "FIN_WAIT_1": (0.75, 2.85), "CLOSE_WAIT": (3.25, 2.85),
    "FIN_WAIT_2": (0.75, 1.65), "CLOSING": (1.82, 2.08), "LAST_ACK": (3.25, 1.75),
    "TIME_WAIT": (2.0, 0.75), "end": (3.25, -0.1),
}
SIZE = {"n": (0, 0.14), "s": (0, -0.14), "e": (0.475, 0), "w": (-0.475, 0)}
# Edges that go both ways leave and arrive at sides of their own.
SIDES = {
    ("CLOSED", "LISTEN"): "wn", ("LISTEN", "CLOSED"): "es",
    ("CLOSED", "SYN_SENT"): "en", ("SYN_SENT", "CLOSED"): "ws",
    ("SYN_RCVD", "LISTEN"): "ee",
}
# Where a life that is cut short is told, beside its last state: RFC 9293's figure has no such edges.
CUT_SHORT = {
    "SYN_RCVD": (0.12, 3.95), "ESTABLISHED": (3.1, 3.75), "FIN_WAIT_1": (0.12, 2.25),
    "FIN_WAIT_2": (0.75, 0.95), "CLOSING": (2.9, 2.3), "CLOSE_WAIT": (3.88, 2.3),
}
# Upper bounds of the median time in the old state, in seconds, and colours: light to dark.
BANDS = ((0.01, "#A8B8D8"), (0.1, "#6C8EBF"), (1, "#3B6FB6"), (10, "#C4632B"), (math.inf, "#7A1F1F"))
NEVER = "#C8C8C8"


def _colour(seconds):
    shown = float(f"{seconds:.3g}")  # the band must be that of the number that is printed
    return next(colour for bound, colour in BANDS if shown <= bound)


def table(source, options):
    seen = by_edge(source.runs[0])
    rows = []
    for edge in [*RFC_EDGES, *sorted(edge for edge in seen if edge not in RFC_EDGES)]:
        count = seen[edge].count if edge in seen else 0
        timed = count and edge[0] not in ("CLOSED", "LISTEN")
        median = float(seen[edge].quantiles([0.5])[0]) if timed else None
        rows.append((*edge, edge in RFC_EDGES, count, median))
    return frame(rows, COLUMNS)


def _node(state):
    x, y = PLACES[state]
    name = "CLOSED" if state == "end" else state
    colour = style.STATE_COLOURS[name]
    return (f'{state} [label="{name}", pos="{x * 72:g},{y * 72:g}!", fillcolor="{colour}", '
            f'fontcolor="{style.text_on(colour)}"];')


def _target(row):
    """A life that ends goes to the lower CLOSED; an attempt that fails, back to the upper one."""
    if row.newstate != "CLOSED" or row.oldstate in ("LISTEN", "SYN_SENT"):
        return row.newstate
    return f"cut_{row.oldstate}" if row.oldstate in CUT_SHORT else "end"


def _edge(row, most):
    begin, end = row.oldstate, _target(row)
    if (begin, row.newstate) in SIDES:
        tail, head = SIDES[begin, row.newstate]
        begin, end = f"{begin}:{tail}", f"{end}:{head}"
    if row.count == 0:
        return f'{begin} -> {end} [color="{NEVER}", style=dashed, penwidth=0.6, arrowsize=0.4];'
    width = 0.6 + 3.4 * math.log1p(row.count) / math.log1p(most)
    return (f'{begin} -> {end} [color="{_edge_colour(row)}", penwidth={width:.2f}, '
            f"arrowsize={0.35 + 0.1 * width:.2f}];")


def _is_timed(row):
    return row.median_s == row.median_s and row.oldstate not in ("CLOSED", "LISTEN")


def _edge_colour(row):
    return _colour(row.median_s) if _is_timed(row) else "#303030"


def _middle(row):
    """@return the middle of an edge."""
    points = [PLACES[row.oldstate], PLACES[_target(row)]]
    for place, side in enumerate(SIDES.get((row.oldstate, row.newstate), "")):
        (x, y), (right, up) = points[place], SIZE[side]
        points[place] = (x + right, y + up)
    (x1, y1), (x2, y2) = points
    return (x1 + x2) / 2, (y1 + y2) / 2


def _label(number, row):
    """@return the text on an edge, or at its end where a life is cut short."""
    rows = [f"{row.count:,}"] + ([style.duration(row.median_s)] if _is_timed(row) else [])
    if row.oldstate in CUT_SHORT and row.newstate == "CLOSED":
        name, (x, y), rows = _target(row), CUT_SHORT[row.oldstate], ["CLOSED:", *rows]
    else:
        name, (x, y) = f"label{number}", _middle(row)
    cells = "".join(f"<TR><TD>{text}</TD></TR>" for text in rows)
    return (f'{name} [shape=plain, style="", fontsize=8, pos="{x * 72:g},{y * 72:g}!", '
            'label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
            f'BGCOLOR="white">{cells}</TABLE>>];')


def _legend():
    """The colours, as a table below the states."""
    bounds = [style.duration(bound) for bound, _ in BANDS[:-1]]
    names = [f"≤ {bound}" for bound in bounds] + [f"&gt; {bounds[-1]}"]
    cells = "".join(
        f'<TD BGCOLOR="{colour}"><FONT COLOR="{style.text_on(colour)}">{name}</FONT></TD>'
        for (_, colour), name in zip(BANDS, names)
    )
    head = f'<TD COLSPAN="{len(BANDS)}">times taken, and median time in the state left</TD>'
    return ('legend [shape=plain, style="", pos="144,-46!", label=<<TABLE BORDER="0" CELLBORDER="0" '
            f'CELLSPACING="0" CELLPADDING="3"><TR>{head}</TR><TR>{cells}</TR></TABLE>>];')


def dot(data):
    """@return the graph in Graphviz's language."""
    most = max(int(data["count"].max()), 1)
    rows = list(data.itertuples())
    lines = [
        "digraph states {",
        'graph [splines=line, overlap=true, outputorder=edgesfirst, bgcolor="white", pad=0.05, margin=0];',
        f'node [shape=box, style="rounded,filled", fontname="{style.font()}", fontsize=9, height=0.28, '
        "width=0.95, margin=0.04, penwidth=0.7];",
        *(_node(state) for state in PLACES),
        *(_label(number, row) for number, row in enumerate(rows) if row.count),
        *(_edge(row, most) for row in rows),
        _legend(),
        "}",
    ]
    return "\n".join(lines)


class Diagram:
    """A graph that Graphviz draws where PLACES says."""

    def __init__(self, text, width):
        self._text = text
        self._width = width

    def save(self, paths):
        """@param paths {format: where to write}"""
        if shutil.which("neato") is None:
            raise BadInput("state-diagram: no program 'neato' (Debian: graphviz)")
        for kind, path in paths.items():
            self._save(kind, path)

    def _save(self, kind, path):
        scale = [f"-Gsize={self._width * style.scale()},100!"] + (["-Gdpi=300"] if kind == "png" else [])
        with fonts.environment() as environment:
            done = subprocess.run(["neato", "-n", f"-T{kind}", *scale, "-o", pathlib.Path(path).absolute()], text=True,
                                  input=self._text, capture_output=True, check=False, encoding="utf-8", env=environment)
        if done.returncode != 0:
            raise BadInput(f"state-diagram: neato: {done.stderr.strip().splitlines()[0]}")
        if kind == "pdf":
            self._forget_date(pathlib.Path(path))

    @staticmethod
    def _forget_date(path):
        """The same data gives the same file; places in a PDF must not move. Cairo 1.17 and later hide the date: it stays."""
        fixed = lambda match: b"(D:" + b"0" * (len(match[0]) - 4) + b")"
        path.write_bytes(re.sub(rb"\(D:\d{14}[^)]*\)", fixed, path.read_bytes()))


def draw(data, options):
    return Diagram(dot(data), options.width)


FIGURE = Figure(needs=(one_run, transitions), table=table, draw=draw,
                cells=Cells("transitions", ("count", "median_s"), ("newstate",), (), ("oldstate",), head="to"))
