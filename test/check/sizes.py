#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Files that are read at one go: at most 400 lines (tests 600), functions at most 60, tables aside.

A function of C++ is what stands between a brace at the begin of a line, or of a member's, and its counterpart: the format
of the sources, which another check holds, puts them there. Functions of Python are those of its own parser.
"""

import ast
import pathlib
import re
import sys

MOST_OF_A_FUNCTION = 60

# Folders, kinds of files, and how many lines they may have.
ROOMS = (
    (("model", "helper", "examples"), (".cc", ".h", ".py", ".js"), 400),
    (("test", "doc"), (".cc", ".h", ".py"), 600),
)

# A list that is written once, a row each: (file, function), and of what.
TABLES = {
    ("model/core/synfin-profile-fields.cc", "ProfileFields"): "the fields of the profile, a line each",
    ("helper/scenario/synfin-scenario-workload-fields.cc", "ScenarioWorkloadFields"): "the parameters of users",
}

NAME = re.compile(r"([~\w]+)\(")
BRACE = re.compile(r"( {0,4})\{")


def functions_of_cpp(lines):
    """Yields name, first line and length of each body."""
    begin = None
    for number, line in enumerate(lines):
        opened = BRACE.fullmatch(line)
        if opened and (begin is None or len(opened[1]) == 0):
            begin = number, opened[1]
        elif begin and line.rstrip(";") == begin[1] + "}":
            # The lines before the brace, back to the one that has the name and the begin of the parameters.
            head = next((place for place in range(begin[0] - 1, max(begin[0] - 40, -1), -1)
                         if NAME.search(lines[place]) and not lines[place].startswith(begin[1] + "  ")), None)
            if head is not None and not lines[begin[0] - 1].lstrip().startswith(("namespace", "struct", "class", "enum")):
                yield NAME.search(lines[head])[1], head + 1, number - begin[0] - 1
            begin = None


def functions_of_python(text):
    """Yields name, first line and length of each function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong, files, functions, used = [], 0, 0, set()
    for folders, kinds, most in ROOMS:
        for path in sorted(path for folder in folders for path in (root / folder).rglob("*") if path.suffix in kinds):
            name = str(path.relative_to(root))
            text = path.read_text(encoding="utf-8")
            lines = text.splitlines()
            files += 1
            if len(lines) > most:
                wrong.append(f"{name}: {len(lines)} lines, and {most} are the most")
            bodies = functions_of_python(text) if path.suffix == ".py" else functions_of_cpp(lines)
            for function, line, length in bodies:
                functions += 1
                if length <= MOST_OF_A_FUNCTION:
                    continue
                if (name, function) in TABLES:
                    used.add((name, function))
                else:
                    wrong.append(f"{name}:{line}: {function} has {length} lines, and {MOST_OF_A_FUNCTION} are the most")
    wrong += [f"{name}: {function} is no table that is too long" for name, function in sorted(set(TABLES) - used)]
    print("\n".join([*wrong, f"{files} files, {functions} functions, {len(wrong)} to mend"]))
    return 1 if wrong or not functions else 0


if __name__ == "__main__":
    sys.exit(main())
