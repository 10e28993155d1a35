# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What theory says of a figure at a point, where it says something."""

import math

from synfin.plotting import grouping, handshakes
from synfin.theory import queueing
from synfin.theory.handshake import NotApplicable
from synfin.tools import parameters as parameters_
from synfin.tools.latency import QUANTILES

CURVE_POINTS = 31  # along an axis of losses, if the curve is smooth
STEP_POINTS = 61  # if it jumps
BETWEEN = 1  # points between two of the data, where timers ride a wheel: their law takes its time
ATTEMPTED = "connections.attempted"


def _attempted(run):
    return run.summary["connections"]["attempted"]


# Figure, or share: (of a Handshake and a run, whether it is of all attempts).
LAWS = {
    "handshake_latency_s.mean": (lambda law, run: law.mean, False),
    "handshake_latency_s.stddev": (lambda law, run: law.variance and math.sqrt(law.variance), False),
    **{f"handshake_latency_s.{name}": (lambda law, run, share=share: law.quantile(share), False) for name, share in QUANTILES.items()},
    f"connections.established/{ATTEMPTED}": (lambda law, run: law.established, True),
    f"handshake_latency_s.count/{ATTEMPTED}": (lambda law, run: law.established, True),
    "connections.established": (lambda law, run: law.established * _attempted(run), True),
    f"retransmissions.syn/{ATTEMPTED}": (lambda law, run: law.syn_retransmissions, True),
    "retransmissions.syn": (lambda law, run: law.syn_retransmissions * _attempted(run), True),
}
STEPS = tuple(f"handshake_latency_s.{name}" for name in QUANTILES)  # jump, because the latency is nearly discrete
LITTLE = "time_wait.mean_steady"


def little(run, note):
    """@return rate x the mean length of TIME_WAIT, or None, and a note why."""
    try:
        if run.parameters.get("arrivals") not in ("poisson", "constant") or not run.parameters.get("rate"):
            raise NotApplicable("the rate of connections is not known, or not constant")
        return queueing.little(run.parameters["rate"], parameters_.mean_time_wait(run.parameters))
    except (NotApplicable, KeyError) as why:
        note(f"no exact values: {why}")
        return None


def _of(title, run, options, loss=None):
    if title == LITTLE:
        return little(run, options.note)
    read, of_attempts = LAWS[title]
    law = handshakes.exact(run, options, loss, of_attempts)
    return read(law, run) if law else None


def is_known(title, runs):
    """@return whether theory has a word for a figure of these runs."""
    return (title in LAWS or title == LITTLE) and all(run.summary for run in runs)


def _grid(title, run, losses):
    """@return the losses of a curve."""
    if not any(parameters_.timer_hz(run.parameters)):
        last = (STEP_POINTS if title in STEPS else CURVE_POINTS) - 1
        return [losses[0] + (losses[-1] - losses[0]) * place / last for place in range(last + 1)]
    parts = BETWEEN + 1
    between = [low + (high - low) * part / parts for low, high in zip(losses, losses[1:]) for part in range(parts)]
    return [*between, losses[-1]]


def curve(quantity, axis, cells, options):
    """
    @param cells of one series
    @return [(value of the parameter, or None between those of the data, its place, what theory says), ...] along an axis
    """
    if not is_known(quantity.title, cells[0].runs):
        return []
    if axis.name in grouping.LOSSES and not axis.is_category() and not axis.is_of_script and quantity.title != LITTLE:
        run, losses = cells[0].runs[0], sorted(axis.places[cell.x] for cell in cells)
        found = [(None, loss, _of(quantity.title, run, options, {axis.name: loss})) for loss in _grid(quantity.title, run, losses)]
        hopeless = [loss for _, loss, value in found if value is None]
        if hopeless and len(hopeless) < len(found):
            options.note(f"no exact values: {axis.name} from {hopeless[0]:g} on: no connection can be established")
    else:
        found = [(cell.x, axis.places[cell.x], _of(quantity.title, cell.runs[0], options)) for cell in cells]
    return [point for point in found if point[2] is not None]
