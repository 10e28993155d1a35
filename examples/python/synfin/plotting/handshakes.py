# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Handshakes of a group of runs, and what theory says of them."""

import functools

from synfin.plotting.counting import Distribution
from synfin.tools import bursts
from synfin.tools import parameters as parameters_


# One note for whatever a figure has of it, so that it is said once.
PHASES = ("connections of the same hosts share the phases of their clocks (timer_hz): intervals from within runs are too narrow, and exact"
          " values are means over the phases")


CHAINS = "connections share the state of the link's losses, which come in bursts: intervals from within runs are too narrow"


class Handshakes:
    """How long clients took to be ESTABLISHED, and how many tried."""

    def __init__(self):
        self.latency = Distribution()
        self.attempts = 0

    def add_run(self, run):
        """Reads connections.csv, or transitions.csv where there is no other."""
        if run.has("connections"):
            for chunk in run.chunks("connections", ["handshake_s"]):
                self.attempts += len(chunk)
                self.latency.add(chunk["handshake_s"].dropna().to_numpy())
        else:
            self._add_transitions(run)

    def _add_transitions(self, run):
        """A simultaneous open is left out: its SYN_SENT and SYN_RCVD are two rows."""
        for chunk in run.chunks("transitions", ["oldstate", "newstate", "ms"]):
            self.attempts += int((chunk["newstate"] == "SYN_SENT").sum())
            done = (chunk["oldstate"] == "SYN_SENT") & (chunk["newstate"] == "ESTABLISHED")
            self.latency.add(chunk.loc[done, "ms"].to_numpy() / 1000)


def of(runs):
    """@return the handshakes of all these runs together; several figures ask for the same ones."""
    return _of(tuple(runs))


@functools.lru_cache(maxsize=64)
def _of(runs):
    result = Handshakes()
    for run in runs:
        result.add_run(run)
    return result


def shown(latencies):
    """@return the latencies that an axis shows; a second where nothing was established."""
    known = latencies.dropna()
    return known if len(known) else latencies.fillna(1.0)


def note_without(left, count, what, options):
    """Says how many points, or runs, of so many have no latency."""
    if left:
        options.note(f"{left} of {count} {what} have no established connection and are left out")


def note_phases(runs, options):
    """Says, where it is so, that intervals computed from single connections are too narrow."""
    if any(bursts.are_shared(run.parameters) for run in runs):
        options.note(CHAINS)
    if any(any(parameters_.timer_hz(run.parameters)) for run in runs):
        options.note(PHASES)


def exact(run, options, loss=None, of_attempts=True):
    """
    @param loss {"loss", "loss-forward" or "loss-reverse": in place of the run's own}
    @param of_attempts whether it is for shares of all attempts, or else of the handshakes alone
    @return the exact distribution, or None (and a note why) when nobody knows it
    """
    try:
        if of_attempts and run.summary and run.summary["connections"]["no_port"]:
            raise parameters_.NotApplicable("attempts were without a port")
        law = parameters_.exact_handshake(run.parameters, loss)
        if any(parameters_.timer_hz(run.parameters)):
            options.note(PHASES)
        return law
    except (parameters_.NotApplicable, KeyError, ValueError, TypeError) as why:
        why = f"parameter {why} is missing" if isinstance(why, KeyError) else why
        options.note(f"no exact values: {why}")
        return None
