# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the time of a handshake may be for, and which cause the end of a segment is."""

LABELS = {
    "propagation": "propagation",
    "queueing": "queueing, sending and jitter",
    "syn_lost": "timer, SYN lost",
    "synack_lost": "timer, SYN-ACK lost",
    "syn_queue_full": "timer, SYN queue full",
    "accept_queue_full": "timer, accept queue full",
    "middlebox": "timer, dropped by a middlebox",
    "host_down": "timer, host down or unreachable",
    "dropped": "timer, dropped by a host otherwise",
    "late": "timer, answer still under way",
    "server": "the server's own time",
    "unknown": "not in the traces",
}

CUT_OFF = ("unreachable", "down")  # the host neither sends nor hears
BEFORE_TCP = ("malformed", "bad_address")  # a host drops these before they are received
QUEUES = ("syn_queue_full", "accept_queue_full")

WORDS = {
    "queue": "the queue was full", "loss": "by the link's losses", "named": "by name", "stopped": "the rate stays 0",
    "too_large": "larger than the path's MTU", "firewall": "the firewall did not know it", "conntrack_full": "the table of connection tracking was full",
    "nat_no_port": "the NAT had no port", "nat_unknown": "the NAT did not know it", "nobody": "nobody has the address",
    "unreachable": "the host's addresses were gone", "down": "the host had crashed", "deaf": "the host hears nothing",
    "malformed": "it was damaged", "unseen": "of a script's network nobody tells", "syn_queue_full": "the SYN queue was full", "accept_queue_full": "the accept queue was full",
}
PLACES = {"link": "lost on the link", "access": "lost on the client's own link", "path_mtu": "dropped in front of the link",
          "middlebox": "dropped by the middlebox", "nobody": "lost", "unseen": "lost", "host": "dropped by the host"}


def is_on_the_way(place, reason):
    """@return whether a row of drops.csv is about a segment that no TCP has seen."""
    return place != "host" or reason in CUT_OFF or reason in BEFORE_TCP


def of_loss(place, reason, is_answer):
    """@return the cause that a SYN, or a SYN-ACK, is that was lost on its way."""
    if place in ("middlebox", "path_mtu"):
        return "middlebox"
    if place == "nobody" or reason in CUT_OFF:
        return "host_down"
    return "synack_lost" if is_answer else "syn_lost"


def of_drop(reason):
    """@return the cause that a drop of a host's TCP is."""
    return reason if reason in QUEUES else "dropped"


def told(place, reason):
    """@return such as "lost on the link (the queue was full)"."""
    return f"{PLACES[place]} ({WORDS.get(reason, reason)})"
