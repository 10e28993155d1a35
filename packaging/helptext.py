# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a program's --help says, as options in groups."""

import dataclasses
import re

# -h, --name METAVAR (=DEFAULT)  TEXT; programs in C++ have a text after one blank, too
OPTION = re.compile(
    r"^ {1,6}(?:(-\w), )?(--[a-z0-9_-]+)(?: (\[=[^ ]*\]|(?! )\S+(?: \(=\S+\))?))?(?: {2,}| (?=[a-z])|$)(.*)$"
)
TITLES = ("options:", "positional arguments:")
ARGUMENT = re.compile(r"^  ([A-Z]+) +(\S.*)$")


@dataclasses.dataclass
class Option:
    """One option; names are the KEYs of a KEY=VALUE."""

    name: str
    metavar: str
    help: str
    values: tuple = ()
    is_flag: bool = False
    names: tuple = ()
    of_names: dict = dataclasses.field(default_factory=dict)  # {KEY: the values that it may have}, where there are few
    default: str = ""

    @property
    def is_repeatable(self):
        """@return true when it may be given more than once."""
        return bool(self.names) or "repeat" in self.help

    @property
    def is_list(self):
        """@return true when several values may stand behind each other, with commas between them."""
        return "comma" in self.help or "a list such as" in self.help or self.metavar == "A,B"


def values_in(text):
    """
    @return the words of a text that lists nothing but words, such as "language: en or zh", or a meaning for each, such as
        "all: everything; none: nothing"
    """
    meanings = [re.match(r"([\w-]+): ", part.strip()) for part in text.split(";")]
    if len(meanings) > 1 and all(meanings):
        return tuple(meaning[1] for meaning in meanings)
    for part in re.split(r"[:;]", re.sub(r"\([^)]*\)", "", text)):
        part = re.sub(r" +", " ", part).replace(" ,", ",").strip()
        if re.fullmatch(r"[\w.-]+(, [\w.-]+)*(( or |, )[\w.-]+)", part):
            return tuple(re.split(r", | or ", part))
    return ()


def _option(match):
    """@return the option that a line begins, and as much of its meaning as stands there."""
    metavar, _, normal = re.sub(r"^arg\b", "VALUE", match[3] or "").partition(" (=")
    option = Option(match[2], metavar, match[4].strip(), is_flag=not metavar or metavar[0] == "[")
    option.default = normal.rstrip(")")
    return option


class Help:
    """One --help: groups of options by title, operands, and what stands before and after."""

    def __init__(self, text):
        self.groups = {}
        self.operands = {}
        self.tables = {}
        self.about = ""
        self.usage = ""
        self._read(text)
        for option in self.options():
            if option.default:
                option.help += f" (default {option.default})"
            option.values = option.values or (values_in(option.help) if option.metavar else ())

    def options(self):
        """@return all options."""
        return [option for group in self.groups.values() for option in group]

    def _read(self, text):
        paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
        for paragraph in paragraphs:
            lines = paragraph.split("\n")
            if lines[0].lower().startswith("usage:"):
                self.usage = " ".join(line.strip() for line in lines)[len("usage:"):].strip()
                continue
            if lines[0].startswith(("Example", "figures")):
                title = lines[0].partition(":")[0]
                self.tables[title] = [lines[0].partition(":")[2].strip(), *lines[1:]]
                continue
            title = "Options"
            while lines and not lines[0].startswith(" "):
                line = lines.pop(0)
                if line.startswith("Usage:"):
                    self.usage = line[len("Usage:"):].strip()
                elif line.endswith(":") and (self.groups or line.lower() in TITLES or self.about):
                    title = line[0].upper() + line[1:-1]
                elif not self.groups:
                    self.about += line.rstrip(":") + "\n"
            self._read_options(title, lines)
        self.about = re.sub(r"^synfin-\w+: ", "", self.about.strip())

    def _read_options(self, title, lines):
        last = None
        for line in lines:
            argument = ARGUMENT.match(line) if title == "Positional arguments" else None
            option = OPTION.match(line.rstrip())
            if argument:
                self.operands[argument[1]] = argument[2]
            elif option:
                last = _option(option)
                self.groups.setdefault(title, []).append(last)
            elif last and line.strip():
                last.help = f"{last.help} {line.strip()}".strip()
