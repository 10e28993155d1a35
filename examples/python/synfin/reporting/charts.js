/* Interactive charts: Chart.js draws, a line of text below tells the value under the pointer or keys. */

const SHAPES = ["circle", "rect", "triangle", "rectRot", "star", "cross"];
const MOST_STROKES = 200;
const IN_SIGHT = 2.5; // times the highest value: lines beyond it are left out

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/* Distinct colours; for many series a scale from violet over blue and green to yellow. */
function colourOf(index, count) {
  if (count <= content.seriesColours.length) return content.seriesColours[index];
  const hue = 285 - (225 * index) / (count - 1);
  return `hsl(${hue} 62% ${42 + (14 * index) / (count - 1)}%)`;
}

function withAlpha(colour, alpha) {
  if (colour.startsWith("hsl")) return colour.replace(")", ` / ${alpha})`);
  return colour + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

function ends(chart) {
  const xs = chart.series.flatMap((series) => series.points.map((point) => point[0]));
  return [Math.min(...xs), Math.max(...xs)];
}

function highest(chart) {
  return Math.max(...chart.series.flatMap((series) => series.points.map((point) => point[1])));
}

function isOffTheScale(chart, series) {
  return series.level !== null && !chart.logY && series.level > IN_SIGHT * highest(chart);
}

/* What the dashed lines are, and the values of those that are left out. */
function remark(chart) {
  const theory = chart.series.filter((series) => series.theory);
  const left = theory.filter((series) => isOffTheScale(chart, series));
  const parts = left.map((series) => `${series.name}: ${shown(series.level)}, off the scale`);
  if (theory.length > left.length) parts.unshift("dashed: theory");
  const zeros = (side) => chart.series.filter((series) => !series.theory && series.level === null)
      .reduce((sum, series) => sum + series.points.filter((point) => point[side] <= 0).length, 0);
  for (const [isLog, side, name] of [[chart.logX, 0, "x"], [chart.logY, 1, "y"]]) {
    if (isLog && !chart.step && zeros(side)) parts.push(`${zeros(side)} with ${name} = 0, which a logarithmic axis has no place for`);
  }
  return chart.summary + (parts.length ? ` (${parts.join("; ")})` : "");
}

/* Theory goes on where nothing was simulated: a logarithmic axis ends a little below what was. */
function lowest(chart) {
  const values = chart.series.filter((series) => !series.theory)
      .flatMap((series) => series.points.map((point) => point[1])).filter((value) => value > 0);
  return values.length ? Math.min(...values) * 0.4 : undefined;
}

/* The band of a series is two lines without a stroke, filled in between. */
function band(series, colour) {
  if (series.points.length < 2 || series.points.some((point) => point.length < 4)) return [];
  const side = (place) => series.points.map((point) => ({ x: point[0], y: point[place] }));
  const common = { pointRadius: 0, borderWidth: 0, isBand: true, pointHitRadius: 0,
                   unnamed: true };
  return [{ ...common, data: side(2), fill: false },
          { ...common, data: side(3), fill: "-1", backgroundColor: withAlpha(colour, 0.2) }];
}

/* The intervals of points that no line joins: a stroke each, where they are not too many to tell apart. */
function strokes(series, colour) {
  const known = series.points.filter((point) => point.length >= 4);
  if (!known.length || known.length > MOST_STROKES) return [];
  const data = known.flatMap(([x, , low, high]) => [{ x, y: low }, { x, y: high }, { x, y: NaN }]);
  return [{ data, pointRadius: 0, pointHitRadius: 0, borderWidth: 1, borderColor: withAlpha(colour, 0.6), isBand: true, unnamed: true }];
}

function datasets(chart) {
  const names = [...new Set(chart.series.map((series) => series.name))];
  const plain = css("--text");
  const result = [];
  for (const series of chart.series) {
    const index = names.indexOf(series.name);
    let colour = series.colour || colourOf(index, names.length);
    if (series.theory && names.length === 1) colour = plain;
    const [left, right] = ends(chart);
    if (isOffTheScale(chart, series)) continue;
    const all = series.level !== null
        ? [{ x: left, y: series.level }, { x: right, y: series.level }]
        : series.points.map((point, place) => ({ x: point[0], y: point[1], low: point[2], high: point[3],
                                                 about: series.about && series.about[place] }));
    // A logarithmic axis has no place for zero.
    const data = all.filter((point) => (point.x > 0 || !chart.logX) && (point.y > 0 || !chart.logY));
    const discrete = !series.theory && (data.length <= 40 || chart.dots) && !chart.step && !chart.stacked;
    const lines = { borderDash: series.theory ? [5, 4] : [], borderWidth: series.theory ? 1.5 : 2, showLine: !chart.dots };
    if (!series.theory) {
      for (const side of chart.dots ? strokes(series, colour) : band(series, colour)) {
        result.push({ ...side, stepped: chart.step ? "before" : false });
      }
    }
    result.push({
      unnamed: Boolean(series.theory) && chart.series.some((other) => !other.theory && other.name === series.name),
      label: series.theory && series.theory !== series.name ? `${series.name} (${series.theory})`
                                                            : series.name,
      data, ...lines, borderColor: colour, stepped: chart.step ? "before" : false,
      backgroundColor: chart.stacked ? withAlpha(colour, 0.85) : colour,
      fill: chart.stacked ? (result.length ? "-1" : "origin") : false,
      pointStyle: SHAPES[index % SHAPES.length],
      pointRadius: discrete ? 4 : 0, pointHoverRadius: 5, pointHitRadius: 8,
    });
  }
  return result;
}

function text(chart, dataset, point) {
  const x = chart.texts ? chart.texts[point.x] : shown(point.x);
  const value = `${dataset.label}: ${chart.x} ${x}, ${chart.y} ${shown(point.y)}`;
  const about = point.about ? `; ${point.about}` : "";
  if (point.low === undefined) return value + about;
  return `${value} (95 %: ${shown(point.low)} to ${shown(point.high)})${about}`;
}

/* The point nearest to the pointer, of all but the bands. */
Chart.Interaction.modes.nearestValue = (made, event) => {
  let best = null;
  for (const meta of made.getSortedVisibleDatasetMetas()) {
    if (made.data.datasets[meta.index].isBand) continue;
    meta.data.forEach((point, index) => {
      const distance = Math.hypot(point.x - event.x, point.y - event.y);
      if (!best || distance < best.distance) {
        best = { element: point, datasetIndex: meta.index, index, distance };
      }
    });
  }
  return best ? [best] : [];
};

function axis(title, logarithmic, texts = null) {
  const grid = css("--grid");
  const soft = css("--soft");
  return {
    type: logarithmic ? "logarithmic" : "linear", grid: { color: grid, borderColor: grid },
    title: { display: Boolean(title), text: title, color: soft },
    ticks: { color: soft, maxRotation: 0, autoSkipPadding: 12, ...(texts ? { stepSize: 1, precision: 0 } : {}),
             callback: (value, index, all) => {
               if (texts) return texts[value] ?? "";
               if (!logarithmic) return shown(value);
               const first = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
               return all.length < 14 || Math.abs(first - 1) < 1e-6 ? shown(value) : "";
             } },
  };
}

function configuration(chart, readout) {
  const stacked = chart.stacked ? { stacked: true } : {};
  return {
    type: "line",
    plugins: [marks],
    data: { datasets: datasets(chart) },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
      interaction: { mode: "nearestValue", intersect: false },
      scales: { x: axis(chart.x, chart.logX, chart.texts), y: { ...axis(chart.y, chart.logY), ...stacked,
                     min: chart.logY ? lowest(chart) : undefined } },
      plugins: {
        marks: { times: chart.isOverTime ? eventTimes() : [] },
        legend: { position: "bottom",
                  labels: { color: css("--text"), usePointStyle: true, boxWidth: 14, boxHeight: 6,
                            padding: 9, font: { size: 11 },
                            filter: (item, data) => !data.datasets[item.datasetIndex].unnamed } },
        tooltip: {
          callbacks: { title: () => "", label: (item) => text(chart, item.dataset, item.raw) },
        },
      },
      onHover: (event, active, made) => {
        const [one] = active;
        if (!one) return;
        const dataset = made.data.datasets[one.datasetIndex];
        readout.textContent = text(chart, dataset, dataset.data[one.index]);
      },
    },
  };
}

/* Left and right go along a series, up and down from one to the next. */
function keys(canvas, chart, readout, state) {
  let place = { series: -1, index: 0 };
  canvas.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const made = state.made;
    const lines = made.data.datasets.map((_, index) => index)
        .filter((index) => !made.data.datasets[index].isBand);
    const length = (series) => made.data.datasets[lines[series]].data.length;
    if (place.series < 0) place = { series: 0, index: 0 };
    else place.series = (place.series + move[0] + lines.length) % lines.length;
    place.index = Math.min(Math.max(place.index + move[1], 0), length(place.series) - 1);
    const active = [{ datasetIndex: lines[place.series], index: place.index }];
    const dataset = made.data.datasets[lines[place.series]];
    const point = made.getDatasetMeta(lines[place.series]).data[place.index];
    made.setActiveElements(active);
    made.tooltip.setActiveElements(active, { x: point.x, y: point.y });
    made.update("none");
    readout.textContent = text(chart, dataset, dataset.data[place.index]);
  });
}

