# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What parameters and figures are to other programs: plain names, and numbers in one unit, where the tables have texts."""

import dataclasses
import re

from synfin import schema
from synfin.tools import inputs, parameters

# Words that SQLite, PostgreSQL or DuckDB would take for their own, as names of columns.
RESERVED = frozenset(
    "add all alter analyze and any array as asc between both by case cast check collate column commit constraint create current default"
    " deferrable delete desc distinct do drop else end escape except exists for foreign from full grant group having if in index inner"
    " insert intersect into is isnull join left like limit natural not notnull null offset on only or order outer primary references"
    " right rowid select session_user set some table then to transaction trigger union unique update user using values when where window"
    " with".split())


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a table: its plain name, the name that people gave it, its type in SQL, and what it holds."""

    name: str
    given: str
    type: str  # INTEGER, REAL or TEXT
    unit: str = ""
    help: str = ""


def plain_name(name, taken):
    """
    @param name of a parameter or a figure, such as group.web.rate or loss-forward
    @param taken names in lower case; the new one joins them
    @return the name with _ for all that is neither a letter, a digit nor _ (of ASCII), with x_ before a digit, with _ behind a word of
        SQL, and with _2, _3 and so on behind one that is taken
    """
    plain = re.sub("[^A-Za-z0-9_]+", "_", name).strip("_") or "x"
    plain = f"x_{plain}" if plain[0].isdigit() else plain
    plain = f"{plain}_" if plain.lower() in RESERVED else plain
    number, unique = 1, plain
    while unique.lower() in taken:
        number += 1
        unique = f"{plain}_{number}"
    taken.add(unique.lower())
    return unique


# --- parameters ---

def _share(text):
    kind, value = parameters.amount(text)
    return value if kind == "number" and text not in ("true", "false") else _refuse(text)


def _boolean(text):
    return {"true": 1, "1": 1, "false": 0, "0": 0}[text]


def _whole(text):
    value = inputs.whole(text, -2**63)
    return _refuse(text) if value is None else value


def _refuse(text):
    raise ValueError(text)


# How the texts of a type are read, the type in SQL, and the unit where the schema has none.
_READERS = {
    "boolean": (_boolean, "INTEGER", "boolean"),
    "integer": (_whole, "INTEGER", ""),
    "number": (_share, "REAL", ""),
    "time": (parameters.seconds, "REAL", "s"),
    "rate": (parameters.bits_per_second, "REAL", "bit/s"),
}
_TEXTS = ("choice", "file", "directory", "range")  # types of the schema that are no numbers


def told_of(name):
    """@return what the schema says of a parameter of plan.csv, of one end or of a section, too; {} where it has none such."""
    name = name.removeprefix("parameter_").removeprefix(f"{schema.L4_PROTOCOL}::")
    end, name = schema.split_end(name)
    section, _, last = name.rpartition(".")
    name = last if section.split(".")[0] in schema.SECTIONS else name
    known = (schema.FIELDS,) if end else (schema.OPTIONS, schema.FIELDS)
    return next((names[name] for names in known if name in names), {})


def _is_kind(kind):
    def read(text):
        found, value = parameters.amount(text)
        return value if found == kind and re.search("[A-Za-z]", text) else _refuse(text)
    return read


def _candidates(told):
    """@return what the values of a parameter may be, the likeliest first."""
    if told.get("type") in _READERS:
        return [_READERS[told["type"]]]
    if told.get("type") in _TEXTS:
        return []
    number = (_share, "REAL", "share of 1" if "%" in told.get("accepted", "") else "")
    unknown = [] if told else [(lambda text: _boolean(text) if text.isalpha() else _refuse(text), "INTEGER", "boolean"),
                               _READERS["integer"]]
    return [*unknown, number, (_is_kind("time"), "REAL", "s"), (_is_kind("rate"), "REAL", "bit/s")]


def _read(reader, texts, words):
    """@return {text: value}, NULL for the words; None where a text is neither."""
    try:
        return {text: None if text in words else reader(text) for text in texts}
    except (ValueError, KeyError):
        return None


def parameter(given, texts, taken):
    """
    @param given the name of a parameter in plan.csv
    @param texts all its values, as they were given
    @param taken names of columns, in lower case
    @return its Column, and {text: value}: durations in s, rates in bit/s, shares of 1, 0 or 1 for false and true, None for a word such
        as auto where the others are numbers, and texts as they are where some are no numbers
    """
    told = told_of(given)
    name, about = plain_name(given, taken), told.get("help", "")
    texts = list(dict.fromkeys(texts))
    words = set() if told.get("type") in _TEXTS else {"none", *told.get("values", ())} & set(texts)
    for reader, kind, unit in _candidates(told) if words != set(texts) else ():
        values = _read(reader, texts, words)
        if values is not None:
            unit = unit if told.get("unit", "") in ("", "switch") else told["unit"]
            empty = f"NULL: {', '.join(sorted(words))}" if words else ""
            return Column(name, given, kind, unit, "; ".join(filter(None, (about, empty)))), values
    return Column(name, given, "TEXT", "", "; ".join(filter(None, (about, "as given")))), dict(zip(texts, texts))


# --- figures ---

_FIGURES = {key.replace("/", "_"): told for key, told in schema.SUMMARY.items()}
_FIGURES.update({f"counters_{counter['name']}": {"type": "integer", **counter} for counter in schema.WHOLE["counters"]})
_TYPES = {"integer": "INTEGER", "number": "REAL", "text": "TEXT"}


def told_of_figure(name):
    """@return what the schema says of a figure, also of a group's; {} where it has none such."""
    if name in _FIGURES or not name.startswith("group_"):
        return _FIGURES.get(name, {})
    parts = name.split("_")
    return next((_FIGURES[rest] for rest in ("_".join(parts[place:]) for place in range(2, len(parts))) if rest in _FIGURES), {})


def _type_of(values):
    """@return the type in SQL of values that are None, numbers and texts."""
    kinds = {type(value) for value in values} - {type(None)}
    return "TEXT" if str in kinds or not kinds else "REAL" if float in kinds else "INTEGER"


def figure(given, values, taken):
    """
    @param given the name of a figure in results.csv
    @param values all that it has, None among them
    @param taken names of columns, in lower case
    @return its Column
    """
    told = told_of_figure(given)
    kind = _type_of(values)
    if kind == "INTEGER" or not any(value is not None for value in values):
        kind = _TYPES.get(told.get("type"), kind)
    return Column(plain_name(given, taken), given, kind, told.get("unit", ""), told.get("help", ""))


# --- tables of runs ---

_DECIMALS = {"integer": "INTEGER", "decimal": "REAL"}


def traced(table, given, taken):
    """@return the Column of a column of a run's table, such as connections."""
    told = schema.TABLES[table].get(given, {})
    return Column(plain_name(given, taken), given, _DECIMALS.get(told.get("type"), "TEXT"), told.get("unit", ""), told.get("help", ""))
