# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""As many runs as it takes: replications are added to each point until its intervals are narrow enough, or there are --runs of them."""

import collections
import csv
import os

from synfin.sweeping import files, listing, plan, precision, stopping
from synfin.sweeping.errors import BadInput
from synfin.sweeping.judgement import ALWAYS_SAME, LOST, TOO_FEW, Judgement
from synfin.sweeping.synfin_run import SynfinRun
from synfin.tools.messages import brief

TABLE = "until.csv"
COLUMNS = ("point", "figure", "width", "runs", "value", "half_width", "reached", "note")
WIDE = 3  # exit status: all runs are done, and some interval is wider than asked
SHOWN = 20  # points on the terminal; the table has them all


def of(request, planner, engine):
    """@return what --until asks for, or None; refuses what cannot be had."""
    text = request.get("until")
    if text is None:
        return None
    if engine.name == "none":
        raise BadInput(f"--until {brief(text)}: accepted is --engine parallel or slurm with it; with none nothing is run here that"
                       " could be looked at")
    if planner.replications < stopping.FIRST:
        raise BadInput(f"--runs {planner.replications}: accepted with --until are {stopping.FIRST} or more, which it takes to judge"
                       " an interval")
    return Until(precision.parse(text), request, planner)


class Until:
    """Goes on until it is enough."""

    def __init__(self, targets, request, planner):
        self.targets = targets
        self.planner = planner
        self.most = planner.replications
        self._force = request.has("force")
        self._is_synfins = isinstance(planner.program, SynfinRun)
        if self._is_synfins:
            precision.check_names(targets)
            precision.check_intervals(targets)
        self._judgement = None
        self._told = []  # the rows of the table, with their parameters
        self._directory = None

    # --- what is planned ---

    def first_plan(self, made, directory):
        """
        @param made the plan of the first stage
        @param directory where there may be runs of an earlier call, or None
        @return the same with what that call has planned for these points: it goes on from there
        """
        self._directory = directory
        self._judgement = Judgement(self.targets, directory)
        path = directory.of("plan.csv") if directory else ""
        if self._force or not os.path.exists(path):
            return made
        earlier = {run.id for run in plan.read(path).runs}
        return self.planner.grown(made, self.planner.planned(earlier))

    def next_plan(self, made):
        """@return a plan with more replications where they are wanted; of the same length where they are not."""
        self._judgement.read(made)
        self._check_names()
        counts = made.counts()
        return self.planner.grown(made, [self._judgement.needed(point, count, self.most) for point, count in enumerate(counts)])

    def _check_names(self):
        figures = self._judgement.figures
        for target in self.targets if figures else ():
            if target.of(figures) is None and not (self._is_synfins and target.figure in precision.known_figures()):
                raise target.refuse(list(figures))
        if self._judgement.is_synfins:
            precision.check_intervals(self.targets)

    def expected(self, made):
        """@return the plan that is to be done at the least, and a line about what is at the most."""
        points = len(made.counts())
        grown = self.next_plan(made) if self._directory else made
        done = sum(self._judgement.runs(point) for point in range(points))
        return grown, (f"--until {brief(','.join(target.text for target in self.targets))}: at least {len(grown)} runs, {done} of them done,"
                       f" at most {points * self.most} ({self.most} at each of {points} points)")

    # --- what is done ---

    def carry_out(self, made, work, retry_failed, progress):
        """
        Does a stage after the other.

        @param made the first plan
        @param work carries a plan out: (plan, whether to repeat what failed) -> what the engine said
        @return what the engine said at last, and the plan as it has become
        """
        if not self._is_synfins or any(precision.depends_on_parameters(target.figure) for target in self.targets):
            self._look_at_one(made, work)
        stage = 1
        while True:
            said = work(made, retry_failed and stage == 1)
            grown = self.next_plan(made)
            if len(grown) == len(made):
                progress.about = ""
                return said, made
            if self._force:
                known = {run.id for run in made.runs}
                for run in grown.runs:
                    if run.id not in known:
                        self._directory.forget(run.id)
            plan.write(self._directory.of("plan.csv"), grown)
            stage += 1
            counts = list(zip(made.counts(), grown.counts()))
            enough = sum(before == after for before, after in counts)
            progress.about = f"; stage {stage} of --until, {enough} of {len(counts)} points have enough"
            made = grown

    def _look_at_one(self, made, work):
        """Which figures there are where that depends, as of a script, the first run tells: no need to do all of a stage before a name is refused."""
        self._judgement.read(plan.Plan(made.columns, made.runs[:1]))
        if not self._judgement.figures:
            one = plan.Plan(made.columns, made.runs[:1])
            work(one, False)
            self._judgement.read(one)
        self._check_names()

    # --- what came of it ---

    def _rows(self, made):
        """@return a row of COLUMNS for each point and figure, and its parameters"""
        values = {run.point: run.values for run in made.runs}
        for point, count in enumerate(made.counts()):
            for target, reading in zip(self.targets, self._judgement.readings(point)):
                note = reading.note
                if point in self._judgement.incomplete:
                    note = LOST
                elif not reading.is_reached and not note:
                    note = TOO_FEW
                yield values[point], dict(zip(COLUMNS, (
                    point, target.of(self._judgement.figures) or target.figure, target.text[len(target.spoken) + 1:].strip(), self._judgement.runs(point), reading.value,
                    reading.half, "yes" if reading.is_reached and count >= stopping.FIRST else "no", note)))

    def write(self, directory, made):
        """Writes the table. @return what each point took, for people"""
        rows = self._told = list(self._rows(made))
        names = listing.parameter_names(made.columns, COLUMNS)
        with files.replacing(directory.of(TABLE)) as path, open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([COLUMNS[0], *names, *COLUMNS[1:]])
            writer.writerows([row["point"], *values, *list(row.values())[1:]] for values, row in rows)
        return self._shown(made, rows)

    def report(self, progress):
        """Says what was not reached, of the table that is written. @return whether every interval is narrow enough"""
        rows = self._told
        same = [row for _, row in rows if row["note"] == ALWAYS_SAME]
        if same:
            least = min(row["runs"] for row in same)
            unseen = 1 - 0.05 ** (1 / least)
            progress.say(f"note: {len(same)} of {len(rows)} figures are the same in all runs of their point, {least} or more: of what"
                         f" happens in fewer than {unseen:.0%} of runs that says nothing ({TABLE})")
        wide = [row for _, row in rows if row["reached"] == "no"]
        if wide:
            counts = collections.Counter(row["note"] for row in wide)
            reasons = "; ".join(note if len(counts) == 1 else f"{note} ({count})" for note, count in counts.items())
            progress.say(f"--until: {len(wide)} of {len(rows)} intervals {'is' if len(wide) == 1 else 'are'} not as narrow as asked, with at most {self.most} runs a"
                         f" point (--runs): {brief(reasons, 70)} ({TABLE})")
        return not wide

    def _shown(self, made, rows):
        """@return the table for the terminal, with those parameters only that differ."""
        count = len(self.targets)
        varied = [place for place in range(len(made.columns)) if len({values[place] for values, _ in rows}) > 1]
        head = [*(made.columns[place] for place in varied), "runs", *(target.text for target in self.targets)]
        lines = []
        for start in range(0, len(rows), count):
            values, first = rows[start]
            cells = [f"{listing.estimate(row['value'], row['half_width'])}{'' if row['reached'] == 'yes' else ' (!)'}"
                     for _, row in rows[start:start + count]]
            lines.append([*(values[place] for place in varied), str(first["runs"]), *cells])
        return listing.table(head, lines, SHOWN, f"{TABLE} has them all")
