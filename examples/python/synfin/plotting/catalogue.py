# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""All figures, in the order of --help and of the manual."""

import collections.abc
import dataclasses
import importlib

# A name, and a line about it; the figure is in the module of the same name.
SUMMARIES = {
    "handshake-ecdf": "share of attempts established within a time, by any parameter, and the exact distribution",
    "latency-ccdf": "share of attempts not yet established after a time, both logarithmic, and the exact tail",
    "handshake-vs-loss": "mean and percentiles of the handshake latency over the loss rate, and the exact values",
    "establish-probability": "share of attempts that are established, over the loss rate or another parameter",
    "syn-attempts": "how many SYNs an attempt takes, and the exact distribution",
    "retransmissions": "SYNs, SYN-ACKs, data and FINs sent again per attempt, over the loss rate or another parameter",
    "outcomes": "what became of attempts: established, refused, timed out, without a port, ..., by any parameter",
    "outcomes-vs-parameter": "the same shares, stacked, over the loss rate or another parameter",
    "paired-difference": "what a parameter changes over another one: differences of synfin-sweep --compare, with intervals",
    "time-wait-population": "connections in TIME_WAIT over time, with rate x 2MSL and the limit of ports",
    "time-wait-vs-rate": "mean number in TIME_WAIT over the rate of connections, and Little's law",
    "time-wait-vs-2msl": "mean number in TIME_WAIT over its length, and Little's law",
    "states-over-time": "connections in each state over time, stacked, at clients and servers",
    "dwell-times": "how long connections stay in each state: median, quartiles, 5 % to 95 %, range",
    "state-diagram": "the states of RFC 9293: how often each edge was taken, and after which median time",
    "ladder": "the segments of one connection in true time, with the states of both ends",
    "timeline": "many connections as bars of states, each from its first SYN",
    "port-exhaustion": "share of attempts that find no free port over the offered load, and Erlang-B",
    "legitimate-share": "share of users who get in, over the rate of a flood of SYNs, with Erlang-B and Linux's aging of the queue",
    "queue-over-time": "what waits at listeners over time: young and old entries of SYN queues, accept queues, and cookies sent",
    "blind-attack": "share of connections that guessed segments hit, over the number of guesses, and the closed form",
    "convergence": "mean handshake latency and its interval over the number of replications so far, by any parameter",
    "harm": "what the length of TIME_WAIT costs (ports, memory) against what it prevents",
}


class _Figures(collections.abc.Mapping):
    """A figure is imported when it is asked for, and with it pandas and matplotlib."""

    def __getitem__(self, name):
        summary = SUMMARIES[name]
        module = importlib.import_module(f"synfin.plotting.figures.{name.replace('-', '_')}")
        return dataclasses.replace(module.FIGURE, name=name, summary=summary)

    def __iter__(self):
        return iter(SUMMARIES)

    def __len__(self):
        return len(SUMMARIES)

    def __contains__(self, name):
        return name in SUMMARIES


FIGURES = _Figures()
