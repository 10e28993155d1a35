# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The one door for what users and files bring: numbers within bounds, and files that have an end."""

import decimal
import json
import os
import pathlib
import re
import stat

from synfin.tools.messages import BadInput, brief

MOST_TEXT = 1 << 24  # octets of a file that is read as a whole
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
LARGEST = 1e300  # of a real number, and 1 / LARGEST its least part


def whole(text, least=0, most=2**63 - 1):
    """@return the integer that a text in ASCII digits is, or None."""
    if not _WHOLE.fullmatch(text):
        return None
    value = int(text)
    return value if least <= value <= most else None


def real(text, least=-LARGEST, most=LARGEST):
    """@return the finite number that a text is, or None."""
    value = exact(text)
    return float(value) if value is not None and least <= value <= most else None


def exact(text):
    """@return the same as a Decimal with as many digits as were given, or None."""
    if len(text) > 100 or not _REAL.fullmatch(text):
        return None
    value = decimal.Decimal(text)
    return value if value == 0 or 1 / LARGEST <= abs(value) <= LARGEST else None


def number(text):
    """@return a text as an int or float where it is one; anything else as it is."""
    if not isinstance(text, str):
        return text
    value = whole(text)
    value = real(text) if value is None else value
    return text if value is None else value


def path(value, typed, accepted="the name of a file or folder"):
    """@return a Path; BadInput for what is none, and for a text without a letter, which would mean the working directory."""
    try:
        text = os.fsdecode(value)
    except TypeError as error:
        raise BadInput(f"{typed}{brief(repr(value))}: accepted is {accepted}") from error
    if not text or "\0" in text:
        raise BadInput(f"{typed}{brief(repr(text))}: accepted is {accepted}" + ("; this is an empty text" if not text else ""))
    return pathlib.Path(text)


def _why_not(mode):
    for test, kind in ((stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISCHR, "a device"),
                       (stat.S_ISBLK, "a device"), (stat.S_ISSOCK, "a socket")):
        if test(mode):
            return f"this is {kind}"
    return "this is none"


def open_file(path, typed=None):
    """
    @param typed what a message begins with, unless it is the path
    @return a file of octets to read; pipes and devices, which need not end, are refused
    """
    typed = typed or brief(path, 120)
    try:
        # Without O_NONBLOCK a pipe that nobody writes would not even open.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise BadInput(f"{typed}: accepted is a file that can be read; {_reason(error)}") from error
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise BadInput(f"{typed}: accepted is a regular file; {_why_not(mode)}")
    return os.fdopen(handle, "rb", buffering=1 << 20)


def _reason(error):
    return getattr(error, "strerror", None) or str(error)


def read_text(path, typed=None, most=MOST_TEXT):
    """@return the text of a file, which must be UTF-8 and of a sane size."""
    typed = typed or brief(path, 120)
    with open_file(path, typed) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise BadInput(f"{typed}: accepted is a file that can be read; {_reason(error)}") from error
    if len(data) > most:
        raise BadInput(f"{typed}: accepted is a file of at most {most >> 20} MiB; this is larger")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{typed}: line {place} is not UTF-8") from error


def _no_constant(name):
    raise ValueError(f"{name} is no number")


def read_json(path):
    """@return what a JSON file holds; BadInput with line and column where it is none."""
    text = read_text(path)
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(f"{brief(path, 120)}: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{brief(path, 120)}: {brief(error)}") from error
