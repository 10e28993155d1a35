/* Charts of any figure over any parameter or figure, of the runs that are chosen. */

const MOST_PANELS = 12;
const MOST_SERIES = 12; // of what is chosen by itself
const MOST_LINES = 30; // in one chart

/* The points that have chosen runs, {point: runs}, in their order. */
function chosenPoints(selection) {
  const found = new Map();
  for (const run of selection.runs) {
    const point = selection.study.of[run];
    if (!found.has(point)) found.set(point, []);
    found.get(point).push(run);
  }
  return found;
}

/* The parameters that differ between points, and stand nowhere. */
function unplaced(study, points, placed) {
  return study.parameters.filter((parameter) => !placed.includes(parameter.name))
      .map((parameter) => ({ parameter, places: [...new Set([...points.keys()].map((point) => parameter.codes[point]))] }))
      .filter(({ places }) => places.length > 1);
}

function parameterOf(study, name) {
  return study.parameters.find((parameter) => parameter.name === name);
}

/* {key: {label, points}} of points by their values of some parameters, in the order of the values. */
function divided(study, points, names) {
  const parameters = names.map((name) => parameterOf(study, name)).filter(Boolean);
  const found = new Map();
  for (const point of points) {
    const codes = parameters.map((parameter) => parameter.codes[point]);
    const key = codes.join();
    const label = parameters.map((parameter, place) => `${parameter.name} ${parameter.values[codes[place]]}`).join(", ");
    if (!found.has(key)) found.set(key, { label, codes, points: [] });
    found.get(key).points.push(point);
  }
  const order = (a, b) => a.codes.reduce((sum, code, place) => sum || code - b.codes[place], 0);
  return [...found.values()].sort(order);
}

function withUnit(name, unit) {
  return unit ? `${name} (${unit})` : name;
}

/* Where a point stands on the x axis. */
function placeOf(study, chosen, point, runs) {
  const parameter = parameterOf(study, chosen.x);
  if (!parameter) return valueAt(study, chosen.x, point, runs);
  const code = parameter.codes[point];
  return { value: parameter.sizes ? parameter.sizes[code] : code };
}

/* One line of a chart over a parameter or a figure, and what of it is left out: {why: points}. */
function lineOf(study, chosen, part, runsOf, left) {
  const rows = [];
  for (const point of part.points) {
    const runs = runsOf.get(point);
    const [x, y] = [placeOf(study, chosen, point, runs), valueAt(study, chosen.y, point, runs)];
    const why = x.why || y.why;
    if (why) left.set(why, (left.get(why) || 0) + 1);
    else rows.push({ x: x.value, y, about: `${study.label(point)}; ${y.n} ${y.n === 1 ? "run" : "runs"}`, point });
  }
  rows.sort((a, b) => a.x - b.x);
  const name = part.label || "all";
  const points = rows.map(({ x, y }) => (y.low === null || y.high === null ? [x, y.value] : [x, y.value, y.low, y.high]));
  const series = [{ name, theory: null, level: null, points, about: rows.map((row) => row.about), of: {} }];
  const exact = study.exact[chosen.y];
  if (exact && parameterOf(study, chosen.x)) {
    const known = rows.filter(({ point }) => exact[point] !== null).map(({ x, point }) => [x, exact[point]]);
    if (known.length) series.push({ name, theory: "exact", level: null, points: known, of: {} });
  }
  return series;
}

function linePanels(study, chosen, runsOf, left) {
  const parameter = parameterOf(study, chosen.x);
  const xUnit = parameter ? parameter.unit : unitOf(study, chosen.x);
  return divided(study, [...runsOf.keys()], [chosen.panel]).map((panel) => ({
    figure: chosen.y, title: `${chosen.y} over ${chosen.x}` + (panel.label ? `: ${panel.label}` : ""),
    summary: study.pooled[chosen.y] ? "Of all connections of a point's runs together" : "Means of a point's runs",
    x: withUnit(chosen.x, xUnit), y: withUnit(chosen.y, unitOf(study, chosen.y)),
    texts: parameter && !parameter.sizes ? parameter.values : null, dots: !parameter, step: false, stacked: false,
    series: divided(study, panel.points, [chosen.series]).flatMap((part) => lineOf(study, chosen, part, runsOf, left)),
  }));
}

function curvePanels(study, chosen, runsOf, left) {
  const above = chosen.kind === "ccdf";
  const lines = parameterOf(study, chosen.x) ? chosen.x : chosen.series;
  const others = [chosen.panel, chosen.series].filter((name) => name && name !== lines);
  const kept = [...runsOf.keys()].filter((point) => {
    const isWhole = runsOf.get(point).length === study.members[point].length;
    const why = isWhole ? study.curves[point] === null && "which have no distribution here"
        : "of which filters take only some runs: a distribution is of all of them together";
    if (why) left.set(why, (left.get(why) || 0) + 1);
    return !why;
  });
  return divided(study, kept, others).map((panel) => ({
    figure: chosen.kind, title: (above ? "Latencies that are longer" : "Latency distribution") + (panel.label ? `: ${panel.label}` : ""),
    summary: above ? "The share of all attempts that are not established within a time" : "The share of all attempts that are established within a time",
    x: "time since the first SYN (s)", y: above ? "share of attempts not established" : "share of attempts established",
    texts: null, step: true, stacked: false,
    series: divided(study, panel.points, [lines]).map((part) => {
      const [times, shares] = study.curves[part.points[0]];
      return { name: part.label || "all", theory: null, level: null, of: {},
               points: times.map((time, place) => [time, above ? Math.max(0, 1 - shares[place]) : shares[place]]) };
    }),
  }));
}

/* What has to be decided before anything is drawn, with buttons that do it. */
function question(selection, { parameter, places }) {
  const { chosen } = selection;
  const line = element("p", { class: "ask" }, `${places.length} values of ${parameter.name}: choose one, or make it the series or the panels. `);
  const add = (text, some) => line.append(button(text, () => selection.set(some)), " ");
  if (!chosen.series || !chosen.panel) {
    if (!chosen.series) add(`series: ${parameter.name}`, { series: parameter.name });
    if (!chosen.panel) add(`panels: ${parameter.name}`, { panel: parameter.name });
  }
  for (const place of places.slice(0, 8)) {
    add(`${parameter.name} ${parameter.values[place]}`, { where: { ...chosen.where, [parameter.name]: new Set([place]) } });
  }
  if (places.length > 8) line.append("or one of the others, by the filter of it.");
  return line;
}

/* The charts of a selection, and what there is to say of them. */
function explored(selection) {
  const { study, chosen } = selection;
  const runsOf = chosenPoints(selection);
  const isCurve = chosen.kind !== "line";
  const onAxis = parameterOf(study, chosen.x);
  const placed = [chosen.x, chosen.series, chosen.panel];
  const asks = isCurve || onAxis ? unplaced(study, runsOf, placed) : [];
  const said = selection.unknown.map((what) => `The link names what is not here: ${what}.`);
  if (!selection.runs.length) said.push("No run is chosen: the filters exclude each other, or there is no such word.");
  if (asks.length) return { said, asks, charts: [] };
  const left = new Map();
  let charts = (isCurve ? curvePanels : linePanels)(study, chosen, runsOf, left);
  for (const [why, count] of left) said.push(`${count} ${count === 1 ? "point is" : "points are"} left out, ${why}.`);
  charts = charts.filter((chart) => chart.series.some((series) => series.points.length));
  if (charts.length > MOST_PANELS) {
    said.push(`These are ${MOST_PANELS} of ${charts.length} panels: filters choose others.`);
    charts = charts.slice(0, MOST_PANELS);
  }
  for (const chart of charts) {
    const names = [...new Set(chart.series.map((series) => series.name))];
    if (names.length > MOST_LINES) {
      said.push(`${chart.title}: these are ${MOST_LINES} of ${names.length} series: filters choose others.`);
      chart.series = chart.series.filter((series) => names.indexOf(series.name) < MOST_LINES);
    }
    Object.assign(chart, { logX: chosen.log.includes("x"), logY: chosen.log.includes("y"), of: {}, axis: null, isExplored: true });
  }
  return { said, asks, charts };
}

/* Lists to choose axes, series and panels from. */
function axisControls(selection) {
  const { study } = selection;
  const box = element("div", { class: "controls" });
  const parameters = study.parameters.map((parameter) => parameter.name);
  const figures = figureNames(study);
  const varying = ["Parameters that vary", parameters];
  const list = (key, name, groups, first) => {
    const select = element("select", { id: "choose-" + key });
    if (first) select.append(element("option", { value: "" }, first));
    for (const [title, names] of groups) {
      select.append(element("optgroup", { label: title }, ...names.map((one) => element("option", { value: one }, one))));
    }
    select.addEventListener("change", () => selection.set({ [key]: select.value }));
    selection.hear(({ chosen }) => {
      select.value = chosen[key];
    });
    box.append(element("label", {}, name + " ", select));
  };
  list("kind", "kind", [["Kind", KINDS]]);
  list("y", "y", figures);
  list("x", "x", parameters.length ? [varying, ...figures] : figures);
  if (parameters.length) {
    list("series", "series", [varying], "none");
    list("panel", "panels", [varying], "none");
  }
  list("log", "logarithmic", [["Axes", ["x", "y", "xy"]]], "none");
  return box;
}

/* A chart for each panel, made anew whenever something else is chosen. */
function explorer(selection) {
  const grid = element("div", { class: "charts" });
  const said = element("div", { class: "said", role: "status" });
  selection.hear(() => {
    for (const box of grid.children) box.forget();
    const found = explored(selection);
    said.replaceChildren(...found.said.map((text) => element("p", {}, text)), ...found.asks.map((ask) => question(selection, ask)));
    const boxes = found.charts.map((chart) => chartBox(chart));
    grid.replaceChildren(...boxes);
    for (const box of boxes) box.draw();
  });
  return [axisControls(selection), said, grid];
}
