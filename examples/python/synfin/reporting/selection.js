/* What is chosen: axes and filters. It is in the address behind #, so that a link shows the same again. */

const KINDS = ["line", "ecdf", "ccdf"];

/* What is shown when nobody has chosen anything: all parameters that vary have a place, or one value. */
function defaultSelection(study) {
  const chosen = { kind: "line", x: "", y: "", series: "", panel: "", log: "", words: "", where: {} };
  const names = figureNames(study).flatMap(([, all]) => all);
  chosen.y = ["handshake_latency_s.mean", ...names].find((name) => names.includes(name)) || "";
  const isLoss = (parameter) => /^loss(-|$)/.test(parameter.name);
  const rank = (parameter) => (parameter.sizes ? 1e6 : 0) + (isLoss(parameter) ? 2e6 : 0) + parameter.values.length;
  const rest = [...study.parameters].sort((a, b) => rank(b) - rank(a));
  const x = rest.shift();
  chosen.x = x ? x.name : names.find((name) => name !== chosen.y) || chosen.y;
  const take = (most) => {
    const place = rest.findIndex((parameter) => parameter.values.length <= most);
    return place < 0 ? "" : rest.splice(place, 1)[0].name;
  };
  if (!x && study.curves.some(Boolean)) Object.assign(chosen, { kind: "ecdf", log: "x" });
  if (x) {
    chosen.series = take(MOST_SERIES);
    chosen.panel = take(MOST_PANELS);
    for (const parameter of rest) chosen.where[parameter.name] = new Set([0]);
  }
  return chosen;
}

function sameSelection(one, other) {
  return fragmentOf(one) === fragmentOf(other);
}

let filterable = []; // parameters and seed or run, as they are in the study

function fragmentOf(chosen) {
  const parts = new URLSearchParams();
  for (const key of ["kind", "x", "y", "series", "panel", "log", "words"]) parts.set(key, chosen[key]);
  for (const { name, values } of filterable) {
    const wanted = chosen.where[name];
    if (!wanted) continue;
    for (const place of wanted) parts.append("where." + name, values[place]);
    if (!wanted.size) parts.append("none", name);
  }
  return parts.toString();
}

/* Of what an address says, what there is here; it says so where something is not. */
function selectionOf(fragment, study) {
  const parts = new URLSearchParams(fragment);
  const unknown = [];
  const chosen = { ...defaultSelection(study), where: {} };
  const figures = figureNames(study).flatMap(([, all]) => all);
  const parameters = study.parameters.map((parameter) => parameter.name);
  const known = { kind: KINDS, x: [...parameters, ...figures], y: figures, series: ["", ...parameters], panel: ["", ...parameters],
                  log: ["", "x", "y", "xy"] };
  for (const [key, value] of parts) {
    if (key in known) {
      if (known[key].includes(value)) chosen[key] = value;
      else unknown.push(`${key}=${value}`);
    } else if (key === "words") {
      chosen.words = value;
    } else if (key.startsWith("where.") || key === "none") {
      const name = key === "none" ? value : key.slice("where.".length);
      const parameter = filterable.find((other) => other.name === name);
      const place = parameter && key !== "none" ? parameter.values.indexOf(value) : 0;
      if (!parameter || place < 0) {
        unknown.push(`${name}=${value}`);
        continue;
      }
      chosen.where[name] ??= new Set();
      if (key !== "none") chosen.where[name].add(place);
    } else {
      unknown.push(key);
    }
  }
  return { chosen, unknown };
}

function makeSelection(study) {
  const heard = [];
  const selection = { study, chosen: null, runs: [], unknown: [] };
  const texts = [];
  filterable = [...study.parameters, ...study.replication];

  function fits(run, wanted) {
    for (const parameter of study.parameters) {
      const places = selection.chosen.where[parameter.name];
      if (places && !places.has(study.code(parameter, run))) return false;
    }
    for (const column of study.replication) {
      const places = selection.chosen.where[column.name];
      if (places && !places.has(column.codes[run])) return false;
    }
    if (!wanted.length) return true;
    texts[run] ??= textOf([...study.runRow(run), study.runs[run]]);
    return wanted.every((word) => texts[run].includes(word));
  }

  function changed() {
    const wanted = wordsOf(selection.chosen.words);
    selection.runs = [];
    for (let run = 0; run < study.count; ++run) if (fits(run, wanted)) selection.runs.push(run);
    for (const hear of heard) hear(selection);
  }

  function read() {
    const fragment = location.hash.slice(1);
    if (!fragment.includes("=")) {
      [selection.chosen, selection.unknown] = [defaultSelection(study), []];
    } else {
      const found = selectionOf(fragment, study);
      [selection.chosen, selection.unknown] = [found.chosen, found.unknown];
    }
    changed();
  }

  selection.hear = (hear) => heard.push(hear);
  selection.set = (some) => {
    selection.chosen = { ...selection.chosen, ...some };
    selection.unknown = [];
    const isDefault = sameSelection(selection.chosen, defaultSelection(study));
    history.replaceState(null, "", "#" + (isDefault ? "" : fragmentOf(selection.chosen)));
    changed();
  };
  selection.start = () => {
    read();
    window.addEventListener("hashchange", read);
  };
  /* Whether what a chart is of, {parameter: text of a value}, is chosen. */
  selection.takes = (of) => Object.entries(of).every(([name, text]) => {
    const places = selection.chosen.where[name];
    const parameter = study.parameters.find((other) => other.name === name);
    return !places || !parameter || places.has(parameter.values.indexOf(text));
  });
  return selection;
}
