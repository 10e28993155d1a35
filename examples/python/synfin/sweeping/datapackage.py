# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""datapackage.json: what is in the files of a sweep or a run, for people and programs that do not know synfin (Data Package 2.0)."""

import contextlib
import csv
import hashlib
import io
import json
import os
import pathlib

from synfin import schema
from synfin.sweeping import files, findings, typed
from synfin.sweeping.plan import STATISTICS
from synfin.tools import inputs, runfolder
from synfin.tools import summary as summary_
from synfin.tools.messages import BadInput, brief
from synfin.tools.streams import open_stream

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# What people add, which is theirs: it stays when the rest is written anew.
OF_PEOPLE = ("name", "id", "licenses", "title", "description", "homepage", "version", "contributors", "keywords", "image")
_TYPES = {"INTEGER": "integer", "REAL": "number", "TEXT": "string", "integer": "integer", "decimal": "number"}
_MEDIA = {"csv": "text/csv", "json": "application/json", "ini": "text/plain", "sqlite": "application/vnd.sqlite3",
          "pcap": "application/vnd.tcpdump.pcap", "pcapng": "application/x-pcapng"}
_KEYS = {"connections": ["conn"], "hosts": ["time_s", "host"], "counters": ["host", "counter"]}


def _digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _resource(folder, name, path, about, fields=None, is_final=True, **keys):
    """
    @param fields of a table, as Table Schema has them; None for any other file
    @param is_final false for a file that is yet to change, whose octets are not told
    @param keys what else the schema of a table has
    """
    kind = path.removesuffix(".zst").rpartition(".")[2]
    told = {"name": name, "path": path, "description": about, "format": kind, "mediatype": _MEDIA[kind]}
    if kind in ("csv", "json", "ini"):
        told["encoding"] = "utf-8"
    if path.endswith(".zst"):
        told["compression"] = "zstd"
    if is_final:
        whole = os.path.join(folder, path)
        told.update(bytes=os.path.getsize(whole), hash=f"sha256:{_digest(whole)}")
    if fields is not None:
        told.update(type="table", schema={"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, **keys})
    return told


def _field(name, kind, unit="", about="", **more):
    told = {"name": name, "type": kind, "unit": unit, "description": about, **more}
    return {key: value for key, value in told.items() if value != ""}


def _in_database(column):
    """@return how results.sqlite calls a column, in which unit."""
    return {"column": column.name, **({"unit": column.unit} if column.unit else {})}


def _people(path):
    """@return what people have added to an earlier one, and a note where it cannot be read"""
    if not os.path.exists(path):
        return {}, None
    try:
        return {key: value for key, value in inputs.read_json(path).items() if key in OF_PEOPLE}, None
    except (BadInput, AttributeError) as error:
        said = error if isinstance(error, BadInput) else f"{brief(path, 60)}: wanted is an object"
        return {}, f"note: {said}; it is kept as {os.path.basename(files.damaged_name(path))}, and written anew"


def _text(own, name, title, resources, created, sources, provenance):
    """@return the file; what people have written into the one before comes first."""
    told = {"$schema": PROFILE, "name": name, "title": title, **own}
    if created:
        told["created"] = created
    told.update(sources=sources, resources=resources, provenance=provenance)
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _source(about):
    """@return the program that made it, as a source of the package; no path, which would have to be one on the web."""
    title = os.path.basename(about.get("script") or about.get("program") or "synfin")
    version = about.get("version")
    return {"title": title, **({"version": str(version)} if version else {})}


# --- a run ---

def _columns_of(folder, file, table):
    """@return the fields of a table of a run."""
    with io.TextIOWrapper(open_stream(pathlib.Path(folder, file)), encoding="utf-8", newline="") as stream:
        names = next(csv.reader(stream), [])
    fields = []
    for name in names:
        told = schema.TABLES[table].get(name, {})
        limits = {} if told.get("optional", True) else {"required": True}
        if told.get("values"):
            limits["enum"] = told["values"]
        fields.append(_field(name, _TYPES.get(told.get("type"), "string"), told.get("unit", ""), told.get("help", ""),
                             **({"constraints": limits} if limits else {})))
    return fields


def _run_resources(folder):
    names = sorted(os.listdir(folder))
    for table, rows in ((table["file"].removesuffix(".csv"), table["rows"]) for table in schema.WHOLE["tables"]):
        for file in (f"{table}.csv", f"{table}.csv.zst"):
            if file in names:
                keys = {"primaryKey": _KEYS[table]} if table in _KEYS else {}
                yield _resource(folder, table, file, f"a row for {rows}", _columns_of(folder, file, table), **keys)
                break
    for file, about in ((runfolder.SUMMARY, "what the run came to"), ("params.ini", "its parameters, which do it again"),
                        ("provenance.json", "who did it, with what and when")):
        if file in names:
            yield _resource(folder, file.rpartition(".")[0], file, about)
    for file in names:
        if file.endswith((".pcap", ".pcapng")):
            name = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in file.lower())
            yield _resource(folder, name, file, "packets as they pass one end of the link")


def write_run(folder):
    """Writes that of a run's folder. @return what is to be said, lines; BadInput where something in there is none of a run"""
    path = os.path.join(folder, NAME)
    summary = summary_.read(os.path.join(folder, runfolder.SUMMARY))
    told = {}
    with contextlib.suppress(BadInput):
        told = inputs.read_json(os.path.join(folder, "provenance.json"))
    told = told if isinstance(told, dict) else {}
    resources = list(_run_resources(folder))
    about = {"schema": schema.VERSION, "seed": summary["run"].get("seed"), "run": summary["run"].get("run"), **told}
    own, damaged = _people(path)
    text = _text(own, "synfin-run", "A simulation of TCP connections", resources, told.get("finished"), [_source(told)], about)
    if damaged:
        os.replace(path, files.damaged_name(path))
    files.write(path, text)
    return [*filter(None, [damaged]), f"{brief(path, 90)}: {len(resources)} files are described"]


# --- a sweep ---

def _parameter_fields(plan):
    """@return the fields of the columns of parameters: texts, as they were given, and numbers where all are."""
    taken = set()
    fields = []
    for place, name in enumerate(plan.columns):
        texts = {run.values[place] for run in plan.runs}
        column, _ = typed.parameter(name, texts, taken)
        read = next((kind for kind, reads in (("integer", inputs.whole), ("number", inputs.real))
                     if all(reads(text) is not None for text in texts)), "string")
        fields.append(_field(name, read, column.unit if read != "string" else "", column.help, sqlite=_in_database(column)))
    return fields


def _sweep_resources(folder, plan, names, figures):
    parameters = _parameter_fields(plan)
    run = [_field("id", "string", "", "the run, whose folder is runs/ID", constraints={"required": True}),
           _field("point", "integer", "", "the combination of values of parameters"),
           _field("run", "integer", "", "number of the replication")]
    yield _resource(folder, "plan", "plan.csv", "a row for each run that is planned", [*run, *parameters], primaryKey=["id"])
    taken = {column["sqlite"]["column"].lower() for column in parameters} | {"id", "point", "run"}
    columns = [typed.figure(name, [found.get(name) for found in figures], taken) for name in names]
    told = [_field(column.given, _TYPES[column.type], column.unit, column.help, sqlite=_in_database(column)) for column in columns]
    keys = {"primaryKey": ["id"], "foreignKeys": [{"fields": ["id"], "reference": {"resource": "plan", "fields": ["id"]}}]}
    yield _resource(folder, "results", "results.csv", "a row for each run that is done: what was given, and what it came to",
                    [*run, *parameters, *told], **keys)
    statistics = [_field(name, "integer" if name in ("n", "pooled") else "number") for name in STATISTICS]
    yield _resource(folder, "points", "points.csv", "a row for each combination of values and figure: mean, deviation, interval of 95 %",
                    [run[1], *parameters, _field("figure", "string", "", "name of a column of results.csv"), *statistics],
                    primaryKey=["point", "figure"])
    yield from _found_resources(folder, parameters)
    yield _resource(folder, "database", "results.sqlite", "all of these with types and units; its table columns says what is in each")
    if os.path.exists(os.path.join(folder, "failed.csv")):
        ends = [_field("status", "integer"), _field("command", "string"), _field("stderr", "string")]
        yield _resource(folder, "failed", "failed.csv", "a row for each run that failed", [*run, *parameters, *ends], primaryKey=["id"])
    if os.path.exists(os.path.join(folder, "sweep.ini")):
        yield _resource(folder, "sweep", "sweep.ini", "the whole sweep as a file, which does it again")
    if os.path.exists(os.path.join(folder, "provenance.json")):
        yield _resource(folder, "provenance", "provenance.json", "who made this, with what and when", is_final=False)


def _found_resources(folder, parameters):
    """Yields compare.csv, until.csv and sensitivity.csv, as far as they are there."""
    parameters = {name: field for field in parameters for name in (field["name"], f"parameter_{field['name']}")}
    for table in findings.present(folder):
        about, columns, key = findings.TABLES[table]
        known = {column.given: column for column in columns}
        fields = []
        for name in findings.rows(folder, table)[1]:
            if name not in known:
                fields.append({**parameters[name], "name": name})
                continue
            column = known[name]
            kind = "boolean" if column.unit == "boolean" else _TYPES[column.type]
            words = {"trueValues": ["yes"], "falseValues": ["no"]} if kind == "boolean" else {}
            fields.append(_field(name, kind, "" if kind == "boolean" else column.unit, column.help, **words))
        yield _resource(folder, table, findings.file_of(table), f"a row for each {about}", fields, primaryKey=list(key))


class OfSweep:
    """That of a sweep, which is away while its tables are written: what it says is so."""

    def __init__(self, folder):
        self._folder = folder
        self._path = os.path.join(folder, NAME)
        self._own, self.damaged = _people(self._path)

    def begin(self):
        """The tables are about to change."""
        if self.damaged:
            os.replace(self._path, files.damaged_name(self._path))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)

    def write(self, plan, names, figures, seeds):
        """
        @param names of figures
        @param figures of each run that is done: {name: value}
        @param seeds of these
        """
        calls = []
        with contextlib.suppress(BadInput, KeyError, TypeError):
            calls = [{key: value for key, value in call.items() if key not in ("ended", "outcome")}
                     for call in inputs.read_json(os.path.join(self._folder, "provenance.json"))["calls"]]
        sources = [_source(call) for call in calls] or [_source({})]
        sources = [source for place, source in enumerate(sources) if source not in sources[:place]]
        resources = list(_sweep_resources(self._folder, plan, names, figures))
        provenance = {"schema": schema.VERSION, "seeds": sorted(seeds), "calls": calls}
        created = calls[0].get("started") if calls else None
        files.write(self._path, _text(self._own, "synfin-sweep", "A sweep over simulations of TCP connections", resources, created,
                                      sources, provenance))


def is_run(folder):
    """@return whether a folder is that of a run, and not of a sweep."""
    return os.path.isfile(os.path.join(folder, runfolder.SUMMARY)) and not os.path.exists(os.path.join(folder, "plan.csv"))
