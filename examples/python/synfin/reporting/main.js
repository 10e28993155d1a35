/* Puts the page together from its data. */

let selection = null;

/* A section with its link above: that goes there and leaves what is chosen in the address. */
function section(id, title, ...children) {
  const head = element("h2", { id: id + "-title", tabindex: "-1" }, title);
  document.getElementById("main").append(element("section", { id, "aria-labelledby": id + "-title" }, head, ...children));
  const list = document.querySelector("#sections ul") ||
               document.getElementById("sections").appendChild(element("ul"));
  const link = element("a", { href: "#" + id }, title);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    head.scrollIntoView();
    head.focus({ preventScroll: true });
  });
  list.append(element("li", {}, link));
}

function header() {
  document.getElementById("title").textContent = content.title;
  const count = content.study.runs.length;
  const what = { run: "one run", sweep: `${count.toLocaleString("en")} runs`, file: "a trace" }[content.kind];
  document.getElementById("subtitle").textContent =
      `${what} of synfin${content.version ? " " + content.version : ""}`;
}

function overview() {
  if (content.kind !== "run") return;
  const list = element("dl", { class: "cards" });
  const values = selection.study.runRow(0);
  selection.study.runHead.forEach((name, column) => {
    if (values[column] !== null) {
      list.append(element("div", {}, element("dt", {}, name), element("dd", {}, shown(values[column]))));
    }
  });
  section("overview", "Overview", list);
}

/* What somebody should know who reads this, and what is not here. */
function notes() {
  if (!content.notes.length && !content.left.length) return;
  const list = (texts) => element("ul", {}, ...texts.map((text) => element("li", {}, text)));
  section("notes", "Notes", content.notes.length ? list(content.notes) : "",
          content.left.length ? element("div", { id: "left" }, element("h3", {}, "Left out"), list(content.left)) : "");
}

function explore() {
  if (content.study.runs.length < 2) return;
  section("explore", "Explore", filterBar(selection), ...explorer(selection));
}

function points() {
  const { study } = selection;
  if (study.count < 2 || study.members.length < 2) return;
  const names = study.parameters.map((parameter) => parameter.name);
  const count = study.planned ? ["runs", "planned"] : ["runs"];
  const head = [...names, ...count, ...content.keyFigures.map(([name]) => name)];
  const place = element("div");
  selection.hear(() => {
    const rows = [...chosenPoints(selection)].map(([point, runs]) => [
      ...study.parameters.map((parameter) => study.cell(parameter, parameter.codes[point])), runs.length,
      ...(study.planned ? [study.planned[point]] : []),
      ...content.keyFigures.map(([, figure]) => valueAt(study, figure, point, runs).value ?? null)]);
    place.replaceChildren(sortableTable(head, rows, { caption: "points" }));
  });
  section("points", "Points", element("p", {}, "Runs that differ in seed and run alone: means of their figures, " +
          "percentiles of all their connections together."), place);
}

function runs() {
  if (content.kind !== "sweep") return;
  const { study } = selection;
  const rows = study.runs.map((_, run) => study.runRow(run));
  const table = sortableTable(study.runHead, rows, {
    caption: "runs", links: study.link, names: (run) => study.runs[run],
    words: (words) => selection.set({ words }),
  });
  selection.hear((now) => {
    table.show(now.runs);
    if (table.querySelector("input").value !== now.chosen.words) table.setWords(now.chosen.words);
  });
  section("runs", "Runs", table);
}

function charts() {
  const grid = element("div", { class: "charts" });
  const missing = element("details", {}, element("summary", {}, "Figures that are not here, and why"),
                          element("ul", {}, ...content.missing.map((why) => element("li", {}, why))));
  missing.open = !content.charts.length;
  const hidden = element("p", { role: "status" });
  section("charts", "Charts", hidden, grid, content.missing.length ? missing : "");
  for (const chart of content.charts) grid.append(chartBox(chart));
  selection.hear(() => {
    for (const box of grid.children) box.update();
    const count = [...grid.children].filter((box) => box.hidden).length;
    hidden.textContent = count ? `${count} of ${grid.children.length} charts are hidden by the filters.` : "";
  });
}

function connections() {
  const all = content.connections;
  if (!all.length) return;
  const runCount = new Set(all.map((life) => life.run)).size;
  const place = element("div", { id: "ladder" });
  let current = all[0];
  const draw = () => {
    place.replaceChildren(
        element("h3", {}, ladderTitle({ ...current, runCount })),
        ladderOf(current, Math.max(place.clientWidth - 24, 330)),
        current.flights.length ? "" : element("p", {}, "No segments: synfin-run --trace segments records them."),
        element("details", {}, element("summary", {}, "As text"),
                sortableTable(["time (s)", "end", "what", "then"], ladderRows(current),
                              { caption: "events of the connection" })));
  };
  const withRun = ([first, ...rest], run) => [first, ...(runCount > 1 ? [run] : []), ...rest];
  const head = withRun(content.connectionColumns, "run");
  const rows = all.map((life) => withRun(life.row, life.run));
  const table = sortableTable(head, rows, { caption: "connections", choose: (index) => {
    current = all[index];
    draw();
  } });
  section("connections", "Connections",
          element("p", {}, "Pick a connection to see its ladder. These are " + content.connectionsTold +
                  ", spread over the latencies of the handshake."),
          element("div", { class: "lives" }, table, place));
  table.choose(0);
  let width = place.clientWidth;
  window.addEventListener("resize", () => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      draw();
    }
  });
}

function states() {
  if (!content.diagram && !content.dwell) return;
  const parts = [];
  if (content.diagram) {
    const source = "data:image/svg+xml," + encodeURIComponent(content.diagram);
    parts.push(element("div", { class: "diagram" }, element("img", { src: source, alt:
        "The states of RFC 9293 with how often each edge was taken; the times are in the table below." })));
  }
  if (content.dwell) {
    parts.push(element("h3", {}, "Time in each state"),
               sortableTable(content.dwell.head, content.dwell.rows, { caption: "time in each state" }));
  }
  section("states", "States", ...parts);
}

function parameters() {
  if (!content.parameters.length) return;
  section("parameters", "Parameters", sortableTable(["parameter", "value"], content.parameters,
                                                    { caption: "parameters" }));
}

function files() {
  if (!content.files.length) return;
  const list = element("ul");
  for (const [name, link] of content.files) list.append(element("li", {}, element("a", { href: link }, name)));
  section("files", "Raw files", list);
}

function theme() {
  const button = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = (dark) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-pressed", String(dark));
    for (const box of document.querySelectorAll(".chart")) if (!box.hidden && box.draw) box.draw();
  };
  button.addEventListener("click", () => apply(document.documentElement.dataset.theme !== "dark"));
  system.addEventListener("change", (event) => apply(event.matches));
  apply(system.matches);
}

function show() {
  selection = makeSelection(studyOf(content.study));
  header();
  overview();
  explore();
  groups(selection);
  points();
  runs();
  events(selection);
  charts();
  connections();
  states();
  parameters();
  notes();
  files();
  selection.start();
  theme();
  printing();
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted) wanted.scrollIntoView();
}

start(show);
