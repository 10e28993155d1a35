# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a program tells of itself when it is asked, and ns-3's CommandLine in its words."""

import collections
import os
import re
import signal
import subprocess
import tempfile

from synfin.sweeping.errors import BadInput
from synfin.sweeping.progress import Progress
from synfin.tools import scratch
from synfin.tools.messages import brief

PATIENCE = 60  # seconds for an answer: what does not ask ns-3's CommandLine would do its simulation now
SOON = 3  # seconds after which somebody at a terminal would like to know
SYNFIN_RUN = "synfin-run [Program Options]"  # how synfin-run's answer to --PrintHelp begins

Answer = collections.namedtuple("Answer", "status stdout stderr")
Option = collections.namedtuple("Option", "name help default")

_OPTION = re.compile(r"    --(\S+):(?:\s+(.*))?")
_ARGUMENT = re.compile(r"      (\S+):(?:\s+(.*))?")
_VALUE = re.compile(r"    --(\S+?)=\[(.*)\]")


def _listen(process, path, words, progress):
    """@return what a program prints until it ends; BadInput when that takes too long."""
    asked = brief(" ".join(words), 60)
    line = Progress(progress)
    try:
        return process.communicate(timeout=min(SOON, PATIENCE))
    except subprocess.TimeoutExpired:
        line.wait_for(f"waiting for {brief(os.path.basename(path), 40)}, which was asked {asked}")
    try:
        return process.communicate(timeout=max(0, PATIENCE - SOON))
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"--program {brief(path)}: accepted is a script with ns3::CommandLine; it has not answered {asked} in"
                       f" {PATIENCE} s (does it parse its command line before all else?)") from error
    finally:
        line.end()


def ask(path, progress, *words):
    """
    @param path of a program, which works in a folder that goes, so that nobody sees what it leaves there
    @param progress what --progress says
    @param words what it is asked
    @return its Answer
    """
    with scratch.folder(tempfile.gettempdir(), "synfin-sweep-") as folder:
        try:
            process = subprocess.Popen([path, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
        except OSError as error:
            raise BadInput(f"--program {brief(path)}: accepted is a program that can be run ({error.strerror})") from error
        with process:
            try:
                told = _listen(process, path, words, progress)
                return Answer(process.returncode, *told)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


def _default(text):
    """@return help and default of "help [default]"; ns-3 prints no brackets where there is no default."""
    text = (text or "").strip()
    place = text.rfind(" [") if text.endswith("]") else -1
    if text.startswith("[") and text.endswith("]"):
        return "", text[1:-1]
    return (text[:place].strip(), text[place + 2:-1]) if place >= 0 else (text, None)


def options_of(printed):
    """@return the options, and the arguments without a name before them, of what --PrintHelp prints: {name: Option} twice"""
    patterns = {"Program Options:": _OPTION, "Program Arguments:": _ARGUMENT}
    texts = {section: {} for section in patterns}
    section = name = None
    for line in printed.splitlines():
        if line in (*patterns, "General Arguments:"):
            section, name = line, None
        match = patterns[section].fullmatch(line) if section in patterns else None
        if match:
            name = match[1]
            texts[section][name] = match[2] or ""
        elif name is not None:
            texts[section][name] += f" {line.strip()}"  # a help of several lines
    return tuple({name: Option(name, *_default(text)) for name, text in found.items()} for found in texts.values())


def is_command_line(printed):
    """@return whether this is what ns-3's CommandLine prints."""
    return "General Arguments:" in printed and "--PrintGlobals" in printed


def values_of(printed):
    """@return {name: default} of what --PrintGlobals and --PrintAttributes print."""
    return dict(match.groups() for match in map(_VALUE.fullmatch, printed.splitlines()) if match)


def types_of(printed):
    """@return the names of what --PrintTypeIds prints."""
    return [line.strip() for line in printed.splitlines()[1:] if line.startswith("    ")]
