# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One text for many segments of a ladder that leave as good as at once: their own would lie on each other."""

import re

FEWEST = 4  # segments of a bundle
NEXT, WHOLE = 0.15, 0.75  # delays between two segments of a burst at the most, and from its first to its last
_FIELD = re.compile(r" (seq|ack|len)=(\d+)")


def _bursts(flights, delay):
    """@return lists of places of flights, each of one end and one burst."""
    bursts, open_ = [], {}
    for place, (sender, sent, _, _) in enumerate(flights):
        burst = open_.get(sender)
        if not burst or sent - flights[burst[-1]][1] > NEXT * delay or sent - flights[burst[0]][1] > WHOLE * delay:
            burst = open_[sender] = []
            bursts.append(burst)
        burst.append(place)
    return bursts


def _text(labels):
    """@return such as "10 × ACK seq=1..13033 len=1448": of data without the equal ack, of lengths that differ none."""
    values = {}
    for name, value in (match.groups() for label in labels for match in _FIELD.finditer(label)):
        values.setdefault(name, []).append(value)
    parts = [f"{len(labels)} × {_FIELD.sub('', labels[0])}"]
    for name, its in values.items():
        is_same = len(set(its)) == 1
        if is_same and not (name == "ack" and "len" in values):
            parts.append(f"{name}={its[0]}")
        elif not is_same and name != "len":
            parts.append(f"{name}={its[0]}..{its[-1]}")
    return " ".join(parts)


def texts(flights, delay):
    """
    @param flights [(sender, time sent, label, fate)] in the order of sending
    @param delay that a segment is under way, typically
    @return what stands at each: its label, or that of its bundle at the first one of it, or None at the others
    """
    result = [label for _, _, label, _ in flights]
    for burst in _bursts(flights, delay):
        alike = {}
        for place in burst:
            _, _, label, fate = flights[place]
            alike.setdefault((_FIELD.sub(r" \1", label), fate), []).append(place)
        for places in alike.values():
            if len(places) >= FEWEST:
                result[places[0]] = _text([flights[place][2] for place in places])
                for place in places[1:]:
                    result[place] = None
    return result
