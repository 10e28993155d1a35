# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What SYN cookies cost a client on a path that loses segments (RFC 4987 3.6).

A server that answers with a cookie keeps nothing, so it has no timer: each SYN has one SYN-ACK, and only the client's SYNs repair the loss of
either. That of the handshake's last ACK nobody repairs who waits for the other to speak: the client has its connection, the server
has never heard of it.
"""

from synfin.theory import arguments
from synfin.theory.handshake import Ladder, latency

# A server that answers every SYN at once, and never by itself.
KEEPS_NOTHING = Ladder(syn_retries=0, syn_linear_timeouts=0, synack_retries=0, rto_max=1000, synack_ratelimit=0)


def cookie_latency(profile="linux", loss=0.0, loss_reverse=None, round_trip=0.1, timer_hz=None, *, loss_forward=None):
    """
    The law of a client's handshake where every SYN is answered by a cookie: the SYN sent at t_i is the one that gets through with
    probability q (1 - q)^i, q = (1 - loss forward) (1 - loss reverse), and the latency then is t_i + round trip, where that is less than a timeout.

    @param profile, loss, loss_forward, loss_reverse, round_trip, timer_hz as of latency(); of the client
    @return Handshake
    """
    return latency(profile, loss, loss_reverse, round_trip, loss_forward=loss_forward, client_timer_hz=timer_hz,
                   server_profile=KEEPS_NOTHING, server_timer_hz=0)


def unheard(loss_forward):
    """
    @param loss_forward the probability that a segment of the client's is lost
    @return the share of connections that clients have and the server never hears of, where it answers with cookies and clients wait
        for it to speak first: their last ACK was lost. Who speaks first sends it again with the data.
    """
    arguments.share("unheard: loss_forward", loss_forward)
    return loss_forward
