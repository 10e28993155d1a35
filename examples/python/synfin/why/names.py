# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the segments of a connection are called: SYN 2 is the second transmission of the SYN."""

from synfin.why.stream import NANOSECONDS


def kind_of(content):
    """@return what a segment is: SYN, SYN-ACK, FIN, RST, data, ACK or none."""
    flags, _, _, octets = content[:4]
    if "S" in flags:
        return "SYN-ACK" if "." in flags else "SYN"
    if "R" in flags:
        return "RST"
    if "F" in flags:
        return "FIN"
    return "data" if octets else "ACK" if "." in flags else "segment without flags"


def _same(content):
    """@return what is the same of a segment and its retransmissions."""
    kind = kind_of(content)
    return (kind, *content[1:2], content[3]) if kind == "data" else kind


class Names:
    """Of the segments of one connection."""

    def __init__(self, events):
        self._names, self._before = {}, {}
        transmissions, data = {}, {}
        for event in (event for event in events if event.is_sent):
            kind, key = kind_of(event.content), (event.host, _same(event.content))
            its = transmissions.setdefault(key, [])
            self._before[id(event)] = its[-1] if its else None
            its.append(event)
            if kind == "data":
                number = data.setdefault(key, len([other for other in data if other[0] == event.host]) + 1)
                again = f", transmission {len(its)}" if len(its) > 1 else ""
                self._names[id(event)] = f"data {number} ({event.content[3]} octets{again})"
            elif kind in ("ACK", "RST") or kind.startswith("segment"):
                self._names[id(event)] = kind
            else:
                self._names[id(event)] = f"{kind} {len(its)}"

    def of(self, event):
        """@return the name of a transmission, or of what arrives."""
        sent = event if event.is_sent else event.origin
        return self._names.get(id(sent)) or kind_of(event.content)

    def before(self, event):
        """@return the transmission of the same before this one, or None."""
        return self._before.get(id(event))


def seconds(nanoseconds):
    """@return such as 1.02 s: as many decimals as it takes to a microsecond, and nanoseconds where it is shorter."""
    decimals = 9 if abs(nanoseconds) < 1000 else 6
    return f"{nanoseconds / NANOSECONDS:.{decimals}f}".rstrip("0").rstrip(".") + " s"
