#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Every text that programs print has a translation in po/, whole and with the same placeholders, numbers and options.

xgettext lists the texts of C++, where a message may be made of several: each that has a few words must be a part of some
key, and each key of the catalogue must be made of such texts. In Python, what is marked by _() must be a key.
"""

import collections
import errno
import os
import pathlib
import re
import shutil
import subprocess
import sys

# Where texts are that no terminal shows: in files, in the schema, in ns-3's attributes; or that say it in two languages.
ELSEWHERE = re.compile(r"""
    model/(?:node|device|direct|packet|agenda|rank)/ | model/trace/(?!synfin-output-file)
    | model/core/synfin-(?:state|segment|connection|stack|listener|actions|ecn|address|fast-open|drop)
    | model/middlebox/ | helper/[^/]*$ | helper/ladder/ | helper/exchange/synfin-(?!situation(?:-options|-values)?\.) | helper/summary/ | helper/recording/synfin-script
    | helper/scenario/synfin-scenario-(?:drawing|capture|stock-host)
    | examples/(?:template/)?[^/]*$ | examples/programs/synfin-(?:microbench|schema|emulate-service)
    """, re.X)
CODE = re.compile(r"NS_(?:ASSERT|ABORT|FATAL|LOG)|static_assert|CommandLine")
# Where a field of the profile comes from; and what programs read, on the standard output or in params.ini.
KEPT = re.compile(r"(?:RFC|Linux|FreeBSD|TCP_|tcp_)|\s*(?:repeats line|Global values|General Arguments|curl|: every parameter of a run)|\s*$")
PROSE = re.compile(r"[a-z]{2,}[,:;]? (?:--)?[a-z]{2,}")
PLACEHOLDER = re.compile(r"\{([^}]*)\}")
KINDS = {"": r"((?:(?!; ).)*)", "...": "(.*)", "text": "(.*)", "word": r"(\S+)", "list": r"(\S+(?:(?<=,) \S+)*)", "s": "(s?)"}
VALUE = re.compile(r"%<\w+>|%[.0-9]*[a-z]|(?<![\w{])\d[\d.]*[\w%]*")  # that a text has in the place of a placeholder
ERRORS = {os.strerror(number) for number in errno.errorcode}  # texts of the C library
ENDS = " ;:,.()'\n"
NUMBER = re.compile(r"(?<![\w{])\d+(?:\.\d+)?")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def unquote(lines):
    """@return the text of lines of a catalogue, each in quotes."""
    text = "".join(line[line.index('"') + 1:line.rindex('"')] for line in lines)
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def entries(text):
    """Yields flags, places, key and translation of each entry of a catalogue; the first is its head."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.split("\n")
        keys = [line for line in lines if not line.startswith("#")]
        begin = next((place for place, line in enumerate(keys) if line.startswith("msgstr")), None)
        if begin is not None:
            flags = [line[2:].strip() for line in lines if line.startswith(("#,", "#~"))]
            places = [place for line in lines if line.startswith("#:") for place in line[2:].split()]
            yield flags, places, unquote(keys[:begin]), unquote(keys[begin:])


def extracted(root, files, *options):
    """@return the texts in sources, and where each is."""
    done = subprocess.run(["xgettext", "--from-code=UTF-8", "--output=-", "--no-wrap", *options, *map(str, files)], cwd=root,
                          capture_output=True, encoding="utf-8", check=True)
    return {key: places for _, places, key, _ in entries(done.stdout) if key}


def is_code(root, place, cache={}):
    """@return whether a text of a source is for who changes it only."""
    name, line = place.rsplit(":", 1)
    lines = cache.setdefault(name, (root / name).read_text(encoding="utf-8").split("\n"))
    return CODE.search(" ".join(lines[max(int(line) - 3, 0):int(line)])) is not None


def in_cpp(root):
    """@return all texts of C++, and where they are."""
    files = [path.relative_to(root) for folder in ("model", "helper", "examples") for path in sorted((root / folder).rglob("*"))
             if path.suffix in (".cc", ".h")]
    return extracted(root, files, "--language=C++", "--extract-all")


def read_by_people(root, texts):
    """@return those that somebody may read on a terminal, and the first place of each."""
    where = {text: next((place for place in places if not ELSEWHERE.match(place) and not is_code(root, place)), None)
             for text, places in texts.items()}
    return {text: place for text, place in where.items() if place and PROSE.search(text) and not KEPT.match(text)}


def differences(key, translation):
    """Yields what a translation has not as its key has it."""
    kinds, own = PLACEHOLDER.findall(key), PLACEHOLDER.findall(translation)
    needed = {str(place + 1) for place, kind in enumerate(kinds) if kind != "s"}
    if own != kinds and (len(own) != len(set(own)) or set(own) != needed):
        yield f"placeholders {kinds} and {own}"
    for what, pattern in (("numbers", NUMBER), ("options", OPTION)):
        expected, found = (collections.Counter(pattern.findall(PLACEHOLDER.sub("\0", text))) for text in (key, translation))
        if expected != found:
            yield f"{what} {sorted(expected)} and {sorted(found)}"


class Keys:
    """The keys of a catalogue, for parts of texts."""

    def __init__(self, keys):
        self._all = "\0".join(keys)
        self._alike = "\0".join(VALUE.sub("{}", PLACEHOLDER.sub("{}", key)) for key in keys)
        self._patterns = [(re.compile("".join(KINDS[part] if place % 2 else re.escape(part)
                                              for place, part in enumerate(PLACEHOLDER.split(key)))), PLACEHOLDER.findall(key))
                          for key in keys if PLACEHOLDER.search(key)]

    def have(self, text):
        """@return whether a text, or the rest of one, is a part of a key, or made as one says."""
        text = text.strip(ENDS).removeprefix("accepted is ")
        if text in self._all or VALUE.sub("{}", text) in self._alike:
            return True
        for pattern, kinds in self._patterns:
            found = pattern.fullmatch(text)
            if found and all(self.have(part) for kind, part in zip(kinds, found.groups()) if kind == "text"):
                return len(text) > len("".join(found.groups()))
        return False


def unsaid(key, texts):
    """Yields what stands between the placeholders of a key, as far as it is words, and no program says."""
    for piece in PLACEHOLDER.sub("\0", key).split("\0"):
        piece = piece.strip(ENDS)
        if not re.search(r"[a-z]{3}", piece) or piece in ERRORS or any(piece in text for text in texts):
            continue
        parts = {text.strip(ENDS) for text in texts}
        words = re.findall(r"[\w-]{3,}", piece)
        if not any(" " in part and part in piece for part in parts) and not parts.issuperset(words):
            yield piece


def main():
    """Prints what is wrong. @return how much is."""
    root = pathlib.Path(sys.argv[1]).resolve()
    if shutil.which("xgettext") is None:
        print("xgettext is missing (Debian: gettext)")
        return 1
    texts = in_cpp(root)
    read = read_by_people(root, texts)
    marked = extracted(root, [path.relative_to(root) for path in sorted((root / "examples" / "python").rglob("*.py"))],
                       "--language=Python")
    wrong, count = [], 0
    for path in sorted((root / "po").glob("*.po")):
        catalogue = list(entries(path.read_text(encoding="utf-8")))[1:]
        keys = {key: translation for _, _, key, translation in catalogue}
        count += len(keys)
        wrong += [f"{path.name}: {' '.join(flags)}: {key}" for flags, _, key, _ in catalogue if flags]
        wrong += [f"{path.name}: no translation: {key}" for key, translation in keys.items() if not translation]
        wrong += [f"{path.name}: {difference}: {key}" for key, text in keys.items() for difference in differences(key, text)]
        wrong += [f"{path.name}: no key: {key} ({places[0]})" for key, places in marked.items() if key not in keys]
        known = Keys(keys)
        wrong += [f"{path.name}: in no key: {text!r} ({place})" for text, place in read.items() if not known.have(text)]
        wrong += [f"{path.name}: nobody says {dead}: {key}" for key in keys if key not in marked for dead in unsaid(key, texts)]
    print("\n".join(wrong + [f"{count} texts, {len(read)} in C++, {len(marked)} in Python, {len(wrong)} to mend"]))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
