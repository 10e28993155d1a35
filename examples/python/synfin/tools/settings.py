# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""params.ini, and every other file that --config reads; the grammar is that of helper/scenario/synfin-settings-file.h."""

import os
import re

from synfin import schema
from synfin.tools.messages import BadInput, brief

BLANKS = " \t\r\v\f"
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|x([0-9a-f]{2}))')
_QUOTED = re.compile(r'"((?:[^"\\]|\\(?:[nrt"\\]|x[0-9a-f]{2}))*)"[ \t\r\v\f]*(?:[#;].*)?')
_MEANINGS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SHORT = {meaning: name for name, meaning in _MEANINGS.items()}


def quote(value):
    """@return a value as a line may hold it."""
    value = str(value)
    control = lambda letter: ord(letter) < 0x20 or ord(letter) == 0x7f
    if value.strip(BLANKS) == value and _comment(value) == len(value) and not any(control(letter) or letter == '"' for letter in value):
        return value
    escaped = "".join("\\" + _SHORT[letter] if letter in _SHORT else
                      f"\\x{ord(letter):02x}" if control(letter) else letter for letter in value)
    return f'"{escaped}"'


def _comment(line):
    """@return where a comment begins in a line, or its end: at #, or at ; behind a blank, but for a schedule and events."""
    marks = "#" if line.strip(BLANKS).startswith(("schedule", "event")) else f"#|(?:^|(?<=[{BLANKS}]));"
    found = re.search(marks, line)
    return found.start() if found else len(line)


def _another(section, known):
    """@return the section, but another one at the time of an event that is known has a number, too: [event 5s-2]."""
    names = [section, *(f"{section}-{number}" for number in range(2, len(known) + 2))]
    return next(name for name in names if name not in known) if section.startswith("event ") else section


def dotted(section, name):
    """@return the name of a setting in a section that has a name of its own: "think" in [group mobile] is group.mobile.think."""
    kind, blank, own = section.partition(" ")
    return f"{kind}.{own.strip(BLANKS)}.{name}" if blank else name


def _unquote(rest, comment):
    """@return the value that a line gives after its "=", up to a comment there; None when a quote does not end."""
    text = rest.strip(BLANKS)
    if not text.startswith('"'):
        return rest[:comment].strip(BLANKS)
    match = _QUOTED.fullmatch(text)
    if not match:
        return None
    return _ESCAPE.sub(lambda part: _MEANINGS[part[1]] if part[1] else chr(int(part[2], 16)), match[1])


def write(settings, sections=()):
    """
    @param settings [(name, value)]
    @param sections [(name of a section, [(name, value)])]
    @return the text of a file
    """
    lines = [f"schema = {schema.VERSION}", *(f"{name} = {quote(value)}" for name, value in settings)]
    for section, pairs in sections:
        lines += [f"[{section}]", *(f"{name} = {quote(value)}" for name, value in pairs)]
    return "\n".join([*lines, "[end]"]) + "\n"


def read(text, typed):
    """
    @param typed what a message begins with
    @return [(section, name, value)] without the versions of schema and program; the first section has no name
    """
    found = []
    section = ""
    has_version = False
    for number, whole in enumerate(text.split("\n"), 1):
        comment = _comment(whole)
        line = whole[:comment].strip(BLANKS)
        if not line:
            continue
        place = f"{typed}: line {number}, {brief(line)}: accepted is"
        if section == "end":
            raise BadInput(f"{place} nothing behind [end]")
        if line[0] == "[" and line[-1] == "]" and len(line) > 2:
            section = _another(line[1:-1].strip(BLANKS), {section for section, _, _ in found})
            if " " in section:
                found.append((section, "", ""))  # it is there, whatever is in it
            continue
        name = line.split("=")[0].strip(BLANKS)
        if "=" not in line or not name:
            raise BadInput(f"{place} NAME = VALUE in each line")
        equals = whole.index("=")
        value = _unquote(whole[equals + 1:], comment - equals - 1)
        if value is None:
            raise BadInput(f'{place} a value in quotes that ends, with \\\\, \\", \\n, \\r, \\t and \\xHH')
        if not section and name in ("schema", "format"):  # as version 2 called it
            if value not in map(str, schema.READABLE):
                raise BadInput(f"{typed}: {name} = {brief(value)}: accepted is a version from {schema.READABLE[0]} to "
                               f"{schema.VERSION}")
            has_version = True
        elif section or name != "version":
            found.append((section, name, value))
    if section != "end" and (has_version or not found):
        raise BadInput(f"{typed}: accepted is " + (
            "a whole file, up to its line [end]; it is cut off" if has_version
            else "an INI file with NAME = VALUE; there is none in it"))
    return found


def with_folder(name, value, folder):
    """@return the value of a parameter; the relative files that it names, such as file: of a loss, are in the folder."""
    kind = name.split(".")[-1].split("-")[0]
    if kind in ("schedule", "event"):
        words = re.split(r"((?:\\.|[^\\ \t\n\v\f\r;]|\\$)+)", value)
        return "".join(_word_with_folder(word, folder) for word in words)
    marks = {"loss": r"^file:(?=[^/])", "arrivals": r"^file:(?=[^/])", "jitter": r",table=(?=[^/])"}
    for mark in ("table:", "trace:"):
        if str(value).startswith(mark):
            marks[kind] = rf"^{mark}(?=[^/])"
    if kind not in marks or not folder:
        return value
    start = re.sub(r"([,\\])", r"\\\1", folder) if kind == "jitter" else folder
    return re.sub(marks[kind], lambda mark: mark[0] + os.path.join(start, ""), value, count=1)


def _word_with_folder(word, folder):
    plain = re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL)
    name, equals, value = plain.partition("=")
    if not equals:
        return word
    return re.sub(r"([\\ \t\n\v\f\r;])", r"\\\1", f"{name}={with_folder(name, value, folder)}")
