# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One handshake, event by event in milliseconds: a brute force that shares no code with the exact calculation."""

import heapq
import math


class PlayedHandshake:
    """A client's SYNs, a server's entry for the half-open connection, and a lossy way each way.

    At equal times the events of a host's timers (rank 0) come before arrivals, or after them.
    """

    def __init__(self, ladder, loss_forward, loss_reverse, rng, *, delay, timers_first):
        self.ladder = ladder
        self.loss_forward = loss_forward
        self.loss_reverse = loss_reverse
        self.rng = rng
        self.delay = delay
        self.arrival_rank = 1 if timers_first else -2
        self.events = []
        self.order = iter(range(10**9))
        self.syns = 0
        self.client_base = self.client_timeout = ladder.rto_initial
        self.entry = None  # [serial, timeouts, last answer to a duplicate, birth]
        self.serial = 0

    def latency(self):
        """In milliseconds; None when the client gave up."""
        self.schedule(0, 0, self.client_timer)
        if self.ladder.connect_timeout < math.inf:
            self.schedule(self.ladder.connect_timeout, -1, None)
        while self.events:
            now, _, _, what, *arguments = heapq.heappop(self.events)
            if what == "established":
                return now
            if what is None or what(now, *arguments) == "gave up":
                return None
        return None

    def schedule(self, time, rank, *what):
        heapq.heappush(self.events, (time, rank, next(self.order), *what))

    def client_timer(self, now):
        ladder = self.ladder
        if self.syns > ladder.syn_retries + ladder.syn_linear_timeouts:
            return "gave up"
        self.syns += 1
        if self.rng.random() >= self.loss_forward:
            self.schedule(now + self.delay, self.arrival_rank, self.syn_arrives)
        self.schedule(now + self.client_timeout, 0, self.client_timer)
        if self.syns > ladder.syn_linear_timeouts:
            self.client_base = min(2 * self.client_base, ladder.rto_max)
            self.client_timeout = min(self.client_base + ladder.rto_slop, ladder.rto_max)
        return None

    def syn_arrives(self, now):
        ladder = self.ladder
        if self.entry is None:
            self.entry = [0, 0, -math.inf, now]
            self.send_syn_ack(now)
            self.arm(now)
            if ladder.connect_timeout < math.inf:
                self.schedule(now + ladder.connect_timeout, -1, self.abandon, now)
        elif now - self.entry[2] >= ladder.synack_ratelimit:
            self.entry[2] = now
            if ladder.duplicate_syn_restarts:
                self.entry[1] = 0
            self.send_syn_ack(now)
            self.arm(now)

    def abandon(self, _now, birth):
        if self.entry is not None and self.entry[3] == birth:
            self.entry = None

    def server_timer(self, now, serial):
        if self.entry is None or self.entry[0] != serial:
            return
        if self.entry[1] >= self.ladder.synack_retries:
            self.entry = None
        else:
            self.entry[1] += 1
            self.send_syn_ack(now)
            self.arm(now)

    def send_syn_ack(self, now):
        if self.rng.random() >= self.loss_reverse:
            self.schedule(now + self.delay, self.arrival_rank, "established")

    def arm(self, now):
        self.serial += 1
        self.entry[0] = self.serial
        slop = self.ladder.rto_slop if self.entry[1] else 0
        wait = min(self.ladder.rto_initial * 2 ** self.entry[1] + slop, self.ladder.rto_max)
        self.schedule(now + wait, 0, self.server_timer, self.serial)
