#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The exact distribution of a TCP client's handshake latency under independent packet loss.

Nothing here is shared with synfin's code: the ladders of both ends are worked out from the
profile's numbers, every pattern of lost SYNs is enumerated, and the loss of SYN-ACKs is summed in
closed form. doc/handshake-latency.rst has the derivation. Times are whole milliseconds from
the client's first SYN, so that ties are exact; only the path's delay, a constant, is a float.
"""

import argparse
import dataclasses
import itertools
import json
import math
import pathlib
import sys

if not __package__:  # run as a program: the package is not on the path
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from synfin.theory import arguments  # noqa: E402
from synfin.tools.messages import BadArgument, BadInput, brief  # noqa: E402


class NotApplicable(BadInput):
    """A closed form does not hold for these parameters; the text says why."""


@dataclasses.dataclass(frozen=True)
class Ladder:
    """What of a profile decides the handshake (times in milliseconds)."""

    syn_retries: int
    syn_linear_timeouts: int
    synack_retries: int
    rto_max: int
    rto_initial: int = 1000
    rto_slop: int = 0  # added to each timeout but rto_initial itself
    synack_ratelimit: int = 500
    duplicate_syn_restarts: bool = False  # an answer to a duplicate SYN forgets the timeouts
    connect_timeout: float = math.inf  # an end gives up then, if it has not before
    answers_duplicates: bool = True  # False: the server of Cardwell et al. 2000

    def __post_init__(self):
        for name in ("syn_retries", "syn_linear_timeouts", "synack_retries"):
            arguments.count(f"Ladder: {name}", getattr(self, name))
        for name in ("rto_initial", "rto_max"):
            arguments.count(f"Ladder: {name}", getattr(self, name), 1)
        arguments.count("Ladder: rto_slop", self.rto_slop)
        for name in ("synack_ratelimit", "connect_timeout"):
            arguments.real(f"Ladder: {name}", getattr(self, name))

    def timeout(self, doublings):
        """@return the retransmission timeout after so many doublings"""
        backed_off = min(self.rto_initial << doublings, self.rto_max)
        return min(backed_off + (self.rto_slop if doublings else 0), self.rto_max)


# Of the presets; what is "unknown" of a stack is rfc9293's value (doc/profiles.rst).
PROFILES = {
    "rfc9293": Ladder(7, 0, 7, 60000),
    "linux": Ladder(6, 4, 5, 120000),
    "linux-6.18": Ladder(6, 4, 5, 120000),
    "linux-4.9": Ladder(6, 0, 5, 120000),
    "linux-4": Ladder(6, 0, 5, 120000),
    "freebsd": Ladder(
        12, 0, 3, 64000, rto_slop=200, synack_ratelimit=0, duplicate_syn_restarts=True, connect_timeout=75000
    ),
    "macos": Ladder(8, 4, 12, 64000, connect_timeout=75000),
    "windows": Ladder(4, 0, 7, 60000),
    "ns3": Ladder(5, 0, 5, 60000, rto_initial=3000, synack_ratelimit=0),
}
# Those of the manual's tables: the others differ from them in numbers only.
COMPARED = ("rfc9293", "linux", "linux-4", "freebsd")

# Ticks a second of their timer wheels; the others' timers are exact.
TIMER_HZ = {"linux": 250, "linux-6.18": 250, "linux-4.9": 250, "linux-4": 250}


MOST_SYNS = 20  # whether each of them is lost is enumerated


def syn_times(ladder):
    """When the client sends its SYNs while nothing answers, and when it gives up."""
    times = []
    now = 0
    for attempt in range(ladder.syn_retries + ladder.syn_linear_timeouts + 1):
        if now >= ladder.connect_timeout:
            break
        times.append(now)
        doublings = max(0, attempt - ladder.syn_linear_timeouts)
        now += ladder.timeout(doublings)
    return times, min(now, ladder.connect_timeout)


def synack_times(arrivals, ladder, timers_first=True):
    """When the server sends SYN-ACKs, if SYNs arrive then (both on a clock that starts at the
    server when the client's first SYN would arrive there)."""
    sent = []
    timer = None  # of the half-open entry; None: there is no entry
    timeouts = 0
    answered = None
    end = math.inf  # of the entry, whatever its timer says
    for arrival in itertools.chain(arrivals, [math.inf]):
        # synfin's tie order: a host's timers fire before a segment that arrives at the same instant.
        while timer is not None and (
            min(timer, end) < arrival or (timers_first and min(timer, end) == arrival)
        ):
            if end <= timer or timeouts >= ladder.synack_retries:
                timer = None
            else:
                sent.append(timer)
                timeouts += 1
                timer += ladder.timeout(timeouts)
        if arrival == math.inf:
            break
        if timer is None:  # the first SYN, or one after the entry has gone
            sent.append(arrival)
            timer, timeouts, answered = arrival + ladder.rto_initial, 0, None
            end = arrival + ladder.connect_timeout
        elif ladder.answers_duplicates and (
            answered is None or arrival - answered >= ladder.synack_ratelimit
        ):
            sent.append(arrival)
            answered = arrival
            timeouts = 0 if ladder.duplicate_syn_restarts else timeouts
            timer = arrival + ladder.timeout(timeouts)
    return sent


def total(probabilities):
    """@return the sum of probabilities of disjoint events, which rounding must not lift above 1."""
    return min(1.0, math.fsum(probabilities))


class Handshake:
    """
    The distribution: atoms {latency in s: probability}, conditional on nothing.

    Mean, variance and quantiles are None where no connection can be established.
    """

    def __init__(self, ladder, loss_forward, loss_reverse, round_trip, timers_first=True, server=None):
        """ladder: both ends', or only the client's if there is one of the server

        round_trip: seconds from sending a SYN to receiving its immediate SYN-ACK.

        timers_first: at equal times a host's timers fire before it processes a segment, as in
        synfin; False: after.
        """
        arguments.share("Handshake: loss_forward", loss_forward)
        arguments.share("Handshake: loss_reverse", loss_reverse)
        arguments.finite("Handshake: round_trip", round_trip, "seconds from 0 on")
        self.timers_first = timers_first
        self.sends, give_up = syn_times(ladder)
        if len(self.sends) > MOST_SYNS:
            raise BadArgument(f"Handshake: ladder: accepted is one of at most {MOST_SYNS} SYNs; this one has {len(self.sends)}")
        self.give_up = give_up / 1000
        terms = {}
        # The client gives up by a timer: if timers come first, an arrival must be earlier.
        last = give_up - round_trip * 1000
        for lost in itertools.product((False, True), repeat=len(self.sends)):
            weight = math.prod(loss_forward if x else 1 - loss_forward for x in lost)
            arrivals = [t for t, x in zip(self.sends, lost) if not x]
            for time in synack_times(arrivals, server or ladder, timers_first):
                if time > last or (timers_first and time == last) or weight == 0:
                    break
                terms.setdefault(time, []).append(weight * (1 - loss_reverse))
                weight *= loss_reverse
        self.atoms = {
            time / 1000 + round_trip: total(terms[time]) for time in sorted(terms)
        }
        self.established = total(self.atoms.values())

    def moment(self, order, centre=0.0):
        """E[(L - centre)^order], given that the connection is established."""
        if not self.established:
            return None
        return (
            math.fsum(p * (x - centre) ** order for x, p in self.atoms.items()) / self.established
        )

    @property
    def mean(self):
        return self.moment(1)

    @property
    def variance(self):
        return self.moment(2, self.mean) if self.established else None

    def steps(self):
        """@return [(latency, share of all attempts that are established within it)], by latency."""
        sums = itertools.accumulate(self.atoms.values())
        return [(latency, min(1.0, share)) for latency, share in zip(self.atoms, sums)]

    def quantile(self, q):
        """The smallest latency that a share of at least q of the established ones does not exceed."""
        arguments.share("quantile: q", q)
        if not self.established:
            return None
        below = 0.0
        for latency, probability in self.atoms.items():
            below += probability / self.established
            if below >= q:
                return latency
        return latency

    def syn_counts(self):
        """@return the probabilities that 1, 2, ... SYNs are sent, given up or not."""
        # If at a tie the timer still fires, the SYN of t_k is sent when L >= t_k, else when L > t_k.
        before = lambda x, t: x < t or (x == t and not self.timers_first)
        later = [1.0] + [
            1 - total(p for x, p in self.atoms.items() if before(x, t / 1000))
            for t in self.sends[1:]
        ]
        return [a - b for a, b in zip(later, later[1:] + [0.0])]

    def _syn_retransmissions_moment(self, order):
        """E[N^order] of the number N of SYNs beyond the first, given up or not."""
        return math.fsum(n**order * p for n, p in enumerate(self.syn_counts()))

    @property
    def syn_retransmissions(self):
        return self._syn_retransmissions_moment(1)

    @property
    def syn_retransmissions_variance(self):
        return self._syn_retransmissions_moment(2) - self.syn_retransmissions**2

    def summary(self):
        return {
            "established": self.established,
            "mean_s": self.mean,
            "stddev_s": math.sqrt(self.variance) if self.established else None,
            "p50_s": self.quantile(0.5),
            "p90_s": self.quantile(0.9),
            "p99_s": self.quantile(0.99),
            "p999_s": self.quantile(0.999),
            "syn_retransmissions": self.syn_retransmissions,
        }


def _ladder(name, profile):
    ladder = profile if isinstance(profile, Ladder) else PROFILES.get(profile) if isinstance(profile, str) else None
    if ladder is None:
        raise BadArgument(f"latency: {name}={brief(repr(profile))}: accepted is a Ladder or one of {', '.join(PROFILES)}")
    return ladder


def _timer_hz(profile):
    return TIMER_HZ.get(profile, 0) if isinstance(profile, str) else 0


def latency(profile="linux", loss=0.0, loss_reverse=None, round_trip=0.1, timer_hz=None, *, loss_forward=None, client_profile=None,
            server_profile=None, client_timer_hz=None, server_timer_hz=None):
    """
    @param profile a name of PROFILES, or a Ladder, of both ends
    @param loss the probability that a segment is lost, from 0 to 1, in both directions
    @param loss_forward, loss_reverse the same of segments from the client, and from the server (default: as loss)
    @param round_trip seconds from sending a SYN to receiving its immediate SYN-ACK
    @param timer_hz ticks a second of both hosts' timer wheels, or 0 for exact timers (default: TIMER_HZ of each profile)
    @param client_profile, server_profile, client_timer_hz, server_timer_hz the same of one end (default: as both ends')
    @return Handshake: mean, variance, quantile(q) and atoms {latency in s: probability}; BadInput for bad input
    """
    ladders, clocks = [], []
    for end, own, own_hz in (("client", client_profile, client_timer_hz), ("server", server_profile, server_timer_hz)):
        chosen = profile if own is None else own
        ladders.append(_ladder("profile" if own is None else f"{end}_profile", chosen))
        hz = timer_hz if own_hz is None else own_hz
        clocks.append(_timer_hz(chosen) if hz is None else hz)
        arguments.count("latency: timer_hz" if own_hz is None else f"latency: {end}_timer_hz", clocks[-1])
    losses = []
    for name, own in (("loss_forward", loss_forward), ("loss_reverse", loss_reverse)):
        losses.append(loss if own is None else own)
        arguments.share(f"latency: {'loss' if own is None else name}", losses[-1])
    arguments.finite("latency: round_trip", round_trip, "seconds from 0 on")
    if any(clocks):
        from synfin.theory.wheel import WheelHandshake  # which is made of this module

        return WheelHandshake(ladders[0], clocks[0], *losses, round_trip, server=(ladders[1], clocks[1]))
    return Handshake(ladders[0], *losses, round_trip, server=ladders[1])


def cardwell_mean(loss_forward, loss_reverse, round_trip, timeout=1.0):
    """Cardwell, Savage, Anderson, INFOCOM 2000: duplicate SYNs are ignored, nobody gives up."""
    arguments.share("cardwell_mean: loss_forward", loss_forward)
    arguments.share("cardwell_mean: loss_reverse", loss_reverse)
    arguments.finite("cardwell_mean: round_trip", round_trip, "seconds from 0 on")
    arguments.finite("cardwell_mean: timeout", timeout, "seconds from 0 on")
    if max(loss_forward, loss_reverse) >= 0.5:
        return math.inf
    return round_trip + timeout * (
        (1 - loss_forward) / (1 - 2 * loss_forward)
        + (1 - loss_reverse) / (1 - 2 * loss_reverse)
        - 2
    )


TABLE_LOSSES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


def mean_table(round_trip):
    """Mean latency in seconds per profile and loss, as in doc/handshake-latency.rst."""
    rows = []
    for loss in TABLE_LOSSES:
        cells = [f"{loss:g}"]
        for name in COMPARED:
            cells.append(f"{Handshake(PROFILES[name], loss, loss, round_trip).mean:.6f}")
        cells.append(f"{cardwell_mean(loss, loss, round_trip):.6f}")
        rows.append(cells)
    return rst_table(["loss", *COMPARED, "closed form"], rows)


def tie_table(round_trip):
    """What the order at a tie changes: the percentage of connections that are established by the
    first one (1 s and a round trip; the same for all profiles), and the mean if arrivals go first."""
    rows = []
    for loss in TABLE_LOSSES:
        ties = {}
        for timers_first in (True, False):
            for name in COMPARED:
                ties[timers_first, name] = Handshake(PROFILES[name], loss, loss, round_trip, timers_first)
        soon = [
            math.fsum(p for x, p in ties[order, "linux"].atoms.items() if x < 1.5 + round_trip)
            for order in (True, False)
        ]
        means = [ties[False, name].mean for name in COMPARED]
        rows.append([f"{loss:g}", *(f"{100 * x:.4f}" for x in soon), *(f"{x:.6f}" for x in means)])
    return rst_table(["loss", "timers", "arrivals", *COMPARED], rows)


def rst_table(head, rows):
    """A table in reStructuredText."""
    widths = [max(len(row[i]) for row in [head] + rows) for i in range(len(head))]
    rule = "  ".join("=" * w for w in widths)
    lines = [rule, "  ".join(c.ljust(w) for c, w in zip(head, widths)).rstrip(), rule]
    lines += ["  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in rows]
    return "\n".join(lines + [rule]) + "\n"


def probability(text):
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text}: a probability in [0, 1) is accepted")
    return value


def _field(value):
    if value is None:
        return ""
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", choices=[*PROFILES, "all"], default="all")
    parser.add_argument("--loss", type=probability, nargs="+", default=list(TABLE_LOSSES))
    parser.add_argument("--loss-reverse", type=probability, help="default: as --loss")
    parser.add_argument(
        "--round-trip", type=float, default=0.1, help="seconds, serialisation included"
    )
    parser.add_argument("--timer-hz", type=int, default=0, help="of both hosts' timer wheels; 0: exact timers")
    parser.add_argument("--format", choices=["csv", "json", "rst", "ties", "atoms"], default="csv")
    args = parser.parse_args()
    if args.format in ("rst", "ties"):
        table = mean_table if args.format == "rst" else tie_table
        sys.stdout.write(table(args.round_trip))
        return
    rows = []
    for name in PROFILES if args.profile == "all" else [args.profile]:
        for loss in args.loss:
            reverse = loss if args.loss_reverse is None else args.loss_reverse
            result = latency(PROFILES[name], loss, reverse, args.round_trip, args.timer_hz)
            row = {"profile": name, "loss_forward": loss, "loss_reverse": reverse}
            if args.format == "atoms":
                rows += [{**row, "latency_s": x, "p": p} for x, p in result.atoms.items()]
            else:
                closed = cardwell_mean(loss, reverse, args.round_trip)
                rows.append({**row, **result.summary(), "closed_form_mean_s": closed})
    if args.format == "json":
        json.dump(rows, sys.stdout, indent=1)
        print()
    else:
        print(",".join(rows[0]))
        for row in rows:
            print(",".join(_field(value) for value in row.values()))


if __name__ == "__main__":
    main()
