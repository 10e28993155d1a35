#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The numbers of the cookbook: what public incidents come to, and what helps.

Usage: examples/cookbook.py [DIR] [NAME]

Each file of examples/scenarios/ is an incident; its first comment is the question. It is run as it is, and again with each change that
is tried. DIR (default out/cookbook) then holds a table for each incident, NAME.csv, and all of them as the manual has them,
tables.rst. NAME is one incident; without it, all of them are run.
"""

import dataclasses
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "python"))
from synfin.tools import console, floods, measures, scenario_files
from synfin.tools.messages import BadInput, brief


def share(part, of="attempted"):
    """@return a measure: which share of connections had an outcome."""
    return lambda run: f"{100 * run.summary['connections'][part] / run.summary['connections'][of]:.1f} %"


def seconds(value):
    """@return a time as people write it."""
    if value != value:
        return "never"
    return f"{1000 * value:,.4g} ms" if value < 0.9995 else f"{value:,.4g} s"


def latency(which):
    """@return a measure: a percentile of handshakes."""
    return lambda run: seconds(run.summary["handshake_latency_s"][which])


def slower(than):
    """@return a measure: which share of handshakes took longer than that, in s."""
    return lambda run: f"{100 * (run.connections.handshake_s.dropna() > than).mean():.2f} %"


def count(*path):
    """@return a measure: a number of summary.json."""

    def measure(run):
        value = run.summary
        for name in path:
            value = value[name]
        return f"{value:,}"

    return measure


def at_the_end(state, servers=True):
    """@return a measure: how many connections are in a state when the run ends."""
    return lambda run: f"{measures.population(run, state, servers):,}"


def answer(share_of_them, of=None):
    """@return a measure: a quantile of the time from connect to the whole answer."""
    return lambda run: seconds(measures.answer(run, of).quantile(share_of_them))


def of_group(name, *path):
    """@return a measure: a time of a group in summary.json."""

    def measure(run):
        value = next(group for group in run.summary["groups"] if group["group"] == name)
        for key in path:
            value = value[key]
        return seconds(value)

    return measure


def share_of_group(name, part):
    """@return a measure: which share of a group's connections had an outcome before the end."""

    def measure(run):
        group = next(group for group in run.summary["groups"] if group["group"] == name)["connections"]
        return f"{100 * group[part] / group['attempted']:.1f} %"

    return measure


def got_in(name, within=None):
    """@return a measure: which share of a group's connections, as far as the window that is measured counts them, got in at the first SYN, or within some s."""

    def measure(run):
        rows = run.connections[run.connections.group == name]
        rows = rows[(rows.start_s >= run.parameters["warmup"]) & (rows.start_s <= rows.start_s.max() - (within or 0))]
        longest = rows[["handshake_s", "server_handshake_s"]].max(axis=1, skipna=False)
        in_time = (longest <= within) if within else longest.notna() & (rows.syn_sent == 1)
        return f"{100 * in_time.mean():.1f} %"

    return measure


def by_theory(run):
    """@return which share gets in at the first SYN by theory: of the queue's aging where it ages, else Erlang's."""
    queue = floods.queue(run.parameters, "flood")
    rate = run.parameters["group.flood.rate"]
    return f"{100 * (1 - queue.refusals('aging' if queue.ages else 'Erlang-B', rate, floods.load_of_users(run.parameters)).refused):.1f} %"


def unheard(run):
    """@return which share of the connections that clients had the server never had."""
    rows = run.connections[run.connections.handshake_s.notna()]
    return f"{100 * rows.server_handshake_s.isna().mean():.2f} %"


def answered(name):
    """@return a measure: which share of a group's connections had their whole answer before the end."""
    return lambda run: f"{100 * len(measures.answer(run, name)) / (run.connections.group == name).sum():.1f} %"


def requests(run):
    """@return how many requests a second were answered."""
    served = run.summary["connections"]["established"] * float(run.parameters["requests-per-connection"])
    return f"{served / float(run.parameters['duration']):,.0f}"


def each_answer(run):
    """@return the median time of a request and its answer, the handshake shared by all of the connection."""
    return seconds(measures.answer(run).median() / float(run.parameters["requests-per-connection"]))


def hang(run):
    """@return how long after the second request connections were given up; those that were gone before it do not hang."""
    rows = run.transitions
    ends = rows[(rows.host == 0) & (rows.oldstate == "ESTABLISHED") & (rows.newstate == "CLOSED")].set_index("conn").time_s
    asked = run.connections.set_index("conn").start_s + float(run.parameters["think"])
    return seconds(max(0, (ends - asked).mean()))


def waited(run, until):
    """@return how long after the path's return, in s of the run, the last of those who came before it got in."""
    rows = run.connections[run.connections.start_s < until]
    return seconds((rows.start_s + rows.handshake_s).max() - until)


def server_handshake(run):
    """@return the mean time in SYN_RCVD."""
    return seconds(run.connections.server_handshake_s.mean())


@dataclasses.dataclass(frozen=True)
class Incident:
    """What is asked of a scenario."""

    columns: dict  # of its table: title -> measure
    changes: dict  # what is tried: what it is called -> parameters in the place of the scenario's own


NO_PORT = {"without a port": share("no_port"), "requests answered per second": requests}
INCIDENTS = {
    "proxy-ports": Incident(NO_PORT, {
        "tcp_tw_reuse = 1": {"tw_reuse": 1}, "a second address": {"addresses_per_client": 2},
        "ip_local_port_range = 1024 65535": {"ip_local_port_range": "1024-65535"},
        "keep-alive, 10 requests a connection": {"requests_per_connection": 10, "rate": 70}}),
    "bind-before-connect": Incident(NO_PORT, {"IP_BIND_ADDRESS_NO_PORT": {"bind_address_no_port": True}}),
    "load-test-stops": Incident(NO_PORT, {"keep-alive, 100 requests a connection": {"requests_per_connection": 100}}),
    "nat-recycle": Incident({"established": share("established"), "SYNs dropped": count("drops", "paws_passive")}, {
        "tcp_tw_recycle = 0": {"set": {"server:tw_recycle": False}}, "clients without timestamps": {"set": {"client:timestamps": False}}}),
    "nat-port-again": Incident({"SYNs sent again": count("retransmissions", "syn"), "p99": latency("p99"), "longest": latency("max")}, {
        "the NAT waits for 2 min, with ports for it": {"nat_timeout": "2min", "nat_ports": "10000-39999"}, "clients close first": {"closer": "client"}}),
    "close-wait-leak": Incident({"CLOSE_WAIT at the server": at_the_end("CLOSE_WAIT"), "FIN_WAIT_2 at clients": at_the_end("FIN_WAIT_2", False),
                                 "SYNs sent again": count("retransmissions", "syn")}, {
        "closed after 5 s": {"peer_hold": "5s"},
        "keep-alive of 60 s at the server": {"set": {"server:keepalive": True, "server:keepalive_time": "60s"}}}),
    "fin-wait-2": Incident({"FIN_WAIT_2 at the server": at_the_end("FIN_WAIT_2")}, {
        "tcp_fin_timeout = 15": {"fin_timeout": "15s"}, "a FreeBSD server": {"server_profile": "freebsd"}}),
    "simultaneous-close": Incident({"TIME_WAIT entered": count("time_wait", "entered"), "at its peak": count("time_wait", "peak")},
                                   {"the client closes": {"closer": "client"}, "the server closes": {"closer": "server"}}),
    "tw-buckets": Incident({"TIME_WAIT ended at once": count("time_wait", "evicted"),
                            "FINs answered by RST": count("harm", "fin_answered_by_reset")}, {"room for all": {"max_tw_buckets": 131072}}),
    "linger-0": Incident({"TIME_WAIT entered": count("time_wait", "entered"), "open at the server at the end": at_the_end("ESTABLISHED")}, {
        "an ordinary close": {"close_by": "fin"}, "and keep-alive of 60 s at the server": {"set": {
            "server:keepalive": True, "server:keepalive_time": "60s"}}}),
    "last-ack": Incident({"FINs answered by RST": count("harm", "fin_answered_by_reset"),
                          "LAST_ACK lasts": lambda run: seconds(measures.dwell(run, "LAST_ACK"))}, {"TIME_WAIT of 60 s": {"time_wait": "60s"}}),
    "syn-loss": Incident({"slower than 0.9 s": slower(0.9), "mean": latency("mean"), "p99.9": latency("p999"), "longest": latency("max")},
                         {"a first timeout of 3 s": {"rto_initial": "3s"}}),
    "loss-in-bursts": Incident({"slower than 0.9 s": slower(0.9), "p99.9": latency("p999"), "longest": latency("max")},
                               {"1 % at random": {"loss": 0.01}}),
    "lost-ack": Incident({"the client's handshake": latency("mean"), "the server's": server_handshake},
                         {"the client speaks first": {"request": 100, "response": 100}}),
    "satellite": Incident({"handshake": latency("p50"), "each answer": each_answer}, {
        "TCP Fast Open": {"fast_open": True}, "keep-alive, 10 requests a connection": {"requests_per_connection": 10}}),
    "bufferbloat": Incident({"handshake, p50": of_group("web", "handshake_latency_s", "p50"),
                             "p99": of_group("web", "handshake_latency_s", "p99"), "whole answer, median": answer(0.5, "web"),
                             "SYNs sent again": count("retransmissions", "syn")}, {
        "a queue of 20 packets": {"queue_forward": "20p"},
        "ECN from 5 packets on": {"ecn_threshold_forward": "5p", "ecn": 1}}),
    "outage-60-s": Incident({"failed": share("timed_out"), "p99": latency("p99"), "the last wait after its return": lambda run: waited(run, 120)}, {
        "Linux before 6.5": {"profile": "linux-4", "timer_hz": 0}, "macOS": {"profile": "macos"}, "Windows": {"profile": "windows"}}),
    "outage-2-s": Incident({"attempts": count("connections", "attempted"), "p50": latency("p50"), "p99": latency("p99"), "longest": latency("max")},
                           {"ten users in a closed loop": {"arrivals": "closed", "concurrency": 10, "think": "96ms"}}),
    "idle-hang": Incident({"hangs for": hang}, {
        "keep-alive of 60 s at the client": {"set": {"client:keepalive": True, "client:keepalive_time": "60s"}},
        "TCP_USER_TIMEOUT of 30 s": {"user_timeout": "30s"}, "tcp_retries2 = 5": {"retries2": 5}}),
    "accept-queue": Incident({"SYNs sent again": count("retransmissions", "syn"), "reset later": count("close", "reset"), "p99": latency("p99")}, {
        "backlog 4096": {"backlog": 4096}, "tcp_abort_on_overflow = 1": {"abort_on_overflow": True},
        "ten per cent faster": {"accept_delay": "exponential:990us"}}),
    "conntrack-full": Incident({"established": share("established"), "segments dropped": count("conntrack", "table_full"),
                                "in the table at most": count("conntrack", "peak"), "handshake, p99": latency("p99")}, {
        "nf_conntrack_max = 16384": {"conntrack": 16384},
        "nf_conntrack_tcp_timeout_time_wait = 30": {"conntrack_time_wait": "30s"},
        "keep-alive, 10 requests a connection": {"requests_per_connection": 10, "rate": 10}}),
    "happy-eyeballs": Incident({"until connected, p50": lambda run: seconds(run.summary["users"]["latency_s_p50"]),
                                "longest": lambda run: seconds(run.summary["users"]["latency_s_max"])}, {
        "happy eyeballs, 250 ms": {"happy_eyeballs": "250ms"}, "IPv6 that works": {"ipv6_loss": "none"}}),
    "syn-flood": Incident({"people who got in": share_of_group("people", "established"),
                           "their handshakes, p50": of_group("people", "handshake_latency_s", "p50"),
                           "SYNs dropped": count("drops", "syn_queue_full")}, {
        "tcp_synack_retries = 1": {"server.web.synack_retries": 1},
        "a queue of 4,096": {"server.web.backlog": 4096, "server.web.max_syn_backlog": 4096},
        "tcp_syncookies = 1": {"server.web.syncookies": 1}}),
    "flood-backlog": Incident({"people who got in": share_of_group("people", "established"),
                               "their handshakes, p50": of_group("people", "handshake_latency_s", "p50"),
                               "in the queue at most": count("syn_rcvd", "peak")}, {
        "backlog 1024": {"server.web.backlog": 1024}, "backlog 8192": {"server.web.backlog": 8192},
        "backlog 65535": {"server.web.backlog": 65535}, "backlog 128, tcp_syncookies = 1": {"server.web.syncookies": 1}}),
    "cookies-lossy": Incident({"handshake, mean": latency("mean"), "p99.9": latency("p999"), "of which the server never hears": unheard}, {
        "tcp_syncookies = 1, and no flood": {"set": {"server:syncookies": 1}},
        "the client speaks first": {"request": 100, "response": 100},
        "and a segment in five is lost": {"request": 100, "response": 100, "loss": 0.2}}),
    "queue-aging": Incident({"at the first SYN": got_in("people"), "by theory": by_theory, "within 10 s": got_in("people", 10),
                             "handshake, p99": of_group("people", "handshake_latency_s", "p99")}, {
        "entries that live for 63 s": {"server.web.syn_queue_young_half": False}, "50 SYNs a second": {"group.flood.rate": 50},
        "50 a second, and 63 s": {"group.flood.rate": 50, "server.web.syn_queue_young_half": False}}),
    "syn-scan": Incident({"people who got in at once": got_in("people"), "in the queue at most": count("syn_rcvd", "peak"),
                          "SYN-ACKs sent again": count("retransmissions", "synack")}, {
        "a scanner who does not answer": {"group.scan.answer": "none"}, "a queue of 32": {"server.web.backlog": 32}}),
    "blind-reset": Incident({"sessions reset": count("attack", "successes"), "guesses that met one": count("attack", "met"),
                             "challenge ACKs": count("attack", "challenge_acks")}, {
        "RFC 5961, as Linux has it": {"insecure_rst": False}, "a window of 64 kB": {"rmem": 65535},
        "ports that he does not know": {"group.forger.ports_known": False, "group.forger.step": 1000000}}),
    "slowloris": Incident({"people who were answered": answered("people"), "handshake, p99": of_group("people", "handshake_latency_s", "p99"),
                           "whole answer, median": answer(0.5, "people")}, {
        "requests end after 10 s": {"group.slow.hold": "10s"}, "1,500 workers": {"server.web.workers": 1500}}),
    "mtu-black-hole": Incident({"whole answer, median": answer(0.5), "packets dropped": count("path_mtu", "too_large")}, {
        "ICMP that comes": {"path_mtu_icmp": True}, "tcp_mtu_probing = 1 at the server": {"set": {"server:mtu_probing": 1}},
        "an MSS of 1,348 at the client": {"set": {"client:mss": 1348}}}),
    "balancer-forgets": Incident({"hangs for": hang, "by reset": count("close", "reset")}, {
        "it answers with RST": {"firewall_expired": "rst"},
        "keep-alive of 30 s at the client": {"set": {"client:keepalive": True, "client:keepalive_time": "30s"}},
        "pools that keep connections for 50 s": {"think": "50s"}}),
    "server-crash": Incident({"by reset": count("close", "reset"), "those hang for": hang, "longest handshake": latency("max")}, {
        "back after a minute": {"event.30s.restart": "1min"},
        "and TCP_USER_TIMEOUT of 10 s at clients": {"event.30s.restart": "1min", "set": {"client:user_timeout": "10s"}}}),
    "slow-accept": Incident({"handshake, p99": latency("p99"), "whole answer, mean": lambda run: seconds(measures.answer(run).mean()),
                             "p99": answer(0.99)}, {"half the load": {"rate": 500}}),
    "herd": Incident({"SYNs sent again": count("retransmissions", "syn"), "p50": latency("p50"), "longest": latency("max")}, {
        "backlog, somaxconn and tcp_max_syn_backlog 8192": {"backlog": 8192, "set": {"somaxconn": 8192, "max_syn_backlog": 8192}}, "spread over 5 s": {"arrivals": "poisson", "rate": 1000}}),
}


def table(name, scenario):
    """@return the head and the rows of an incident's table."""
    incident = INCIDENTS[name]
    rows = []
    for title, change in {"as it is": {}, **incident.changes}.items():
        run = scenario.run(1, **change)
        rows.append([title, *(measure(run) for measure in incident.columns.values())])
    return ["", *incident.columns], rows


def work(names):
    """@return the files of incidents, by their names."""
    scenarios = scenario_files.read(HERE / "scenarios")
    tables = scenario_files.together(lambda name: table(name, scenarios[name]), names)
    contents = {f"{name}.csv": scenario_files.csv_text([head, *rows]) for name, (head, rows) in zip(names, tables)}
    contents["tables.rst"] = "\n".join(f".. {name}\n\n{scenario_files.csv_table(head, rows)}" for name, (head, rows) in zip(names, tables))
    return contents


def chosen(word):
    """@return the names of the incidents that are asked for."""
    if word is None:
        return list(INCIDENTS)
    if word not in INCIDENTS:
        raise BadInput(f"NAME {brief(word)}: accepted is one of {', '.join(INCIDENTS)}")
    return [word]


def main():
    return scenario_files.main(__doc__, "cookbook", "[NAME]", chosen, work)


if __name__ == "__main__":
    console.run("cookbook.py", main)
