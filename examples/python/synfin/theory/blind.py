# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
How often a segment hits a connection whose numbers its sender does not know (Watson 2004, "Slipping in the Window"; RFC 5961 1.2).

Sequence numbers are uniform over 2^32, as initial ones are (RFC 6528). What is taken, at a receive window of w octets:

    a RST or SYN            where RFC 5961 3 and 4 do not hold: w numbers; where they hold one of RST, RCV.NXT, and none of SYN
    data of l octets        w + l - 1 numbers (RFC 9293 3.10.7.4), each with a share of all acknowledgement numbers: where RFC 5961 5
                            holds, SND.UNA - MAX.SND.WND to SND.NXT; where it does not, half of them
"""

import math

from synfin.theory import arguments

SPACE = 2**32  # sequence numbers


def reset_numbers(window, rfc5961=True):
    """@return how many sequence numbers of a RST reset a connection with a receive window of so many octets; a window of 0 takes one."""
    window = arguments.count("reset_numbers: window", window, most=2**30)
    return 1 if rfc5961 else max(window, 1)


def data_numbers(window, length=1):
    """@return how many sequence numbers of a segment with so many octets are acceptable at a window of so many."""
    window = arguments.count("data_numbers: window", window, most=2**30)
    length = arguments.count("data_numbers: length", length, 1, 2**16)
    return window + length - 1 if window else 0


def ack_share(window, in_flight=0, rfc5961=True):
    """
    @param window the greatest that the peer has told (MAX.SND.WND), octets
    @param in_flight SND.NXT - SND.UNA, octets
    @return the share of acknowledgement numbers with which data is taken
    """
    window = arguments.count("ack_share: window", window, most=2**30)
    in_flight = arguments.count("ack_share: in_flight", in_flight, most=2**31)
    return (window + in_flight + 1) / SPACE if rfc5961 else 0.5


def random_success(guesses, numbers, ports=1, acks=1.0):
    """
    Guesses that are drawn anew each time.

    @param guesses how many segments
    @param numbers how many sequence numbers hit
    @param ports how many the connection's may be
    @param acks the share of acknowledgement numbers that are taken (data)
    @return the probability that one or more of them hit
    """
    arguments.finite("random_success: guesses", guesses)
    numbers = arguments.count("random_success: numbers", numbers, most=SPACE)
    ports = arguments.count("random_success: ports", ports, 1, 65536)
    arguments.share("random_success: acks", acks)
    hit = numbers / SPACE / ports * acks
    return 1 - (1 - hit) ** guesses if hit == 1 else -math.expm1(guesses * math.log1p(-hit))


def sweep_success(guesses, numbers, step, ports=1, acks=1):
    """
    Guesses that go through the sequence numbers in steps, from one that is drawn; each with all ports and acknowledgement numbers before
    the next.

    @param guesses how many segments
    @param numbers how many sequence numbers hit
    @param step from one sequence number to the next, at least 1
    @param ports how many the connection's may be
    @param acks how many acknowledgement numbers are tried, of which one is taken
    @return the probability that one or more of them hit, on average over the ports' and acknowledgement numbers' order
    """
    arguments.finite("sweep_success: guesses", guesses)
    numbers = arguments.count("sweep_success: numbers", numbers, most=SPACE)
    step = arguments.count("sweep_success: step", step, 1, SPACE)
    ports = arguments.count("sweep_success: ports", ports, 1, 65536)
    acks = arguments.count("sweep_success: acks", acks, 1, SPACE)
    rounds = min(guesses / (ports * acks), math.ceil(SPACE / step))
    # Each place of the sweep adds what those before it have not covered.
    return min(1.0, rounds * min(step, numbers) / SPACE + max(0, numbers - step) / SPACE * min(1.0, rounds))


def sweep_guesses(numbers, ports=1, acks=1):
    """@return how many guesses a sweep with a step of so many numbers takes at most."""
    numbers = arguments.count("sweep_guesses: numbers", numbers, 1, SPACE)
    ports = arguments.count("sweep_guesses: ports", ports, 1, 65536)
    acks = arguments.count("sweep_guesses: acks", acks, 1, SPACE)
    return math.ceil(SPACE / numbers) * ports * acks
