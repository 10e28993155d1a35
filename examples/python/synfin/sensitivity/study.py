# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What synfin-sweep --sensitivity does: the design's points become those of an ordinary plan, and what came out at them becomes
sensitivity.csv. What was asked for is in sweep.ini, so that --collect does the same.
"""

import collections
import csv
import os

import numpy

from synfin.sensitivity import design, estimators, ranges
from synfin.sweeping import files, plan, precision
from synfin.sweeping.directory import State
from synfin.sweeping.synfin_run import SynfinRun
from synfin.theory import intervals
from synfin.tools import inputs, settings
from synfin.tools.messages import BadInput, brief, unknown

FILE = "sensitivity.csv"
METHODS = {"sobol": 256, "morris": 20}  # with their samples
MOST_SAMPLES = 1 << 16
SEED = 1  # of the design and of the bootstrap: the same points each time
COLUMNS = ("method", "figure", "samples", "runs", "parameter", "measure", "value", "ci95_low", "ci95_high", "noise")
MEASURES = {"first": "first order", "total": "total", "mu_star": "mu*", "mu": "mu", "sigma": "sigma"}


class Sensitivity:
    """What is asked for."""

    def __init__(self, method, samples, figure, keys):
        """
        @param samples text or None
        @param figure name of a figure of results.csv; dots stand for _
        @param keys [Range]
        """
        if not keys:
            raise BadInput("--range: accepted with --sensitivity is one at least, such as loss=0:0.3; it is missing")
        if figure is None:
            raise BadInput("--of: accepted is a figure of results.csv, such as handshake_latency_s.mean; it is missing")
        self.method, self.figure, self.ranges = method, figure.replace(".", "_"), keys
        self.samples = METHODS[method] if samples is None else inputs.whole(samples, 2, MOST_SAMPLES)
        if self.samples is None or (method == "sobol" and self.samples & (self.samples - 1)):
            raise BadInput(f"--samples {brief(samples)}: accepted is {'a power of 2' if method == 'sobol' else 'an integer'} from 2"
                           f" to {MOST_SAMPLES}")
        if method == "sobol":
            self.cube, self.orders = design.sobol(len(keys), self.samples, SEED), None
        else:
            self.cube, self.orders = design.morris(len(keys), self.samples, SEED)
        texts = [tuple(one.value(share) for one, share in zip(keys, row)) for row in self.cube]
        if method == "morris":
            self.cube = self._made(texts)
        self.points = list(dict.fromkeys(texts))  # each once, whatever was rounded
        places = {point: place for place, point in enumerate(self.points)}
        self.places = [places[text] for text in texts]  # in points, of each row of the design

    def _made(self, texts):
        """@return the coordinates of values as they are, rounded; Morris' steps are taken as long as they were made."""
        made = numpy.array([[one.share(text) for one, text in zip(self.ranges, row)] for row in texts])
        for one, place in zip(self.ranges, range(len(self.ranges))):
            steps = numpy.diff(made[:, place].reshape(self.samples, -1), axis=1)
            if not numpy.isfinite(made[:, place]).all() or not steps.any(axis=1).all():
                raise BadInput(f"--range {brief(one.key, 30)}={brief(one.text, 40)}: accepted with --sensitivity morris is LOW:HIGH far enough"
                               f" from each other that a step of {design.STEP:.2g} of it is another value; values have {ranges.DIGITS} digits")
        return made

    def lines(self):
        """@return [(name, value)] of the section [sweep] that ask for the same."""
        return [("sensitivity", self.method), *(("range", f"{one.key}={one.text}") for one in self.ranges), ("samples", self.samples),
                ("of", self.figure)]

    def estimates(self, outputs):
        """
        @param outputs of each of points
        @return {measure: [Estimate] by parameter}; None where nothing matters: all outputs are equal
        """
        outputs = numpy.array([outputs[place] for place in self.places], float)
        if numpy.ptp(outputs) == 0:
            return None
        if self.method == "sobol":
            return dict(zip(("first", "total"), estimators.sobol(outputs, len(self.ranges), SEED)))
        return estimators.morris(self.cube, self.orders, outputs, SEED)


def ask(request):
    """
    Turns the ranges of a Request into varied keys: each point's values in the same place of each.

    @return Sensitivity
    """
    if request.get("sensitivity") not in METHODS:
        raise BadInput(f"--sensitivity {brief(request.get('sensitivity'))}: accepted is sobol or morris")
    figure = request.get("of", "")
    name, known = precision.figure_name(figure), precision.known_figures()
    if figure and isinstance(request.program, SynfinRun) and name not in known and not precision.depends_on_parameters(name):
        raise _unknown(figure, known.values())
    asked = Sensitivity(request.get("sensitivity"), request.get("samples"), request.get("of"), list(request.ranges.values()))
    request.vary = {one.key: [point[place] for point in asked.points] for place, one in enumerate(asked.ranges)}
    request.zips = [tuple(request.vary)] if len(request.vary) > 1 else []
    return asked


def _unknown(figure, known):
    return BadInput(unknown(f"--of {brief(figure)}", figure, list(known), "a figure of results.csv"))


def look_at_one(asked, directory, made, work):
    """
    Which figures there are where that depends, as of a script, the first run tells: no need to do all before a name is refused.

    @param work (Plan, whether what failed is repeated): does its runs
    """
    one = plan.Plan(made.columns, made.runs[:1])
    work(one, False)
    identity = made.runs[0].id
    if directory.states(one.runs)[identity] is State.DONE:
        figures = directory.figures(identity)[0]
        if not {asked.figure, asked.figure.removeprefix("figure_")} & figures.keys() and asked.figure not in precision.known_figures():
            raise _unknown(asked.figure, figures)


def _recalled(directory):
    """@return the Sensitivity that a sweep's own description of itself asks for, or None."""
    path = directory.of("sweep.ini")
    if not os.path.exists(path):
        return None
    told = collections.defaultdict(list)
    for section, name, value in settings.read(inputs.read_text(path), brief(path, 90)):
        if section == "sweep":
            told[name].append(value)
    if "sensitivity" not in told:
        return None
    keys = [ranges.parse(*text.split("=", 1)) for text in told["range"]]
    one = lambda name: told[name][0] if told[name] else None
    return Sensitivity(one("sensitivity"), one("samples"), one("of"), keys)


def _outputs(directory, figure):
    """@return {point: values of its runs}"""
    values = collections.defaultdict(list)
    with open(directory.of("results.csv"), encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows if figure in rows.fieldnames else ():
            number = inputs.real(row[figure])
            if number is not None:
                values[int(row["point"])].append(number)
    return values


def _noise(values, means):
    """@return the variance of the means that is of replications alone, over that of the means; None with single runs."""
    variances = [intervals.spread(one)[1] ** 2 / len(one) for one in values if len(one) > 1]
    return float(numpy.mean(variances) / numpy.var(means)) if len(variances) == len(values) else None


def _table(asked, estimates, runs, noise):
    for measure, found in estimates.items():
        for one, estimate in zip(asked.ranges, found):
            yield (asked.method, asked.figure, asked.samples, runs, one.key.removeprefix("set:"), measure, estimate.value, estimate.low,
                   estimate.high, noise)


def text(asked, estimates, runs, noise):
    """@return the table for people."""
    name = "Sobol's indices" if asked.method == "sobol" else "Morris' elementary effects"
    lines = [f"{name} of {asked.figure}, {asked.samples} samples, {len(asked.points)} points, runs at each: {runs}"]
    width = max(9, *(len(one.key.removeprefix("set:")) for one in asked.ranges))
    lines.append("  ".join(["parameter".ljust(width), *(MEASURES[measure].ljust(27) for measure in estimates)]).rstrip())
    by = list(estimates)[-1 if asked.method == "sobol" else 0]
    for place in sorted(range(len(asked.ranges)), key=lambda place: -estimates[by][place].value):
        cells = [f"{found[place].value:8.4g} [{found[place].low:.4g}, {found[place].high:.4g}]".ljust(27) for found in estimates.values()]
        lines.append("  ".join([asked.ranges[place].key.removeprefix("set:").ljust(width), *cells]).rstrip())
    lines.append("noise of the replications: " + ("not known with one run at each point (--runs 2 or more)" if noise is None else
                                                  f"{100 * noise:.2g} % of the variance between points"))
    return "\n".join(lines) + "\n"


def write(directory, made, progress):
    """
    Writes sensitivity.csv of a sweep whose tables are there, if it asks for that.

    @param made its Plan
    @param progress whose say() takes what cannot be told
    @return the table for people; "" where there is none
    """
    asked = _recalled(directory)
    if asked is None:
        return ""
    values = _outputs(directory, asked.figure)
    planned = {run.point: run.values for run in made.runs}
    if [planned.get(point, ())[:len(asked.ranges)] for point in range(len(asked.points))] != asked.points:
        raise BadInput(f"--sensitivity {asked.method}: accepted is the plan of the same SciPy: its design is another one now")
    lacking = len(asked.points) - len(values)
    why = f"{lacking} of {len(asked.points)} points have no {asked.figure}" if lacking else ""
    means = [sum(values[point]) / len(values[point]) for point in range(len(asked.points))] if not lacking else None
    estimates = asked.estimates(means) if means else None
    if estimates is None:
        progress.say(f"no {FILE}: {why or asked.figure + ' is the same at all points: nothing matters'}")
        return ""
    runs = min(len(one) for one in values.values())
    noise = _noise([values[point] for point in range(len(means))], means)
    with files.replacing(directory.of(FILE)) as path, open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_table(asked, estimates, runs, noise))
    return text(asked, estimates, runs, noise)
