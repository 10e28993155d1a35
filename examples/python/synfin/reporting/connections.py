# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Connections to choose from, each with its ladder: of a run, or of a few runs of a sweep."""

import pandas

from synfin import schema
from synfin.plotting import bundles, lives
from synfin.plotting.figures import timeline
from synfin.plotting.figures.ladder import UNDER_WAY

RUN_CONNECTIONS = 200  # in the report of a run
SWEEP_CONNECTIONS = 120  # in that of a sweep, shared by so many runs:
SWEEP_RUNS = 12
COLUMNS = ["conn", "outcome", "handshake_s", "syn_sent", "synack_sent", "time_wait_s"]


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


def plain(value, digits=9):
    """@return a number that JSON knows; None for NaN."""
    if pandas.isna(value):
        return None
    return round(float(value), digits)


def _cell(value):
    """@return what a table of the page shows of a field."""
    return value if isinstance(value, str) else plain(value)


def head():
    """@return the names of the columns with their units, such as handshake (s)."""
    units = schema.TABLES["connections"]
    return [f"{column.removesuffix('_s')} ({units[column]['unit']})" if column.endswith("_s") else column for column in COLUMNS]


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


def collect(study):
    """@return connections to choose from, and what to say of how many there are."""
    rows = [row for row in study.rows if "transitions" in row.tables and not row.is_idle()]
    total = RUN_CONNECTIONS if len(study.rows) == 1 else SWEEP_CONNECTIONS
    if len(rows) > SWEEP_RUNS:
        step = (len(rows) - 1) / (SWEEP_RUNS - 1)
        rows = [rows[round(i * step)] for i in range(SWEEP_RUNS)]
    result, attempts = [], 0
    for row in rows:
        run = study.open(row)
        attempts += row.attempted or 0
        chosen = _choose(run, max(1, total // len(rows)))
        found = lives.read(run, list(chosen))
        result += [_connection(run, chosen[number], found[number]) for number in chosen]
    told = f"{len(result)} connections" + (f" of {attempts:,}" if attempts else "")
    if len(study.rows) > 1:
        told += f", of {len(rows)} of the {len(study.rows):,} runs"
        if result:
            study.left_out.append(f"ladders: there are those of {told}")
    return result, told
