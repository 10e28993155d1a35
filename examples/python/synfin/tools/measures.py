# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a run's tables come to: times in s, counts. NaN where nothing of the kind happened."""


def dwell(run, old, new="CLOSED"):
    """@return the mean time from one state to another, in s."""
    rows = run.transitions
    return rows[(rows.oldstate == old) & (rows.newstate == new)].dwell_s.mean()


def handshake(run, syns):
    """@return the mean time of handshakes with so many SYNs, in s."""
    return run.connections[run.connections.syn_sent == syns].handshake_s.mean()


def _sent(run, data):
    """@return what the first client sent: SYNs, or data (trace=segments)."""
    rows = run.segments[(run.segments.event == "sent") & (run.segments.host == 0)]
    return rows[rows.len > 0] if data else rows[rows["flags"] == "S"]


def last_syn(run):
    """@return how long after the first SYN the last is sent, in s; of one client."""
    times = _sent(run, data=False).groupby("conn").time_s
    return (times.max() - times.min()).mean()


def data_given_up(run):
    """@return how long after the last new data a connection is given up, in s; of one client."""
    rows, data = run.transitions, _sent(run, data=True)
    ends = rows[(rows.oldstate == "ESTABLISHED") & (rows.newstate == "CLOSED")].set_index("conn").time_s
    return (ends - data[data.kind == "new"].groupby("conn").time_s.max()).mean()


def data_again(run):
    """@return how long after it was sent first, data is sent again, in s; of one client."""
    times = _sent(run, data=True).groupby("conn").time_s
    return (times.nth(1).to_numpy() - times.nth(0).to_numpy()).mean()


def first_dropped_syn(run):
    """@return how long after the first connection the first came whose SYN had to be sent again, in s."""
    rows = run.connections
    return rows[rows.syn_sent > 1].start_s.min() - rows.start_s.min()


def answer(run, of=None):
    """@return the times from connect to the last octet of the answer, when clients close, by connection, in s; of a group."""
    rows = run.transitions
    closes = rows[(rows.newstate == "FIN_WAIT_1") & (rows.rport == 80)].set_index("conn").time_s
    begun = run.connections if of is None else run.connections[run.connections.group == of]
    return (closes - begun.set_index("conn").start_s).dropna()


def population(run, state, servers=True):
    """@return how many connections are in a state at the end, at servers or at clients."""
    last = run.hosts.groupby("host").last()
    clients = int(run.parameters["clients"])
    return int((last[last.index >= clients] if servers else last[last.index < clients])[state].sum())
