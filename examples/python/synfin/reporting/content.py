# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the page tells, as JSON."""

import contextlib
import os
import pathlib
import tempfile
import urllib.parse

import pandas

from synfin import schema
from synfin.plotting import bundles, grouping, lives, style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.errors import DoesNotFit, of_one_figure
from synfin.plotting.figures import timeline
from synfin.plotting.figures.ladder import UNDER_WAY
from synfin.results.source import names_of, value_of
from synfin.reporting.charts import charts_of
from synfin.tools import scratch

RUN_CONNECTIONS = 200  # in the report of a run
SWEEP_CONNECTIONS = 120  # in that of a sweep, shared by so many runs:
SWEEP_RUNS = 12
COLUMNS = ["conn", "outcome", "handshake_s", "syn_sent", "synack_sent", "time_wait_s"]
KEY_FIGURES = (
    ("attempted", ("connections", "attempted"), ""),
    ("established", ("connections", "established"), ""),
    ("timed out", ("connections", "timed_out"), ""),
    ("no port", ("connections", "no_port"), ""),
    ("latency mean", ("handshake_latency_s", "mean"), "s"),
    ("latency p50", ("handshake_latency_s", "p50"), "s"),
    ("latency p99", ("handshake_latency_s", "p99"), "s"),
    ("SYN again", ("retransmissions", "syn"), ""),
    ("SYN-ACK again", ("retransmissions", "synack"), ""),
    ("TIME_WAIT peak", ("time_wait", "peak"), ""),
    ("FIN answered by RST", ("harm", "fin_answered_by_reset"), ""),
)


def _figure(summary, path):
    part = (summary or {}).get(path[0], {})
    return part.get(path[1]) if isinstance(part, dict) else None


def _link(path, page):
    """@return a link that works from where the page lies, also from the file system."""
    relative = os.path.relpath(path, page.parent)
    return urllib.parse.quote(relative.replace(os.sep, "/"))


def _runs(source, page):
    """@return a table of the runs: what varies, and the key figures."""
    names = grouping.varying(source.runs)
    if any(run.parameters.get("run") != source.runs[0].parameters.get("run") for run in source.runs):
        names = [*names, "run"]
    head = [*names, *(f"{name} ({unit})" if unit else name for name, _, unit in KEY_FIGURES)]
    rows, links = [], []
    for run in source.runs:
        rows.append([*(value_of(run.parameters, name) for name in names),
                     *(_figure(run.summary, path) for _, path, _ in KEY_FIGURES)])
        links.append(_link(run.folder, page) + "/" if run.folder else None)
    return {"head": head, "rows": rows, "names": [run.name for run in source.runs], "links": links}


def _parameters(source):
    """@return [name, value] of what all runs share; loss once when both ways are the same."""
    first = source.runs[0].parameters
    varying = set(grouping.varying(source.runs))
    rows = []
    for name in names_of(first):
        base = name.rsplit("-", 1)[0]
        if name.endswith(("-forward", "-reverse")) and value_of(first, base) is not None:
            continue
        values = {str(value_of(run.parameters, name)) for run in source.runs}
        if name not in varying and len(values) == 1 and values != {"None"}:
            rows.append([name, values.pop()])
    return rows


def _files(source, page):
    """@return [name, link] of the raw files of a run, or of the tables of a sweep."""
    if source.kind == "file":
        return [[source.path.name, _link(source.path, page)]]
    names = sorted(path for path in pathlib.Path(source.path).iterdir()
                   if path.is_file() and path.suffix in (".csv", ".json", ".ini", ".zst", ".sqlite"))
    return [[path.name, _link(path, page)] for path in names if path != page]


def _choose(run, count):
    """@return {conn: row of connections.csv} spread over the latencies, those that failed included."""
    numbers = set(timeline.representative(run, count))
    if not run.has("connections"):
        return {number: {} for number in sorted(numbers)}
    chosen = {}
    for chunk in run.chunks("connections", COLUMNS):
        for row in chunk[chunk["conn"].isin(numbers)].to_dict("records"):
            chosen[int(row["conn"])] = row
    return chosen


def _plain(value, digits=9):
    """@return a number that JSON knows; None for NaN."""
    if pandas.isna(value):
        return None
    return round(float(value), digits)


def _cell(value):
    """@return what a table of the page shows of a field."""
    return value if isinstance(value, str) else _plain(value)


def _head(column):
    """@return the name of a column with its unit, such as handshake (s)."""
    name, unit = column.removesuffix("_s"), schema.TABLES["connections"][column]["unit"]
    return f"{name} ({unit})" if column != name else name


def _connection(run, row, life):
    """One connection: what its row says, the states of both ends, and the segments."""
    start = life.begin
    since = lambda time: None if time is None else round(time - start, 9)
    fates = [(f.sender, f.sent, f.label, (f.kind, f.received is None, f.under_way)) for f in life.flights]
    texts = [text and text + (f" ({UNDER_WAY})" if flight.under_way else "")
             for flight, text in zip(life.flights, bundles.texts(fates, lives.typical_delay(life.flights)))]
    return {
        "run": run.name, "conn": life.number, "client": life.client, "server": life.server, "unseen": life.unseen,
        "start": round(start, 9),
        "row": [life.number, *(_cell(row.get(column)) for column in COLUMNS[1:])],
        "stays": [[s.end, s.state, since(s.begin), since(s.until)] for s in life.stays],
        "flights": [[f.sender, since(f.sent), since(f.received), f.label, f.kind, text, f.under_way]
                    for f, text in zip(life.flights, texts)],
    }


def _connections(source):
    """@return connections to choose from, of the run or of some runs of the sweep, and out of how many they are."""
    runs = [run for run in source.runs if run.has("transitions") and not run.is_idle()]
    total = RUN_CONNECTIONS if len(source.runs) == 1 else SWEEP_CONNECTIONS
    if len(runs) > SWEEP_RUNS:
        step = (len(runs) - 1) / (SWEEP_RUNS - 1)
        runs = [runs[round(i * step)] for i in range(SWEEP_RUNS)]
    result, attempts = [], 0
    for run in runs:
        attempts += run.summary["connections"]["attempted"] if run.summary else 0
        chosen = _choose(run, max(1, total // len(runs)))
        found = lives.read(run, list(chosen))
        result += [_connection(run, chosen[number], found[number]) for number in chosen]
    told = f"{len(result)} connections" + (f" of {attempts:,}" if attempts else "")
    if len(source.runs) > 1:
        told += f", of {len(runs)} of the {len(source.runs)} runs"
    return result, told


def _diagram(source, options):
    """@return the state diagram as SVG, or None where it does not fit."""
    figure = FIGURES["state-diagram"]
    with of_one_figure(figure.name, options), contextlib.suppress(DoesNotFit):
        figure.check(source)
        drawing = figure.draw(figure.data(source, options), options)
        with scratch.folder(tempfile.gettempdir(), "synfin-report-") as folder:
            path = folder / "diagram.svg"
            drawing.save({"svg": path})
            return path.read_text(encoding="utf-8")
    return None


def _dwell(source, options):
    """@return how long connections were in each state, as head and rows."""
    figure, rows = FIGURES["dwell-times"], None
    with of_one_figure(figure.name, options), contextlib.suppress(DoesNotFit):
        figure.check(source)
        rows = [[row[0], *(_plain(value) for value in row[1:])] for row in figure.data(source, options).itertuples(index=False)]
    return rows and {"head": ["state", "count", "mean (s)", "min (s)", "5 % (s)", "25 % (s)", "median (s)",
                     "75 % (s)", "95 % (s)", "max (s)"], "rows": rows}


def collect(source, page, options):
    """
    @param page where it will lie, for the links
    @return everything that the page shows
    """
    first = source.runs[0]
    charts, why_not = charts_of(source, options)
    connections, told = _connections(source)
    content = {
        "schema": schema.VERSION,
        "stateColours": style.STATE_COLOURS,
        "seriesColours": style.SERIES,
        "connectionColumns": [_head(column) for column in COLUMNS],
        "title": pathlib.Path(source.path).resolve().name,
        "kind": source.kind,
        "version": ((first.summary or {}).get("run") or {}).get("version", ""),
        "parameters": _parameters(source),
        "runs": _runs(source, page),
        "charts": charts,
        "missing": why_not,
        "connections": connections,
        "connectionsTold": told,
        "diagram": _diagram(source, options),
        "dwell": _dwell(source, options),
        "files": _files(source, page),
    }
    return content
