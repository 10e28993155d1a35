#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Counters of this machine's kernel, one by one, beside those of synfin-run --counters, after the same life.

Each scenario is played between two namespaces and in synfin: a connection or a few, of whose segments some are lost by name.
Every counter that synfin knows must be equal at both ends. Of those that this kernel has not, nothing is said. A user of synfin's is
never late, a program is: then a timer goes off before it answers, and the life is another one. So a scenario whose counters differ is
played again, a few times.
"""

import concurrent.futures
import csv
import dataclasses
import os
import pathlib
import subprocess
import sys
import time

import kernel_pair

DELAY_MS = 50
AT_ONCE = 4  # scenarios; programs are late where many are played
ROUNDS = 5
NOW = ("estab", "orphaned", "timewait")  # of ss; when they are read differs

# Lateness shows in what is counted: before everybody else, where that is allowed.
FIRST = """
import contextlib, os
with contextlib.suppress(PermissionError):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
"""

# Answers each request, and closes when its peer does; or first, or by RST.
SERVE = FIRST + """
import socket, struct, sys, threading
request, response, closer = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
listener = socket.create_server((sys.argv[4], int(sys.argv[5])), backlog=4096)
print("ready", flush=True)
def serve(one):
    left = request
    while left > 0:
        left -= len(one.recv(left))
    one.sendall(bytes(response))
    try:
        if closer == "client":
            one.recv(1)
    except ConnectionResetError:
        pass
    one.close()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],)).start()
"""

CONNECT = FIRST + """
import socket, struct, sys, threading, time
request, response, closer = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
to, port, connections, interval, hold, options = sys.argv[4], *map(float, sys.argv[5:9]), sys.argv[9].split(",")
def live():
    one = socket.socket()
    if "keepalive" in options:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if "rst" in options:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    try:
        one.connect((to, int(port)))
        one.sendall(bytes(request))
        left = response
        while left > 0:
            left -= len(one.recv(left))
        if closer == "server":
            one.recv(1)
        else:
            time.sleep(hold)
        one.close()
    except OSError:
        one.close()
threads = []
for number in range(int(connections)):
    threads.append(threading.Thread(target=live))
    threads[-1].start()
    time.sleep(interval)
for thread in threads:
    thread.join()
"""


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is played."""

    name: str
    forward: str = "none"  # what synfin loses by name, from client to server
    reverse: str = "none"  # and back
    lose: str = ""  # the same for the relay, see kernel_pair.Pair
    connections: int = 1
    rate: float = 10.0
    hold: float = 0.3  # s
    request: int = 0
    response: int = 0
    closer: str = "client"
    listens: bool = True
    options: str = "none"  # of the client's sockets: keepalive, rst
    settings: tuple = ()  # fields of the profile, as synfin has them; sysctls of the same names
    seconds: float = 3.0  # until the kernel is done, once all users are gone


def copies(name, count):
    return ",".join(f"{name}:{number}" for number in range(1, count + 1))


def many(end, first, last):
    return ",".join(f"{end}.{number}" for number in range(first, last + 1))


SCENARIOS = (
    Scenario("an orderly life"),
    Scenario("the server closes first", closer="server"),
    Scenario("a request and a response", request=200, response=3000),
    Scenario("the SYN is lost", forward="syn", lose="0.1"),
    # With the SYN that would come again at the same moment as the SYN-ACK: one of the two would be first by chance.
    Scenario("the SYN-ACK is lost", forward="syn:2", reverse="synack", lose="0.2,1.1"),
    Scenario("the last ACK of the handshake is lost", forward="ack", lose="0.2", hold=4),
    Scenario("the first FIN is lost", forward="fin1", lose="0.3"),
    Scenario("the second FIN is lost", reverse="fin2", lose="1.2"),
    Scenario("the second FIN is lost twice", reverse="fin2,fin2:2", lose="1.2,1.3"),
    Scenario("the last ACK is lost", forward="ack2", lose="0.4"),
    Scenario("the request is lost", forward="data", lose="0.3", request=200, response=300),
    Scenario("the response is lost", reverse="data:2", lose="1.3", request=200, response=300),
    Scenario("nobody listens", listens=False, connections=3),
    Scenario("no SYN arrives", forward=copies("syn", 3), lose=many(0, 1, 3), settings=(("syn_retries", 2), ("syn_linear_timeouts", 0)),
             seconds=8),
    Scenario("no SYN-ACK arrives", reverse=copies("synack", 9), lose=many(1, 1, 9),
             settings=(("syn_retries", 2), ("syn_linear_timeouts", 0), ("synack_retries", 2)), seconds=9),
    Scenario("no FIN arrives", forward=copies("fin1", 9), lose=many(0, 3, 20), settings=(("orphan_retries", 3),), seconds=10),
    Scenario("the client resets", options="rst"),
    Scenario("keep-alive", options="keepalive", hold=3.5, settings=(("keepalive_time", 1), ("keepalive_intvl", 1))),
    Scenario("no room in TIME_WAIT", connections=3, settings=(("max_tw_buckets", 1),)),
    Scenario("a port that TIME_WAIT has is used again", connections=2, rate=0.4,
             settings=(("tw_reuse", 1), ("ip_local_port_range", "40000-40001"))),
)


def of_the_kernel(number):
    """@return {end: {counter: value}} of a scenario"""
    scenario = SCENARIOS[number]
    log = f"kernel-{number}.csv"
    with kernel_pair.Pair(f"counters-{number}", DELAY_MS, 0, 0, log=log, lose=scenario.lose) as pair:
        for space in (pair.client, pair.server):
            for name, value in scenario.settings:
                name = {"syn_retries": "tcp_syn_retries"}.get(name, name if name == "ip_local_port_range" else f"tcp_{name}")
                kernel_pair.in_namespace(space, "sysctl", "-qw", f"net.ipv4.{name}={str(value).replace('-', ' ')}")
        common = (scenario.request, scenario.response, scenario.closer)
        if scenario.listens:
            server = pair.start(pair.server, sys.executable, "-c", SERVE, *common, kernel_pair.SERVER, kernel_pair.PORT,
                                stdout=subprocess.PIPE, text=True)
            assert server.stdout.readline() == "ready\n"
        kernel_pair.in_namespace(pair.client, sys.executable, "-c", CONNECT, *common, kernel_pair.SERVER, kernel_pair.PORT,
                                 scenario.connections, 1 / scenario.rate, scenario.hold, scenario.options)
        time.sleep(scenario.seconds)
        return {end: kernel_pair.counters(space) for end, space in enumerate((pair.client, pair.server))}


def of_synfin(number, hz):
    """@return the same"""
    scenario, out = SCENARIOS[number], pathlib.Path(f"synfin-{number}")
    settings = [f"{name}={value}{'s' if name.startswith('keepalive_') else ''}" for name, value in scenario.settings]
    settings += [f"timer_hz={hz}", *(["client:keepalive=true"] if scenario.options == "keepalive" else [])]
    subprocess.run([pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run", "--delay", f"{DELAY_MS}ms", "--arrivals", "constant",
                    "--connections", str(scenario.connections), "--rate", str(scenario.rate), "--hold", f"{scenario.hold}s",
                    "--request", str(scenario.request), "--response", str(scenario.response), "--closer", scenario.closer,
                    "--lose-forward", scenario.forward, "--lose-reverse", scenario.reverse, "--counters",
                    "--close-by", "rst" if scenario.options == "rst" else "fin",
                    "--listen-from", "0s" if scenario.listens else "100s", "--clients", "1",
                    *(word for setting in settings for word in ("--set", setting)), "--out", out],
                   check=True, stdout=subprocess.DEVNULL)
    values = {0: {}, 1: {}}
    with (out / "counters.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values[int(row["host"])][row["counter"]] = int(row["value"])
    return values


def differences(real, simulated):
    """Yields what differs."""
    for end, name in enumerate(("client", "server")):
        for counter, value in simulated[end].items():
            if counter in real[end] and counter not in NOW and real[end][counter] != value:
                yield f"{name}: {counter} is {value}, and {real[end][counter]} of this kernel"


def run():
    hz = kernel_pair.hz()
    simulated = [of_synfin(number, hz) for number in range(len(SCENARIOS))]
    left = range(len(SCENARIOS))
    for attempt in range(1, ROUNDS + 1):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as parallel:
            real = dict(zip(left, parallel.map(of_the_kernel, left)))
        found = {number: list(differences(real[number], simulated[number])) for number in left}
        for number in left:
            print(f"{SCENARIOS[number].name} ({attempt}): " + ("; ".join(found[number]) or "equal"))
        left = [number for number in left if found[number]]
        if not left:
            return
    sys.exit(f"FAILED: counters differ, {ROUNDS} times: " + ", ".join(SCENARIOS[number].name for number in left))


if __name__ == "__main__":
    kernel_pair.main(run)
