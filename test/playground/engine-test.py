# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Tests of the engine in the page: it answers, octet for octet, as synfin-walkthrough does, and needs nothing from outside."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGE = pathlib.Path(os.environ["SYNFIN_PLAYGROUND"])

ASK = [shutil.which("node"), SOURCE / "test" / "playground" / "ask.js", PAGE]


def ask(*requests):
    """@return what the module is, and its answer to each request, as texts"""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(ASK, input=lines, capture_output=True, text=True, timeout=600, check=True)
    module, *answers = done.stdout.splitlines()
    return json.loads(module), answers


DESCRIBED = json.loads(ask({"do": "describe", "lang": "en"})[1][0])


def walkthrough(situation, *options):
    """@return what synfin-walkthrough prints about a situation"""
    settings = [word for option, value in situation for word in ("--" + option, value)]
    done = subprocess.run([BIN / "synfin-walkthrough", *settings, *options], capture_output=True, text=True, timeout=60, check=False)
    return done


def situations():
    """Yields many, each the settings that are not the default's"""
