# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Command lines read by argparse, with messages as those of the other programs."""

import argparse
import ast
import re

from synfin.tools import console
from synfin.tools.messages import BadInput, brief, nearest
from synfin.version import VERSION

LISTED = "accepted are the options that --help lists"


class _Once(argparse.Action):
    """An option that has one value, and is given once."""

    def __call__(self, parser, namespace, values, option_string=None):
        given = namespace.__dict__.setdefault("_given", set())
        if option_string and self.dest in given:
            raise argparse.ArgumentError(None, f"{option_string} {brief(values)}: accepted is {option_string} once")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """Options are written out, each is given once, and what is wrong is one line of BadInput."""

    def __init__(self, **keywords):
        super().__init__(allow_abbrev=False, **keywords)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)
        self.add_argument("--version", action="version", version=f"{self.prog} {VERSION}", help="print the version and end")

    def parse(self, arguments):
        """@return the options of a command line, whose words may come in any order."""
        for word in arguments:
            name = word.split("=")[0]
            if name.startswith("--") and name != "--" and name not in self._option_string_actions:
                near = nearest(name, self._option_string_actions)
                raise BadInput(f"{brief(name)}: {LISTED}" + (f"; {near}" if near else ""))
        return self.parse_intermixed_args(arguments)

    def _get_values(self, action, arg_strings):
        # argparse would take the value of --out=-- for the end of the options, and the option for one without a value.
        if action.option_strings and arg_strings == ["--"]:
            return self._get_value(action, "--")
        return super()._get_values(action, arg_strings)

    def _get_value(self, action, arg_string):
        if arg_string == "" and action.type is None:  # an empty path would mean the working directory, or none given
            typed = action.option_strings[-1] if action.option_strings else action.metavar
            accepted = action.metavar if action.option_strings else action.help
            raise BadInput(f"{typed} '': accepted is {accepted}; this is an empty text")
        return super()._get_value(action, arg_string)

    def error(self, message):
        missing = re.fullmatch(r"the following arguments are required: ([^,]*).*", message)
        if missing:
            raise BadInput(f"{missing[1]} is missing: accepted is {self._help_of(missing[1])}")
        option = re.fullmatch(r"argument (?:-\w/)?(-[^:/]*): (.*)", message, re.DOTALL)
        given = option and re.fullmatch(r"ignored explicit argument (.*)", option[2], re.DOTALL)
        if given:
            value = brief(ast.literal_eval(given[1]))
            raise BadInput(f"{option[1]}={value}: accepted is {option[1]} without a value")
        if option and option[2].startswith("expected "):
            raise BadInput(f"{option[1]}: accepted is {option[1]} {self._metavar(option[1])}; a value is missing")
        if option:
            raise BadInput(f"{option[1]} {option[2]}")
        unknown = re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL)
        raise BadInput(f"{brief(unknown[1])}: {LISTED}" if unknown else message)

    def _print_message(self, message, file=None):
        console.write(message)

    def _metavar(self, option):
        return self._option_string_actions[option].metavar or ""

    def _help_of(self, metavar):
        return next((action.help for action in self._actions if action.metavar == metavar), metavar)
