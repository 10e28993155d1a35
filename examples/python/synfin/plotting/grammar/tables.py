# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A selection as a table of numbers with intervals at 95 %: LaTeX (booktabs), Markdown or CSV."""

import csv
import io

from synfin.plotting.grammar import distributions
from synfin.plotting.grammar.points import SIMULATED
from synfin.plotting.grammar.rounding import rounded
from synfin.plotting.grammar.selection import TABLES

_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
          "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
          "µ": r"\textmu{}", "×": r"$\times$"}


def latex(text):
    """@return a text that LaTeX prints as it is."""
    return "".join(_LATEX.get(letter, letter) for letter in text)


def _markdown(text):
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("_", "\\_").replace("*", "\\*").replace("`", "\\`").replace("<", "&lt;")


def file_name(name, form):
    """@return what the file of a table is called."""
    return f"{name}-table.{TABLES[form]}"


class Numbers:
    """What a table has: rows with heads, columns, and a Rounded in each cell that is not empty."""

    def __init__(self, data, panel=()):
        """
        @param data the table of a figure, as points.py, overtime.py or distributions.numbers() have it
        @param panel the parameters of which panels have their names
        """
        shown = data[data["kind"] == SIMULATED] if "kind" in data else data
        self.is_of_percentiles = "statistic" in data
        self.title = _title(shown)
        self._place = next(name for name in ("time_s", "x") if name in shown)
        self.has_x = self._place == "time_s" or bool(shown["x"].astype(str).str.len().any())
        self.parameter = "time (s)" if self._place == "time_s" else shown["parameter"].iloc[0] if "parameter" in shown else ""
        self.columns = list(dict.fromkeys(shown["statistic" if self.is_of_percentiles else "series"]))
        rows, self.cells, self.counts = {}, {}, {}
        for row in shown.itertuples():
            known = row._asdict()
            head = (*_values(row.panel, panel), row.series if self.is_of_percentiles else "",
                    _text(known[self._place]) if self.has_x else "")
            rows[head] = None
            column = known["statistic"] if self.is_of_percentiles else row.series
            low, high, error = (_known(known.get(name)) for name in ("low", "high", "relative_error"))
            self.cells[head, column] = rounded(row.value, low, high, error)
            self.counts[head, column] = tuple(_known(known.get(name)) for name in ("runs", "n"))
        self.rows = list(rows)
        self.is_even = all(cell.half is not None or cell.low is cell.high is None for cell in self.cells.values())
        # Columns before the numbers, those that say something.
        names = [*(panel or ["panel"]), "series", self.parameter]
        self.heads = [(place, name) for place, name in enumerate(names) if any(row[place] for row in self.rows)]
        self.groups = len(names) - 2  # heads of panels


def _values(text, names):
    """@return the values of parameters in a text such as "profile linux, delay 10ms"."""
    if not names:
        return (text,)
    values, rest = [], text.removeprefix(f"{names[0]} ")
    for name in names[1:]:
        value, _, rest = rest.partition(f", {name} ")
        values.append(value)
    return (*values, rest)


def _title(shown):
    if "label" in shown:
        return shown["label"].iloc[0]
    if "statistic" in shown:
        return distributions.label(shown["figure"].iloc[0])
    return f"{shown['figure'].iloc[0]} ({shown['unit'].iloc[0]})"


def _text(value):
    return f"{value:g}" if isinstance(value, float) else str(value)


def _known(value):
    """@return a number, or None for nothing."""
    return None if value is None or value != value or value.__class__.__name__ == "NAType" else value


def _interval(cell):
    """@return such as "[1.0, 1.2]"."""
    return f"[{'?' if cell.low is None else cell.low}, {'?' if cell.high is None else cell.high}]"


def _cell(cell, numbers, even, other):
    """
    @param even, other what stands between a value and half of its interval, or the whole of it
    @return a cell as a text
    """
    if cell is None:
        return ""
    if cell.low is cell.high is None or cell.low == cell.high == cell.value:
        return cell.value if cell.half != "0" or not numbers.is_even else f"{cell.value}{even}0"
    if numbers.is_even:
        return f"{cell.value}{even}{cell.half}"
    return f"{cell.value}{other}{_interval(cell)}"


def to_latex(data, said, panel):
    """
    @param panel as Numbers
    @param said lines about the table, as comments
    @return a tabular of booktabs
    """
    numbers = Numbers(data, panel)
    width, before = len(numbers.columns), len(numbers.heads)
    lines = [*(f"% {line}" for line in said), r"% \usepackage{booktabs}", rf"\begin{{tabular}}{{{'l' * before}{'r' * width}}}", r"\toprule"]
    title = latex(numbers.title)
    names = [latex(name) for _, name in numbers.heads]
    if any(numbers.columns):
        lines.append(" & " * before + rf"\multicolumn{{{width}}}{{c}}{{{title}}} \\")
        lines.append(rf"\cmidrule(lr){{{before + 1}-{before + width}}}")
        lines.append(" & ".join([*names, *map(latex, numbers.columns)]) + r" \\")
    else:
        lines.append(" & ".join([*names, title]) + r" \\")
    before_it = None
    for row in numbers.rows:
        if row[:numbers.groups] != before_it:
            lines.append(r"\midrule")
            before_it = row[:numbers.groups]
        texts = [_cell(numbers.cells.get((row, column)), numbers, r" \pm ", r"\ ") for column in numbers.columns]
        heads = [latex(row[place]) for place, _ in numbers.heads]
        lines.append(" & ".join([*heads, *(f"${text}$" if text else "" for text in texts)]) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])


def to_markdown(data, said, panel):
    """@return a table of Markdown, and a line about it."""
    numbers = Numbers(data, panel)
    heads = [name for _, name in numbers.heads]
    columns = [f"{numbers.title}, {name}" if name else numbers.title for name in numbers.columns]
    lines = [[*heads, *columns], [*["---"] * len(heads), *["---:"] * len(columns)]]
    for row in numbers.rows:
        lines.append([*(row[place] for place, _ in numbers.heads),
                      *(_cell(numbers.cells.get((row, column)), numbers, " ± ", " ") for column in numbers.columns)])
    text = "\n".join("| " + " | ".join(line if number == 1 else map(_markdown, line)) + " |" for number, line in enumerate(lines))
    return f"{text}\n\n" + "\n".join(map(_markdown, said)) + "\n"


def to_csv(data, _said, panel):
    """@return a row for each number, as it is rounded."""
    numbers = Numbers(data, panel)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(name for _, name in numbers.heads), "statistic" if numbers.is_of_percentiles else "series", numbers.title,
                     "half_width", "low", "high", "runs", "n"])
    for row in numbers.rows:
        for column in numbers.columns:
            cell = numbers.cells.get((row, column))
            if cell:
                writer.writerow([*(row[place] for place, _ in numbers.heads), column, cell.value, cell.half, cell.low, cell.high,
                                 *numbers.counts[row, column]])
    return out.getvalue()


WRITERS = {"latex": to_latex, "markdown": to_markdown, "csv": to_csv}
