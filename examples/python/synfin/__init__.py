# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin in Python: runs simulations of TCP's whole life and loads what they leave behind.

    import synfin

    run = synfin.run(loss=0.05, connections=1000)          # or synfin.load("out/lossy")
    run.connections.handshake_s.mean()                     # seconds
    run.exact_handshake().mean                             # what theory says

    sweep = synfin.sweep(vary={"loss": [0, 0.1, 0.2]}, runs=5, connections=1000)
    sweep.results.groupby("loss").handshake_latency_s_mean.mean()

load, run and sweep return a Run or a Sweep, whose tables are pandas' DataFrames; bad input is a BadInput of one line.
synfin.theory has closed forms.

    results/    reads what runs and sweeps leave behind
    running.py  runs synfin-run and synfin-sweep
    theory/     what a simulation must agree with
    sweeping/   synfin-sweep
    plotting/   synfin-plot
    reporting/  synfin-report
    why/        synfin-why
    tools/      what they share
    schema.py   what tables and parameters are made of
"""

import importlib

_HOMES = {
    "load": "synfin.results.tables", "Run": "synfin.results.tables", "Sweep": "synfin.results.tables",
    "run": "synfin.running", "sweep": "synfin.running", "Failed": "synfin.running",
    "BadInput": "synfin.tools.messages", "find_program": "synfin.tools.programs",
}
__all__ = [*_HOMES, "theory", "__version__"]


def __getattr__(name):
    """Nothing is imported before it is used: pandas alone takes longer than a small run."""
    if name == "theory":
        return importlib.import_module("synfin.theory")
    if name == "__version__":
        return importlib.import_module("synfin.version").VERSION
    if name not in _HOMES:
        raise AttributeError(f"module 'synfin' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
