# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Reads summary.json: every part that programs use has the kind that they expect, or the file is refused."""

from synfin import schema
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief

MOST_COUNT = 2**63 - 1  # what SQLite and pandas hold


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNT


def _is_measure(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None or (is_number and 0 <= value <= inputs.LARGEST)


COUNT = (_is_count, f"a count, which is from 0 to {MOST_COUNT}")
MEASURE = (_is_measure, "null or a finite number, 0 or more")
COUNT_OR_NULL = (lambda value: value is None or _is_count(value), "null or a count")
TEXT = (lambda value: isinstance(value, str), "a text")
ONE_LEVEL = (lambda value: isinstance(value, (str, int, float)), "a text or a number")

# Keys that there must be, and some that are checked where they are. What else there is may be any count or number, in any depth.
WANTED = (
    *(f"connections/{name}" for name in ("attempted", "established", "refused", "timed_out", "reset", "no_port")),
    *(f"handshake_latency_s/{name}" for name in ("count", "mean", "stddev", "min", "p50", "p90", "p99", "max")),
    "retransmissions/syn", "retransmissions/synack", "time_wait/peak", "time_wait/mean", "run/version",
)
KNOWN = ("harm/old_duplicate_accepted", "harm/fin_answered_by_reset")


def _kind(key):
    """@return what the value of a key must be."""
    told = schema.SUMMARY[key]
    if told["type"] == "integer":
        return COUNT_OR_NULL if told["nullable"] else COUNT
    return MEASURE if told["type"] == "number" else TEXT


def _sections(keys):
    """@return {section: {name: kind}}"""
    sections = {}
    for key in keys:
        section, name = key.split("/")
        sections.setdefault(section, {})[name] = _kind(key)
    return sections


def _check_wanted(path, part, name, wanted):
    if not isinstance(part, dict):
        raise BadInput(f"{brief(path, 120)}: {name} is {_told(part)}, and wanted is an object")
    for key, (fits, kind) in wanted.items():
        if key not in part:
            raise BadInput(f"{brief(path, 120)}: no {name}.{key}")
        if not fits(part[key]):
            raise BadInput(f"{brief(path, 120)}: {name}.{key} is {_told(part[key])}, and wanted is {kind}")


def _told(value):
    return brief(repr(value) if isinstance(value, str) else str(value), 30)


def _are_held(part):
    """@return whether a table and a data base can hold all numbers of a part."""
    if isinstance(part, (dict, list)):
        return all(map(_are_held, part.values() if isinstance(part, dict) else part))
    if isinstance(part, float):
        return abs(part) <= inputs.LARGEST
    return not isinstance(part, int) or -MOST_COUNT <= part <= MOST_COUNT


def check_numbers(path, part, name):
    """What nobody names may be there, but no number that a table or a data base cannot hold."""
    if _are_held(part):  # nearly always: of what is wrong alone the name is needed
        return
    if isinstance(part, dict):
        for key, value in part.items():
            check_numbers(path, value, f"{name}.{brief(key, 30)}" if name else brief(key, 30))
    elif isinstance(part, list):
        for place, value in enumerate(part):
            check_numbers(path, value, f"{name}.{place}")
    elif isinstance(part, int) and not -MOST_COUNT <= part <= MOST_COUNT:
        raise BadInput(f"{brief(path, 120)}: {name} is {_told(part)}, and wanted is a number of 64 bits")
    elif isinstance(part, float) and not abs(part) <= inputs.LARGEST:
        raise BadInput(f"{brief(path, 120)}: {name} is {_told(part)}, and wanted is a finite number of at most {inputs.LARGEST:g}")


def _refuse(path, name):
    raise BadInput(f"{brief(path, 120)}: {name} is not what synfin-run writes")


def _check_histogram(path, summary):
    """Counts of latencies, in the order of these, whose sum is the number of latencies."""
    name = "handshake_latency_histogram"
    histogram = summary.get(name)
    if histogram is None:
        return
    buckets = histogram.get("buckets") if isinstance(histogram, dict) else None
    if not isinstance(buckets, list) or not _is_measure(histogram.get("relative_error") or "none"):
        _refuse(path, name)
    last, total = -1.0, 0
    for bucket in buckets:
        if not isinstance(bucket, list) or len(bucket) != 2 or bucket[0] is None or not _is_measure(bucket[0]) \
                or not _is_count(bucket[1]) or bucket[0] <= last:
            _refuse(path, f"{name}.buckets")
        last, total = bucket[0], total + bucket[1]
    known = summary["handshake_latency_s"]
    if total != known["count"] or (total and None in (known["mean"], known["min"], known["max"])):
        _refuse(path, f"{name}, or handshake_latency_s,")


def _check_attempts(path, summary):
    """Two lists of counts of equal length."""
    name = "attempts_over_time"
    over_time = summary.get(name)
    if over_time is None:
        return
    lists = [over_time.get(key) for key in ("attempted", "no_port")] if isinstance(over_time, dict) else [None]
    if not all(isinstance(part, list) and all(map(_is_count, part)) for part in lists) or len(set(map(len, lists))) != 1:
        _refuse(path, name)
    if not _is_measure(over_time.get("window_s")) or not over_time["window_s"]:
        _refuse(path, f"{name}.window_s")


def _check_nodes(path, summary):
    """Pairs of an id and a name."""
    nodes = summary.get("nodes")
    if nodes is None:
        return
    is_pair = lambda pair: isinstance(pair, list) and len(pair) == 2 and _is_count(pair[0]) and isinstance(pair[1], str)
    if not isinstance(nodes, list) or not all(map(is_pair, nodes)):
        _refuse(path, "nodes")


def _check_groups(path, summary):
    """A list of groups of users, each with a name and the keys that it shares with the whole."""
    groups = summary.get("groups")
    if groups is None:
        return
    if not isinstance(groups, list) or not all(isinstance(group, dict) and isinstance(group.get("group"), str) for group in groups):
        _refuse(path, "groups")
    wanted = {section: keys for section, keys in _sections(WANTED).items() if section in ("connections", "handshake_latency_s")}
    for group in groups:
        for section, keys in wanted.items():
            _check_wanted(path, group.get(section), f"groups.{brief(group['group'], 60)}.{section}", keys)


def is_synfins(told):
    """@return whether this is what synfin-run or TraceHelper writes, right or wrong, and not what some script does."""
    return isinstance(told, dict) and {"schema", "parameters", "handshake_latency_s"} <= told.keys()


def read(path):
    """@return the whole of a summary.json; BadInput, which names file and place, where it is none."""
    summary = inputs.read_json(path)
    if not isinstance(summary, dict):
        raise BadInput(f"{brief(path, 120)}: wanted is an object, as synfin-run writes it")
    if not schema.is_readable(summary.get("schema")):
        raise BadInput(f"{brief(path, 120)}: {schema.refusal(_told(summary['schema']))}")
    for name, wanted in {**_sections(WANTED), "parameters": {}}.items():
        if name not in summary:
            raise BadInput(f"{brief(path, 120)}: no {name}")
        _check_wanted(path, summary[name], name, wanted)
    for name, wanted in _sections(KNOWN).items():
        if name in summary:
            _check_wanted(path, summary[name], name, wanted)
    parameters = summary["parameters"]
    fields = parameters.get("set", {})
    parts = [(parameters, "parameters"), (fields, "parameters.set")]
    for kind in schema.SECTION_PLACES.values():
        sections = parameters.get(kind, {})
        _check_wanted(path, sections, f"parameters.{kind}", {})
        parts += [(section, f"parameters.{kind}.{brief(name, 60)}") for name, section in sections.items()]
    deeper = ("set", *schema.SECTION_PLACES.values())
    for part, name in parts:
        _check_wanted(path, part, name, {})
        _check_wanted(path, part, name, {key: ONE_LEVEL for key in part if name != "parameters" or key not in deeper})
    check_numbers(path, summary, "")
    _check_histogram(path, summary)
    _check_attempts(path, summary)
    _check_nodes(path, summary)
    _check_groups(path, summary)
    return summary
