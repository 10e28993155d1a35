#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Every requirement of RFC 9293 that applies is met in some function and tested in some test, and doc/rfc9293.rst says where.

First, what counts as a place: a label in a function's body, or in the comment right above its definition.
"""

import importlib.util
import pathlib
import subprocess
import sys

SCRIPT = pathlib.Path(sys.argv[1]).resolve() / "doc" / "rfc9293-matrix.py"

SAMPLE = """\
/// A type (no place).
class Door
{
  public:
    /// Only declared (no place).
    void Knock();

    /// Defined here (Door::IsOpen).
    bool IsOpen() const
    {
        return m_open; // (Door::IsOpen)
    }

  private:
    bool m_open{false}; //!< a member (no place)
};

// A constant (no place).
constexpr int KNOCKS = 3;

// Above a definition (Door::Knock).
void
Door::Knock()
{
    const auto isDone = [this](int times) {
        return times == KNOCKS; // (Door::Knock)
    };
    if (isDone(KNOCKS))
    {
        m_open = true; // (Door::Knock)
    }
}

// Between two (no place).

template <typename T>
bool
Is(const T& value)
{
    return value; // (Is)
}
"""


def load():
    """doc/rfc9293-matrix.py as a module"""
    spec = importlib.util.spec_from_file_location("matrix", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def misread():
    """The lines of SAMPLE that are taken for another place than they say."""
    lines = SAMPLE.splitlines()
    where = load().functions(lines)
    wrong = []
    for number, line in enumerate(lines):
        said = line[line.rfind("(") + 1:line.rfind(")")] if "//" in line else None
        if said and where.get(number, "no place") != said:
            wrong.append(f"{line.strip()}: taken for {where.get(number, 'no place')}")
    return wrong


WRONG = misread()
print("\n".join(WRONG), end="\n" if WRONG else "")
sys.exit(subprocess.run([sys.executable, SCRIPT, "--check"], check=False).returncode or (1 if WRONG else 0))
