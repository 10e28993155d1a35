/* All runs and points: what they are, what they come to. */

function studyOf(told) {
  const count = told.runs.length;
  const members = [];
  told.of.forEach((point, run) => (members[point] ??= []).push(run));
  const figures = new Map(told.figures.map((figure) => [figure.name, figure]));
  const at = (figure, run) => (Array.isArray(figure.values) ? figure.values[run] : figure.values);
  const figure = (name, run) => (figures.has(name) ? at(figures.get(name), run) : null);
  const code = (parameter, run) => parameter.codes[told.of[run]];
  const head = [...told.parameters, ...told.replication].map((parameter) => parameter.name);

  function runRow(run) {
    return [...told.parameters.map((parameter) => cell(parameter, code(parameter, run))),
            ...told.replication.map((column) => cell(column, column.codes[run])),
            ...content.keyFigures.map(([, name]) => figure(name, run))];
  }

  /* A number as one, so that it sorts as one. */
  function cell(parameter, place) {
    const text = parameter.values[place];
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }

  return {
    ...told, count, members, figureOf: (name) => figures.get(name), figure, code, cell,
    runHead: [...head, ...content.keyFigures.map(([name]) => name)],
    runRow,
    link: (run) => (told.links[run] === null ? null : told.linkStart + told.links[run]),
    label: (point, but = []) => told.parameters.filter((parameter) => !but.includes(parameter.name))
        .map((parameter) => `${parameter.name} ${parameter.values[parameter.codes[point]]}`).join(", "),
  };
}

/* The names of all figures, in groups for a list to choose from. */
function figureNames(study) {
  const pooled = Object.keys(study.pooled);
  const rest = study.figures.filter((figure) => !(figure.name in study.pooled));
  const some = (varies) => rest.filter((figure) => Array.isArray(figure.values) === varies).map((figure) => figure.name);
  return [
    ["Shares of attempts", pooled.filter((name) => name.startsWith("share."))],
    ["Latencies of all connections of a point", pooled.filter((name) => !name.startsWith("share."))],
    ["Figures of runs", some(true)],
    ["The same in all runs", some(false)],
  ].filter(([, names]) => names.length);
}

function unitOf(study, name) {
  if (name.startsWith("share.")) return "";
  const known = study.figureOf(name);
  return known ? known.unit : "s";
}

/* The mean of some runs with Student's interval. */
function meanOf(values, students) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { value: mean, low: null, high: null, n };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = students[Math.min(n, students.length - 1)] * Math.sqrt(squares / (n - 1) / n);
  return { value: mean, low: mean - half, high: mean + half, n };
}

/* What a figure comes to at a point, of these of its runs; or {why} it comes to nothing there. */
function valueAt(study, name, point, runs) {
  const pooled = study.pooled[name];
  const isWhole = runs.length === study.members[point].length;
  if (pooled && (isWhole || !study.figureOf(name) || runs.length > 1)) {
    if (!isWhole) return { why: "of which filters take only some runs: shares and percentiles are of all of them together" };
    if (pooled.value[point] === null) return { why: "which have no such figure" };
    return { value: pooled.value[point], low: pooled.low[point], high: pooled.high[point], n: runs.length };
  }
  const figure = study.figureOf(name);
  const values = runs.map((run) => study.figure(name, run)).filter((value) => value !== null);
  if (!values.length) return { why: "which have no such figure" };
  if (figure.ofOneRun && runs.length > 1) {
    return { why: "of several runs: a percentile of a group or of users is that of one run (choose it by the filter of run)" };
  }
  return meanOf(values, study.students);
}
