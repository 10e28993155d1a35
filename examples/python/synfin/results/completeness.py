# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Whether a table has the rows that the run's summary.json counts: one that was cut at the end of a line looks whole."""

from synfin.tools.messages import BadInput, brief

# table: [(column and value of the rows that count, or None for all, where summary.json has their number, what is not in it yet)]
_COUNTED = {
    "connections": [(None, "connections/attempted", None)],
    "transitions": [(("newstate", "TIME_WAIT"), "time_wait/entered", None),
                    (("oldstate", "TIME_WAIT"), "time_wait/entered", "time_wait/remaining")],
    "segments": [(("event", "sent"), "run/segments", None)],
}


def _number(summary, key, less):
    """@return what a key of summary.json counts, less what another counts, if there is one; None where it tells no number."""
    section, name = key.split("/")
    value = summary.get(section, {}).get(name) if isinstance(summary.get(section), dict) else None
    known = isinstance(value, int) and not isinstance(value, bool)
    return value - (less and _number(summary, less, None) or 0) if known else None


class _Count:
    """The rows of one kind."""

    def __init__(self, which, key, less, wanted):
        self._which, self._wanted = which, wanted
        self._told = " less ".join(part.replace("/", ".") for part in (key, less) if part)
        self._found = 0

    def add(self, chunk):
        """Counts those of a piece."""
        if self._which is None:
            self._found += len(chunk)
        else:
            column, value = self._which
            self._found += int((chunk[column] == value).sum())

    def found(self):
        """@return how many there were."""
        return self._found

    def join(self, found):
        """Counts those that another one has counted."""
        self._found += found

    def fault(self):
        """@return what is wrong, or None."""
        if self._found == self._wanted:
            return None
        which = " with {} {}".format(*self._which) if self._which else ""
        return f"{self._found} rows{which}, and {self._told} of summary.json is {self._wanted}"


class _LastSecond:
    """hosts.csv has every host in its first second, and in its last one, in which the run ends."""

    def __init__(self, end):
        self._end = end
        self._first = self._last = None
        self._of_first = self._of_last = 0

    def add(self, chunk):
        """Looks at the next piece."""
        if not len(chunk):
            return
        times = chunk["time_s"]
        if self._first is None:
            self._first = times.iloc[0]
        if times.iloc[-1] != self._last:
            self._last, self._of_last = times.iloc[-1], 0
        self._of_first += int((times == self._first).sum())
        self._of_last += int((times == self._last).sum())

    def fault(self):
        """@return what is wrong, or None."""
        if self._last is not None and self._of_first == self._of_last and self._last >= self._end:
            return None
        return f"no rows of all hosts at the end, and run.sim_s of summary.json is {self._end}"


class _Sums:
    """counters.csv has every host, with each counter, and values of one counter add up to what the summary has."""

    def __init__(self, wanted):
        self._wanted = wanted
        self._found = dict.fromkeys(wanted, 0)
        self._rows = 0

    def add(self, chunk):
        """Adds those of a piece."""
        self._rows += len(chunk)
        for counter, value in chunk.groupby("counter", observed=True)["value"].sum().items():
            self._found[counter] = self._found.get(counter, 0) + int(value)

    def fault(self):
        """@return what is wrong, or None."""
        if self._wanted and self._rows % len(self._wanted):
            return f"{self._rows} rows, and the number of counters of summary.json is {len(self._wanted)}, at each host"
        for counter, value in self._wanted.items():
            if self._found[counter] != value:
                return f"{counter} comes to {self._found[counter]}, and counters.{counter} of summary.json is {value}"
        return None


class _Reasons:
    """drops.csv has as many drops of hosts' TCPs, of each reason, as the summary; what was lost on its way nobody counts."""

    def __init__(self, wanted):
        self._wanted = {reason: count for reason, count in wanted.items() if count is not None}  # ns-3's TCP tells none
        self._found = dict.fromkeys(self._wanted, 0)

    def add(self, chunk):
        """Counts those of a piece."""
        for reason, count in chunk["reason"].value_counts().items():
            if reason in self._found:
                self._found[reason] += int(count)

    def fault(self):
        """@return what is wrong, or None."""
        for reason, value in self._wanted.items():
            if self._found[reason] != value:
                return f"{self._found[reason]} rows with reason {reason}, and drops.{reason} of summary.json is {value}"
        return None


def _checks(run, table, columns):
    """@return what has to hold for a table of which these columns are read."""
    summary = run.summary
    if summary is None or (table not in ("hosts", "counters") and not run.is_whole()):
        return []
    if table == "counters":
        return [_Sums(summary.get("counters") or {})] if {"counter", "value"} <= set(columns) else []
    if table == "hosts":
        return [_LastSecond(summary["run"].get("sim_s") or 0.0)] if "time_s" in columns else []
    if table == "drops":
        return [_Reasons(summary["drops"])] if isinstance(summary.get("drops"), dict) and "reason" in columns else []
    wanted = [(which, key, less, _number(summary, key, less)) for which, key, less in _COUNTED[table]
              if which is None or which[0] in columns]
    return [_Count(*count) for count in wanted if count[-1] is not None]


def checked(run, table, chunks):
    """
    @param run a source.Run
    @param chunks data frames of a table, from its first row to its last
    @return the same; BadInput behind the last where rows are missing, or there are too many
    """
    checks = None
    for chunk in chunks:
        checks = _checks(run, table, chunk.columns) if checks is None else checks
        for check in checks:
            check.add(chunk)
        yield chunk
    for check in checks or ():
        fault = check.fault()
        if fault:
            raise BadInput(f"{brief(run.files[table], 120)}: {fault}: it is not whole")


def counted(run, table, chunks, found):
    """
    @param chunks data frames of a part of a table whose rows are counted, transitions or segments
    @param found takes what is to be given to check_parts, behind the last of them
    @return the same
    """
    checks = None
    for chunk in chunks:
        checks = _checks(run, table, chunk.columns) if checks is None else checks
        for check in checks:
            check.add(chunk)
        yield chunk
    found += [check.found() for check in checks or ()]


def check_parts(run, table, columns, parts):
    """Raises BadInput where the parts of a table have not the rows that its run counted. @param parts what counted() found in each"""
    for check, *found in zip(_checks(run, table, columns), *parts):
        for count in found:
            check.join(count)
        fault = check.fault()
        if fault:
            raise BadInput(f"{brief(run.files[table], 120)}: {fault}: it is not whole")
