#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Two paths, one answer: 300 random scenarios, the same ones each time, write the same bytes through IP and from stack
to stack. An option that synfin-run has and that is neither varied here nor left out for a reason is an error.
Under sanitizers it is the few of them in which each value of each option comes up.
"""

import json
import pathlib
import random
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import PROGRAM, SANITIZED, call  # noqa: E402

SCENARIOS = 300
ALIVE = 0.75 if SANITIZED else 0.85  # of the few in which each value comes up once, fewer
FILES = ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv")

PROBABILITIES = ("0", "0", "0.01", "5%", "30%")
# Measured delays and deliveries, in files beside the results.
TRACES = {"delay": "trace:far.delay", "bandwidth": "trace:up.mahimahi"}
TRACE_FILES = {"far.delay": "0 20\n0.5 1\n2s 70ms\n", "up.mahimahi": "1\n3\n3\n10\n"}
LINK = {
    "delay": ("0s", "0s", "1ms", "1ms", "50ms", "700ms", TRACES["delay"]),
    "jitter": ("none", "none", "1ms", "10ms,normal", "3ms,pareto,25%", "20ms,paretonormal", "50ms,uniform"),
    "jitter-reorders": ("false", "true"),
    "bandwidth": ("none", "none", "200kbps", "10Mbps", "1Gbps", TRACES["bandwidth"]),
    "queue": ("1p", "5p", "1000p", "4kB", "64KiB"),
    "ecn-threshold": ("none", "1p", "3p", "2kB"),
    "loss": ("0", "0", "2%", "gilbert:500ms,50ms", "0.2", "10%,30%", "gemodel:5%,30%", "gemodel:5%,30%,70%,1%", "state:1%,30%,10%,50%,1%"),
    "duplicate": PROBABILITIES + ("10%,50%",),
    "reorder": PROBABILITIES + ("25%,50%,gap=5",),
    "corrupt": PROBABILITIES,
    "schedule": ("none", "none", "none", "20ms loss=1 delay=3ms; 1s loss=0", "10ms bandwidth=1Mbps; 2s delay=0s",
                 "50ms jitter=5ms duplicate=10% queue=3p; 500ms corrupt=5% reorder=20%"),
    "lose": ("none", "none", "none", "syn", "synack,ack2:1", "ack", "data:1,fin1:1", "fin2,ack1:2"),
}

CONGESTION = ("bbr", "bic", "cubic", "dctcp", "highspeed", "htcp", "hybla", "illinois", "ledbat", "linuxcubic", "linuxreno", "lp", "newreno",
              "scalable", "vegas", "veno", "yeah")

# Every option that both paths take, and the values it has here; None leaves it alone.
VARIED = {
    "connections": range(10, 61),
    "rate": (5, 100, 1000, 1000, 1000000),
    "arrivals": ("poisson", "constant", "burst", "closed"),
    "concurrency": (1, 7, 20),
    "clients": (None, 1, 2, 3, 4, 5),
    "servers": (1, 1, 2, 3),
    "addresses-per-client": (1, 1, 2, 3),
    "request": (0, 1, 100, 1461, 5000, "uniform:1,3kB"),
    "response": (0, 1, 100, 1461, 30000, "pareto:100,1.5"),
    "requests-per-connection": (1, 1, 2, 5),
    "fast-open": ("false", "false", "true"),
    "think": ("0s", "0s", "1ms", "1s"),
    "hold": ("0s", "0s", "1ms", "3s", "exponential:100ms"),
    "half-close": ("false", "false", "true"),
    "access-delay": ("0s", "0s", "0s", "3ms", "lognormal:20ms,0.8"),
    "access-loss": ("none", "none", "2%", "gemodel:5%,30%", "gilbert:1s,50ms"),
    "access-rate": ("none", "none", "1Mbps", "500kbps/2Mbps"),
    "access-queue": (1500, 64000),
    "accept-delay": ("0s", "0s", "1ms", "exponential:20ms"),
    "listeners": (1, 1, 3),
    "acceptors": (1, 1, 2),
    "workers": ("auto", "auto", 1, 3),
    "peer-hold": ("0s", "0s", "10ms", "never"),
    "read-rate": ("all", "all", 100000),
    "kind": (*6 * ("normal",), "half-open", "half-open", "connect-and-hold", "time-wait-exhaust", "syn-flood", "syn-flood", "ack-flood"),
    "spoofed": ("none", "none", "198.18.0.0/15", "203.0.113.0/30"),
    "syn-options": ("profile", "none"),
    "begin": ("0s", "0s", "0s", "500ms"),
    "end": ("none", "none", "none", "2s"),
    "local-port": ("auto", "auto", "auto", 5000),
    "reuse-address": ("false", "true"),
    "answer": ("none", "none", "rst"),
    "duration": (None, None, "3s", "10min"),
    "warmup": (None,),
    "measure": (None, None, "2s"),
    "closer": ("client", "server", "both"),
    "close-by": ("fin", "fin", "fin", "rst"),
    "backlog": (None, None, 0, 2, 50),
    "listen-from": ("0s", "0s", "0s", "10ms", "2s"),
    "nat": ("false", "false", "true"),
    "nat-ports": (None, "40000-40019", "1024-65535"),
    "nat-timeout": (None, "0s", "1s"),
    "nat-block": (0, 0, 2),
    "firewall-idle": ("none", "none", "500ms", "10s"),
    "firewall-opening": (None, "10ms", "1s"),
    "firewall-closing": (None, "10ms", "1min"),
    "firewall-expired": ("silence", "rst"),
    "conntrack": (0, 0, 5, 1000),
    "conntrack-time-wait": (None, "0s", "1s"),
    "event": (None, None, None, "100ms crash server restart=300ms; 2s delay=3ms", "10ms crash group:1 restart=1s quiet-time=50ms",
              "20ms close-listener server; 500ms open-listener server", "30ms address-gone server:1; 2s address-back server:1; 2900ms crash group",
              "15ms stall server:1; 40ms close-listener server listener=1; 300ms open-listener server listener=1; 2s resume server"),
    **LINK,
    **{f"{name}-{way}": (None, None, *values) for name, values in LINK.items() for way in ("forward", "reverse")},
    "ip": (4, 6, "dual"),
    "addresses-per-server": (1, 1, 2),
    "happy-eyeballs": ("off", "250ms", "10ms"),
    "ipv6-delay": ("0s", "0s", "30ms"),
    "ipv6-loss": ("none", "none", "1", "30%"),
    "path-mtu": ("none", "none", "none", 1400, 600),
    "path-mtu-icmp": ("true", "true", "false"),
    "profile": ("rfc9293", "linux", "linux-4.9", "linux-4", "freebsd", "macos", "windows", "ns3"),
    "client-profile": ("auto", "auto", "freebsd"),
    "server-profile": ("auto", "auto", "rfc9293"),
    "congestion": (None, None, *CONGESTION),
    "msl": (None, None, "0s", "1s"),
    "ecn": (0, 1, 2, 3, 3, 4, 5),
    "ecn_fallback": (0, 1, 2),
    "ecn_synack_fallback": (0, 1),
    "seed": (1, 2, 4294944442),
    "run": range(0, 1000),
    "sample": ("1/1", "1/1", "1/1", "1/3"),
    # Fields of the profile
    "syn_retries": (0, 1, 6),
    "syn_linear_timeouts": (0, 4),
    "connect_timeout": ("0s", "5s"),
    "icmp_may_rst": (0, 1, 2),
    "migrate_req": (0, 1, 2),
    "synack_retries": (0, 1, 5),
    "synack_ratelimit": ("0s", "500ms"),
    "max_syn_backlog": (1, 5, 2048),
    "syncookies": (0, 1, 2),
    "syn_queue_full": (0, 1, 2),
    "syncache_hashsize": (0, 1, 512),
    "syncache_bucketlimit": (1, 30),
    "somaxconn": (1, 5, 4096),
    "defer_accept": ("0s", "1s", "10s"),
    "isn_tick": ("64ns", "4us"),
    "ip_local_port_range": ("40000-40009", "32768-60999", "1024-65535"),
    "port_selection": ("rfc6056-1", "rfc6056-2", "rfc6056-3", "rfc6056-4", "rfc6056-5", "linux", "ns3"),
    "fastopen": (3, 7, 515, 1543),
    "fastopen_blackhole_timeout": ("0s", "1s"),
    "timer_hz": (0, 24, 250, 1000),
    "rto_initial": ("500ms", "1s", "3s"),
    "rto_min": ("1ms", "200ms", "1s"),
    "rto_max": ("10s", "2min"),
    "rto_slop": ("0s", "0s", "200ms"),
    "rto_fallback": ("1s", "3s"),
    "retries1": (1, 3),
    "retries2": (3, 5, 8),
    "undo": (0, 1, 2),
    "slow_start_after_idle": (0, 1, 2),
    "orphan_retries": (0, 3, 8),
    "max_orphans": (1, 5, 131072),
    "user_timeout": ("0s", "3s"),
    "keepalive_time": ("500ms", "10s"),
    "keepalive_intvl": ("100ms", "1s"),
    "keepalive_probes": (1, 3),
    "time_wait": ("auto", "0s", "10ms", "5s"),
    "fin_timeout": ("0s", "1s", "1min"),
    "linger2": ("0s", "-1s", "500ms"),
    "tw_reuse": (0, 1, 2),
    "tw_reuse_delay": ("0s", "1s"),
    "tw_ackless": (0, 1, 2, 3),
    "max_tw_buckets": (0, 1, 5, 131072),
    "old_segment_ack": (0, 1, 2),
    "challenge_ack_limit": (0, 1, 100),
    "challenge_ack_interval": ("10ms", "1s"),
    "invalid_ratelimit": ("0s", "500ms"),
    "timestamp_offset": (0, 1, 2),
    "mss": (64, 536, 1460, 1461, 9000, 65495),
    "min_pmtu": (68, 552),
    "mtu_expires": ("1s", "10min"),
    "mtu_probing": (0, 1),
    "base_mss": (300, 1024),
    "mtu_probe_floor": (48, 500),
    "pmtud_blackhole_detection": (0, 1, 2),
    "pmtud_blackhole_mss": (500, 1200),
    "v6pmtud_blackhole_mss": (600, 1220),
    "rmem": (2000, 65535, 6291456),
    "maxsockbuf": (0, 0, 2097152),
    "rmem_max": (0, 2097152),
    "dupack_threshold": (1, 3),
    "congestion_control": CONGESTION,
    "delayed_ack_timeout": ("1ms", "40ms", "200ms"),
    "quick_acks": (0, 1, 16),
}

# What has details that are refused without it, and how it is when it is not there.
DETAILS_OF = {"nat": "false", "firewall-idle": "none", "conntrack": 0, "path-mtu": "none"}
# The same of each direction of the link.
LINK_DETAILS = {"queue": "bandwidth", "ecn-threshold": "bandwidth", "jitter-reorders": "jitter"}

# And why the others are none of these.
LEFT_OUT = {
    "path": "is what the test compares",
    "trace": "is segments, the most that there is",
    "counters": "is on",
    "set": "sets the fields of the profile, which have rows of their own",
    "stack": "ns-3's own TCP has the ip path alone",
    "compress": "the test compares what is inside",
    **dict.fromkeys(("victims", "target", "guess", "step", "ack-step", "ports-known", "victim-ports"),
                    "asks for a group of attackers beside another one: synfin-run-blind-test.py compares the paths"),
    **dict.fromkeys(("importance-loss", "importance-loss-forward", "importance-loss-reverse"),
                    "asks for connections that do not meet: synfin-run-rare-test.py compares the paths"),
    "wmem": "the send buffer of a socket: a scenario has none",
}


def fields():
    """@return {name: (kind, what is accepted)} of everything that synfin-run can be told about a scenario."""
    schema = json.loads(call("--schema").stdout)
    return {**{field["name"]: ("profile", field["unit"]) for field in schema["profile"]["fields"]},
            **{option["name"]: ("scenario", option["accepted"]) for option in schema["options"] if option["kind"] == "scenario"}}


def values_of(name, accepted):
    """@return what that option is drawn from; a switch needs no row."""
    return VARIED.get(name) or (("false", "true") if accepted == "switch" else None)


# Fields that agree with another one or with an option.
BOTH_ENDS = ("fastopen", "ack_repeats_fin", "old_segment_ack")


# Kinds of groups whose connections come to be.
CONNECTING = ("normal", "connect-and-hold", "time-wait-exhaust")
# What groups have in common.
OF_ALL = ("ip", "nat", "addresses-per-server", "duration")
# What an option is called in the section of a group.
OWN_NAMES = {"access-delay": "delay", "client-profile": "profile"}


def no_two_ways(chosen):
    """Leaves out what others of them say otherwise, for both ends or both directions."""
    for general, others in (("congestion", ("congestion_control",)), ("msl", ("time_wait",)),
                            *((name, (f"{name}-forward", f"{name}-reverse")) for name in LINK)):
        if all(chosen.get(name) is not None for name in others):
            chosen.pop(general, None)


def no_details_of_nothing(chosen):
    """Leaves out what says how something is done that is not."""
    for what, off in DETAILS_OF.items():
        if chosen[what] == off:
            for name in [name for name in chosen if name.startswith(f"{what.partition('-')[0]}-") and name != what]:
                chosen.pop(name)
    for detail, what in LINK_DETAILS.items():
        for way in ("forward", "reverse"):
            if (chosen.get(f"{what}-{way}") or chosen.get(what) or "none") == "none":
                chosen.pop(detail, None)
                chosen.pop(f"{detail}-{way}", None)
    if chosen["access-rate"] == "none":
        chosen.pop("access-queue")
    if chosen["accept-delay"] == "0s":
        chosen.pop("acceptors")
    if chosen["arrivals"] != "closed":
        chosen.pop("concurrency")


def agree(chosen):
    """Makes options agree where synfin-run asks for it."""
    no_two_ways(chosen)
    if any(name.startswith("queue") and value == "1p" for name, value in chosen.items()):
        for name, value in chosen.items():  # what finds that many waiting is dropped, not marked
            chosen[name] = "2kB" if name.startswith("ecn-threshold") and value in ("1p", "3p") else value
    if chosen.get("old_segment_ack") == 0:
        chosen["ack_repeats_fin"] = "false"
    elif chosen.get("ack_repeats_fin") == "true":
        chosen["old_segment_ack"] = 2
    if chosen["kind"] == "connect-and-hold":
        chosen.update({"hold": "3s" if chosen["hold"] == "0s" else chosen["hold"], "response": 0, "closer": "client", "half-close": "false"})
    if chosen["kind"] == "time-wait-exhaust":
        chosen.update({"closer": "server", "close-by": "fin", "half-close": "false"})
    if chosen["half-close"] == "true":
        chosen.update({"closer": "client", "close-by": "fin", "fast-open": "false"})
    if chosen["nat"] == "true":
        chosen["addresses-per-client"] = 1
        chosen["ip"] = 4 if chosen["ip"] == "dual" else chosen["ip"]
    if chosen["ip"] != 4 and chosen["path-mtu"] == 600:
        chosen["path-mtu"] = 1280
    if chosen["ip"] == 4 or chosen["access-rate"] != "none":
        chosen.update({"ipv6-delay": "0s", "ipv6-loss": "none"})
    if chosen["ip"] == "dual" or chosen["addresses-per-server"] > 1:
        chosen["fast-open"] = "false"
    else:
        chosen["happy-eyeballs"] = "off"
    if chosen["kind"] not in CONNECTING:
        chosen["local-port"] = "auto"
    if chosen["local-port"] == "auto":
        chosen["reuse-address"] = "false"
    if not chosen["kind"].endswith("-flood") or chosen["nat"] == "true":
        chosen["spoofed"] = "none"
    if chosen["kind"] != "syn-flood":
        chosen["syn-options"] = "profile"
    if chosen["spoofed"] != "none" and chosen["ip"] == 6:
        chosen["spoofed"] = "2001:db8::/32"
    if chosen["kind"] in CONNECTING or chosen["spoofed"] != "none":
        chosen["answer"] = "none"
    if chosen["kind"] not in CONNECTING and chosen["arrivals"] == "closed":
        chosen["arrivals"] = "poisson"
    if chosen.get("duration") == "3s":
        chosen.pop("measure", None)
    if chosen["fast-open"] == "true":
        chosen["request"] = chosen["request"] or 100
        chosen.setdefault("fastopen", 3)
    if 0 in (chosen["request"], chosen["response"]):
        chosen["requests-per-connection"] = 1
    if any("reorder" in str(name) + str(value) for name, value in chosen.items()):
        for name, value in chosen.items():  # a frame overtakes others by skipping the delay
            if name.startswith("delay-") or name == "delay":
                chosen[name] = "1ms" if value == "0s" else value
            elif name.startswith("schedule"):
                chosen[name] = value and value.replace("delay=0s", "delay=2ms")
    no_details_of_nothing(chosen)


def choose(number, known, agreed=None):
    """@return {name: value} of the scenario of that number; agreed: of one that it shares what OF_ALL names with."""
    draw = random.Random(number)
    chosen = {}
    for name, (kind, accepted) in known.items():
        values = values_of(name, accepted)
        # Half the link's options, and a few fields, so that not every scenario is a heap of ruins.
        often = 0.1 if kind == "profile" else 0.4 if name.partition("-")[0] in LINK else 1
        if name not in LEFT_OUT and draw.random() < often:
            chosen[name] = draw.choice(values)
    chosen.update({name: agreed[name] for name in OF_ALL if agreed})
    agree(chosen)
    return chosen


def options_of(chosen, known):
    """@return a scenario as options."""
    options = []
    ends = ("", "", "client:", "", "server:", "")
    for name, value in chosen.items():
        if value is not None:
            end = ends[len(options) % len(ends)] if name not in BOTH_ENDS else ""
            options += ["--set", f"{end}{name}={value}"] if known[name][0] == "profile" else [f"--{name}", str(value)]
    return options


def sections_of(number, known, headings):
    """@return (base, text): a scenario as the options that all share, and a file of two or three groups and up to two kinds of servers."""
    draw = random.Random(-number)
    whole = choose(number, known)
    base = {name: value for name, value in whole.items() if headings.get(name) not in ("Workload", "Servers")}
    base.update({name: draw.choice(VARIED[name]) for name in ("connections", "rate", "concurrency")})
    if base.get("nat-ports") == "40000-40019":
        base.pop("nat-block", None)  # up to 15 clients share the 20 ports
    kinds = [f"s{i}" for i in range(draw.choice((1, 1, 2)))]
    shares = draw.choice(((50, 50), (30, 70), (20, 30, 50)))
    text = ""
    for i, share in enumerate(shares):
        own = {name: value for name, value in choose(1000 * (i + 1) + number, known, agreed=whole).items()
               if (headings.get(name) == "Workload" and name not in base) or name == "client-profile"}
        if own["fast-open"] == "true":
            base["fastopen"] = 3
        lines = {OWN_NAMES.get(name, name): value for name, value in own.items() if value is not None and value != "auto"}
        lines |= {"share": f"{share}%", "server": draw.choice(kinds)}
        text += f"[group g{i}]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
    for i, kind in enumerate(kind for kind in kinds if f"server = {kind}\n" in text):
        own = {name: value for name, value in choose(100000 * (i + 1) + number, known, agreed=whole).items() if headings.get(name) == "Servers"}
        text += f"[server {kind}]\n" + "".join(f"{name} = {value}\n" for name, value in own.items() if value is not None)
    return base, text


def with_each_value(scenarios):
    """@return numbers of scenarios, few of them, in which each value that all have comes up; of a range, any."""
    values = {number: {(name, None if isinstance(VARIED.get(name), range) else value) for name, value in chosen.items()}
              for number, chosen in scenarios.items()}
    missing = set().union(*values.values())
    numbers = []
    while missing:
        numbers.append(max(values, key=lambda number: len(values[number] & missing)))
        missing -= values[numbers[-1]]
    return sorted(numbers)


class EqualPaths(unittest.TestCase):
    def setUp(self):
        for name, text in TRACE_FILES.items():
            pathlib.Path(name).write_text(text, encoding="utf-8")

    def test_no_option_is_forgotten(self):
        known = fields()
        self.assertEqual([name for name, (_, accepted) in known.items()
                          if name not in LEFT_OUT and not values_of(name, accepted)], [])
        self.assertEqual([name for name in (*VARIED, *LEFT_OUT) if name not in known], [])

    def test_random_scenarios(self):
        known = fields()
        scenarios = {number: choose(number, known) for number in range(SCENARIOS)}
        numbers = with_each_value(scenarios) if SANITIZED else list(scenarios)
        alive = 0
        for number in numbers:
            options = options_of(scenarios[number], known)
            with self.subTest(number, options=" ".join(options)):
                alive += self.check(number, options)
        print(f"{len(numbers)} scenarios, {alive} in which a segment arrives")
        self.assertGreater(alive, len(numbers) * ALIVE, "scenarios in which a segment arrives")

    def test_random_groups(self):
        known = fields()
        schema = json.loads(call("--schema").stdout)
        headings = {option["name"]: option["group"] for option in schema["options"]}
        numbers = range(8) if SANITIZED else range(60)
        alive = 0
        for number in numbers:
            base, text = sections_of(number, known, headings)
            pathlib.Path(f"{number}.ini").write_text(text, encoding="utf-8")
            options = [*options_of(base, known), "--config", f"{number}.ini"]
            with self.subTest(number, options=" ".join(options), text=text):
                alive += self.check(f"groups-{number}", options)
        self.assertGreater(alive, len(numbers) * ALIVE, "scenarios in which a segment arrives")

    def check(self, number, options):
        """Runs a scenario on both paths and compares all that they write. @return true when a segment arrived."""
        runs = []
        annotated = sum(map(ord, str(number))) % 3 == 0  # of some the captures have comments
        for path in ("ip", "direct"):
            name = f"{number}-{path}"
            done = subprocess.run([PROGRAM, "--path", path, "--trace", "segments", "--counters", "--out", name,
                                   "--pcap", f"{name}.pcapng" if annotated else name, "--progress", "off", *options],
                                  capture_output=True, text=True, timeout=300, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            runs.append([pathlib.Path(name) / file for file in FILES] +
                        [pathlib.Path(name + end) for end in ([".pcapng"] if annotated else ["-client.pcap", "-server.pcap"])])
        for ip, direct in zip(*runs):
            self.assertTrue(ip.read_bytes() == direct.read_bytes(), f"{ip} and {direct} differ")
        alive = b",received," in runs[0][2].read_bytes() or (not annotated and runs[0][-1].stat().st_size > 24)
        for file in (*runs[0], *runs[1]):
            file.unlink()
        return alive


if __name__ == "__main__":
    unittest.main()
