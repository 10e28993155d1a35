# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The columns of a study as JSON, and JSON as text of a page: compressed, and within bounds."""

import base64
import json
import os
import re
import urllib.parse
import zlib

from synfin import schema
from synfin.reporting import points as points_
from synfin.reporting.points import number

MOST_FIGURES = 4 << 20  # octets of all figures, compressed
# What comes first where there is no room for all: by how its name begins.
FIRST = ("connections.", "handshake_latency_s.", "retransmissions.", "time_wait.", "harm.", "attack.", "queues.", "users.", "group.")
# Percentiles of several runs have no mean that is a percentile of anything, as in points.csv.
OF_ONE_RUN = re.compile(r"latency_s[._](p[0-9]+|min|max|stddev)$")
PARTS = ("mean", "p50", "p90", "p99", "p999", "max", "min", "stddev")


def compressed(data):
    """@return octets as a browser's "deflate-raw" unpacks them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def as_json(content):
    """@return octets."""
    return json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode("utf-8", "surrogatepass")


def packed(content):
    """@return the text of a page's data: JSON, deflated, in base64."""
    return base64.b64encode(compressed(as_json(content))).decode("ascii")


def unpacked(page):
    """@return the content of the text of a page."""
    return json.loads(zlib.decompress(base64.b64decode(re.search(r' id="data">([A-Za-z0-9+/=]+)</script>', page)[1]), -15))


def _unit(name):
    """@return the unit of a figure of summary.json, by its path."""
    parts = name.split(".")
    if parts[0] == "group":
        parts = parts[-2:]
    told = schema.SUMMARY.get("/".join(parts[:2]), {})
    return told.get("unit") or ""


def _rank(name):
    place = next((place for place, begin in enumerate(FIRST) if name.startswith(begin)), len(FIRST))
    return place, points_.OUTCOMES.index(name.split(".")[-1]) if place == 0 and name.split(".")[-1] in points_.OUTCOMES else -1


def _figures(study):
    """@return a description of each figure: a number for each run, or one for all; what has no room is left out, and named."""
    found, size, left = [], 0, []
    for name in sorted(study.figures, key=_rank):
        values = [number(value) for value in study.figure(name)]
        if all(value is None for value in values):
            continue
        is_same = all(value == values[0] for value in values)
        told = {"name": name, "unit": _unit(name), "values": values[0] if is_same else values}
        if OF_ONE_RUN.search(name):
            told["ofOneRun"] = True
        size += 0 if is_same else len(compressed(as_json(values)))
        if size > MOST_FIGURES:
            left.append(name)
        else:
            found.append(told)
    if left:
        study.left_out.append(f"{len(left)} figures of the runs, which have no room: {left[0]} to {left[-1]}")
    return found


def _pooled(columns):
    """@return {figure: {value, low, high}}, a number for each point."""
    side = lambda column, place: [None if value is None else number(value[place]) for value in column]
    return {name: {key: side(column, place) for place, key in enumerate(("value", "low", "high"))} for name, column in columns.items()}


def _replication(study):
    """@return seed and run, where they vary: {name, values, codes of the runs}."""
    found = []
    for name in ("seed", "run"):
        values = [row.parameters.get(name) for row in study.rows]
        if len(set(values)) > 1:
            known = sorted(set(values), key=lambda value: (isinstance(value, str) or value is None, value or 0))
            places = {value: place for place, value in enumerate(known)}
            found.append({"name": name, "values": [str(value) for value in known], "codes": [places[value] for value in values]})
    return found


def _folders(study, page):
    """@return where the folders of runs are from the page, as the beginning of links, and the ends of these."""
    links = [row.folder and os.path.relpath(row.folder, page.parent).replace(os.sep, "/") for row in study.rows]
    links = [link and urllib.parse.quote(link) + "/" for link in links]
    start = os.path.commonprefix([link for link in links if link])
    return start, [link and link[len(start):] for link in links]


def columns(study, points, page, options):
    """
    @param page where it will lie, for the links
    @return all runs and points as columns
    """
    shares = points_.shares(study, points)
    figures = _figures(study)
    curves = points_.curves(study, points)
    pooled = points_.pooled(study, points)
    wanted, empty = points_.planned(study, points)
    if empty:
        study.left_out.append(f"{empty:,} of the points of plan.csv, of which no run has results yet")
    start, links = _folders(study, page)
    return {
        "runs": [row.name for row in study.rows], "linkStart": start, "links": links,
        "of": points.of, "planned": wanted,
        "parameters": [vars(parameter) for parameter in points.parameters],
        "replication": _replication(study),
        "figures": figures,
        "pooled": _pooled({**shares, **pooled}),
        "exact": {name: [number(value) for value in column] for name, column in points_.exact(study, points, options).items()},
        "curves": [curve and [[number(value) for value in side] for side in curve] for curve in curves],
        "students": _students(max(len(rows) for rows in points.members)),
    }


def _students(most):
    """@return the quantiles of a mean of n values at place n, up to 200."""
    from synfin.theory import intervals

    return [None, None, *(round(intervals.student_quantile(n - 1), 5) for n in range(2, min(most, 200) + 1))]
