# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A figure of summary.json at a point of a sweep: over its replications, with an interval at 95 %."""

import dataclasses
import math
import re

from synfin import schema
from synfin.plotting import groups
from synfin.plotting.errors import DoesNotFit
from synfin.schema import TABLES
from synfin.theory.intervals import mean_of_samples, normal_quantile, wilson
from synfin.tools.figures import is_of_one_run
from synfin.tools.latency import QUANTILES, Pool
from synfin.tools.messages import BadInput, brief, nearest

LATENCY = "handshake_latency_s"
_RATE = re.compile(r"_per_s(_ci95)?$")
POOLED = tuple(f"{LATENCY}.{name}" for name in (*QUANTILES, "min", "max", "stddev"))  # of all connections of a point together
# Counts of summary.json, and that of which each is a part: their shares have Wilson's interval.
WHOLE_OF = {"connections": "attempted", "time_wait": "entered", "users": "begun", "window": "attempted"}
PARTS = {"time_wait": ("expired", "reused", "reset", "crashed", "remaining"), "users": ("connected",), "window": ("established",)}

# What is no whole number and yet means something when runs are summed: of users and blind attacks, counts, and lengths of time.
AMOUNTS = ("attack.victims", "attack.met", "attack.successes", "attack.challenge_acks", "users.begun", "users.connected",
           "window.attempted", "window.established", "run.wall_s", "run.sim_s")
_OF_NO_SUM = re.compile(r"(^|[._])(p[0-9]+|min|max|mean|median|stddev|peak|error|ci95|per_s|rate|share)([._]|$)")  # of a script's own


@dataclasses.dataclass(frozen=True)
class Value:
    """What a quantity comes to at a point; None is not known."""

    value: float
    low: float = None
    high: float = None
    runs: int = 1
    n: int = None  # connections, where it is of these
    relative_error: float = None


def plain(name):
    """@return the path of a figure with dots as results.csv writes it, with _."""
    return name.replace(".", "_")


def _dotted(key):
    return key.replace("/", ".")


def known(runs):
    """@return {name as results.csv has it: the path with dots, where that is known} of all figures of runs, in their order."""
    heads = ["", *dict.fromkeys(f"group.{group}." for run in runs for group in groups.names(run))]
    paths = {plain(head + _dotted(key)): head + _dotted(key) for head in heads for key in schema.SUMMARY}
    names = dict.fromkeys(name for run in runs for name in run.figures())
    return {name: paths.get(name, name) for name in names}


def _check_number(typed, name, runs):
    values = [run.figures().get(name) for run in runs]
    if any(isinstance(value, str) for value in values):
        raise BadInput(f"--y {brief(typed)}: accepted is a figure that is a number, and this is a text")
    if all(value is None for value in values):
        raise DoesNotFit(f"--y {brief(typed)}: no run has a value of it")


def _resolve_one(typed, text, runs, names):
    """@return the name of a figure as results.csv has it."""
    columns = {f"figure_{name}": name for name in names}  # as in tables with a parameter of that name
    for name in (text, plain(text), columns.get(text), columns.get(plain(text))):
        if name in names:
            _check_number(typed, name, runs)
            return name
    if text in TABLES["connections"]:
        raise BadInput(f"--y {brief(typed)}: accepted with --kind ecdf, ccdf, hist or box: it is a column of connections.csv")
    if text in TABLES["hosts"]:
        raise BadInput(f"--y {brief(typed)}: accepted with --x time: it is a column of hosts.csv")
    near = nearest(text, [*names.values(), *names, *TABLES["connections"], *TABLES["hosts"]])
    raise BadInput(f"--y {brief(typed)}: accepted is a figure of results.csv, such as {next(iter(names.values()), 'none')}"
                   + (f"; {near}" if near else ""))


def resolve(text, runs):
    """@return the quantity that --y names."""
    parts, names = text.split("/"), known(runs)
    if len(parts) == 1:
        name = _resolve_one(text, text, runs, names)
        if names[name] in POOLED and all("handshake_latency_histogram" in (run.summary or ()) for run in runs):
            return Pooled(names[name])
        return Mean(name, names[name])
    if len(parts) > 2 or not all(parts):
        raise BadInput(f"--y {brief(text)}: accepted are two figures with one / between them")
    found = [_resolve_one(text, part, runs, names) for part in parts]
    for name in found:
        if not is_amount(names[name]):
            raise BadInput(f"--y {brief(text, 70)}: accepted are counts and amounts, which are summed over runs; {brief(names[name], 50)}"
                           " is none")
    return Share(*found, *(names[name] for name in found))


def _split(title):
    return tuple(title.rpartition("."))[::2]


def is_amount(title):
    """@return whether sums of a figure over runs mean something, as those of counts, and not of percentiles and means."""
    section, name = _split(title)
    section = section.rpartition(".")[2]
    known_as = schema.SUMMARY.get(f"{section}/{name}")
    if known_as is None:
        return not _OF_NO_SUM.search(title)
    return f"{section}.{name}" in AMOUNTS or known_as["type"] == "integer" and bool(known_as["unit"]) and "peak" not in name


def unit_of(title):
    """@return the unit of a figure, or an empty text."""
    section, name = _split(title)
    known_as = schema.SUMMARY.get(f"{section}/{name}") if section else None
    if _RATE.search(title):
        return f"{known_as['unit']} per second" if known_as else "per second"
    if known_as is None:
        return "s" if re.search(r"_s(\.[a-z0-9]+)?$|latency_s_(p[0-9]+|min|max|stddev)$", title) else ""
    return known_as["unit"]


def _text(title):
    """@return a figure in words."""
    words = re.sub(r"_s(?=\.|$)", "", _RATE.sub(r"\1", title)).replace(".", " ").replace("_", " ")
    for state in ("TIME_WAIT", "SYN_RCVD"):
        words = re.sub(rf"\b{state.lower().replace('_', ' ')}\b", state, words)
    return words


class Mean:
    """The mean over replications, with Student's interval; of a single run what it says of itself."""

    def __init__(self, name, title):
        self.name, self.title = name, title
        self.unit = unit_of(title)

    def label(self):
        """@return what an axis of it is called."""
        words = _text(self.title)
        is_said = not self.unit or words.startswith(self.unit) or words.endswith(self.unit)
        return words if is_said else f"{words} ({self.unit})"

    def at(self, runs):
        """@return the Value of replications, or None where no run has one."""
        found = [(run, run.figures().get(self.name)) for run in runs]
        numbers = [(run, float(value)) for run, value in found if isinstance(value, (int, float))]
        if not numbers:
            return None
        if len(numbers) == 1:
            return self._of_one(*numbers[0])
        if is_of_one_run(self.title):
            raise DoesNotFit(f"--y {brief(self.title)}: of one run only; those of {len(numbers)} runs cannot be put together")
        return Value(*mean_of_samples([value for _, value in numbers]), len(numbers))

    def _of_one(self, run, value):
        figures = run.figures()
        half = figures.get(f"{self.name}_ci95")
        told = (run.summary or {}).get(LATENCY, {})
        if self.title == f"{LATENCY}.mean" and told.get("stddev") is not None:
            half = normal_quantile() * told["stddev"] / math.sqrt(told["count"])
        if not isinstance(half, (int, float)):
            return Value(value)
        return Value(value, value - half, value + half)


class Pooled(Mean):
    """A percentile of all connections of a point together, from the histograms, between order statistics; as points.csv has it."""

    def __init__(self, title):
        super().__init__(plain(title), title)
        self._statistic = _split(title)[1]
        self.has_interval = self._statistic in QUANTILES

    def at(self, runs):
        pool = Pool()
        for run in runs:
            pool.add(run.summary)
        if not pool.count:
            return None
        if self._statistic not in QUANTILES:
            value = {"min": pool.least, "max": pool.most, "stddev": pool.deviation()}[self._statistic]
            return None if value is None else Value(value, None, None, len(runs), pool.count, 0.0)
        share = QUANTILES[self._statistic]
        return Value(pool.quantile(share), *pool.interval(share), len(runs), pool.count, pool.relative_error)


class Share:
    """A figure over another one, each summed over the replications."""

    unit = ""

    def __init__(self, part, whole, *titles):
        self._part, self._whole = part, whole
        self.title = "/".join(titles)
        self.is_part = _is_part(*titles)
        self._titles = titles

    def label(self):
        """@return what an axis of it is called."""
        if self.is_part:
            section, name = _split(self._titles[0])
            return f"share of {_text(section)}: {_text(name)}"
        return " / ".join(map(_text, self._titles))

    def at(self, runs):
        """@return the Value: Wilson's interval where connections are counted, else that of a ratio over replications."""
        pairs = [(run.figures().get(self._part), run.figures().get(self._whole)) for run in runs]
        pairs = [pair for pair in pairs if all(isinstance(one, (int, float)) for one in pair)]
        parts, wholes = (sum(one) for one in zip(*pairs)) if pairs else (0, 0)
        if not wholes:
            return None
        value = parts / wholes
        if self.is_part:
            return Value(value, *wilson(parts, wholes), len(pairs), wholes)
        if len(pairs) < 2:
            return Value(value, n=wholes if isinstance(wholes, int) else None)
        # A ratio of sums: Law, Simulation Modeling and Analysis, chapter 9.
        size = wholes / len(pairs)
        middle, low, high = mean_of_samples([(part - value * whole) / size for part, whole in pairs])
        return Value(value, value + low - middle, value + high - middle, len(pairs), wholes if isinstance(wholes, int) else None)


def _is_part(part, whole):
    """@return whether one figure counts some of what the other counts."""
    (section, name), (of_section, of_name) = _split(part), _split(whole)
    group, bare = section.rpartition(".")[::2]
    of_group, of_bare = of_section.rpartition(".")[::2]
    if group != of_group:
        return False
    if (bare, of_bare) == ("close", "connections"):
        return of_name == "established"
    if (bare, name, of_bare, of_name) == (LATENCY, "count", "connections", "attempted"):
        return True
    return bare == of_bare and WHOLE_OF.get(bare) == of_name and name in PARTS.get(bare, (name,))
