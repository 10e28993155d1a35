# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads large CSV files, plain or compressed by zstd, in chunks."""

import csv
import dataclasses
import io
import ipaddress
import re

import pandas
from pandas.api.types import union_categoricals

from synfin.schema import STATES, TABLES
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief
from synfin.tools.streams import open_stream

CHUNK_ROWS = 1 << 19
MOST_SECONDS = 9.3e9  # 2^63 ns
MOST = 2**63 - 1


@dataclasses.dataclass(frozen=True)
class Kind:
    """What the fields of a column are."""

    type: object  # of pandas
    what: str  # for messages
    least: float = None
    most: float = None
    fits: object = None  # tells of a text whether it is one

    def is_bad(self, text):
        """@return whether a field that is not empty is something else."""
        if isinstance(self.type, pandas.CategoricalDtype):
            return text not in self.type.categories
        if self.type == "category":
            return self.fits is not None and not self.fits(text)
        read = inputs.whole if self.type.startswith("int") else inputs.real
        return read(text.strip(" "), self.least, self.most) is None


def _is_address(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


SECONDS = Kind("float64", "time within 292 years", 0, MOST_SECONDS)
TEXT = Kind("category", "text")
FLAGS = Kind("category", "list of flags as tcpdump prints them", fits=re.compile("[SFRPUEWe.]*").fullmatch)
ADDRESS = Kind("category", "address", fits=_is_address)
BITS_32 = ("number of 32 bits", 2**32 - 1)
BOUNDS = {  # of integers, where they are narrower than those of a count
    "host": ("id of a host", 10**7), "lport": ("port", 65535), "rport": ("port", 65535),
    **dict.fromkeys(("seq", "ack", "win", "tsval", "tsecr"), BITS_32),
}
JOINED = {"syn_sent", "synack_sent"}  # with nothing, perhaps: integers have no place for that


def _kind_of(column):
    """@return the Kind of a column of the schema."""
    name, values = column["name"], column.get("values")
    if name == "flags":
        return FLAGS
    if values and column["optional"]:  # pandas takes what is no category for nothing, which it may be
        return Kind("category", f"{name} of the schema", fits=frozenset(values).__contains__)
    if values:
        return Kind(pandas.CategoricalDtype(values), "state" if tuple(values) == STATES else f"{name} of the schema")
    if column["unit"] in ("s", "ms"):
        return SECONDS if column["unit"] == "s" else Kind("float64", "number of milliseconds", 0, 1000 * MOST_SECONDS)
    if column["type"] == "integer":
        what, most = BOUNDS.get(name, ("count", MOST))
        return Kind("float64" if column["optional"] or name in JOINED else "int64", what, 0, most)
    return ADDRESS if column["type"] == "address" else TEXT


COLUMNS = [column for table in TABLES.values() for column in table.values()]
KINDS = {column["name"]: _kind_of(column) for column in COLUMNS}
MAY_BE_EMPTY = {column["name"] for column in COLUMNS if column["optional"]}
LONGEST_LINE = 1 << 20


class _Counted(io.RawIOBase):
    """Passes a stream on, counts its fields and lines, and remembers its last octet."""

    def __init__(self, stream):
        super().__init__()
        self._stream = stream
        self.last = b"\n"
        self.commas = 0
        self.lines = 0

    def readable(self):
        return True

    def close(self):
        self._stream.close()
        super().close()

    def readinto(self, buffer):
        size = self._stream.readinto(buffer)
        if size:
            piece = bytes(buffer[:size])
            self.last = piece[-1:]
            self.commas += piece.count(b",")
            self.lines += piece.count(b"\n")
        return size


def header(path):
    """@return the names of the columns."""
    with open_stream(path) as stream:
        line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise BadInput(f"{path}: empty" if not line else f"{path}: truncated, its first line has no end")
    return line.decode("utf-8", "replace").strip().split(",")


def check_columns(path, columns):
    """@return how many columns the file has."""
    present = header(path)
    for name in columns:
        if present.count(name) != 1:
            how = "no" if name not in present else "more than one"
            raise BadInput(f"{path}: line 1: {how} column '{name}'; there are {brief(', '.join(present), 90)}")
    return len(present)


def _kind(column):
    return KINDS.get(column, TEXT)


def _is_bad(column, value):
    """@return whether one field, as text, does not fit its column."""
    return column not in MAY_BE_EMPTY if value == "" else _kind(column).is_bad(value)


def _find_fault(path, columns, why):
    """@return what is wrong, with the line of it: looked for only after a fault has shown."""
    with open_stream(path) as stream:
        names = stream.readline(LONGEST_LINE).decode("utf-8", "replace").strip().split(",")
        for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), 2):
            fields = line.decode("utf-8", "replace").rstrip("\n").split(",")
            if len(fields) != len(names):
                return BadInput(
                    f"{path}: line {number} has {len(fields)} fields, and {len(names)} are wanted"
                )
            row = dict(zip(names, fields))
            for column in columns:
                if _is_bad(column, row[column]):
                    return BadInput(f"{path}: line {number}: {column} '{brief(row[column], 30)}' is no "
                                    f"{_kind(column).what}")
    return BadInput(f"{path}: {why}")


def _fault_of(chunk, columns):
    """@return what is wrong with the values of a piece whose types are right; None when nothing is."""
    for name in columns:
        kind, values = _kind(name), chunk[name]
        if name not in MAY_BE_EMPTY and values.isna().any():
            return f"column '{name}' has empty fields"
        if kind.least is not None and ((values < kind.least) | (values > kind.most)).any():
            return f"column '{name}' has a field that is no {kind.what}"
        if kind.fits is not None and not all(map(kind.fits, values.cat.categories)):
            return f"column '{name}' has a field that is no {kind.what}"
    return None


class _Span(io.RawIOBase):
    """The octets of a plain file from one place to another."""

    def __init__(self, path, begin, end):
        super().__init__()
        self._file = inputs.open_file(path)
        self._file.seek(begin)
        self._left = end - begin

    def readable(self):
        return True

    def close(self):
        self._file.close()
        super().close()

    def readinto(self, buffer):
        piece = self._file.read(min(len(buffer), self._left))
        buffer[:len(piece)] = piece
        self._left -= len(piece)
        return len(piece)


def spans(path, count):
    """@return [(begin, end), ...]: so many parts of a plain file behind its first line, whole lines each"""
    with inputs.open_file(path) as file:
        first = len(file.readline(LONGEST_LINE))
        size = file.seek(0, io.SEEK_END)
        places = [first]
        for part in range(1, count):
            file.seek(max(first, size * part // count))
            file.readline(LONGEST_LINE)
            places.append(min(file.tell(), size))
    return list(zip(places, [*places[1:], size]))


def chunks(path, columns, rows=CHUNK_ROWS, may_be_empty=False, precision=None, span=None):
    """
    Reads some columns of a file piece by piece.

    @param columns their names
    @param may_be_empty whether no row is all right
    @param precision of pandas' conversion of numbers
    @param span (begin, end) of the lines to read, of a plain file; default: all
    @return data frames
    """
    columns = list(columns)
    width = check_columns(path, columns)
    types = {name: _kind(name).type for name in columns}
    empty = True
    stream = _Counted(_Span(path, *span) if span else open_stream(path))
    of_span = {"header": None, "names": header(path)} if span else {}
    try:
        # Empty fields are missing values, and nothing else is: not "None" or "NA". Quotes mean nothing.
        reader = pandas.read_csv(
            stream, usecols=columns, dtype=types, chunksize=rows, keep_default_na=False,
            na_values=[""], encoding_errors="replace", quoting=csv.QUOTE_NONE, float_precision=precision,
            **of_span,
        )
        for chunk in reader:
            empty = empty and chunk.empty
            fault = _fault_of(chunk, columns)
            if fault:
                raise _find_fault(path, columns, fault)
            yield chunk
    except (ValueError, OverflowError, pandas.errors.ParserError) as error:
        raise _find_fault(path, columns, str(error).replace("\n", " ")) from error
    finally:
        stream.close()
    if stream.last != b"\n":
        raise BadInput(f"{path}: truncated, its last line has no end")
    # pandas fills short lines up without a word.
    if stream.commas != stream.lines * (width - 1):
        raise _find_fault(path, columns, "lines differ in their number of fields")
    if empty and not may_be_empty:
        raise BadInput(f"{path}: no rows")


def columns_of(path, wanted):
    """@return the names of all columns of a table, which must have those that are wanted."""
    check_columns(path, wanted)
    return header(path)


def joined(pieces):
    """@return the pieces of a table with all its columns as one data frame."""
    pieces = list(pieces)
    texts = [name for name, kind in pieces[0].dtypes.items() if isinstance(kind, pandas.CategoricalDtype)]
    if len(pieces) > 1:  # each has found categories of its own
        for name in texts:
            united = union_categoricals([piece[name] for piece in pieces]).categories
            pieces = [piece.assign(**{name: piece[name].cat.set_categories(united)}) for piece in pieces]
    table = pandas.concat(pieces, ignore_index=True) if len(pieces) > 1 else pieces[0]
    return table.astype({name: "int64" for name in table.columns if name in JOINED})  # none is empty
