# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The parameters of a run, as summary.json and params.ini write them, and what follows from them."""

import decimal
import functools
import math
import re

from synfin import schema
from synfin.theory import bursts as bursts_
from synfin.theory import handshake, ticks
from synfin.theory.handshake import NotApplicable
from synfin.tools import inputs, settings
from synfin.tools.messages import BadInput, brief

SECONDS = {unit: decimal.Decimal(repr(length)) for unit, length in schema.SECONDS.items()}
PPP_HEADER = 2
TCP_HEADER = 20


class Parameters(dict):
    """
    The parameters of a run, by name; closed forms do not hold where one of theirs is missing.

    Those that a script was given stand beside: its "rate" need not be what synfin-run calls so, and no closed form takes it.
    """

    def __init__(self, known=(), given=()):
        super().__init__(known)
        self.given = dict(given)

    def __missing__(self, name):
        if any(f"{end}:{name}" in self for end in schema.ENDS):
            raise NotApplicable(f"the ends differ in {name}")
        raise NotApplicable(f"parameter {name} is not known")


def seconds(text):
    """@return the seconds of a time as ns-3 writes it, such as 50ms."""
    match = re.fullmatch(r"\+?([0-9.eE+-]+)\s*([a-z]+)?", str(text).strip())
    value = inputs.exact(match[1]) if match else None
    if value is None or value < 0 or (match[2] or "s") not in SECONDS:
        raise ValueError(f"'{brief(text)}' is no time")
    return float(value * SECONDS[match[2] or "s"])


def bits_per_second(text):
    """@return a rate as ns-3 writes it, such as 10Mbps; infinity for none."""
    if text == "none":
        return math.inf
    text = str(text).strip()
    match = re.fullmatch(r"([0-9.][0-9.eE+-]*?)([A-Za-z/]+)", "0bps" if text == "0" else text)
    value = inputs.real(match[1], 0) if match else None
    if value is None or match[2] not in schema.BITS_PER_SECOND:
        raise ValueError(f"'{brief(text)}' is no rate")
    return value * schema.BITS_PER_SECOND[match[2]]


def amount(text):
    """@return what kind a text is, number, time, rate or text, and what it amounts to: 1, s, bit/s; any other text as it is."""
    if text in ("true", "false"):
        return "number", float(text == "true")
    share = text.endswith("%") and inputs.exact(text[:-1])
    if share:
        return "number", float(share.scaleb(-2))
    for kind, read in (("number", inputs.real), ("time", seconds), ("rate", bits_per_second)):
        try:
            value = read(text)
        except ValueError:
            continue
        if value is not None:
            return kind, value
    return "text", text


def typed(name, value):
    """@return a parameter as Python has it: true or false, a number, seconds, bit/s, None for "none", or a text."""
    if not isinstance(value, str):
        return value
    if value in ("true", "false"):
        return value == "true"
    if value == "none":
        return math.inf if name.startswith("bandwidth") else None
    kind, found = amount(value)
    return inputs.number(value) if kind == "number" and not value.endswith("%") else found


def names_of(parameters):
    """@return the names that a run's parameters are known by: loss for both directions as well."""
    both = (name for name in schema.BOTH_WAYS if name not in parameters and f"{name}-forward" in parameters)
    return list(dict.fromkeys([*_given(parameters), *parameters, *both]))


def _given(parameters):
    return getattr(parameters, "given", {})


def names_of_all(runs):
    """@return {name: None} of all runs, in the order in which they are met."""
    kinds = {(tuple(run.parameters), tuple(_given(run.parameters))): run.parameters for run in runs}
    return dict.fromkeys(name for parameters in kinds.values() for name in names_of(parameters))


def value_of(parameters, name):
    """@return a parameter; loss is that of both directions, or None if they differ; client:mss is mss if both ends have the same."""
    end, bare = schema.split_end(name)
    if name in _given(parameters):
        value = parameters.given[name]
    elif end:
        value = parameters.get(name, parameters.get(bare))
    elif name in parameters or name not in schema.BOTH_WAYS:
        value = parameters.get(name)
    else:
        forward, reverse = (parameters.get(f"{name}-{way}") for way in ("forward", "reverse"))
        value = forward if typed(name, forward) == typed(name, reverse) else None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_whole(parameters):
    """@return whether the tables of connections hold all of them, and neither a sample nor a window in time."""
    return str(parameters.get("sample", 1)) in ("1", "1/1", "none") and "window" not in parameters


def is_true(value):
    return str(value).lower() in ("true", "1")


def flatten(parameters, path):
    """
    @param path of the summary.json, for messages
    @return its parameters as one level: options, and fields of the profile
    """
    places = schema.SECTION_PLACES
    flat = {key: value for key, value in parameters.items() if key not in ("set", *places.values())}
    of_sections = {f"{kind}.{name}.{key}": value for kind, place in places.items() for name, section in parameters.get(place, {}).items()
                   for key, value in section.items()}
    return checked({**flat, **parameters.get("set", {}), **of_sections}, path)


def from_ini(path):
    """@return the parameters of a params.ini."""
    found = settings.read(inputs.read_text(path), brief(path, 120))
    return checked({settings.dotted(section, name): value for section, name, value in found if name}, path)


def check_one_kind(parameters):
    """The closed forms know one kind of users, and one of servers."""
    if parameters.get("event", "none") != "none" or any(name.startswith("event.") for name in parameters):
        raise NotApplicable("there are events")
    for name in parameters:
        if name.split(".")[0] in schema.SECTIONS and "." in name:
            raise NotApplicable("there are groups of users or servers")
    if parameters.get("kind", "normal") != "normal":
        raise NotApplicable("connections are half-open")
    if str(parameters.get("ip")) == "dual" or parameters.get("addresses-per-server", 1) not in (1, "1"):
        raise NotApplicable("users have several addresses to try")
    if str(parameters.get("local-port", "auto")) != "auto":
        raise NotApplicable("connections share a local port")


def _count(least):
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 10**12:
            raise ValueError(f"'{brief(value)}' is no integer from {least} on")
    return check


def _hosts(value):
    if value != "auto":  # as many as each group asks for
        _count(1)(value)


def _measure(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1e12:
        raise ValueError(f"'{brief(value)}' is no number above 0")


def _length(value):
    if value != "auto":
        seconds(value)


def _range(value):
    match = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", str(value))
    if not match or not 0 < int(match[1]) <= int(match[2]) < 65536:
        raise ValueError(f"'{brief(value)}' is no range of ports")


# What the closed forms compute with; a file in which one of them is something else is damaged.
CHECKS = {
    **dict.fromkeys(("servers", "addresses-per-client", "connections"), _count(1)),
    "clients": _hosts,
    **dict.fromkeys(("syn_retries", "syn_linear_timeouts", "synack_retries", "timer_hz"), _count(0)),
    **dict.fromkeys(("delay-forward", "delay-reverse", "msl", "rto_initial", "rto_max", "rto_slop",
                     "synack_ratelimit", "connect_timeout"), seconds),
    **dict.fromkeys(("bandwidth-forward", "bandwidth-reverse"), bits_per_second),
    "rate": _measure,
    "time_wait": _length,
    "ip_local_port_range": _range,
}


_number = functools.lru_cache(maxsize=1 << 14, typed=True)(inputs.number)  # runs of a sweep have the same texts over and over
_CACHED = {name: functools.lru_cache(maxsize=1 << 10, typed=True)(check) for name, check in CHECKS.items()}


def checked(texts, path):
    """@return Parameters from what a file says; BadInput where one that is computed with is no such thing."""
    parameters = Parameters({key: _number(value) for key, value in texts.items()})
    for name, check in _CACHED.items():
        for known in (name, *(f"{end}:{name}" for end in schema.ENDS)):
            if known in parameters:
                try:
                    check(parameters[known])
                except ValueError as error:
                    raise BadInput(f"{brief(path, 120)}: {known}: {error}") from error
    return parameters


def of_end(parameters, end, name):
    """@return a field of the profile of the clients or of the servers."""
    own = f"{end}:{name}"
    return parameters[own if own in parameters else name]


def timer_hz(parameters):
    """@return the timer_hz of clients and servers; 0 where it is not known, and of ns-3's TCP, whose timers are exact."""
    if parameters.get("stack") == "ns3":
        return (0,) * len(schema.ENDS)
    return tuple(value_of(parameters, f"{end}:timer_hz") or 0 for end in schema.ENDS)


def hold(parameters):
    """@return seconds from the last response to the close."""
    try:
        return seconds(parameters["hold"])
    except ValueError as error:
        raise NotApplicable(f"hold is {brief(parameters['hold'])}, not always the same") from error


def _at_closer(parameters, field):
    """@return what that makes of each end, of the one that closes first; NotApplicable where both do, and it is not the same."""
    check_one_kind(parameters)
    closer = parameters.get("closer", "client")
    found = {field(end) for end in (schema.ENDS if closer == "both" else [closer])}
    if len(found) > 1:
        raise NotApplicable("TIME_WAIT is of both ends, which differ in its length")
    return found.pop()


def _recycles(parameters, end):
    """@return whether an end remembers timestamps in the place of TIME_WAIT."""
    return is_true(value_of(parameters, f"{end}:tw_recycle"))


def _time_wait(parameters, end):
    if _recycles(parameters, end):
        raise NotApplicable("with tw_recycle TIME_WAIT lasts 3.5 retransmission timeouts")
    length = of_end(parameters, end, "time_wait")
    return 2 * seconds(of_end(parameters, end, "msl")) if length == "auto" else seconds(length)


def time_wait(parameters):
    """@return how long TIME_WAIT lasts, in seconds, where somebody closes first."""
    return _at_closer(parameters, lambda end: _time_wait(parameters, end))


def mean_time_wait(parameters):
    """@return the same with what the wheel of timer_hz adds, in the mean over its phases."""
    clocks = dict(zip(schema.ENDS, timer_hz(parameters)))
    return _at_closer(parameters, lambda end: ticks.mean(_time_wait(parameters, end), clocks[end]))


def waiting_ends(parameters):
    """@return at how many ends of a connection that is closed in order TIME_WAIT is."""
    return len(schema.ENDS) if parameters.get("closer") == "both" else 1


def ports(parameters):
    """@return how many local ports a client has towards one destination."""
    low, high = str(of_end(parameters, "client", "ip_local_port_range")).split("-")
    return int(high) - int(low) + 1


def pairs(parameters):
    """@return how many pairs of a client's address and a server there are, each with all ports."""
    check_one_kind(parameters)
    addresses = parameters.get("addresses-per-client", 1)
    return parameters["clients"] * addresses * parameters["servers"]


def independent_loss(parameters, way):
    """@return the probability that a frame is lost or damaged on one way, forward or reverse."""
    loss = parameters[f"loss-{way}"]
    loss = 0 if loss == "none" else loss
    corrupt = parameters.get(f"corrupt-{way}", 0)
    if not isinstance(loss, (int, float)) or not isinstance(corrupt, (int, float)):
        raise NotApplicable(f"loss-{way} is {loss}, not independent")
    return 1 - (1 - loss) * (1 - corrupt)


def _serialisation(parameters, way):
    """@return seconds that a SYN takes to leave; a SYN-ACK has those of its options that both ends have."""
    ends = schema.ENDS if way == "reverse" else ("client",)
    has = lambda name: all(is_true(of_end(parameters, end, name)) for end in ends)
    options = 4 + 2 * has("sack") + 10 * has("timestamps") + 3 * has("window_scaling")
    padded = (options + 3) // 4 * 4
    octets = PPP_HEADER + (20 if parameters["ip"] == 4 else 40) + TCP_HEADER + padded
    rate = bits_per_second(parameters[f"bandwidth-{way}"])
    if rate == 0:
        raise NotApplicable(f"bandwidth-{way} is 0, nothing is transmitted")
    return octets * 8 / rate


def round_trip(parameters):
    """@return seconds from a SYN to its SYN-ACK on an idle path."""
    return sum(
        seconds(parameters[f"delay-{way}"]) + _serialisation(parameters, way)
        for way in ("forward", "reverse")
    )


def _check_path(parameters, in_bursts):
    """The enumerations know a constant delay, losses that are independent, and those in bursts."""
    check_one_kind(parameters)
    own = [] if in_bursts else [("access-loss", "none")]
    for name, nothing in (("access-delay", "0s"), *own, ("access-rate", "none"), ("accept-delay", "0s"), ("listen-from", "0s")):
        if parameters.get(name, nothing) not in (nothing, 0):
            raise NotApplicable(f"{name} is {brief(parameters[name])}")
    if parameters.get("stack", "synfin") != "synfin":
        raise NotApplicable(f"stack is {parameters['stack']}")
    if is_true(parameters.get("nat", "false")):
        raise NotApplicable("a NAT may drop SYNs")
    if parameters.get("conntrack", 0) not in (0, "0") or parameters.get("firewall-idle", "none") != "none":
        raise NotApplicable("a firewall or a table of connections may drop segments")
    if _recycles(parameters, "server"):
        raise NotApplicable("with tw_recycle SYNs may be dropped")
    for name in ("jitter", "duplicate", "reorder", "schedule", "lose"):
        for way in ("forward", "reverse"):
            value = parameters.get(f"{name}-{way}", "none")
            if value not in ("none", 0):
                raise NotApplicable(f"{name}-{way} is {value}")


def ladder(parameters, end):
    """@return what of the profile of an end decides the handshake."""
    field = lambda name: of_end(parameters, end, name)
    milliseconds = lambda name: round(seconds(field(name)) * 1000)
    return handshake.Ladder(
        syn_retries=field("syn_retries"),
        syn_linear_timeouts=field("syn_linear_timeouts"),
        synack_retries=field("synack_retries"),
        rto_max=milliseconds("rto_max"),
        rto_initial=milliseconds("rto_initial"),
        rto_slop=0 if value_of(parameters, f"{end}:rto_slop") is None else milliseconds("rto_slop"),  # older results have none
        synack_ratelimit=milliseconds("synack_ratelimit"),
        duplicate_syn_restarts=is_true(field("duplicate_syn_restarts")),
        connect_timeout=milliseconds("connect_timeout") or math.inf,
    )


def exact_handshake(parameters, loss=None):
    """
    @param loss {"loss", "loss-forward" or "loss-reverse": in place of the run's own}
    @return the exact distribution of a run's handshake latency
    """
    if not parameters:
        raise NotApplicable("the parameters of the run are not known")
    from synfin.tools import bursts  # which is made of this module

    given = {f"loss-{way}": value for name, value in (loss or {}).items() for way in ("forward", "reverse") if name in ("loss", f"loss-{way}")}
    parameters = Parameters({**parameters, **given})
    in_bursts = bursts.in_bursts(parameters)
    _check_path(parameters, in_bursts)
    lost = bursts.chains(parameters) if in_bursts else [independent_loss(parameters, way) for way in ("forward", "reverse")]
    steps, answers = (ladder(parameters, end) for end in schema.ENDS)
    if steps.syn_retries + steps.syn_linear_timeouts > 14:
        raise NotApplicable("syn_retries is too high to enumerate")
    if is_true(parameters.get("fast-open", "false")) and not all(timer_hz(parameters)):
        raise NotApplicable("the SYN of a Fast Open is longer than its retransmissions, and exact timers make ties of that")
    return _handshake(steps, answers, *lost, round_trip(parameters), *timer_hz(parameters))


@functools.lru_cache(maxsize=4096)
def _handshake(steps, answers, forward, reverse, trip, hz, server_hz):
    """Several figures ask for the same ones."""
    if not isinstance(forward, (int, float)):
        return bursts_.BurstHandshake(steps, forward, reverse, trip, answers, hz, server_hz)
    return handshake.latency(loss_forward=forward, loss_reverse=reverse, round_trip=trip, client_profile=steps, server_profile=answers,
                             client_timer_hz=hz, server_timer_hz=server_hz)
