/* The ladder of one connection: slanted arrows in true time, breaks in long silences. */

const LONGEST_GAP = 4; // delays between two events before the axis is broken
const BREAK = 26; // pixels on either side of what is cut out
const LINE = 15;
const SHARE = 0.7; // of the way that a segment is drawn which does not arrive
const STRETCH = 1.2; // of the page, so many times, until no text lies on another one
const STEPS = 5;

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function duration(seconds) {
  for (const [unit, factor] of [["s", 1], ["ms", 1e3], ["µs", 1e6]]) {
    const value = seconds * factor;
    if (Math.abs(value) >= 1000) return `${Math.round(value).toLocaleString("en")} ${unit}`;
    if (Math.abs(value) >= 1) return `${Number(value.toPrecision(3))} ${unit}`;
  }
  return `${Number((seconds * 1e9).toPrecision(3))} ns`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : null;
}

/* Maps time to pixels: true to scale, but for breaks. */
function clockOf(times, delay, perDelay) {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const places = [0];
  const breaks = [];
  for (let i = 1; i < moments.length; ++i) {
    const gap = moments[i] - moments[i - 1];
    const before = places[i - 1];
    if (gap > LONGEST_GAP * delay) {
      breaks.push({ place: before + BREAK, gap });
      places.push(before + 2 * BREAK);
    } else {
      places.push(before + (gap / delay) * perDelay);
    }
  }
  const at = (time) => {
    let high = moments.findIndex((moment) => moment >= time);
    if (high < 0) return places[places.length - 1];
    if (high === 0 || moments[high] === time) return places[high];
    const share = (time - moments[high - 1]) / (moments[high] - moments[high - 1]);
    return places[high - 1] + share * (places[high] - places[high - 1]);
  };
  return { at, breaks, height: places[places.length - 1] };
}

/* Segments that leave at once share a place; those that also arrive at once share an arrow. */
function together(flights) {
  const near = (a, b) => (a === null || b === null ? a === b : Math.abs(a - b) < 1e-4);
  const places = [];
  for (const [sender, sent, received, , kind, text, underWay] of flights) {
    let place = places.find((other) => other[0].sender === sender && near(other[0].sent, sent));
    if (!place) places.push((place = []));
    const arrow = place.find((other) => near(other.received, received));
    if (!arrow) {
      const texts = place.reduce((sum, other) => sum + other.labels.length, 0);
      place.push({ sender, sent, received, kind, underWay, labels: text === null ? [] : [text], texts });
    } else if (text !== null && !arrow.labels.includes(text)) {
      arrow.labels.push(text);
    }
  }
  return places;
}

function drawBars(box, life, end, x, side, clock) {
  let last = -Infinity;
  const stays = life.stays.filter((stay) => stay[0] === end);
  const name = (place, text) => {
    const y = Math.max(place, last + LINE);
    last = y;
    box.append(svg("line", { x1: x + side * 6, y1: place, x2: x + side * 12, y2: y,
                             stroke: "currentColor", "stroke-width": 0.6 }));
    box.append(svg("text", { x: x + side * 15, y: y + 4, "text-anchor": side > 0 ? "start" : "end" },
                   text));
  };
  for (const [, state, begin, until] of stays) {
    const top = clock.at(begin);
    const bottom = until === null ? clock.height : clock.at(until);
    box.append(svg("rect", { x: x - 6, y: top, width: 12, height: Math.max(bottom - top, 0.5),
                             fill: content.stateColours[state], stroke: "currentColor",
                             "stroke-width": 0.5 }));
    name(top, state);
  }
  if (stays.length && stays.every((stay) => stay[3] !== null)) {
    name(clock.at(Math.max(...stays.map((stay) => stay[3]))), "CLOSED");
  }
}

/* Where an arrow begins and ends, in pixels. */
function geometryOf(arrow, life, clock, ends, perDelay) {
  const begin = ends[arrow.sender];
  const target = ends[arrow.sender === "client" ? "server" : "client"];
  const top = clock.at(arrow.sent);
  const share = arrow.received === null ? SHARE : 1;
  const isLost = share < 1 && !arrow.underWay;
  const end = [begin + share * (target - begin), top + (share < 1 ? perDelay * share : clock.at(arrow.received) - top)];
  const crosses = share === 1 && life.flights.some((other) => other[0] !== arrow.sender &&
      other[2] !== null && other[1] < arrow.received && other[2] > arrow.sent);
  return { ...arrow, begin: [begin, top], end, isLost, crosses };
}

function drawArrow(box, arrow) {
  const [[x0, y0], [x, y]] = [arrow.begin, arrow.end];
  const colour = arrow.isLost ? "var(--lost)" : "currentColor";
  const again = arrow.kind === "retransmit" || arrow.kind === "probe";
  box.append(svg("line", { x1: x0, y1: y0, x2: x, y2: y, stroke: colour, "stroke-width": 1.3,
                           "stroke-dasharray": again ? "5 3" : "none",
                           ...(arrow.isLost ? {} : { "marker-end": "url(#head)" }) }));
  if (arrow.isLost) {
    box.append(svg("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, stroke: colour,
                             "stroke-width": 2.2 }));
  }
}

function drawLabel(box, { arrow, text, at }) {
  const slope = (Math.atan2(at.way[1], at.way[0]) * 180) / Math.PI;
  const turn = at.way[0] > 0 ? slope : slope - 180;
  box.append(svg("text", { // what crosses it is hidden around its letters
    "paint-order": "stroke", stroke: "var(--panel)", "stroke-width": 2, "stroke-linejoin": "round",
    "text-anchor": "middle", fill: arrow.isLost ? "var(--lost)" : "currentColor", class: arrow.isLost ? "lost" : "",
    transform: `translate(${at.middle[0]} ${at.middle[1]}) rotate(${turn}) translate(0 4)`,
  }, text));
}

function drawTimes(box, times, clock, right) {
  let last = -Infinity;
  for (const time of [...new Set(times)].sort((a, b) => a - b)) {
    const place = clock.at(time);
    if (place - last < LINE) continue;
    last = place;
    box.append(svg("text", { x: right, y: place + 4, "text-anchor": "end", fill: "var(--soft)" },
                   time.toFixed(3)));
  }
}

function breakText(gap, life, narrow) {
  return duration(gap) + (narrow || !life.flights.length ? "" : " without a segment");
}

function drawBreaks(box, life, clock, ends, narrow) {
  for (const { place, gap } of clock.breaks) {
    for (const [end, x] of Object.entries(ends)) {
      const lives = life.stays.some(([whose, , begin, until]) => whose === end &&
          clock.at(begin) < place && (until === null || clock.at(until) > place));
      if (!lives) continue;
      box.append(svg("rect", { x: x - 9, y: place - 4, width: 18, height: 8, fill: "var(--panel)" }));
      box.append(svg("path", { d: `M${x - 9} ${place - 2}l18 -4M${x - 9} ${place + 6}l18 -4`,
                               stroke: "currentColor", "stroke-width": 1 }));
    }
    const text = breakText(gap, life, narrow);
    box.append(svg("text", { x: (ends.client + ends.server) / 2, y: place + 4, "text-anchor": "middle",
                             fill: "var(--soft)" }, text));
  }
}

/* The clock, the arrows and where their texts go: stretched until none lies on another one, if that helps. */
function laidOut(life, moments, delay, inner, narrow) {
  const places = together(life.flights);
  const most = Math.max(1, ...places.map((p) => p.reduce((sum, a) => sum + a.labels.length, 0)));
  let best = null;
  for (let step = 0; step < STEPS && !(best && best.bad === 0); ++step) {
    const perDelay = (52 + 13 * (Math.min(most, 4) - 1)) * STRETCH ** step;
    const clock = clockOf(moments, delay, perDelay);
    const arrows = places.flat().map((arrow) => geometryOf(arrow, life, clock, inner, perDelay));
    const others = clock.breaks.map(({ place, gap }) =>
        boxOf([(inner.client + inner.server) / 2, place], [1, 0], textWidth(breakText(gap, life, narrow)) / 2, HEIGHT / 2));
    const walls = Object.values(inner).map((x) => lineBox([x, -1], [x, clock.height + 1]));
    const { labels, bad } = placeLabels(arrows, others, walls);
    if (!best || bad < best.bad) best = { clock, arrows, labels, bad };
  }
  return best;
}

function ladderTitle(life) {
  return `Connection ${life.conn}${life.runCount > 1 ? " of run " + life.run : ""}: ` +
         `${life.client} to ${life.server}`;
}

function ladderOf(whole, width) {
  // A phone has no room for numbers; they are in the text below.
  const narrow = width < 480;
  const short = ([sender, sent, received, label, kind, text, underWay]) =>
      [sender, sent, received, label, kind, text === null ? null : text.split(" seq=")[0], underWay];
  const life = narrow ? { ...whole, flights: whole.flights.map(short) } : whole;
  const flying = life.flights.filter((flight) => flight[2] !== null)
      .map((flight) => flight[2] - flight[1]);
  const delay = median(flying) || 0.05;
  const times = life.stays.flatMap((stay) => [stay[2], stay[3]])
      .concat(life.flights.flatMap((flight) => [flight[1], flight[2]])).filter((t) => t !== null);
  const room = life.flights.filter((flight) => flight[2] === null)
      .map((flight) => flight[1] + SHARE * delay);
  const left = Math.max(44, ...times.map((time) => textWidth(time.toFixed(3)) + 2));
  const ends = narrow ? { client: 92, server: width - 92 } : { client: left + 96, server: width - 92 };
  const inner = { client: ends.client + 6, server: ends.server - 6 };
  const { clock, arrows, labels } = laidOut(life, [...times, ...room], delay, inner, narrow);
  const box = svg("g", { transform: "translate(0 44)" });
  if (!narrow) drawTimes(box, times, clock, left);
  for (const [end, side] of [["client", -1], ["server", 1]]) {
    drawBars(box, life, end, ends[end], side, clock);
    box.append(svg("text", { x: ends[end], y: -28, "text-anchor": "middle", "font-weight": 600 }, end));
    box.append(svg("text", { x: ends[end], y: -13, "text-anchor": "middle" }, life[end]));
    if (life.unseen === end) {  // it stands half of the shortest round trip away
      box.append(svg("text", { x: ends[end], y: 0, "text-anchor": "middle", "font-style": "italic" }, "not recorded"));
      box.append(svg("path", { d: `M${inner[end]} 4V${clock.height}`, stroke: "currentColor", "stroke-dasharray": "4 3" }));
    }
  }
  for (const arrow of arrows) drawArrow(box, arrow);
  for (const label of labels) drawLabel(box, label);
  drawBreaks(box, life, clock, ends, narrow);
  const height = clock.height + 64;
  const head = svg("marker", { id: "head", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8,
                               markerHeight: 8, orient: "auto", markerUnits: "userSpaceOnUse" },
                   svg("path", { d: "M0 0.8L8 4L0 7.2z", fill: "currentColor" }));
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "font-size": 11,
                               fill: "currentColor", "aria-label": ladderTitle(life) +
                               ". The same as text follows below." },
                      svg("title", {}, ladderTitle(life)), svg("defs", {}, head), box);
  return picture;
}

/* The same as rows, for those who read instead of look. */
function ladderRows(life) {
  const states = life.stays.map(([end, state, begin]) => [begin, end, "enters " + state, ""]);
  const segments = life.flights.map(([end, sent, received, label, kind, , underWay]) =>
    [sent, end, "sends " + label + (kind === "new" ? "" : ` (${kind})`),
     underWay ? "under way at the end" : received === null ? "lost" : `arrives at ${received.toFixed(6)}`]);
  return [...states, ...segments].sort((a, b) => a[0] - b[0]);
}
