/* A chart in its box: what it shows, its values as text and as a table, and switches. */

/* Marks the times of events on a chart over time. */
const marks = {
  id: "marks",
  afterDatasetsDraw(made, _, { times }) {
    if (!times || !times.length) return;
    const { ctx, chartArea, scales } = made;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = css("--lost");
    ctx.setLineDash([3, 3]);
    ctx.font = "10px sans-serif";
    const rows = [-Infinity, -Infinity, -Infinity]; // where the texts of each end
    for (const { time, text } of times) {
      const x = scales.x.getPixelForValue(time);
      if (!(x >= chartArea.left && x <= chartArea.right)) continue;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      const row = rows.findIndex((end) => x > end);
      const { width } = ctx.measureText(text);
      if (row < 0 || x + width + 4 > chartArea.right) continue; // what it says is in the table of events
      rows[row] = x + width + 6;
      ctx.fillText(text, x + 3, chartArea.top + 10 + 11 * row);
    }
    ctx.restore();
  },
};

/* The same chart of what filters take. */
function filtered(chart) {
  if (!selection || chart.isExplored) return chart;
  const series = chart.series.filter((one) => selection.takes(one.of));
  const parameter = chart.axis && selection.study.parameters.find((one) => one.name === chart.axis);
  const places = parameter && parameter.sizes && selection.chosen.where[chart.axis];
  if (!places) return { ...chart, series };
  const wanted = [...places].map((place) => parameter.sizes[place]);
  const near = (x) => wanted.some((size) => Math.abs(size - x) <= 1e-5 * Math.abs(size));
  return { ...chart, series: series.map((one) => (one.theory ? one : { ...one, points: one.points.filter((point) => near(point[0])) })) };
}

function dataRows(chart) {
  const name = (series) => (series.theory && series.theory !== series.name ? `${series.name} (${series.theory})` : series.name);
  return chart.series.flatMap((series) => (series.level !== null
      ? [[name(series), null, series.level, null, null]]
      : series.points.map(([x, y, low, high]) => [name(series), chart.texts ? chart.texts[x] : x, y, low, high])));
}

function dataHead(chart) {
  return ["series", chart.x || "x", chart.y || "y", "low", "high"];
}

function switchesOf(chart, draw) {
  const switches = element("div", { class: "switches" });
  for (const [key, name] of [["logX", "logarithmic x"], ["logY", "logarithmic y"]]) {
    if (chart.isExplored || (key === "logX" && chart.texts)) continue;
    const box = element("input", { type: "checkbox" });
    box.checked = chart[key];
    box.addEventListener("change", () => {
      chart[key] = box.checked;
      draw();
    });
    switches.append(element("label", {}, box, " " + name));
  }
  switches.append(button("CSV", () => {
    const now = filtered(chart);
    download(fileName(content.title, chart.title), asCsv(dataHead(now), dataRows(now)));
  }, { class: "save", "aria-label": "CSV of what is shown: " + chart.title }));
  return switches;
}

function chartBox(chart) {
  const readout = element("div", { class: "readout", role: "status", "aria-live": "polite" });
  const names = [...new Set(chart.series.map((series) => series.name))].join(", ");
  const canvas = element("canvas", {
    role: "img", tabindex: "0",
    "aria-label": `Chart ${chart.title}: ${chart.summary}. ${chart.y} over ${chart.x}, for ${names}. ` +
                  "Arrow keys read the values.",
  });
  const state = { made: null };
  const about = element("p", { class: "about" });
  const details = element("details", {}, element("summary", {}, "Data"));
  const fill = () => {
    if (!details.open) return;
    const now = filtered(chart);
    details.replaceChildren(details.firstChild, sortableTable(dataHead(now), dataRows(now), { caption: "data of " + chart.title }));
  };
  details.addEventListener("toggle", fill);
  const forget = () => {
    if (state.made) state.made.destroy();
    state.made = null;
  };
  const draw = () => {
    const now = filtered(chart);
    about.textContent = remark(now);
    forget();
    state.made = new Chart(canvas, configuration(now, readout));
    fill();
  };
  const box = element("section", { class: "chart", "aria-label": chart.title },
                      element("h3", {}, chart.title), about,
                      element("div", { class: "canvas" }, canvas), readout, switchesOf(chart, draw), details);
  keys(canvas, chart, readout, state);
  /* Shows what filters take, or hides itself where that is nothing. */
  const update = () => {
    box.hidden = !selection.takes(chart.of) || !filtered(chart).series.some((series) => !series.theory && series.points.length);
    if (!box.hidden) draw();
  };
  Object.assign(box, { draw, forget, update });
  return box;
}
