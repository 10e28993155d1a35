# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads large CSV files, plain or compressed by zstd, in chunks."""

import io

import pandas

from synfin_plot.errors import BadInput

CHUNK_ROWS = 1 << 19
STATES = (
    "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
    "CLOSING", "TIME_WAIT", "CLOSE_WAIT", "LAST_ACK",
)
STATE = pandas.CategoricalDtype(STATES)
TYPES = {
    "time_s": "float64", "host": "int32", "conn": "int64", "lport": "int32", "rport": "int32",
    "oldstate": STATE, "newstate": STATE, "cause": "category", "ms": "float64",
    "start_s": "float64", "handshake_s": "float64", "syn_sent": "float64",
    "synack_sent": "float64", "time_wait_s": "float64", "outcome": "category",
    **{state: "int64" for state in STATES}, "ports": "int64",
    "seq": "int64", "ack": "int64", "len": "int64",
}
MAY_BE_EMPTY = {
    "handshake_s", "time_wait_s", "server_handshake_s", "close", "closer", "flags", "tsval", "tsecr",
    "kind",
}


class _Decompressed(io.RawIOBase):
    """The contents of a .zst file; unlike zstandard's own reader it tells when the end is missing."""

    def __init__(self, path):
        import zstandard  # only those who compress need it

        super().__init__()
        self._path = path
        self._file = open(path, "rb")
        self._new = lambda: zstandard.ZstdDecompressor().decompressobj()
        self._error = zstandard.ZstdError
        self._frame = None
        self._raw = b""
        self._data = b""

    def readable(self):
        return True

    def close(self):
        self._file.close()
        super().close()

    def _fill(self):
        """Decompresses the next piece; False at the end."""
        self._raw = self._raw or self._file.read(1 << 18)
        if not self._raw:
            if self._frame is not None:
                raise BadInput(f"{self._path}: truncated, the compressed data has no end")
            return False
        self._frame = self._frame or self._new()
        try:
            self._data = self._frame.decompress(self._raw)
        except self._error as error:
            raise BadInput(f"{self._path}: damaged: {error}") from error
        self._raw = b""
        if self._frame.eof:
            self._raw = self._frame.unused_data
            self._frame = None
        return True

    def readinto(self, buffer):
        while not self._data:
            if not self._fill():
                return 0
        size = min(len(buffer), len(self._data))
        buffer[:size] = self._data[:size]
        self._data = self._data[size:]
        return size


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


def open_stream(path):
    """@return the octets of a file, decompressed."""
    try:
        if path.suffix == ".zst":
            return io.BufferedReader(_Decompressed(path), 1 << 20)
        return open(path, "rb", buffering=1 << 20)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error


def header(path):
    """@return the names of the columns."""
    with open_stream(path) as stream:
        line = stream.readline()
    if not line.endswith(b"\n"):
        raise BadInput(f"{path}: empty" if not line else f"{path}: truncated, its first line has no end")
    return line.decode("utf-8", "replace").strip().split(",")


def _check_columns(path, columns):
    """@return how many columns the file has."""
    present = header(path)
    missing = [name for name in columns if name not in present]
    if missing:
        raise BadInput(f"{path}: no column '{missing[0]}'; there are {', '.join(present)}")
    return len(present)


def _is_bad(column, value):
    """@return whether one field, as text, does not fit its column."""
    if value == "" or value != value:
        return column not in MAY_BE_EMPTY
    if TYPES.get(column) is STATE:
        return value not in STATES
    if TYPES.get(column, "category") == "category":
        return False
    try:
        int(value) if str(TYPES[column]).startswith("int") else float(value)
    except ValueError:
        return True
    return False


def _find_fault(path, columns, why):
    """@return what is wrong, with the line of it: looked for only after a fault has shown."""
    with open_stream(path) as stream:
        names = stream.readline().decode("utf-8", "replace").strip().split(",")
        for number, line in enumerate(stream, 2):
            fields = line.decode("utf-8", "replace").rstrip("\n").split(",")
            if len(fields) != len(names):
                return BadInput(
                    f"{path}: line {number} has {len(fields)} fields, and {len(names)} are wanted"
                )
            row = dict(zip(names, fields))
            for column in columns:
                if _is_bad(column, row[column]):
                    kind = "state" if TYPES.get(column) is STATE else "number"
                    return BadInput(f"{path}: line {number}: {column} '{row[column]}' is no {kind}")
    return BadInput(f"{path}: {why}")


def chunks(path, columns, rows=CHUNK_ROWS):
    """
    Reads some columns of a file piece by piece.

    @param columns their names
    @return data frames; at least one row in all
    """
    columns = list(columns)
    width = _check_columns(path, columns)
    types = {name: TYPES.get(name, "category") for name in columns}
    empty = True
    stream = _Counted(open_stream(path))
    try:
        # Empty fields are missing values, and nothing else is: not "None" or "NA".
        reader = pandas.read_csv(
            stream, usecols=columns, dtype=types, chunksize=rows, keep_default_na=False,
            na_values=[""], encoding_errors="replace",
        )
        for chunk in reader:
            empty = empty and chunk.empty
            for name in columns:
                if name not in MAY_BE_EMPTY and chunk[name].isna().any():
                    raise _find_fault(path, columns, f"column '{name}' has empty fields")
            yield chunk
    except (ValueError, pandas.errors.ParserError) as error:
        raise _find_fault(path, columns, str(error).replace("\n", " ")) from error
    finally:
        stream.close()
    if stream.last != b"\n":
        raise BadInput(f"{path}: truncated, its last line has no end")
    # pandas fills short lines up without a word.
    if stream.commas != stream.lines * (width - 1):
        raise _find_fault(path, columns, "lines differ in their number of fields")
    if empty:
        raise BadInput(f"{path}: no rows")
