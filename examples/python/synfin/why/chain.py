# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The steps of a handshake in words."""

from synfin.why.causes import LABELS, WORDS, told
from synfin.why.names import seconds

ENDS = {"forward": "to the server", "reverse": "to the client"}


def _lost(event, names):
    return f"{names.of(event)} was {told(event.loss.place, event.loss.reason)}"


def _unanswered(step, events, names):
    """@return what became of the segment that a timer was for."""
    sent = step.sent
    if sent.loss:
        return _lost(sent, names)
    if step.cause == "late":
        return f"the answer to {names.of(sent)} was still under way" if step.what == "client" else f"{names.of(sent)} was still under way"
    if step.cause == "server":
        return f"the server had not answered {names.of(sent)}"
    arrival = sent.arrival
    if arrival is not None and arrival.drop and arrival.drop.reason == step.reason:
        who = "server" if step.what == "client" else "client"
        return f"the {who} dropped {names.of(sent)} ({WORDS.get(step.reason, step.reason)})"
    first = arrival.place if arrival is not None else sent.place
    answers = [event for event in events if event.is_sent and event.host != sent.host and event.place > first and event.at < step.end]
    for answer in reversed(answers):
        if answer.loss and answer.loss.reason == step.reason:
            return _lost(answer, names)
    return f"the answer to {names.of(sent)} was dropped ({WORDS.get(step.reason, step.reason)})"


def _tie(step, events):
    """@return what the timer of the server was before, if something else would have done the same at that instant."""
    if step.what == "server" and any(not event.is_sent and event.host == step.sent.host and event.at == step.end for event in events):
        return "; a SYN arrived at the same instant, and the timer came first"
    return ""


def text_of(step, events, names, wheels=()):
    """
    @param wheels {client or server: the ticks in a second of its timer wheel}
    @return a step in words
    """
    if step.what in ENDS:
        how = "" if step.cause == "propagation" else ": queueing, sending, jitter"
        return f"{names.of(step.sent)} is under way {ENDS[step.what]}{how}"
    if step.what in ("client", "server"):
        hz = dict(wheels).get(step.what)
        wheel = f" (timer wheel, {hz} Hz)" if hz else ""
        return f"the {step.what}'s timer{wheel}: {_unanswered(step, events, names)}{_tie(step, events)}"
    return LABELS[step.cause]


def sums(steps):
    """@return such as "0.1 s propagation, 1 s timer, SYN lost": a sum for each cause, in the order of LABELS."""
    found = {}
    for step in steps:
        found[step.cause] = found.get(step.cause, 0) + step.end - step.begin
    return "; ".join(f"{seconds(found[cause])} {label}" for cause, label in LABELS.items() if cause in found)


def lines(steps, events, names, wheels=()):
    """@return a line for each step: when it begins, how long it takes, what it is."""
    for step in steps:
        yield f"{step.begin / 1e9:16.6f} s {'+' + seconds(step.end - step.begin):>14}  {text_of(step, events, names, wheels)}"
