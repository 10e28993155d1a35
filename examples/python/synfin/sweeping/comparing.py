# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--compare: what a parameter changes, point by point, by runs that have their random numbers in common."""

import array
import collections
import csv
import math

from synfin.results import paired
from synfin.sweeping import files, listing, precision
from synfin.sweeping.errors import BadInput
from synfin.sweeping.synfin_run import SynfinRun
from synfin.tools import inputs
from synfin.tools import parameters as parameters_
from synfin.tools.latency import QUANTILES, Pool
from synfin.tools.messages import brief, unknown

TABLE = "compare.csv"
COLUMNS = ("parameter", "value_a", "value_b", "point_a", "point_b", "figure", "pairs", "mean_a", "mean_b", "difference", "ci95_low",
           "ci95_high", "variance_ratio", "test", "p", "p_holm", "significant")
SIGNIFICANT = 1 - paired.LEVEL
SHOWN = 20  # rows on the terminal
FEW = 3  # figures of which each point is shown
NOT_SIMULATED = ("run_wall_s", "run_peak_rss_bytes", "run_seed", "run_run", "run_version")
HEAD = 3  # columns of results.csv before the parameters


def of(request):
    """@return what --compare asks for, or None; BadInput where that is nothing."""
    text, named = request.get("compare"), request.get("compare-figures")
    if text is None:
        if named is not None:
            raise BadInput(f"--compare-figures {brief(named)}: accepted is --compare KEY=A,B with it")
        return None
    key, _, listed = text.partition("=")
    values = [part.strip() for part in listed.split("|" if "|" in listed else ",")]
    if len(values) < 2 or not key.strip():
        raise BadInput(f"--compare {brief(text)}: accepted is KEY=A,B,... with two values or more of a varied parameter")
    figures = [part.strip() for part in named.split(",")] if named is not None else []
    if not all(figures):
        raise BadInput(f"--compare-figures {brief(named)}: accepted is a list of figures, such as handshake_latency_s.mean")
    return Comparison(f"--compare {brief(text)}", request.program.key(key.strip()), values, figures)


def _followers(places, place, points):
    """@return those of the places at which each value of the one at `place` has but one: they were varied with it, in pairs."""
    found = []
    for other in places:
        values = collections.defaultdict(set)
        for point in points:
            values[point[place]].add(point[other])
        if all(len(each) == 1 for each in values.values()):
            found.append(other)
    return found


class Comparison:
    """The values of a parameter, all after the first against the first."""

    def __init__(self, typed, key, values, figures):
        self._typed = typed
        self._key = key
        self._asked = values
        self._named = figures
        self._place = 0  # of the parameter among those of the plan
        self._values = []  # as the plan has them
        self._pairs = []  # [(point of the first value, of another one, what they have in common)]
        self._columns = []
        self._points = {}

    def prepare(self, made, program=None):
        """
        Looks for the points to compare; BadInput where there are none, before anything is run.

        @param program what will be run; None where the runs have been
        """
        self._columns = made.columns
        self._points = {run.point: run.values for run in made.runs}
        names = [name for name in (self._key, f"parameter_{self._key}") if name in made.columns]
        varied = [name for place, name in enumerate(made.columns) if len({point[place] for point in self._points.values()}) > 1]
        if not varied:
            raise BadInput(f"{self._typed}: accepted is a parameter that the sweep varies; here nothing varies (--vary)")
        if not names or names[0] not in varied:
            raise BadInput(unknown(self._typed, self._key, varied, "a parameter that the sweep varies"))
        self._place = made.columns.index(names[0])
        self._choose_values()
        self._pair(varied)
        if isinstance(program, SynfinRun):
            known = precision.known_figures()
            for name in self._named:
                if precision.figure_name(name) not in known and not precision.depends_on_parameters(precision.figure_name(name)):
                    raise BadInput(unknown(f"--compare-figures {brief(name)}", name, list(known.values()), "a figure of results.csv"))
                self._check_interval(name)

    @staticmethod
    def _check_interval(name):
        if not precision.has_interval(precision.figure_name(name)):
            raise BadInput(f"--compare-figures {brief(name)}: accepted is a figure with an interval in points.csv")

    def _choose_values(self):
        known = list(dict.fromkeys(point[self._place] for point in self._points.values()))
        for value in self._asked:
            same = [text for text in known if text == value] or [
                text for text in known if parameters_.amount(text) == parameters_.amount(value)]
            if not same:
                raise BadInput(unknown(self._typed, value, known, f"a value of {brief(self._key, 30)} in the plan"))
            if same[0] in self._values:
                raise BadInput(f"{self._typed}: accepted is each value once; {brief(value, 30)} comes twice")
            self._values.append(same[0])

    def _pair(self, varied):
        others = [place for place, name in enumerate(self._columns) if name in varied and place != self._place]
        points = list(self._points.values())
        followers = _followers(others, self._place, points)
        crossed = [place for place in others if place not in followers]
        groups = {}
        for point, values in self._points.items():
            groups.setdefault(tuple(values[place] for place in crossed), {})[values[self._place]] = point
        for value in self._values[1:]:
            for of_value in groups.values():
                if self._values[0] in of_value and value in of_value:
                    self._pairs.append((of_value[self._values[0]], of_value[value]))
        if not self._pairs:
            raise BadInput(f"{self._typed}: accepted are values that other parameters have in common; these have no such points")

    # --- what it comes to ---

    def _read(self, directory, made):
        """@return names of figures, and {point: {run number: (id, values, NaN where there is none)}} of results.csv"""
        wanted = {point for pair in self._pairs for point in pair}
        numbers = {run.id: run.number for run in made.runs if run.point in wanted}
        found = collections.defaultdict(dict)
        with open(directory.of("results.csv"), encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            names = next(rows)[HEAD + len(self._columns):]
            places = self._places(names)
            for row in rows:
                if row[0] in numbers:
                    texts = row[HEAD + len(self._columns):]
                    values = (inputs.real(texts[place]) for place in places)
                    found[int(row[1])][numbers[row[0]]] = (
                        row[0], array.array("d", (math.nan if value is None else value for value in values)))
        return [names[place] for place in places], found

    def _places(self, names):
        """@return the places of figures to compare among the names of all."""
        if not self._named:
            return [place for place, name in enumerate(names) if name not in NOT_SIMULATED]
        places = []
        for name in self._named:
            same = [known for known in (name, precision.figure_name(name)) if known in names]
            if not same:
                raise BadInput(unknown(f"--compare-figures {brief(name)}", name, names, "a figure of results.csv"))
            places.append(names.index(same[0]))
        return list(dict.fromkeys(places))

    def rows(self, directory, made):
        """@return dictionaries with COLUMNS, of one figure after the other."""
        figures, runs = self._read(directory, made)
        pools = _Pools(directory)
        found = []
        for place, figure in enumerate(figures):
            of_figure = []
            for first, second in self._pairs:
                both = [number for number in sorted(runs[first]) if number in runs[second]
                        and not any(math.isnan(runs[point][number][1][place]) for point in (first, second))]
                if not both:
                    continue
                pair = [[runs[point][number] for number in both] for point in (first, second)]
                pooled = pools.of(figure, pair)
                if pools.is_synfins(pair[0][0][0]) and not precision.has_interval(figure):
                    if self._named:
                        self._check_interval(figure)
                    continue
                told = paired.compare(*([values[place] for _, values in side] for side in pair), pooled)
                of_figure.append(self._row(first, second, figure, told))
            for row, p in zip(of_figure, paired.holm([row["p"] for row in of_figure])):
                row["p_holm"] = p
                row["significant"] = None if p is None else "yes" if p <= SIGNIFICANT else "no"
            found += of_figure
        return found

    def _row(self, first, second, figure, told):
        values = [self._points[point][self._place] for point in (first, second)]
        return dict(zip(COLUMNS, (
            self._columns[self._place], *values, first, second, figure, told.pairs, told.first, told.second, told.difference, told.low,
            told.high, told.gain, told.test, told.p)))

    def write(self, directory, made):
        """Writes the table. @return what is in it, for people"""
        rows = self.rows(directory, made)
        others = [place for place in range(len(self._columns)) if place != self._place]
        names = listing.parameter_names([self._columns[place] for place in others], COLUMNS)
        with files.replacing(directory.of(TABLE)) as path, open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*COLUMNS[:5], *names, *COLUMNS[5:]])
            for row in rows:
                cells = [row.get(name) for name in COLUMNS]
                writer.writerow([*cells[:5], *self._common(row, others), *cells[5:]])
        return self._shown(rows, others)

    def _common(self, row, places):
        """@return what the two points have in common; empty where they differ in it, too."""
        first, second = (self._points[row[point]] for point in ("point_a", "point_b"))
        return [first[place] if first[place] == second[place] else "" for place in places]

    def _shown(self, rows, others):
        figures = list(dict.fromkeys(row["figure"] for row in rows))
        if len(figures) > FEW:
            return self._shown_by_figure(rows, figures)
        varied = [place for place in others if len({self._points[row["point_a"]][place] for row in rows}) > 1]
        head = [self._columns[self._place], *(self._columns[place] for place in varied), "figure", "pairs", "difference", "p_holm", ""]
        lines = [[f"{row['value_b']} - {row['value_a']}", *self._common(row, varied), row["figure"], str(row["pairs"]),
                  listing.estimate(row["difference"], None if row["ci95_low"] is None else (row["ci95_high"] - row["ci95_low"]) / 2),
                  listing.number(row["p_holm"], 2), "significant" if row["significant"] == "yes" else ""] for row in rows]
        return listing.table(head, lines, SHOWN, f"{TABLE} has them all")

    @staticmethod
    def _shown_by_figure(rows, figures):
        of_figure = {figure: [row for row in rows if row["figure"] == figure] for figure in figures}
        lines = []
        for figure, own in of_figure.items():
            count = sum(row["significant"] == "yes" for row in own)
            if count:
                lines.append([figure, f"{count} of {len(own)}", listing.number(min(row["p_holm"] for row in own if row["p"] is not None), 2)])
        if all(row["p"] is None for row in rows):
            return f"a single pair of runs at each point is no test of {len(figures)} figures; {TABLE} has them\n"
        if not lines:
            return f"no significant difference in any of {len(figures)} figures; {TABLE} has them all\n"
        return listing.table(["figure", "significant", "least p_holm"], lines, SHOWN, f"{TABLE} has them all")


class _Pools:
    """Percentiles of all connections of several runs together."""

    def __init__(self, directory):
        self._directory = directory
        self._known = {}  # ids: the Pool, or None

    def _summary(self, identity):
        return self._directory.figures(identity)[1]

    def is_synfins(self, identity):
        """@return whether a run has a summary of synfin's."""
        return self._pool((identity,)) is not None

    def _pool(self, ids):
        if ids not in self._known:
            pool = Pool()
            summaries = (self._summary(identity) for identity in ids)
            self._known[ids] = pool if all(summary is not None and pool.add(summary) for summary in summaries) else None
        return self._known[ids]

    def of(self, figure, pair):
        """@return the figure of each of two lists of runs, where it is such a percentile, else None."""
        if not precision.is_pooled(figure):
            return None
        pools = [self._pool(tuple(identity for identity, _ in side)) for side in pair]
        if None in pools or not all(pool.count for pool in pools):
            return None
        return [pool.quantile(QUANTILES[figure.removeprefix(precision.POOLED)]) for pool in pools]
