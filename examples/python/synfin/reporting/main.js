/* Puts the page together from its data. */

const content = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");

function section(id, title, ...children) {
  main.append(element("section", { id, "aria-labelledby": id + "-title" },
                      element("h2", { id: id + "-title" }, title), ...children));
  const list = document.querySelector("#sections ul") ||
               document.getElementById("sections").appendChild(element("ul"));
  list.append(element("li", {}, element("a", { href: "#" + id }, title)));
}

function header() {
  document.getElementById("title").textContent = content.title;
  const count = content.runs.rows.length;
  const what = { run: "one run", sweep: `${count} runs`, file: "a trace" }[content.kind];
  document.getElementById("subtitle").textContent =
      `${what} of synfin${content.version ? " " + content.version : ""}`;
}

function overview() {
  if (content.kind !== "run") return;
  const list = element("dl", { class: "cards" });
  content.runs.head.forEach((name, column) => {
    const value = content.runs.rows[0][column];
    if (value !== null) {
      list.append(element("div", {}, element("dt", {}, name), element("dd", {}, shown(value))));
    }
  });
  section("overview", "Overview", list);
}

function runs() {
  if (content.kind !== "sweep") return;
  section("runs", "Runs", sortableTable(content.runs.head, content.runs.rows,
          { caption: "runs", links: content.runs.links, names: content.runs.names }));
}

function charts() {
  const grid = element("div", { class: "charts" });
  const missing = element("details", {}, element("summary", {}, "Figures that are not here, and why"),
                          element("ul", {}, ...content.missing.map((why) => element("li", {}, why))));
  missing.open = !content.charts.length;
  section("charts", "Charts", grid, content.missing.length ? missing : "");
  for (const chart of content.charts) grid.append(chartBox(chart));
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
    for (const draw of drawn) draw();
  };
  button.addEventListener("click", () => apply(document.documentElement.dataset.theme !== "dark"));
  system.addEventListener("change", (event) => apply(event.matches));
  apply(system.matches);
}

header();
overview();
runs();
charts();
connections();
states();
parameters();
files();
theme();
