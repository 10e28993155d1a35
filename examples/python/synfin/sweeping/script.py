# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A script with ns-3's CommandLine: which parameters it takes, and what a run of it is."""

import hashlib
import os
import re
import shlex

from synfin import schema
from synfin.sweeping import questions
from synfin.sweeping.errors import BadInput
from synfin.tools.messages import brief, nearest
from synfin.version import VERSION

MOST_CHECKS = 64  # calls that look at values before the first run
BAD_OPTION = "synfin-sweep-looks-at-values"  # no script has it, so one that is given it last ends once it has read all others
MEANT = {"run": "RngRun", "seed": "RngSeed"}  # what synfin-run calls these
ONE = "an option of the script, a global value or an ns3::Class::Attribute"

SHA_256 = "# SHA-256 of the script: "  # how the third line of a recipe begins

# $0 is in the run's folder. Whatever becomes of the script, its files appear there as a whole, once it has ended well.
RUN = """\
#!/bin/sh
# {by_hand}
{made_by}
here=$(cd -- "$(dirname -- "$0")" && pwd) || exit
work=${{here%/*}}/.${{here##*/}}.$(uname -n).$$
rm -rf "$work" && mkdir "$work" || exit
child=
end() {{
    trap '' HUP INT TERM
    [ -z "$child" ] || kill "$child" 2>/dev/null
    wait
    rm -rf "$work"
    exit "$1"
}}
trap 'end 129' HUP
trap 'end 130' INT
trap 'end 143' TERM
cd {folder} || end 1
{command} >"$here/stdout" &
child=$!
wait "$child"
status=$?
child=
[ "$status" -eq 0 ] || end "$status"
[ -e "$here/files" ] || mv -T "$work" "$here/files" || end 1
rm -f "$here/failed"
end 0
"""


class Script:
    """One script."""

    recipe = "run.sh"
    result = "files"
    counted = "RngRun"
    keeps = ("program", "out-option", "result")
    can_be_tried = False
    starts_in = 0.0  # s, as far as that is known
    takes_any_text = True  # what is no range is a value, also an empty one
    shortest = "--PrintHelp"

    def __init__(self, path, told, ask):
        """
        @param told its Answer to --PrintHelp
        @param ask gives its Answer to some words
        """
        self._ask = ask
        self.path = path
        self.name = os.path.basename(path)
        self.identity = f"{self.name}\n"
        self.launcher = ("/bin/sh",)
        self.out_option = None  # that of the script which names the folder of its results
        if told.status != 0 or not questions.is_command_line(told.stdout):
            said = told.stderr.strip().splitlines()
            raise BadInput(f"--program {brief(path)}: accepted is synfin-run, or a script with ns3::CommandLine, which answers"
                           f" --PrintHelp; status {told.status}" + (f", {brief(said[-1], 50)}" if said else ""))
        self.fields, self._arguments = questions.options_of(told.stdout)
        self._globals = None
        self._attributes = {}  # of each class that was asked for
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.about = {"version": VERSION, "script": path, "script_sha256": digest}

    # --- which names there are ---

    def _global_values(self):
        if self._globals is None:
            self._globals = questions.values_of(self._ask("--PrintGlobals").stdout)
        return self._globals

    def _attributes_of(self, type_name):
        """@return {name with its class: default} of an ns-3 class and its parents; {} where there is no such class."""
        found = self._attributes.get(type_name)
        if found is None:
            answer = self._ask(f"--PrintAttributes={type_name}")
            found = self._attributes[type_name] = questions.values_of(answer.stdout) if answer.status == 0 else {}
        return found

    def is_option(self, name):
        """@return true for what a run may be given: it need not be an option that --PrintHelp lists."""
        return name in self.fields or name in MEANT or name in self._arguments or self._is_value(name)

    def _is_value(self, name):
        type_name = name.rpartition("::")[0]
        return name in self._global_values() or (bool(type_name) and name in self._attributes_of(type_name))

    def options(self):
        """@return the names that --PrintHelp and --PrintGlobals list."""
        return [*self.fields, *self._arguments, *self._global_values()]

    def key(self, name):
        """@return the parameter that somebody calls so: run and seed are ns-3's, unless the script has such options."""
        return name if name in self.fields or name in self._arguments else MEANT.get(name, name)

    def check_key(self, key, typed):
        """Raises BadInput for what no run can be given, or the sweep gives itself."""
        if key == self.out_option:
            raise BadInput(f"{typed}: accepted are other parameters than that of --out-option")
        if not self.is_option(key):
            accepted, near = self._instead_of(key)
            raise BadInput(f"{typed}: accepted is {accepted}; {near or f'{brief(key, 40)} is none'}")

    def check_option(self, name, typed):
        """Raises BadInput for what is no option of the script's own."""
        if name not in self.fields:
            near = nearest(name, self.fields)
            raise BadInput(f"{typed}: accepted is an option of {brief(self.name, 30)}; {near or 'it has none such'}")

    def _instead_of(self, key):
        """@return what is accepted in the place of a name that there is not, and such as "did you mean rate?"."""
        type_name, colons, attribute = key.rpartition("::")
        if not colons:
            whole = f"{schema.L4_PROTOCOL}::{schema.field_name(key)}"
            is_of_synfin = whole in self._attributes_of(schema.L4_PROTOCOL)
            return ONE, f"did you mean {whole}?" if is_of_synfin else nearest(key, self.options())
        known = self._attributes_of(type_name)
        if known:
            inherited = [name for name in known if name.rpartition("::")[2] == attribute]
            return "an attribute that there is", f"did you mean {inherited[0]}?" if inherited else nearest(key, known)
        types = questions.types_of(self._ask("--PrintTypeIds").stdout)
        return "an attribute of a class that there is", nearest(type_name, types) or f"there is no {brief(type_name, 60)}"

    def default(self, name):
        """@return the value of a parameter that nobody names."""
        return self._global_values().get(name, "1")

    @staticmethod
    def weighs(_key):
        """@return whether weight() looks at a parameter."""
        return False

    @staticmethod
    def weight(_given):
        """@return how long a run with these parameters takes, as a ratio to others: nobody knows."""
        return 1.0

    def flag(self, name):
        """@return what an option without a value means: CommandLine turns a bool over; None where it is none."""
        about = self.fields.get(name)
        return {"false": "true", "true": "false"}.get(about.default) if about else None

    def accepted(self, name):
        """@return what the value of an option may be."""
        if name == self.counted:
            return "an integer from 0 on"
        about = self.fields.get(name) or self._arguments.get(name)
        return f"a value ({brief(about.help, 60)})" if about and about.help else "a value"

    def fixed(self, name, value, typed):
        """@return the parameter and the value that an option of every run means."""
        if name == "set":
            name, equals, value = value.partition("=")
            if not equals:
                raise BadInput(f"{typed}: accepted is NAME=VALUE with {ONE}")
        key = self.key(name)
        self.check_key(key, typed)
        return key, value

    # --- which values it accepts ---

    def begin_check(self, fixed, vary, _points, numbers):
        """
        Lets the script read every value, as far as so many calls can: CommandLine reads what comes before an option that there is
        not, and then ends the script. What the script itself refuses later, its first run says.

        @return a function that does it, and returns {}
        """
        for key, values in [*((key, [value]) for key, value in fixed.items()), *vary.items()]:
            self._check_argument(key, values, f"--{'vary ' if key in vary else 'set '}{key}=")
        varied = {key: _spread(values) for key, values in vary.items()}
        ends = {self.counted: [numbers[0], numbers[-1]]}

        def end():
            rounds = max(map(len, [*varied.values(), *ends.values()]))
            for place in range(rounds):
                chosen = {key: values[min(place, len(values) - 1)] for key, values in {**varied, **ends}.items()}
                self._read({**fixed, **chosen}, vary)
            return {}
        return end

    def _check_argument(self, name, values, typed):
        """Raises BadInput where a value of an argument without a name would be read as an option."""
        bad = next((value for value in values if name in self._arguments and value.startswith("-")), None)
        if bad is not None:
            raise BadInput(f"{typed}{brief(bad, 60)}: accepted is a value that does not begin with -, as {brief(name, 30)} is an argument"
                           f" without a name, and {brief(self.name, 30)} would read an option")

    def _read(self, values, varied):
        """Raises BadInput where the script does not read these values; then, which of them it is."""
        refused = self._refusal(values)
        if refused is None:
            return
        for key, value in values.items():
            why = self._refusal({key: value}) if len(values) > 1 else refused
            if why is not None:
                why = why.replace(f"{key}={value}: ", "")  # the line has it already
                typed = f"--vary {key}={brief(value, 30)}" if key in varied else f"--{key} {brief(value, 30)}"
                hint = f"; for several values: --vary {key}={brief(value, 30)}" if "," in str(value) and key not in varied else ""
                raise BadInput(f"{typed}: accepted is what suits {brief(self.name, 30)}, {brief(why, 90)}{hint}")
        raise BadInput(f"--program {brief(self.path)}: accepted are values that suit it together, {brief(refused, 90)}")

    def _refusal(self, values):
        """@return what the script says of these values, or None when it reads them."""
        answer = self._ask(*self._words(values), f"--{BAD_OPTION}")
        if answer.status == 0 or BAD_OPTION in answer.stderr + answer.stdout:
            return None
        said = [line for line in answer.stderr.splitlines() if line.strip() and not line.startswith("Invalid command-line")]
        of_abort = re.search('msg="(.*?)", file=', answer.stderr)
        if of_abort:
            return f"which says: {of_abort[1]}"
        if answer.stderr.startswith("Invalid command-line"):
            return "which refuses this"
        return f"which says: {said[0]}" if said else f"which ends with status {answer.status}"

    # --- what a run is ---

    @staticmethod
    def placed(_name, value, _folder):
        """@return a value as it is: what of it may be a file, only the script knows."""
        return value

    def _words(self, values):
        """@return the words of a command line; arguments without a name come in their order, those before a given one by default."""
        given = {name: values[name] for name in self._arguments if name in values}
        words = [f"--{key}={value}" for key, value in values.items() if key not in given]
        last = max((place for place, name in enumerate(self._arguments) if name in given), default=-1)
        before = list(self._arguments.values())[:last + 1]
        for about in before:
            if about.name not in given and about.default is None:
                raise BadInput(f"--{about.name}: accepted is a value with those of later arguments; it is missing, and has no default")
            if about.name not in given:
                self._check_argument(about.name, [about.default], f"--{about.name} by default ")
        return words + [given.get(about.name, about.default) for about in before]

    def recipe_text(self, pairs):
        """
        @param pairs [(parameter, value)] of a run
        @return what does it, with results beside that file
        """
        command = shlex.join([self.path, *self._words(dict(pairs))])
        out = f' {shlex.quote(f"--{self.out_option}")}="$work"' if self.out_option else ""
        folder = shlex.quote(os.getcwd()) if self.out_option else '"$work"'
        return RUN.format(by_hand=command, made_by=SHA_256 + self.about["script_sha256"], command=command + out, folder=folder)

    @staticmethod
    def by_hand(folder):
        """@return the command that does the run of a folder, for people and other schedulers."""
        return shlex.join(["/bin/sh", os.path.join(folder, Script.recipe)])

    @staticmethod
    def described(fixed):
        """@return (top, sections) of a file for --config: what all runs have in common."""
        return [], [("program", list(fixed.items()))]

    # --- help ---

    def usage_words(self):
        """@return what comes before the options of a sweep."""
        return f"--program {shlex.quote(self.path)} "

    def usage(self):
        """@return ({heading: [(option, its text)]}, (heading, further names))."""
        about = lambda option: f"{option.help} (default {option.default})" if option.default else option.help
        listed = [(f"--{option.name} VALUE", about(option)) for option in (*self.fields.values(), *self._arguments.values())]
        listed.append(("--set NAME=VALUE", "any of these, and what follows, also where the sweep has an option of that name"))
        return ({f"{self.name}, in every run:": listed},
                ("Global values of ns-3, and any ns3::Class::Attribute (--NAME=VALUE, or a key of --vary):",
                 list(self._global_values())))


def _spread(values):
    """@return at most so many of the values, the first and the last among them."""
    if len(values) <= MOST_CHECKS:
        return values
    step = (len(values) - 1) / (MOST_CHECKS - 1)
    return [values[round(place * step)] for place in range(MOST_CHECKS)]
