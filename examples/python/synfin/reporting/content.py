# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the page tells, as JSON."""

import contextlib
import os
import pathlib
import tempfile
import urllib.parse

from synfin import schema
from synfin.plotting import grouping, style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.errors import DoesNotFit, of_one_figure
from synfin.reporting import connections, packing
from synfin.reporting.charts import charts_of
from synfin.reporting.points import OUTCOMES, points_of
from synfin.results.source import names_of, value_of
from synfin.tools import parameters as parameters_
from synfin.tools import scratch

CHARTED_RUNS = 100  # of a sweep, whose traces are read
KEY_FIGURES = (
    ("attempted", "connections.attempted", ""),
    *((name.replace("_", " "), f"connections.{name}", "") for name in OUTCOMES),
    ("latency mean", "handshake_latency_s.mean", "s"),
    ("latency p50", "handshake_latency_s.p50", "s"),
    ("latency p99", "handshake_latency_s.p99", "s"),
    ("SYN again", "retransmissions.syn", ""),
    ("SYN-ACK again", "retransmissions.synack", ""),
    ("TIME_WAIT peak", "time_wait.peak", ""),
    ("FIN answered by RST", "harm.fin_answered_by_reset", ""),
    ("segments of attackers", "attack.sent", ""),
    ("SYN queue peak", "queues.syn_queue_peak", ""),
    ("accept queue peak", "queues.accept_queue_peak", ""),
    ("SYN cookies sent", "queues.cookies_sent", ""),
    ("valid cookies", "queues.cookies_valid", ""),
    ("users", "users.begun", ""),
    ("users who got through", "users.connected", ""),
    ("NAT mappings", "nat.mappings", ""),
    ("NAT: no port", "nat.no_port", ""),
    ("firewall: idle", "firewall.idle", ""),
    ("firewall: unknown", "firewall.unknown_in", ""),
    ("conntrack peak", "conntrack.peak", ""),
    ("conntrack: table full", "conntrack.table_full", ""),
    ("too large for the path", "path_mtu.too_large", ""),
)
ALWAYS = 2  # the first ones are there when they are 0
WHEELS = "Timers ride a wheel ({}): latencies have its grain, and connections of the same hosts share its phase."


def _link(path, page):
    """@return a link that works from where the page lies, also from the file system."""
    relative = os.path.relpath(path, page.parent)
    return urllib.parse.quote(relative.replace(os.sep, "/"))


def _key_figures(study):
    """@return [name with its unit, figure] of those that there are: what is 0 in every run tells nothing, but the first do."""
    found = []
    for place, (name, figure, unit) in enumerate(KEY_FIGURES):
        values = [value for value in study.figure(figure) if value == value] if figure in study.figures else []
        if values and (place < ALWAYS or unit or any(values)):
            found.append([f"{name} ({unit})" if unit else name, figure])
    return found


def _parameters(study, points):
    """@return [name, value] of what all runs share; loss once when both ways are the same."""
    first = study.rows[0].parameters
    varying = {parameter.name for parameter in points.parameters}
    places = [row.place for row in study.rows]
    differ = {name for coded in (study.parameters, study.given) for name in coded.names()
              if len({coded.code(name, place) for place in places}) > 1}
    rows = []
    for name in names_of(first):
        base = name.rsplit("-", 1)[0]
        if name.endswith(("-forward", "-reverse")) and value_of(first, base) is not None:
            continue
        value = value_of(first, name)
        if not {name, f"{name}-forward", f"{name}-reverse"} & (varying | differ) and value is not None:
            rows.append([name, str(value)])
    return rows


def _files(study, page):
    """@return [name, link] of the raw files of a run, or of the tables of a sweep."""
    if study.kind == "file":
        return [[study.path.name, _link(study.path, page)]]
    names = sorted(path for path in pathlib.Path(study.path).iterdir()
                   if path.is_file() and path.suffix in (".csv", ".json", ".ini", ".zst", ".sqlite"))
    return [[path.name, _link(path, page)] for path in names if path != page]


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
        rows = [[row[0], *(connections.plain(value) for value in row[1:])]
                for row in figure.data(source, options).itertuples(index=False)]
    return rows and {"head": ["state", "count", "mean (s)", "min (s)", "5 % (s)", "25 % (s)", "median (s)",
                     "75 % (s)", "95 % (s)", "max (s)"], "rows": rows}


def _charted(study, points):
    """@return the rows whose traces are drawn: all, or those of the first values of some parameters; and these values."""
    rows, fixed = list(zip(study.rows, points.of)), {}
    # Words first, then what has fewest values; what is left makes the axis.
    order = sorted(points.parameters, key=lambda one: (one.sizes is not None, one.name in grouping.LOSSES, len(one.values)))
    for parameter in order[:-1]:
        if len(rows) <= CHARTED_RUNS:
            break
        code = parameter.codes[rows[0][1]]
        rows = [(row, point) for row, point in rows if parameter.codes[point] == code]
        fixed[parameter.name] = parameter.values[code]
    rows = [row for row, _ in rows][:CHARTED_RUNS]
    if len(rows) < len(study.rows):
        told = "".join(f", {name} {value}" for name, value in fixed.items())
        study.left_out.append(f"figures that read traces: they are of {len(rows)} of the {len(study.rows):,} runs{told}; "
                              "synfin-report --where PARAMETER=VALUE makes those of others")
    return rows, fixed


def _wheels(study):
    """@return a note where timers ride a wheel."""
    found = {value for row in study.rows for value in parameters_.timer_hz(row.parameters) if value}
    return [WHEELS.format(", ".join(f"timer_hz {value:g}" for value in sorted(found)))] if found else []


def _groups(study):
    """@return the names of the groups of users, and [head, figure of summary.json below a group] of what is known of some."""
    names = study.group_names()
    known = []
    for head, figure, unit in KEY_FIGURES:
        columns = [study.figures.get(f"group.{name}.{figure}") for name in names]
        if any(any(value == value and (value or head == "attempted") for value in column) for column in columns if column):
            known.append([f"{head} ({unit})" if unit else head, figure])
    first = study.rows[0].parameters
    kinds = [str(value_of(first, f"group.{name}.kind") or value_of(first, "kind")) for name in names]
    return {"names": names, "kinds": kinds, "columns": known} if names else None


def _events(study):
    """@return the table of events, with the run before each where there are several."""
    if study.events_left:
        study.left_out.append(f"{study.events_left:,} more events of the runs")
    keys = list(dict.fromkeys(key for _, event in study.events for key in event))
    if not keys:
        return None
    keys.sort(key=lambda key: key != "time_s")
    rows = [[run, *(event.get(key) for key in keys)] for run, event in study.events]
    head = [f"{key.removesuffix('_s')} (s)" if key.endswith("_s") else key for key in keys]
    return {"head": head, "rows": rows}


def collect(study, page, options, notes=()):
    """
    @param page where it will lie, for the links
    @param notes a dict whose keys are what there is to say, when all else is done
    @return everything that the page shows
    """
    points = points_of(study)
    rows, fixed = _charted(study, points)
    source = study.source(rows)
    charts, why_not = charts_of(source, options, {parameter.name for parameter in points.parameters}, fixed)
    lives, told = connections.collect(study)
    version = (source.runs[0].summary or {}).get("run", {}).get("version", "")
    content = {
        "schema": schema.VERSION,
        "stateColours": style.STATE_COLOURS,
        "seriesColours": style.SERIES,
        "connectionColumns": connections.head(),
        "title": pathlib.Path(study.path).resolve().name,
        "kind": study.kind,
        "version": version,
        "parameters": _parameters(study, points),
        "study": packing.columns(study, points, page, options),
        "keyFigures": _key_figures(study),
        "groups": _groups(study),
        "events": _events(study),
        "charts": charts,
        "missing": why_not,
        "connections": lives,
        "connectionsTold": told,
        "diagram": _diagram(source, options) if study.kind != "sweep" or len(study.rows) == 1 else None,
        "dwell": _dwell(source, options) if study.kind != "sweep" or len(study.rows) == 1 else None,
        "files": _files(study, page),
    }
    content["notes"] = [*_wheels(study), *notes]
    content["left"] = list(study.left_out)
    return content
